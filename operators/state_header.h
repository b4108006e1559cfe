#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

#include "engine/base/time.h"
#include "operators/population/boundaries.h"

namespace tidemark::operators {

/// What opens every state block.
struct StateHeader {
  Millis due = kNever;        ///< the earliest of all levels' dues
  Millis assessed = kNoTime;  ///< instant of the last assessment
  /// The population's boundaries in force where the customer lives; not stored. Null: none.
  const Boundaries* population = nullptr;
  std::uint32_t alerts = 0;  ///< announced so far: the ordinal of the last one
  bool fresh = false;        ///< some level has still to tell what a new configuration makes of it
};

/// The boundaries a state is assessed by; null while there are none.
inline const Boundaries* population_of(const std::byte* state) {
  if (state == nullptr) return nullptr;
  const Boundaries* boundaries = std::launder(reinterpret_cast<const StateHeader*>(state))->population;
  return boundaries != nullptr && boundaries->any() ? boundaries : nullptr;
}

}  // namespace tidemark::operators
