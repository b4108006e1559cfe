#include "operators/level_machine.h"

#include <algorithm>

namespace tidemark::operators {

/// What one call of assess() hands from level to level.
struct LevelMachine::Step {
  StateHeader& header;
  std::span<LevelState> states;
  const Facts& facts;
  Moment now;
  const Stimulus& stimulus;
  TransitionList& transitions;
  std::uint64_t moved = 0;  ///< bit i: level i has another value than before
};

LevelMachine::LevelMachine(std::vector<MachineLevel> levels) : levels_(std::move(levels)) {
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    if (levels_[i].limiter) ++limited_;
    assesses_newcomers_ = assesses_newcomers_ || levels_[i].level->assesses_newcomers();
    for (std::size_t kind = 0; kind < stands_on_.size(); ++kind) {
      if (levels_[i].level->stands_on(static_cast<Kind>(kind))) stands_on_[kind] |= 1ULL << i;
    }
  }
}

bool LevelMachine::stands_on(Kind kind) const {
  return stands_on_[static_cast<std::uint8_t>(kind)] != 0;
}

void LevelMachine::construct(LevelStates states) const {
  std::size_t limit = 0;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    LevelState& state = states.levels[i] = LevelState{};
    state.due = kNever;
    state.value = levels_[i].level->value_at_start();
    state.memory = levels_[i].level->memory_at_start();
    if (levels_[i].limiter) states.limits[limit++] = {.announced = state.value};
  }
}

void LevelMachine::begin(LevelStates states, Millis first_event) const {
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    LevelState& state = states.levels[i];
    if (state.value != kNullValue) state.since = first_event;
    // Time alone may change it from now on: its due is computed whatever the first assessment finds.
    if (levels_[i].level->assesses_newcomers()) state.due = first_event;
  }
}

Transition& LevelMachine::announce(std::size_t index, std::uint8_t from, const Verdict& verdict,
                                   Step& step) const {
  Transition& transition = step.transitions.add();
  transition.level = static_cast<std::uint16_t>(index);
  transition.from = from;
  transition.to = verdict.value;
  transition.cause = step.stimulus.cause;
  transition.since = step.states[index].since;
  transition.memory_before = step.states[index].memory;
  transition.memory_after = verdict.memory;
  transition.direction = levels_[index].level->direction(transition);
  transition.ordinal = ++step.header.alerts;
  return transition;
}

/// Another value: the state follows, and unless it is silent or held back somebody hears of it.
void LevelMachine::move(std::size_t index, LimitState* limit, const Verdict& verdict, Step& step) const {
  LevelState& state = step.states[index];
  const Millis t = step.now.t;
  const bool silent = (state.value == kNullValue || verdict.value == kNullValue) &&
                      step.stimulus.cause != Cause::kConfiguration;
  const bool held = !silent && limit != nullptr && t < levels_[index].limiter->quiet_until(*limit);
  const std::uint8_t from = limit != nullptr && !silent ? limit->announced : state.value;
  const bool told = !silent && !held && from != verdict.value;
  const bool back = takes_back(state, verdict.value, step.stimulus);
  const bool correction = told && from == state.value && back;
  if (held) ++step.transitions.held;

  LevelState next;  // what is not set below stays at its start: a correction leaves nothing to undo
  next.value = verdict.value;
  next.since = correction || (held && back) ? state.since_before : t;
  if (told) {
    Transition& transition = announce(index, from, verdict, step);
    transition.correction = correction;
    if (correction) {
      transition.undone_ordinal = state.ordinal;
      transition.undone_at = state.since;
      transition.undone_cause = state.cause;
      transition.undone_event_hash = state.event_hash;
    } else {
      next.undoable = true;
      next.from = from;
      next.since_before = state.since;
      next.ordinal = transition.ordinal;
      next.cause = transition.cause;
      next.event_hash = step.stimulus.event_hash;
      next.direction = transition.direction;
    }
  }
  if (limit != nullptr && silent) limit->announced = verdict.value;
  if (limit != nullptr && told) levels_[index].limiter->told(*limit, verdict.value, t);
  next.due = state.due;
  state = next;
}

