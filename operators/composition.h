#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "config/config.h"
#include "engine/base/status.h"
#include "engine/base/zone.h"
#include "operators/churn.h"
#include "operators/feature_set.h"
#include "operators/ladder.h"
#include "operators/level_machine.h"
#include "operators/lifecycle.h"
#include "operators/rfm.h"

namespace tidemark::operators {

/// The operators of one configuration version and the shape of a state block:
///
///     StateHeader · slots of the features · LevelState × levels
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
  LevelMachine machine;
  std::vector<const Ladder*> ladders;    ///< levels 0, 1, … of the machine
  const Lifecycle* lifecycle = nullptr;  ///< null where switched off
  const Rfm* rfm = nullptr;              ///< null where switched off
  const Churn* churn = nullptr;
  std::vector<std::string> level_names;

  std::size_t state_bytes() const { return features.end() + machine.size() * sizeof(LevelState); }
  void construct(std::byte* state) const;
  void destroy(std::byte* state) const;
  void copy(std::byte* to, const std::byte* from) const;
  std::size_t heap_bytes(const std::byte* state) const;
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
  Moment moment(Millis t) const { return {t, zone->local_day(t)}; }
  /// Index of the lifecycle, RFM or churn level in the machine.
  std::size_t index_of(const Level* level) const;

 private:
  struct Levels;
  Composition(const config::Config& configuration, std::uint64_t lineage_number, std::uint32_t version_number,
              std::shared_ptr<const Zone> local_zone, Levels levels);
};

}  // namespace tidemark::operators
