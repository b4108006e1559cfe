#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "operators/alert_limit.h"
#include "operators/level.h"
#include "operators/state_header.h"

namespace tidemark::operators {

/// What one step announces, in the order of levels: of each at most a notice and a change.
struct TransitionList {
  std::array<Transition, 2 * kLevelsMax> items;  // left unset: a step that changes nothing costs nothing
  std::size_t count = 0;
  std::uint32_t held = 0;  ///< changes that a limit kept back

  TransitionList() {}  // NOLINT
  std::span<const Transition> all() const { return {items.data(), count}; }
  Transition& add() {
    items[count] = {};
    return items[count++];
  }
};

/// A level of the machine: its operator, which levels before it it looks at, and how often it may speak.
struct MachineLevel {
  std::unique_ptr<Level> level;
  std::uint64_t looks_at = 0;  ///< bit i: level i
  bool of_population = false;  ///< stands on the population's boundaries, itself or through what it looks at
  std::optional<AlertLimiter> limiter = std::nullopt;
};

/// The levels of one customer in the state block.
struct LevelStates {
  std::span<LevelState> levels;
  std::span<LimitState> limits;  ///< of the limited ones, in their order
};

/// One machine for every level: transitions, causes, corrections, limits, ordinals and due instants happen
/// here only.
///
/// Thread: immutable. Cost: one assessment a level, one due for each level whose inputs or state changed.
class LevelMachine {
 public:
  explicit LevelMachine(std::vector<MachineLevel> levels);

  std::size_t size() const { return levels_.size(); }
  std::size_t limited() const { return limited_; }
  /// Whether the level has a LimitState.
  bool limits(std::size_t i) const { return levels_[i].limiter.has_value(); }
  const Level& operator[](std::size_t i) const { return *levels_[i].level; }

  /// An empty customer's levels.
  void construct(LevelStates states) const;
  /// The customer's first event has come.
  void begin(LevelStates states, Millis first_event) const;
  /// Whether some level has to be assessed at a customer's first event.
  bool assesses_newcomers() const { return assesses_newcomers_; }
  /// Whether an event of the kind can move any level.
  bool stands_on(Kind kind) const;
  /// Assesses every level at `now` and appends what is to be announced; renews dues. Levels that are fresh
  /// are left alone unless the cause is the configuration.
  void assess(StateHeader& header, LevelStates states, const Facts& facts, Moment now,
              const Stimulus& stimulus, TransitionList& transitions) const;
  /// A state was loaded, as of its last assessment. A level that this configuration sees differently takes
  /// its new value at once and in silence, or becomes fresh where it is to be told. Computes all dues.
  /// `same_version`: the state was assessed by this configuration. Then what stands on the population is as
  /// it was: in a replay the boundaries in force may be older than those it was assessed by.
  void take_over(StateHeader& header, LevelStates states, const Facts& facts, Moment assessed,
                 bool same_version) const;

 private:
  struct Step;
  void assess_level(std::size_t index, LimitState* limit, Step& step) const;
  void move(std::size_t index, LimitState* limit, const Verdict& verdict, Step& step) const;
  Transition& announce(std::size_t index, std::uint8_t from, const Verdict& verdict, Step& step) const;
  Millis due(std::size_t index, const LevelState& state, const LimitState* limit, Moment now) const;

  std::vector<MachineLevel> levels_;
  std::size_t limited_ = 0;
  bool assesses_newcomers_ = false;
  std::array<std::uint64_t, 256> stands_on_{};  ///< per kind: bit i for level i
};

}  // namespace tidemark::operators
