#pragma once

#include <memory>
#include <string_view>

#include "engine/decode/json_scanner.h"
#include "engine/decode/key_cache.h"

namespace tidemark::engine {

/// Writes scanned values as the bytes that PropertyWriter writes for the same properties.
///
/// Why not PropertyWriter itself: the scanner has already read each number's digits and the cache knows the
/// key, so nothing is parsed or hashed a second time (bench/decode_bench.cpp). A test compares the two.
///
/// Lifetime  bytes() holds until the next begin(). Allocates only when an event is larger than all before.
class PropertyEncoder {
 public:
  explicit PropertyEncoder(KeyCache& cache) : cache_(cache) {}

  /// Room for `properties` values whose keys and texts together have at most `text_bytes`.
  void begin(std::size_t properties, std::size_t text_bytes);
  /// Key and text need kLinePadding readable bytes behind them.
  void add(std::string_view key, const JsonValue& value);
  std::string_view bytes() const { return {buffer_.get(), static_cast<std::size_t>(to_ - buffer_.get())}; }

 private:
  void put_key(std::string_view key);
  void put_tag(ValueTag tag) { *to_++ = static_cast<char>(tag); }
  void put_varint(std::uint64_t value);
  void put_text(std::string_view text);
  void put_number(const JsonValue& value);

  KeyCache& cache_;
  char* to_ = nullptr;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
};

}  // namespace tidemark::engine
