#include "operators/stage_machine.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::operators {
namespace {

std::vector<std::string> names_of(const std::vector<config::Lifecycle::Stage>& stages) {
  std::vector<std::string> names;
  for (const config::Lifecycle::Stage& stage : stages) names.push_back(stage.name);
  return names;
}

}  // namespace

StageMachine::StageMachine(const std::vector<config::Lifecycle::Stage>& settings, std::vector<Stage> stages)
    : Level("lifecycle", names_of(settings)), settings_(settings), stages_(std::move(stages)) {}

bool StageMachine::stands_on(Kind kind) const {
  return std::any_of(stages_.begin(), stages_.end(), [&](const Stage& stage) {
    return stage.enter.moved_by(kind) || stage.stay.moved_by(kind);
  });
}

bool StageMachine::may_enter(std::size_t stage, const LevelState& level) const {
  const std::uint8_t current = level.value;
  if ((level.memory.a >> stage & 1) != 0) return false;
  const bool from_anywhere = settings_[stage].from.empty();
  return from_anywhere || (current != kNullValue && (stages_[stage].from >> current & 1) != 0);
}

const Condition& StageMachine::question(std::size_t stage, std::uint8_t current) const {
  return stage == current ? stages_[stage].stay : stages_[stage].enter;
}

Millis StageMachine::expiry(const LevelState& level) const {
  if (level.value == kNullValue || settings_[level.value].at_most == 0) return kNever;
  return level.since + settings_[level.value].at_most;
}

Verdict StageMachine::assess(const Facts& facts, const LevelState& level, Moment now, const Stimulus&) const {
  LevelState now_level = level;
  std::int64_t& waiting = now_level.memory.a;
  for (std::size_t i = 0; waiting >> i != 0; ++i) {
    const bool over = (waiting >> i & 1) != 0 && !stages_[i].enter.holds(facts.state, now);
    if (over) waiting &= ~(std::int64_t{1} << i);
  }
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    const bool current = i == level.value;
    if (current ? now.t >= expiry(level) : !may_enter(i, now_level)) continue;
    if (!question(i, level.value).holds(facts.state, now)) continue;
    const bool time_was_up = !current && now.t >= expiry(level);
    if (time_was_up && stages_[level.value].enter.holds(facts.state, now)) {
      waiting |= std::int64_t{1} << level.value;
    }
    return {static_cast<std::uint8_t>(i), now_level.memory};
  }
  return {level.value, now_level.memory};
}

/// The first change of any condition that could matter: up to the stage in force those before it, and its
/// own. A stage that nobody asks for now (expired, or entered from elsewhere only) waits for a transition.
Millis StageMachine::due(const Facts& facts, const LevelState& level, Moment now) const {
  Millis due = now.t < expiry(level) ? expiry(level) : kNever;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    const bool current = i == level.value;
    if ((level.memory.a >> i & 1) != 0) {
      due = std::min(due, stages_[i].enter.next_change(facts.state, now));
      continue;
    }
    if (current ? now.t >= expiry(level) : !may_enter(i, level)) continue;
    const Condition& condition = question(i, level.value);
    due = std::min(due, condition.next_change(facts.state, now));
    const bool asked_last = current && condition.holds(facts.state, now);
    if (asked_last && level.memory.a >> i == 0) break;  // those behind it are not asked
  }
  return due;
}

Sentiment StageMachine::sentiment(const Transition& transition) const {
  if (transition.from == kNullValue) return Sentiment::kNeutral;
  const int gain = settings_[transition.to].worth - settings_[transition.from].worth;
  if (gain == 0) return Sentiment::kNeutral;
  return gain > 0 ? Sentiment::kBetter : Sentiment::kWorse;
}

Explanation StageMachine::explain(const Occasion& occasion) const {
  const Transition& change = occasion.transition;
  const Condition& enter = stages_[change.to].enter;
  if (change.from == kNullValue) return enter.explain(occasion);
  const Millis at_most = settings_[change.from].at_most;
  if (at_most > 0 && occasion.now.t == change.since + at_most) {
    Explanation next = enter.explain(occasion);
    next.reasons.front().text.insert(
        0, fmt::format("{} ends after {}. ", value_name(change.from), format_duration(at_most)));
    return next;
  }
  Explanation entered = enter.explain_turned(occasion);
  if (!entered.reasons.empty()) return entered;
  // What let the new stage in was that the old one ended.
  Explanation left = stages_[change.from].stay.explain_turned(occasion);
  return left.reasons.empty() ? enter.explain(occasion) : left;
}

}  // namespace tidemark::operators
