#pragma once

#include <cstddef>
#include <memory>

#include "operators/activity.h"
#include "operators/purchases.h"
#include "operators/rfm.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// Where a composition's levels begin in the state block; known when all features are.
struct LevelPlace {
  std::size_t offset = 0;

  const LevelState& level(const std::byte* state, std::size_t index) const {
    return reinterpret_cast<const LevelState*>(state + offset)[index];
  }
};

/// When the customer was seen first, as an instant.
std::unique_ptr<Signal> joining_signal(const ActivityFeature& activity);
/// A level's value, for levels that are assessed after it. It moves with its level, not with events: whoever
/// looks at it is told by the machine.
std::unique_ptr<Signal> level_signal(std::string name, const Level& level, std::size_t index,
                                     const LevelPlace& place);
/// Whether a level has this value.
std::unique_ptr<Signal> level_is_signal(std::string name, std::size_t index, std::uint8_t value,
                                        const LevelPlace& place);
/// Gross or net over the whole life, for the population: listed nowhere.
std::unique_ptr<Signal> lifetime_money_signal(std::string name, bool gross,
                                              const PurchasesFeature& purchases);
enum class RfmPart : std::uint8_t { kR, kF, kM };
std::unique_ptr<Signal> rfm_signal(std::string name, const Rfm& rfm, RfmPart part,
                                   const PurchasesFeature& purchases);

}  // namespace tidemark::operators