Millis LevelMachine::due(std::size_t index, const LevelState& state, const LimitState* limit,
                         Moment now) const {
  const bool waits = limit != nullptr && limit->announced != state.value;
  if (!waits) return state.due;
  return std::min(state.due, std::max(levels_[index].limiter->quiet_until(*limit), now.t + 1));
}

void LevelMachine::assess_level(std::size_t index, LimitState* limit, Step& step) const {
  LevelState& state = step.states[index];
  const Level& level = *levels_[index].level;
  const Moment now = step.now;
  if (state.fresh && step.stimulus.cause != Cause::kConfiguration) return;
  state.fresh = false;

  const Verdict verdict = level.assess(step.facts, state, now, step.stimulus);
  const bool moved = verdict.value != state.value;
  const std::uint64_t stands_on =
      step.stimulus.cause == Cause::kTime ? 0 : stands_on_[static_cast<std::uint8_t>(step.stimulus.kind)];
  const bool stirred = moved || verdict.memory != state.memory || state.due <= now.t ||
                       (stands_on >> index & 1) != 0 || (levels_[index].looks_at & step.moved) != 0 ||
                       step.stimulus.cause >= Cause::kConfiguration;
  if (verdict.notice != Notice::kNone) {
    Transition& notice = announce(index, state.value, verdict, step);
    notice.notice = verdict.notice;
    notice.to = verdict.notice_to;
    notice.direction = level.direction(notice);
  }
  if (moved) {
    move(index, limit, verdict, step);
    step.moved |= 1ULL << index;
  } else if (limit != nullptr && limit->announced != state.value &&
             now.t >= levels_[index].limiter->quiet_until(*limit)) {
    announce(index, limit->announced, verdict, step);
    levels_[index].limiter->told(*limit, state.value, now.t);
  }
  state.memory = verdict.memory;
  if (stirred) state.due = std::max(level.due(step.facts, state, now), now.t + 1);
}

void LevelMachine::assess(StateHeader& header, LevelStates states, const Facts& facts, Moment now,
                          const Stimulus& stimulus, TransitionList& transitions) const {
  Step step{header, states.levels, facts, now, stimulus, transitions};
  header.assessed = now.t;
  header.due = kNever;
  header.fresh = false;
  std::size_t limits = 0;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    LimitState* limit = levels_[i].limiter ? &states.limits[limits++] : nullptr;
    assess_level(i, limit, step);
    const LevelState& state = states.levels[i];
    if (state.fresh) {
      header.fresh = true;
    } else {
      header.due = std::min(header.due, due(i, state, limit, now));
    }
  }
}

void LevelMachine::take_over(StateHeader& header, LevelStates states, const Facts& facts, Moment assessed,
                             bool same_version) const {
  header.due = kNever;
  header.fresh = false;
  std::size_t limits = 0;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    LimitState* limit = levels_[i].limiter ? &states.limits[limits++] : nullptr;
    LevelState& state = states.levels[i];
    const Level& level = *levels_[i].level;
    if (same_version && levels_[i].of_population) {
      state.due = std::max(level.due(facts, state, assessed), assessed.t + 1);
      header.due = std::min(header.due, due(i, state, limit, assessed));
      continue;
    }
    const Verdict verdict = level.assess(facts, state, assessed, {});
    const bool differs = verdict.value != state.value;
    if (differs && levels_[i].limiter && levels_[i].limiter->loud_start()) state.fresh = true;
    if (state.fresh) {
      header.fresh = true;
      continue;
    }
    if (differs) {
      state.value = verdict.value;
      state.since = assessed.t;
      state.undoable = false;
      if (limit != nullptr) limit->announced = verdict.value;
    }
    // What has to be told is told, and remembered, a millisecond later.
    if (verdict.notice == Notice::kNone) state.memory = verdict.memory;
    state.due = std::max(level.due(facts, state, assessed), assessed.t + 1);
    header.due = std::min(header.due, due(i, state, limit, assessed));
  }
}

}  // namespace tidemark::operators
