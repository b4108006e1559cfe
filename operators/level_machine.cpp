#include "operators/level_machine.h"

#include <algorithm>

namespace tidemark::operators {
namespace {

/// Whether a transition to `to` takes back the last announced one; see the rules of time in README.md.
bool is_correction(const LevelState& state, std::uint8_t to, const Stimulus& stimulus) {
  if (!state.undoable || to != state.from || stimulus.cause == Cause::kTime) return false;
  if (stimulus.late) return stimulus.event_time <= state.since;
  return stimulus.cause == Cause::kRefund && state.cause == Cause::kEvent &&
         state.direction == Direction::kUp;
}

}  // namespace

void LevelMachine::construct(std::span<LevelState> states) const {
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    states[i] = LevelState{};
    states[i].due = kNever;
    states[i].value = levels_[i]->value_at_start();
    states[i].memory = levels_[i]->memory_at_start();
  }
}

void LevelMachine::begin(std::span<LevelState> states, Millis first_event) const {
  for (LevelState& state : states) {
    if (state.value != kNullValue) state.since = first_event;
  }
}

bool LevelMachine::transit(std::size_t index, LevelState& state, const Verdict& verdict, Millis t,
                           const Stimulus& stimulus, StateHeader& header, Transition& transition) const {
  const bool silent = state.value == kNullValue || verdict.value == kNullValue;
  const bool correction = !silent && is_correction(state, verdict.value, stimulus);
  const Millis since_before = state.since;
  if (!silent) {
    transition = {};
    transition.level = static_cast<std::uint16_t>(index);
    transition.from = state.value;
    transition.to = verdict.value;
    transition.memory_before = state.memory;
    transition.memory_after = verdict.memory;
    transition.direction = levels_[index]->direction(transition);
    transition.ordinal = ++header.alerts;
    transition.correction = correction;
    if (correction) {
      transition.undone_ordinal = state.ordinal;
      transition.undone_at = state.since;
      transition.undone_cause = state.cause;
      transition.undone_event_hash = state.event_hash;
    }
  }

  LevelState next;  // what is not set below stays at its start: a correction leaves nothing to undo
  next.value = verdict.value;
  next.since = correction ? state.since_before : t;
  if (!silent && !correction) {
    next.undoable = true;
    next.from = state.value;
    next.since_before = since_before;
    next.ordinal = transition.ordinal;
    next.cause = stimulus.cause;
    next.event_hash = stimulus.event_hash;
    next.direction = transition.direction;
  }
  state = next;
  return !silent;
}

void LevelMachine::assess(StateHeader& header, std::span<LevelState> states, const Facts& facts, Moment now,
                          const Stimulus& stimulus, TransitionList& transitions) const {
  const bool by_event = stimulus.cause != Cause::kTime;
  header.assessed = now.t;
  header.due = kNever;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    LevelState& state = states[i];
    const Level& level = *levels_[i];
    const Verdict verdict = level.assess(facts, state, now, stimulus);
    const bool moved = verdict.value != state.value;
    const bool stirred = moved || verdict.memory != state.memory || state.due <= now.t ||
                         (by_event && level.stands_on(stimulus.kind));
    if (moved) {
      const Millis due = state.due;
      if (transit(i, state, verdict, now.t, stimulus, header, transitions.items[transitions.count])) {
        ++transitions.count;
      }
      state.due = due;
    }
    state.memory = verdict.memory;
    if (stirred) state.due = std::max(level.due(facts, state, now), now.t + 1);
    header.due = std::min(header.due, state.due);
  }
}

void LevelMachine::renew_dues(StateHeader& header, std::span<LevelState> states, const Facts& facts,
                              Moment assessed) const {
  header.due = kNever;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    LevelState& state = states[i];
    const Verdict verdict = levels_[i]->assess(facts, state, assessed, {});
    const bool differs = verdict.value != state.value || verdict.memory != state.memory;
    state.due = differs ? assessed.t + 1 : std::max(levels_[i]->due(facts, state, assessed), assessed.t + 1);
    header.due = std::min(header.due, state.due);
  }
}

}  // namespace tidemark::operators
