#include "operators/ladder_levels.h"

#include <algorithm>

#include "engine/base/assert.h"
#include "operators/expression/first_change.h"
#include "operators/expression/next_change.h"

namespace tidemark::operators {
namespace {

/// What a target between two levels may be to the current one.
unsigned aims(std::uint8_t low, std::uint8_t high, std::uint8_t current) {
  unsigned aims = 0;
  if (low < current) aims |= static_cast<unsigned>(Aim::kBelow);
  if (low <= current && current <= high) aims |= static_cast<unsigned>(Aim::kSame);
  if (high > current) aims |= static_cast<unsigned>(Aim::kAbove);
  return aims;
}

/// Whether it is as wanted: throughout, nowhere, or somewhere.
Answer fits(unsigned possible, Aim wanted) {
  if ((possible & static_cast<unsigned>(wanted)) == 0) return Answer::kNo;
  return (possible & ~static_cast<unsigned>(wanted)) == 0 ? Answer::kYes : Answer::kPerhaps;
}

}  // namespace

LadderLevels::LadderLevels(const config::Ladder& ladder, std::shared_ptr<const Zone> zone,
                           const LadderBasis& basis, std::vector<const Signal*> conditions)
    : zone_(std::move(zone)), basis_(basis), conditions_(std::move(conditions)) {
  TM_ASSERT(conditions_.empty() || conditions_.size() == ladder.levels.size());
  if (std::all_of(conditions_.begin(), conditions_.end(), [](auto* c) { return c == nullptr; })) {
    conditions_.clear();
  }
  for (const config::TierLevel& level : ladder.levels) {
    at_.push_back(level.at);
    const __int128 slack = static_cast<__int128>(level.at) * ladder.hysteresis_ppm / 1'000'000;
    hold_.push_back(static_cast<std::int64_t>(level.at - slack));
  }
}

bool LadderLevels::moved_by(Kind kind) const {
  return std::any_of(conditions_.begin(), conditions_.end(), [&](const Signal* condition) {
    return condition != nullptr && condition->moved_by(kind);
  });
}

Answer LadderLevels::condition(std::size_t level, const LadderView& view, Moment from, Moment to) const {
  const Signal* const condition = conditions_.empty() ? nullptr : conditions_[level];
  if (condition == nullptr) return Answer::kYes;
  const std::byte* const state = view.facts.state;
  if (from.t == to.t) return condition->number(state, from) == 1 ? Answer::kYes : Answer::kNo;
  const Range range = condition->range(state, from, to);
  if (range.high < 1) return Answer::kNo;
  return range.low >= 1 && !range.may_be_null ? Answer::kYes : Answer::kPerhaps;
}

bool LadderLevels::allows(std::uint8_t level, const LadderView& view, Moment now) const {
  return condition(level, view, now, now) == Answer::kYes;
}

std::uint8_t LadderLevels::target_of_sum(std::int64_t sum, std::uint8_t current) const {
  std::size_t level = at_.size() - 1;
  while (level > 0 && sum < (level <= current ? hold_[level] : at_[level])) --level;
  return static_cast<std::uint8_t>(level);
}

LadderLevels::Span LadderLevels::targets(const LadderView& view, Moment from, Moment to, std::uint8_t current,
                                         std::int64_t floor) const {
  BasisBounds bounds = basis_.bounds(view, from, to);
  bounds.low = std::max(bounds.low, floor);
  bounds.high = std::max(bounds.high, floor);
  Span span{0, 0};
  for (std::size_t level = at_.size() - 1; level > 0; --level) {
    Answer answer = bounds.reaches(level <= current ? hold_[level] : at_[level]);
    if (answer != Answer::kNo) answer = std::min(answer, condition(level, view, from, to));
    if (answer == Answer::kNo) continue;
    if (span.high == 0) span.high = static_cast<std::uint8_t>(level);
    if (answer == Answer::kPerhaps) continue;
    span.low = static_cast<std::uint8_t>(level);
    break;
  }
  return span;
}

std::uint8_t LadderLevels::target(const LadderView& view, Moment now, std::uint8_t current,
                                  std::int64_t floor) const {
  if (basis_.is_feature() || has_conditions()) return targets(view, now, now, current, floor).high;
  return target_of_sum(std::max(basis_.sum(view, now.today), floor), current);
}

Millis LadderLevels::first(const LadderView& view, Millis after, Millis until, std::uint8_t current,
                           Aim wanted, std::int64_t floor) const {
  if (!basis_.is_feature() && !has_conditions()) {
    return first_of_sums(view, after, until, current, wanted, floor);
  }
  const auto decide = [&](Millis from, Millis to) {
    const Span span = targets(view, moment(from), moment(to), current, floor);
    switch (fits(aims(span.low, span.high, current), wanted)) {
      case Answer::kNo:
        return Outlook::kSame;
      case Answer::kYes:
        return Outlook::kDiffers;
      case Answer::kPerhaps:
        break;
    }
    return Outlook::kUndecided;
  };
  return first_change(after, std::min(until, after + kForesight), decide);
}

Millis LadderLevels::first_of_sums(const LadderView& view, Millis after, Millis until, std::uint8_t current,
                                   Aim wanted, std::int64_t floor) const {
  Millis first = kNever;
  basis_.walk(view, zone_->local_day(after + 1), [&](Day begins, std::int64_t sum) {
    const std::uint8_t target = target_of_sum(std::max(sum, floor), current);
    if (fits(aims(target, target, current), wanted) == Answer::kNo) return false;
    first = std::max(zone_->day_start(begins), after + 1);
    return true;
  });
  return first <= until ? first : kNever;
}

}  // namespace tidemark::operators
