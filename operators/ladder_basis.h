#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/activity.h"
#include "operators/facts.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// A customer as its ladder sees it.
struct LadderView {
  Facts facts;
  Millis since = kNoTime;  ///< of the tier in force
};

/// Whether something holds over a span of time.
enum class Answer : std::uint8_t { kNo, kPerhaps, kYes };

/// What a basis stays within over a span of time, if nothing happens; of one instant: what it is.
struct BasisBounds {
  std::int64_t low = std::numeric_limits<std::int64_t>::max();
  std::int64_t high = std::numeric_limits<std::int64_t>::min();
  std::optional<Range> feature;  ///< instead of the integers, in units

  void include(std::int64_t value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  /// Whether it is at least `at` (as config::TierLevel has it); what is not known is not.
  Answer reaches(std::int64_t at) const;
};

/// The number a ladder stands on, and how it goes on if nothing happens.
///
/// Sums and counts are exact and change at local midnights only: when a day leaves the window, or a new
/// qualification period begins from nothing. A feature is a number of units that may do anything.
/// Thread: immutable. Cost: a walk over the window's days, or the feature's.
class LadderBasis {
 public:
  /// `feature` is there for Measure::kFeature, `activity` for qualification from joining; both outlive it.
  LadderBasis(const config::Ladder& ladder, std::shared_ptr<const Zone> zone, const Signal* feature,
              const ActivityFeature* activity);

  const std::string& name() const { return basis_.name; }
  bool is_feature() const { return feature_ != nullptr; }
  bool moved_by(Kind kind) const;
  /// Of so many days before today money is looked at: PurchasesFeature::look_back().
  std::int32_t look_back_days() const;

  /// Micro-units of spend, else a count. Not for features.
  std::int64_t sum(const LadderView& view, Day today) const;
  /// The same over the qualification period that ended when `day` began; nothing when none did.
  std::optional<std::int64_t> closed_period(const LadderView& view, Day day) const;
  /// Bounds over [from, to], both included.
  BasisBounds bounds(const LadderView& view, Moment from, Moment to) const;
  /// For reasons and reads: units of the currency, a count, or the feature; NaN when it is not known.
  double units(const LadderView& view, Moment now) const;
  /// A threshold or sum on the same scale.
  double units_of_sum(std::int64_t sum) const;

  /// Calls visit(first day, sum) for the pieces from `today` on over which the sum is constant if nothing
  /// happens, until it says true. Not for features.
  template <typename Visit>
  void walk(const LadderView& view, Day today, const Visit& visit) const;

 private:
  using Period = config::Qualification::Period;

  bool has_periods() const { return period_ != Period::kBasis && period_ != Period::kTierChange; }
  std::int64_t lifetime(const Facts& facts) const;
  std::int64_t window(const LadderView& view, Day from, Day to) const {
    return view.facts.window(from, to).measure(basis_.measure);
  }
  /// First day of the period that is running on a day, and of the one after it.
  Day period_start(const LadderView& view, Day day) const;
  Day next_period_start(const LadderView& view, Day day) const;
  Day joining_day(const LadderView& view, Day today) const;

  const config::Basis basis_;
  const Period period_;
  const std::shared_ptr<const Zone> zone_;
  const Signal* const feature_;
  const ActivityFeature* const activity_;
};

template <typename Visit>
void LadderBasis::walk(const LadderView& view, Day today, const Visit& visit) const {
  if (basis_.days == 0) {
    if (!visit(today, sum(view, today)) && has_periods()) visit(next_period_start(view, today), 0);
    return;
  }
  const Day first = today - basis_.days + 1;
  WindowSum inside = view.facts.window(first, today);
  if (visit(today, inside.measure(basis_.measure))) return;
  const PackedVector<DayMoney>& recent = view.facts.days->recent();
  const DayMoney* leaving = std::lower_bound(recent.begin(), recent.end(), first,
                                             [](const DayMoney& entry, Day day) { return entry.day < day; });
  for (; leaving != recent.end() && leaving->day <= today; ++leaving) {
    inside.subtract(*leaving);
    if (visit(leaving->day + basis_.days, inside.measure(basis_.measure))) return;
  }
}

}  // namespace tidemark::operators
