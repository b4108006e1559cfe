#pragma once

#include <bitset>
#include <initializer_list>

#include "engine/base/event.h"

namespace tidemark::operators {

/// A set of kinds of events.
class KindSet {
 public:
  KindSet() = default;
  KindSet(std::initializer_list<Kind> kinds) {
    for (const Kind kind : kinds) add(kind);
  }
  static KindSet all() {
    KindSet set;
    set.bits_.set();
    return set;
  }
  void add(Kind kind) { bits_.set(static_cast<std::uint8_t>(kind)); }
  void add(const KindSet& other) { bits_ |= other.bits_; }
  void remove(Kind kind) { bits_.reset(static_cast<std::uint8_t>(kind)); }
  bool has(Kind kind) const { return bits_.test(static_cast<std::uint8_t>(kind)); }

 private:
  std::bitset<256> bits_;
};

}  // namespace tidemark::operators
