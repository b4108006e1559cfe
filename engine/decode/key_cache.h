#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/base/event.h"
#include "engine/decode/key_text.h"

namespace tidemark::engine {

/// A direct-mapped cache before a dictionary: the few names that nearly all events use are found with one
/// comparison instead of a hash of the whole name and a walk through the dictionary's map.
///
/// Lifetime  the dictionary outlives it and never forgets a name.
class KeyCache {
 public:
  /// Longer names are never interned: a dictionary of 8192 names stays below 1.2 MB whoever sends them.
  static constexpr std::size_t kNameBytesMax = 128;

  explicit KeyCache(KeyDictionary& keys) : keys_(keys) {}

  /// The name's number, adding it; KeyDictionary::kNone when it has to be stored in full.
  std::uint32_t intern(const KeyText& name) {
    Slot& slot = slots_[name.mix() >> (64 - kSlotBits)];
    if (slot.name == name && slot.id != KeyDictionary::kNone) [[likely]]
      return slot.id;
    return intern_slowly(name, slot);
  }
  /// The name's number if it is at hand; adds nothing, and kNone says nothing.
  std::uint32_t peek(const KeyText& name) const {
    const Slot& slot = slots_[name.mix() >> (64 - kSlotBits)];
    return slot.name == name ? slot.id : KeyDictionary::kNone;
  }
  const KeyDictionary& keys() const { return keys_; }

 private:
  static constexpr unsigned kSlotBits = 9;
  struct Slot {
    KeyText name;
    std::uint32_t id = KeyDictionary::kNone;
  };

  std::uint32_t intern_slowly(const KeyText& name, Slot& slot) {
    if (name.bytes > kNameBytesMax) return KeyDictionary::kNone;
    const std::uint32_t id = keys_.intern(name.view());
    if (id == KeyDictionary::kNone) return id;
    // The dictionary's own copy stays; the prefix is taken from the padded text.
    slot.name = {keys_.name(id).data(), name.bytes, name.prefix};
    slot.id = id;
    return id;
  }

  KeyDictionary& keys_;
  std::array<Slot, std::size_t{1} << kSlotBits> slots_;
};

}  // namespace tidemark::engine
