#pragma once

#include <cstring>
#include <span>
#include <vector>

#include "operators/composition.h"

namespace tidemark::operators {

/// A customer's state as it is before a step, so that reasons can tell what was: before an event of a kind,
/// or before time alone, which moves levels only.
///
/// A copy of the block's bytes, in which only the slots that take such events own what they hold: the others
/// are shared with the state, which does not change them meanwhile.
/// Thread: its own. Cost: a copy of some hundred bytes and of the lists in those slots.
class StateBefore {
 public:
  StateBefore(const Composition& composition, const std::byte* state, Kind kind)
      : StateBefore(composition, state, composition.features.consumers(kind)) {}
  StateBefore(const Composition& composition, const std::byte* state)
      : StateBefore(composition, state, std::span<const Feature* const>()) {}
  ~StateBefore() {
    for (const Feature* feature : owners_) feature->destroy(block());
  }
  StateBefore(const StateBefore&) = delete;
  StateBefore& operator=(const StateBefore&) = delete;

  const std::byte* state() const { return reinterpret_cast<const std::byte*>(block_.data()); }

 private:
  StateBefore(const Composition& composition, const std::byte* state, std::span<const Feature* const> owners)
      : owners_(owners), block_(scratch()) {
    block_.resize(composition.state_bytes() / sizeof(std::uint64_t));
    std::memcpy(block(), state, composition.state_bytes());
    for (const Feature* feature : owners_) feature->copy(block(), state);
  }
  /// One a thread: steps do not nest.
  static std::vector<std::uint64_t>& scratch() {
    static thread_local std::vector<std::uint64_t> room;
    return room;
  }
  std::byte* block() { return reinterpret_cast<std::byte*>(block_.data()); }

  const std::span<const Feature* const> owners_;  ///< of what they hold in the copy
  std::vector<std::uint64_t>& block_;
};

}  // namespace tidemark::operators
