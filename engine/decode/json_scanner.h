#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/decode/key_stack.h"
#include "engine/decode/stop_index.h"

namespace tidemark::engine {

/// Bytes that must be readable behind a text handed to the scanner; what they hold does not matter.
inline constexpr std::size_t kLinePadding = 64;
static_assert(kLinePadding >= StopIndex::kReadAhead);

enum class JsonType : std::uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };

/// A value with the views a decoder needs. Views point into the text or into the scanner's scratch.
struct JsonValue {
  JsonType type = JsonType::kNull;
  bool negative = false;       ///< kNumber: starts with '-'
  bool whole = false;          ///< kNumber: neither point nor exponent
  bool plain = false;          ///< kNumber: no exponent and at most 18 digits, so mantissa and scale hold
  std::uint8_t scale = 0;      ///< digits behind the point
  std::uint64_t mantissa = 0;  ///< all digits, without sign
  std::string_view text;       ///< kNumber as written; kString unescaped; containers without blanks
};

/// Walks one JSON text once, front to back, and checks every byte on its way (RFC 8259): escapes, paired
/// surrogates, numbers, literals, UTF-8, doubled keys at every level, depth, and that nothing follows.
///
/// Why not simdjson: its On-Demand API leaves unread values unchecked, and its full parse, which checks all
/// but doubled keys, makes doubles of numbers that are money and a tape that has to be walked again.
/// simdjson's full parse is the oracle of this scanner's tests and of its fuzz target.
///
/// Lifetime  the text needs kLinePadding readable bytes behind it; views hold until the next begin().
/// Thread    one. Allocates only when a text is longer than all before it.
class JsonScanner {
 public:
  static constexpr unsigned kDepthMax = 64;

  void begin(std::string_view text);

  /// The next byte, 0 at the end (which no JSON value starts with).
  char peek() const { return p_ < end_ ? *p_ : '\0'; }
  void skip_blanks() {
    if (p_ < end_ && static_cast<unsigned char>(*p_) <= ' ') skip_blanks_slowly();
  }

  /// Any value at the current byte. False after an error, see error().
  bool value(JsonValue& out);
  /// The object at the current byte; `member(key)` is called behind each colon and must consume the
  /// value.
  template <typename Member>
  bool object(Member&& member);
  /// Ends the text: only blanks may follow, and all of it is UTF-8.
  bool finish();

  bool fail(const char* why) {
    error_ = why;
    return false;
  }
  const char* error() const { return error_; }
  /// Some string of the text contains U+0000 (which only an escape can bring there).
  bool has_nul() const { return has_nul_; }
  std::size_t position() const { return static_cast<std::size_t>(p_ - begin_); }

 private:
  /// Without data() after an error. By value: a reference would force the view through memory and stall.
  std::string_view string();
  std::string_view string_with_escapes(const char* start);
  bool escape(const char*& q, char*& to);
  bool number(JsonValue& out);
  bool exponent();
  bool literal(std::string_view word, JsonType type, JsonValue& out);
  bool container(JsonValue& out);
  bool nested_value();
  bool nested_array();
  std::string_view minified(const char* from, const char* to);
  void skip_blanks_slowly();

  const char* begin_ = nullptr;
  const char* p_ = nullptr;
  const char* end_ = nullptr;
  char* scratch_at_ = nullptr;
  const char* error_ = nullptr;
  const std::uint32_t* next_stop_ = nullptr;  ///< the first stop at p_ or behind it
  unsigned depth_ = 0;
  bool has_nul_ = false;
  bool blanks_ = false;  ///< blanks outside strings since it was last cleared
  StopIndex stops_;
  KeyStack keys_;
  std::unique_ptr<char[]> scratch_;
  std::size_t scratch_bytes_ = 0;
};

inline std::string_view JsonScanner::string() {
  const char* const start = p_ + 1;
  const char* const stop = begin_ + *++next_stop_;  // the one before was the opening quote
  if (stop == end_ || *stop != '"') [[unlikely]]
    return string_with_escapes(start);
  ++next_stop_;
  p_ = stop + 1;
  return {start, static_cast<std::size_t>(stop - start)};
}

template <typename Member>
bool JsonScanner::object(Member&& member) {
  if (++depth_ > kDepthMax) return fail("nested more than 64 deep");
  ++p_;
  skip_blanks();
  const std::size_t base = keys_.size();
  if (peek() == '}') {
    ++p_;
    --depth_;
    return true;
  }
  for (;;) {
    if (peek() != '"') return fail("a quoted key is missing");
    const std::string_view key = string();
    if (key.data() == nullptr) return false;
    keys_.push(key);
    skip_blanks();
    if (peek() != ':') return fail("a colon is missing");
    ++p_;
    skip_blanks();
    if (!member(key)) return false;
    skip_blanks();
    const char next = peek();
    if (next != ',' && next != '}') return fail("a comma or closing brace is missing");
    ++p_;
    if (next == '}') break;
    skip_blanks();
  }
  --depth_;
  return keys_.close(base) || fail("a key is doubled");
}

}  // namespace tidemark::engine
