#include "operators/features/order_signals.h"

#include "operators/features/plain_signals.h"
#include "operators/features/window_walk.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

using Measure = config::FeatureName::Measure;

const KindSet kOrderKinds = {Kind::kPurchase, Kind::kRefund, Kind::kCancel};

double units_of_sum(Micro128 sum) {
  return static_cast<double>(sum) / static_cast<double>(kMicro);
}

double lifetime(const Purchases& purchases, Measure measure) {
  const Orders& totals = purchases.totals;
  switch (measure) {
    case Measure::kOrders:
      return static_cast<double>(totals.orders);
    case Measure::kGross:
      return units_of(totals.gross);
    case Measure::kRefunds:
      return units_of(totals.refunds);
    case Measure::kNet:
      return units_of(totals.net());
    default:
      return static_cast<double>(purchases.days.summary().count);
  }
}

double windowed(const WindowSum& sum, Measure measure) {
  switch (measure) {
    case Measure::kOrders:
      return static_cast<double>(sum.orders);
    case Measure::kGross:
      return units_of_sum(sum.gross);
    case Measure::kRefunds:
      return units_of_sum(sum.refunds);
    case Measure::kNet:
      return units_of_sum(sum.gross - sum.refunds);
    default:
      return static_cast<double>(sum.purchase_days);
  }
}

class OrderWindow final : public KindSignal {
 public:
  OrderWindow(std::string name, const PurchasesFeature& purchases, Measure measure,
              const config::Window& window)
      : KindSignal(std::move(name), SignalType::kNumber, kOrderKinds),
        purchases_(purchases),
        measure_(measure),
        shape_(window) {}

  double number(const std::byte* state, Moment now) const override {
    return windowed(window_sum<WindowSum>(days(state), shape_, now.today, day_of), measure_);
  }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    Range range;
    walk_window<WindowSum>(days(state), shape_, from.today, to.today, day_of, [&](const WindowSum& sum) {
      range.include(Range::point(windowed(sum, measure_)));
    });
    return range;
  }

 private:
  static Bucket day_of(const DayMoney& day) { return day.day; }
  const PackedVector<DayMoney>& days(const std::byte* state) const {
    return purchases_.in(state).days.recent();
  }

  const PurchasesFeature& purchases_;
  Measure measure_;
  WindowShape shape_;
};

/// The customer's gaps, shrunk to those of customers in general; null without a purchase.
struct MeanGap {
  double prior_days;
  double prior_weight;

  explicit MeanGap(const config::FeatureSettings& settings)
      : prior_days(static_cast<double>(settings.gap_prior) / static_cast<double>(kDay)),
        prior_weight(settings.gap_weight) {}
  double days(const DaySummary& bought) const {
    if (bought.count == 0) return kNull;
    const double gaps = prior_weight + bought.count - 1;
    return gaps == 0 ? kNull : (prior_days * prior_weight + (bought.last - bought.first)) / gaps;
  }
  double overdue(const Purchases& purchases, Moment now) const {
    const double gap = days(purchases.days.summary());
    return gap == 0 ? kNull : days_between(purchases.totals.last, now) / gap;
  }
};

}  // namespace

std::unique_ptr<Signal> orders_signal(std::string name, const PurchasesFeature& purchases, Measure measure,
                                      const config::Window& window) {
  if (window.unit != config::Window::Unit::kLifetime) {
    return std::make_unique<OrderWindow>(std::move(name), purchases, measure, window);
  }
  return steady_signal(std::move(name), kOrderKinds, [&purchases, measure](const std::byte* state) {
    return lifetime(purchases.in(state), measure);
  });
}

std::unique_ptr<Signal> purchases_signal(std::string name, const PurchasesFeature& purchases,
                                         const config::FeatureSettings& settings, Measure measure) {
  const MeanGap gap(settings);
  const auto age = [&](auto instant) {
    return monotone_signal(std::move(name), kOrderKinds,
                           [&purchases, instant](const std::byte* state, Moment now) {
                             return days_between(purchases.in(state).totals.*instant, now);
                           });
  };
  switch (measure) {
    case Measure::kRecencyDays:
      return age(&Orders::last);
    case Measure::kFirstPurchaseDays:
      return age(&Orders::first);
    case Measure::kMeanGapDays:
      return steady_signal(std::move(name), kOrderKinds, [&purchases, gap](const std::byte* state) {
        return gap.days(purchases.in(state).days.summary());
      });
    case Measure::kOverdueRatio:
      return monotone_signal(std::move(name), kOrderKinds,
                             [&purchases, gap](const std::byte* state, Moment now) {
                               return gap.overdue(purchases.in(state), now);
                             });
    default:
      return steady_signal(std::move(name), kOrderKinds, [&purchases](const std::byte* state) {
        const Orders& totals = purchases.in(state).totals;
        return totals.any() ? units_of(totals.gross) / static_cast<double>(totals.orders) : kNull;
      });
  }
}

std::unique_ptr<Signal> tenure_signal(std::string name, const ActivityFeature& activity) {
  return monotone_signal(std::move(name), KindSet::all(), [&activity](const std::byte* state, Moment now) {
    return days_between(activity.in(state).first, now);
  });
}

std::unique_ptr<Signal> idle_signal(std::string name, const ActivityFeature& activity) {
  return monotone_signal(std::move(name), KindSet::all(), [&activity](const std::byte* state, Moment now) {
    return days_between(activity.in(state).last, now);
  });
}

std::unique_ptr<Signal> events_signal(std::string name, const ActivityFeature& activity) {
  return steady_signal(std::move(name), KindSet::all(), [&activity](const std::byte* state) {
    return static_cast<double>(activity.in(state).events);
  });
}

}  // namespace tidemark::operators
