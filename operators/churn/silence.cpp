#include "operators/churn/silence.h"

#include <algorithm>

#include "operators/features/plain_signals.h"

namespace tidemark::operators {

DaySummary Silence::days(const std::byte* state) const {
  if (of_purchases()) return purchases_->in(state).days.summary();
  const ActiveDays& active = active_->in(state);
  if (active.count == 0) return {};
  return {active.first_day(), active.last_day(), active.count};
}

Millis Silence::first(const std::byte* state) const {
  return of_purchases() ? purchases_->in(state).totals.first : active_->in(state).first;
}

Millis Silence::last(const std::byte* state) const {
  return of_purchases() ? purchases_->in(state).totals.last : active_->in(state).last;
}

double Silence::silent_days(const std::byte* state, Millis t) const {
  return days_between(last(state), Moment{t});
}

std::optional<BtydStatistics> Silence::statistics(const std::byte* state, Millis t) const {
  const DaySummary summary = days(state);
  if (summary.count == 0) return std::nullopt;
  BtydStatistics s;
  s.x = static_cast<double>(summary.count - 1);
  s.t_x = static_cast<double>(summary.last - summary.first) / 7;
  s.T =
      std::max(s.t_x, static_cast<double>(t - zone_->day_start(summary.first)) / static_cast<double>(kWeek));
  return s;
}

}  // namespace tidemark::operators
