#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "config/config.h"
#include "engine/base/status.h"
#include "engine/base/zone.h"
#include "operators/feature_set.h"
#include "operators/level_builder.h"
#include "operators/level_machine.h"

namespace tidemark::operators {

/// The operators of one configuration version and the shape of a state block:
///
///     StateHeader · slots of the features · LevelState × levels · LimitState × limited levels
///
/// Thread: immutable.
struct Composition {
  /// Errors: kInvalidArgument, naming the setting.
  static Result<std::unique_ptr<const Composition>> make(const config::Config& config, std::uint64_t lineage,
                                                         std::uint32_t version);

  config::Config config;
  std::uint64_t lineage = 0;
  std::uint32_t version = 0;
  std::shared_ptr<const Zone> zone;
  FeatureSet features;
  std::unique_ptr<LevelParts> parts;  ///< but its levels, which are the machine's
  LevelMachine machine;
  std::vector<std::string> level_names;  ///< of the machine's levels
  std::vector<std::string> chains;       ///< that alerts belong to, each once
  std::vector<std::uint16_t> chain_of;   ///< level → chain

  std::size_t state_bytes() const {
    return features.end() + machine.size() * sizeof(LevelState) + machine.limited() * sizeof(LimitState);
  }
  /// `population`: the boundaries in force where the customer lives; they outlive the state.
  void construct(std::byte* state, const Boundaries* population) const;
  void destroy(std::byte* state) const;
  void copy(std::byte* to, const std::byte* from) const;
  std::size_t heap_bytes(const std::byte* state) const;
  /// What the population hears of a customer, as of an instant up to which nothing is due.
  PopulationPoint population_point(const std::byte* state, Millis as_of) const;
  /// Whether an event of the kind can move that.
  bool moves_population(Kind kind) const;
  /// The measures it is made of, for comparison; empty where nothing stands on the population.
  std::string population_key() const;
  /// Room for a state, not constructed.
  std::byte* new_state() const { return static_cast<std::byte*>(::operator new(state_bytes())); }
  void delete_state(std::byte* room) const { ::operator delete(room); }
  StateHeader& header(std::byte* state) const { return *std::launder(reinterpret_cast<StateHeader*>(state)); }
  const StateHeader& header(const std::byte* state) const {
    return *std::launder(reinterpret_cast<const StateHeader*>(state));
  }
  std::span<LevelState> levels(std::byte* state) const {
    return {std::launder(reinterpret_cast<LevelState*>(state + features.end())), machine.size()};
  }
  std::span<const LevelState> levels(const std::byte* state) const {
    return {std::launder(reinterpret_cast<const LevelState*>(state + features.end())), machine.size()};
  }
  std::span<LimitState> limits(std::byte* state) const {
    std::byte* first = state + features.end() + machine.size() * sizeof(LevelState);
    return {std::launder(reinterpret_cast<LimitState*>(first)), machine.limited()};
  }
  std::span<const LimitState> limits(const std::byte* state) const {
    const std::byte* first = state + features.end() + machine.size() * sizeof(LevelState);
    return {std::launder(reinterpret_cast<const LimitState*>(first)), machine.limited()};
  }
  LevelStates level_states(std::byte* state) const { return {levels(state), limits(state)}; }
  Moment moment(Millis t) const { return {t, zone->local_day(t)}; }
  static constexpr std::size_t kNoLevel = ~std::size_t{0};
  /// Index of a level in the machine by its name; kNoLevel when there is none.
  std::size_t find_level(std::string_view name) const;

 private:
  Composition(const config::Config& configuration, std::uint64_t lineage_number, std::uint32_t version_number,
              std::shared_ptr<const Zone> local_zone, FeatureSet feature_set,
              std::unique_ptr<LevelParts> level_parts);
  void name_levels();
};

}  // namespace tidemark::operators
