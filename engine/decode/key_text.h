#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace tidemark::engine {

/// A key of a JSON object with its first eight bytes at hand, which decide most comparisons.
/// At least 8 bytes behind `data` are readable (the line's padding).
struct KeyText {
  const char* data = nullptr;
  std::size_t bytes = 0;
  std::uint64_t prefix = 0;  ///< little-endian, zeros beyond the key's end

  static KeyText of(std::string_view text) {
    std::uint64_t prefix = 0;
    std::memcpy(&prefix, text.data(), sizeof prefix);
    if (text.size() < sizeof prefix) prefix &= (std::uint64_t{1} << (8 * text.size())) - 1;
    return {text.data(), text.size(), prefix};
  }
  std::string_view view() const { return {data, bytes}; }
  /// Spreads keys well enough for a cache or a filter; nothing depends on it being hard to collide.
  std::uint64_t mix() const {
    std::uint64_t x = (prefix ^ (bytes * 0xFF51AFD7ED558CCDULL)) * 0x9E3779B97F4A7C15ULL;
    if (bytes > sizeof prefix) x = (x ^ (x >> 32) ^ last()) * 0x9E3779B97F4A7C15ULL;
    return x;
  }
  /// The last eight bytes of a longer key.
  std::uint64_t last() const {
    std::uint64_t value = 0;
    std::memcpy(&value, data + bytes - sizeof value, sizeof value);
    return value;
  }
  friend bool operator==(const KeyText& a, const KeyText& b) {
    if (a.prefix != b.prefix || a.bytes != b.bytes) return false;
    if (a.bytes <= sizeof prefix) return true;
    if (a.bytes <= 2 * sizeof prefix) return a.last() == b.last();
    return std::memcmp(a.data, b.data, a.bytes) == 0;
  }
};

}  // namespace tidemark::engine
