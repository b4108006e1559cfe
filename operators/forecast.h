#pragma once

#include <string_view>
#include <vector>

#include "operators/composition.h"
#include "operators/scoring.h"

namespace tidemark::operators {

/// A copy of a state that is moved ahead in time without telling anyone: what a read shows as of an instant,
/// and what would change next if nothing happened.
class Forecast {
 public:
  /// Evaluates what is due ≤ as_of, and what other boundaries of the population make of it.
  Forecast(const Composition& composition, const std::byte* state, AsOf as_of);
  ~Forecast();
  Forecast(const Forecast&) = delete;
  Forecast& operator=(const Forecast&) = delete;

  const std::byte* state() const { return state_; }

  struct Change {
    std::uint16_t level;
    std::uint8_t to;
    Millis at;
  };
  /// The first change of each level from here on, by instant and then in the order of levels; at most 64
  /// steps are looked at. Moves the state further.
  std::vector<Change> next_changes();

 private:
  void step(TransitionList& transitions);

  const Composition& composition_;
  std::byte* state_;
};

}  // namespace tidemark::operators
