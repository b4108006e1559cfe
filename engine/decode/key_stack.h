#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/decode/key_text.h"

namespace tidemark::engine {

/// The keys of the objects that are open while a line is scanned, to find doubled ones.
/// Cost: a multiplication a key for objects of ordinary size, n·log n for those with more than 64 keys.
class KeyStack {
 public:
  void clear() { keys_.clear(); }
  std::size_t size() const { return keys_.size(); }
  void push(std::string_view key) { keys_.push_back(key); }
  /// Forgets the keys from `base` on, which are those of one object. False when one of them is doubled.
  bool close(std::size_t base) {
    const bool unique = keys_.size() - base <= kFewKeys ? few_unique(base) : many_unique(base);
    keys_.resize(base);
    return unique;
  }

 private:
  static constexpr std::size_t kFewKeys = 64;

  /// A 64-bit filter says of most keys that they are new; only for the others are texts compared.
  bool few_unique(std::size_t base) const {
    std::uint64_t filter = 0;
    for (std::size_t i = base; i < keys_.size(); ++i) {
      const std::uint64_t mix = (KeyText::of(keys_[i]).prefix + keys_[i].size()) * 0x9E3779B97F4A7C15ULL;
      const std::uint64_t bit = std::uint64_t{1} << (mix >> 58);
      if ((filter & bit) != 0 && occurs(keys_[i], base, i)) return false;
      filter |= bit;
    }
    return true;
  }
  bool occurs(std::string_view key, std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i) {
      if (keys_[i] == key) return true;
    }
    return false;
  }
  bool many_unique(std::size_t base);

  std::vector<std::string_view> keys_;
};

}  // namespace tidemark::engine
