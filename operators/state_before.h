#pragma once

#include <cstring>
#include <vector>

#include "operators/composition.h"

namespace tidemark::operators {

/// A customer's state as it is before an event of a kind, so that reasons can tell what was.
///
/// A copy of the block's bytes, in which only the slots that take such events own what they hold: the others
/// are shared with the state, which does not change them meanwhile.
/// Thread: its own. Cost: a copy of some hundred bytes and of the lists in those slots.
class StateBefore {
 public:
  StateBefore(const Composition& composition, const std::byte* state, Kind kind)
      : composition_(composition), kind_(kind), block_(scratch()) {
    block_.resize(composition.state_bytes() / sizeof(std::uint64_t));
    std::memcpy(block(), state, composition.state_bytes());
    for (const Feature* feature : composition.features.consumers(kind)) feature->copy(block(), state);
  }
  ~StateBefore() {
    for (const Feature* feature : composition_.features.consumers(kind_)) feature->destroy(block());
  }
  StateBefore(const StateBefore&) = delete;
  StateBefore& operator=(const StateBefore&) = delete;

  const std::byte* state() const { return reinterpret_cast<const std::byte*>(block_.data()); }

 private:
  /// One a thread: steps do not nest.
  static std::vector<std::uint64_t>& scratch() {
    static thread_local std::vector<std::uint64_t> room;
    return room;
  }
  std::byte* block() { return reinterpret_cast<std::byte*>(block_.data()); }

  const Composition& composition_;
  const Kind kind_;
  std::vector<std::uint64_t>& block_;
};

}  // namespace tidemark::operators
