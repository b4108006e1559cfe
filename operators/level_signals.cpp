#include "operators/level_signals.h"

#include "operators/sums.h"

namespace tidemark::operators {
namespace {

class LevelSignal final : public Signal {
 public:
  LevelSignal(std::string name, const Level& level, std::size_t index, const LevelPlace& place)
      : Signal(std::move(name), SignalType::kText), level_(level), index_(index), place_(place) {}
  bool moved_by(Kind) const override { return false; }
  double number(const std::byte*, Moment) const override { return kNull; }
  std::string_view text(const std::byte* state) const override {
    return level_.value_name(place_.level(state, index_).value);
  }
  Range range(const std::byte*, Moment, Moment) const override { return Range::null(); }

 private:
  const Level& level_;
  const std::size_t index_;
  const LevelPlace& place_;
};

class LevelIsSignal final : public Signal {
 public:
  LevelIsSignal(std::string name, std::size_t index, std::uint8_t value, const LevelPlace& place)
      : Signal(std::move(name), SignalType::kTruth), index_(index), value_(value), place_(place) {}
  bool moved_by(Kind) const override { return false; }
  double number(const std::byte* state, Moment) const override {
    return place_.level(state, index_).value == value_ ? 1 : 0;
  }
  Range range(const std::byte* state, Moment from, Moment) const override {
    return Range::point(number(state, from));
  }

 private:
  const std::size_t index_;
  const std::uint8_t value_;
  const LevelPlace& place_;
};

class JoiningSignal final : public Signal {
 public:
  explicit JoiningSignal(const ActivityFeature& activity)
      : Signal("joined", SignalType::kInstant), activity_(activity) {}
  bool moved_by(Kind) const override { return true; }
  double number(const std::byte* state, Moment) const override {
    const Activity& activity = activity_.in(state);
    return activity.events == 0 ? kNull : static_cast<double>(activity.first);
  }
  Range range(const std::byte* state, Moment from, Moment) const override {
    return Range::point(number(state, from));
  }

 private:
  const ActivityFeature& activity_;
};

Facts facts_of(const PurchasesFeature& feature, const std::byte* state) {
  const Purchases& purchases = feature.in(state);
  return {state, &purchases.totals, &purchases.days};
}

/// Something that only rises, or only falls, while nothing happens: the ends of a span bound it.
class MonotoneSignal : public Signal {
 public:
  MonotoneSignal(std::string name, const PurchasesFeature& purchases)
      : Signal(std::move(name), SignalType::kNumber), purchases_(purchases) {}
  bool moved_by(Kind kind) const override { return is_order_kind(kind); }
  double number(const std::byte* state, Moment now) const override {
    return value(facts_of(purchases_, state), now.t);
  }
  Range range(const std::byte* state, Moment from, Moment to) const override {
    const Facts facts = facts_of(purchases_, state);
    Range range = Range::point(value(facts, from.t));
    range.include(Range::point(value(facts, to.t)));
    return range;
  }

 protected:
  virtual double value(const Facts& facts, Millis t) const = 0;

 private:
  const PurchasesFeature& purchases_;
};

class LifetimeMoneySignal final : public MonotoneSignal {
 public:
  LifetimeMoneySignal(std::string name, bool gross, const PurchasesFeature& purchases)
      : MonotoneSignal(std::move(name), purchases), gross_(gross) {}

 private:
  double value(const Facts& facts, Millis) const override {
    return units_of(gross_ ? facts.orders->gross : facts.orders->net());
  }

  const bool gross_;
};

class RfmSignal final : public MonotoneSignal {
 public:
  RfmSignal(std::string name, const Rfm& rfm, RfmPart part, const PurchasesFeature& purchases)
      : MonotoneSignal(std::move(name), purchases), rfm_(rfm), part_(part) {}

 private:
  double value(const Facts& facts, Millis t) const override {
    const std::optional<RfmScores> scores = rfm_.scores(facts, t);
    if (!scores) return kNull;
    return part_ == RfmPart::kR ? scores->r : part_ == RfmPart::kF ? scores->f : scores->m;
  }

  const Rfm& rfm_;
  const RfmPart part_;
};

}  // namespace

std::unique_ptr<Signal> joining_signal(const ActivityFeature& activity) {
  return std::make_unique<JoiningSignal>(activity);
}
std::unique_ptr<Signal> level_signal(std::string name, const Level& level, std::size_t index,
                                     const LevelPlace& place) {
  return std::make_unique<LevelSignal>(std::move(name), level, index, place);
}
std::unique_ptr<Signal> level_is_signal(std::string name, std::size_t index, std::uint8_t value,
                                        const LevelPlace& place) {
  return std::make_unique<LevelIsSignal>(std::move(name), index, value, place);
}
std::unique_ptr<Signal> lifetime_money_signal(std::string name, bool gross,
                                              const PurchasesFeature& purchases) {
  return std::make_unique<LifetimeMoneySignal>(std::move(name), gross, purchases);
}

std::unique_ptr<Signal> rfm_signal(std::string name, const Rfm& rfm, RfmPart part,
                                   const PurchasesFeature& purchases) {
  return std::make_unique<RfmSignal>(std::move(name), rfm, part, purchases);
}

}  // namespace tidemark::operators
