#include "operators/ladder_basis.h"

#include "engine/base/assert.h"
#include "operators/calendar.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

using Measure = config::Basis::Measure;

/// All the days there are: since the last change of tier may be long ago.
constexpr std::int32_t kLookBackMax = 100'000;
/// The running period and the one that closed, which is looked at while a grace runs.
constexpr std::int32_t kTwoYears = 2 * 366;

CalendarUnit unit_of(config::Qualification::Period period) {
  return period == config::Qualification::Period::kMonth     ? CalendarUnit::kMonth
         : period == config::Qualification::Period::kQuarter ? CalendarUnit::kQuarter
                                                             : CalendarUnit::kYear;
}

}  // namespace

Answer BasisBounds::reaches(std::int64_t at) const {
  if (!feature) return low >= at ? Answer::kYes : high >= at ? Answer::kPerhaps : Answer::kNo;
  const double limit = units_of(at);
  if (!feature->has_values() || feature->high < limit) return Answer::kNo;
  return feature->low >= limit && !feature->may_be_null ? Answer::kYes : Answer::kPerhaps;
}

LadderBasis::LadderBasis(const config::Ladder& ladder, std::shared_ptr<const Zone> zone,
                         const Signal* feature, const ActivityFeature* activity)
    : basis_(ladder.basis),
      period_(ladder.qualification.period),
      zone_(std::move(zone)),
      feature_(feature),
      activity_(activity) {
  TM_ASSERT((basis_.measure == Measure::kFeature) == (feature_ != nullptr));
  TM_ASSERT(period_ != Period::kJoining || activity_ != nullptr);
}

bool LadderBasis::moved_by(Kind kind) const {
  if (feature_ != nullptr) return feature_->moved_by(kind);
  // A late event of any kind may be the first one.
  return period_ == Period::kJoining || is_order_kind(kind);
}

std::int32_t LadderBasis::look_back_days() const {
  if (period_ == Period::kTierChange) return kLookBackMax;
  return has_periods() ? kTwoYears : basis_.days;
}

std::int64_t LadderBasis::lifetime(const Facts& facts) const {
  switch (basis_.measure) {
    case Measure::kSpend:
      return facts.orders->net();
    case Measure::kOrders:
      return facts.orders->orders;
    case Measure::kPurchaseDays:
      return facts.summary().count;
    case Measure::kFeature:
      break;
  }
  return 0;
}

Day LadderBasis::joining_day(const LadderView& view, Day today) const {
  const Activity& activity = activity_->in(view.facts.state);
  return activity.events == 0 ? today : zone_->local_day(activity.first);
}

Day LadderBasis::period_start(const LadderView& view, Day day) const {
  if (period_ == Period::kTierChange) return zone_->local_day(view.since);
  if (period_ == Period::kJoining) return anniversary(joining_day(view, day), day);
  return unit_start(unit_of(period_), day);
}

Day LadderBasis::next_period_start(const LadderView& view, Day day) const {
  if (period_ == Period::kJoining) return next_anniversary(joining_day(view, day), day);
  return next_unit_start(unit_of(period_), day);
}

std::int64_t LadderBasis::sum(const LadderView& view, Day today) const {
  if (basis_.days > 0) return window(view, today - basis_.days + 1, today);
  return period_ == Period::kBasis ? lifetime(view.facts) : window(view, period_start(view, today), today);
}

std::optional<std::int64_t> LadderBasis::closed_period(const LadderView& view, Day day) const {
  if (!has_periods() || period_start(view, day) != day) return std::nullopt;
  return window(view, period_start(view, day - 1), day - 1);
}

BasisBounds LadderBasis::bounds(const LadderView& view, Moment from, Moment to) const {
  BasisBounds bounds;
  if (feature_ != nullptr) {
    bounds.feature = from.t == to.t ? Range::point(feature_->number(view.facts.state, from))
                                    : feature_->range(view.facts.state, from, to);
  } else if (from.today == to.today) {
    bounds.include(sum(view, from.today));
  } else {
    walk(view, from.today, [&](Day begins, std::int64_t value) {
      const bool beyond = begins > to.today;
      if (!beyond) bounds.include(value);
      return beyond;
    });
  }
  return bounds;
}

double LadderBasis::units(const LadderView& view, Moment now) const {
  return feature_ != nullptr ? feature_->number(view.facts.state, now) : units_of_sum(sum(view, now.today));
}

double LadderBasis::units_of_sum(std::int64_t sum) const {
  const bool counted = basis_.measure == Measure::kOrders || basis_.measure == Measure::kPurchaseDays;
  return counted ? static_cast<double>(sum) : units_of(sum);
}

}  // namespace tidemark::operators
