#include "operators/stage_machine.h"

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

bool StageMachine::may_enter(std::size_t stage, std::uint8_t current) const {
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
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    const bool current = i == level.value;
    if (current ? now.t >= expiry(level) : !may_enter(i, level.value)) continue;
    if (question(i, level.value).holds(facts.state, now)) return {static_cast<std::uint8_t>(i)};
  }
  return {level.value};
}

/// The first change of any condition that could matter: up to the stage in force those before it, and its
/// own. A stage that nobody asks for now (expired, or entered from elsewhere only) waits for a transition.
Millis StageMachine::due(const Facts& facts, const LevelState& level, Moment now) const {
  Millis due = now.t < expiry(level) ? expiry(level) : kNever;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    const bool current = i == level.value;
    if (current ? now.t >= expiry(level) : !may_enter(i, level.value)) continue;
    const Condition& condition = question(i, level.value);
    due = std::min(due, condition.next_change(facts.state, now));
    if (current && condition.holds(facts.state, now)) break;  // those behind it are not asked
  }
  return due;
}

Sentiment StageMachine::sentiment(const Transition& transition) const {
  const int gain = settings_[transition.to].worth - settings_[transition.from].worth;
  if (gain == 0) return Sentiment::kNeutral;
  return gain > 0 ? Sentiment::kBetter : Sentiment::kWorse;
}

Explanation StageMachine::explain(const Occasion& occasion) const {
  const Transition& change = occasion.transition;
  Explanation entered = stages_[change.to].enter.explain(occasion);
  if (!entered.reasons.empty()) return entered;
  // What let the new stage in was that the old one ended.
  return stages_[change.from].stay.explain(occasion);
}

}  // namespace tidemark::operators
