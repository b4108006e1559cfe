#include "operators/ladder.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/hash.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

std::vector<std::string> names_of(const config::Ladder& ladder) {
  std::vector<std::string> names;
  for (const config::TierLevel& level : ladder.levels) names.push_back(level.name);
  return names;
}

}  // namespace

Ladder::Ladder(const config::Ladder& ladder, std::shared_ptr<const Zone> zone)
    : Level(ladder.name, names_of(ladder)), ladder_(ladder), zone_(std::move(zone)) {
  for (const config::TierLevel& level : ladder.levels) {
    at_.push_back(level.at);
    const __int128 slack = static_cast<__int128>(level.at) * ladder.hysteresis_ppm / 1'000'000;
    hold_.push_back(static_cast<std::int64_t>(level.at - slack));
  }
}

SectionKey Ladder::section() const {
  constexpr std::uint64_t kHashMask = 0xFFFFFFF;
  return static_cast<SectionKey>(static_cast<std::uint64_t>(SectionKey::kLadders) +
                                 (hash64(name(), 0) & kHashMask));
}

bool Ladder::stands_on(Kind kind) const {
  if (is_refund_kind(kind)) return ladder_.basis.measure == config::Basis::Measure::kSpend;
  return kind == Kind::kPurchase;
}

std::int64_t Ladder::lifetime(const Facts& facts) const {
  switch (ladder_.basis.measure) {
    case config::Basis::Measure::kSpend:
      return facts.orders->net();
    case config::Basis::Measure::kOrders:
      return facts.orders->orders;
    case config::Basis::Measure::kPurchaseDays:
      return facts.summary.count;
  }
  return 0;
}

std::int64_t Ladder::basis_on(const Facts& facts, Day today) const {
  if (ladder_.basis.days == 0) return lifetime(facts);
  return facts.window(today - ladder_.basis.days + 1, today).measure(ladder_.basis.measure);
}

std::uint8_t Ladder::target(std::int64_t basis, std::uint8_t current) const {
  std::size_t level = at_.size() - 1;
  while (level > 0 && basis < (level <= current ? hold_[level] : at_[level])) --level;
  return static_cast<std::uint8_t>(level);
}

Millis Ladder::downgrade_at(const LevelState& level, Millis pending) const {
  return std::max(pending + ladder_.grace, level.since + ladder_.minimum_stay);
}

Verdict Ladder::assess(const Facts& facts, const LevelState& level, Moment now, const Stimulus&) const {
  const std::uint8_t deserved = target(basis_on(facts, now.today), level.value);
  if (deserved >= level.value) return {deserved, kNoTime};
  const Millis pending = level.memory == kNoTime ? now.t : level.memory;
  if (now.t < downgrade_at(level, pending)) return {level.value, pending};
  if (!ladder_.downgrade_by_step) return {deserved, kNoTime};
  const auto below = static_cast<std::uint8_t>(level.value - 1);
  return {below, deserved < below ? now.t : kNoTime};
}

template <typename Change>
Millis Ladder::first_edge(const Facts& facts, Day today, std::uint8_t current, const Change& change) const {
  const std::int32_t days = ladder_.basis.days;
  if (days == 0) return kNever;
  WindowSum sum = facts.window(today - days + 1, today);
  const PackedVector<DayMoney>& recent = facts.days->recent();
  const DayMoney* leaving = std::lower_bound(recent.begin(), recent.end(), today - days + 1,
                                             [](const DayMoney& entry, Day day) { return entry.day < day; });
  for (; leaving != recent.end() && leaving->day <= today; ++leaving) {
    sum.subtract(*leaving);
    if (change(target(sum.measure(ladder_.basis.measure), current)))
      return zone_->day_start(leaving->day + days);
  }
  return kNever;
}

Millis Ladder::due(const Facts& facts, const LevelState& level, Moment now) const {
  const std::uint8_t current = level.value;
  if (level.memory == kNoTime) {
    return first_edge(facts, now.today, current, [&](std::uint8_t then) { return then != current; });
  }
  // A step down without grace leaves the next one pending at the same instant: it follows a millisecond
  // later.
  const Millis downgrade = std::max(downgrade_at(level, level.memory), level.memory + 1);
  const Millis recovery =
      first_edge(facts, now.today, current, [&](std::uint8_t then) { return then >= current; });
  return std::min(downgrade, recovery);
}

Sentiment Ladder::sentiment(const Transition& transition) const {
  return transition.direction == Direction::kUp ? Sentiment::kBetter : Sentiment::kWorse;
}

double Ladder::as_number(std::int64_t basis) const {
  return ladder_.basis.measure == config::Basis::Measure::kSpend ? units_of(basis)
                                                                 : static_cast<double>(basis);
}

std::string Ladder::sentence(double value, double reference, std::string_view level, bool up) const {
  const std::string span = ladder_.basis.days == 0   ? "in all"
                           : ladder_.basis.days == 1 ? "today"
                                                     : fmt::format("in the last {} days", ladder_.basis.days);
  std::string did;
  switch (ladder_.basis.measure) {
    case config::Basis::Measure::kSpend:
      did = fmt::format("Spent {} {}", plain_number(value), span);
      break;
    case config::Basis::Measure::kOrders:
      did = fmt::format("Made {} {}", counted(value, "order", "orders"), span);
      break;
    case config::Basis::Measure::kPurchaseDays:
      did = fmt::format("Bought on {} {}", counted(value, "day", "days"), span);
      break;
  }
  return fmt::format("{}; {} {} {}.", did, level, up ? "starts at" : "needs at least",
                     plain_number(reference));
}

Explanation Ladder::explain(const Occasion& occasion) const {
  const Transition& change = occasion.transition;
  const bool up = change.to > change.from;
  const double value = as_number(basis_on(occasion.facts, occasion.now.today));
  const double before = as_number(basis_on(occasion.facts_before, occasion.moment_before.today));
  const double reference = as_number(up ? at_[change.to] : hold_[change.from]);
  const std::string_view level = value_name(up ? change.to : change.from);
  return {value,
          {{ladder_.basis.name, value, before, reference, value - reference,
            sentence(value, reference, level, up)}}};
}

}  // namespace tidemark::operators
