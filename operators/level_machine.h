#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "operators/level.h"

namespace tidemark::operators {

/// What opens every state block.
struct StateHeader {
  Millis due = kNever;        ///< the earliest of all levels' dues
  Millis assessed = kNoTime;  ///< instant of the last assessment
  std::uint32_t alerts = 0;   ///< announced so far: the ordinal of the last one
};

/// The transitions of one step, in the order of levels; at most one a level.
struct TransitionList {
  std::array<Transition, kLevelsMax> items;  // left unset: a step that changes nothing costs nothing
  std::size_t count = 0;

  TransitionList() {}  // NOLINT
  std::span<const Transition> all() const { return {items.data(), count}; }
};

/// One machine for every level: transitions, causes, corrections, ordinals and due instants happen here only.
///
/// Thread: immutable. Cost: one assessment a level, one due for each level whose inputs or state changed.
class LevelMachine {
 public:
  explicit LevelMachine(std::vector<std::unique_ptr<Level>> levels) : levels_(std::move(levels)) {}

  std::size_t size() const { return levels_.size(); }
  const Level& operator[](std::size_t i) const { return *levels_[i]; }

  /// An empty customer's levels.
  void construct(std::span<LevelState> states) const;
  /// The customer's first event has come.
  void begin(std::span<LevelState> states, Millis first_event) const;
  /// Assesses every level at `now` and appends what is to be announced; renews dues.
  void assess(StateHeader& header, std::span<LevelState> states, const Facts& facts, Moment now,
              const Stimulus& stimulus, TransitionList& transitions) const;
  /// Computes all dues again for a state that was loaded, as of its last assessment (whose local day is
  /// `assessed.today`). A level that another configuration sees differently is due at once.
  void renew_dues(StateHeader& header, std::span<LevelState> states, const Facts& facts,
                  Moment assessed) const;

 private:
  /// False when it is silent.
  bool transit(std::size_t index, LevelState& state, const Verdict& verdict, Millis t,
               const Stimulus& stimulus, StateHeader& header, Transition& transition) const;

  std::vector<std::unique_ptr<Level>> levels_;
};

}  // namespace tidemark::operators
