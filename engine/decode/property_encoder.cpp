#include "engine/decode/property_encoder.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace tidemark::engine {
namespace {

/// Two varints, a tag and a scale at most.
constexpr std::size_t kOverheadBytes = 32;
/// Texts up to this length are copied with one load and store, over-writing free room behind them.
constexpr std::size_t kShortText = 16;
static_assert(kShortText <= kLinePadding);

std::uint64_t zigzag(std::uint64_t magnitude, bool negative) {
  return negative ? 2 * magnitude - 1 : 2 * magnitude;
}

}  // namespace

void PropertyEncoder::begin(std::size_t properties, std::size_t text_bytes) {
  const std::size_t needed = text_bytes + properties * kOverheadBytes + kShortText;
  if (needed > capacity_) {
    capacity_ = std::max(2 * capacity_, needed);
    buffer_ = std::make_unique<char[]>(capacity_);
  }
  to_ = buffer_.get();
}

void PropertyEncoder::put_varint(std::uint64_t value) {
  while (value >= 0x80) {
    *to_++ = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *to_++ = static_cast<char>(value);
}

void PropertyEncoder::put_text(std::string_view text) {
  put_varint(text.size());
  if (text.size() <= kShortText) {
    std::memcpy(to_, text.data(), kShortText);
  } else {
    std::memcpy(to_, text.data(), text.size());
  }
  to_ += text.size();
}

void PropertyEncoder::put_key(std::string_view key) {
  const std::uint32_t id = cache_.intern(KeyText::of(key));
  if (id != KeyDictionary::kNone) {
    put_varint(std::uint64_t{id} + 1);
    return;
  }
  put_varint(0);
  put_text(key);
}

void PropertyEncoder::add(std::string_view key, const JsonValue& value) {
  put_key(key);
  switch (value.type) {
    case JsonType::kNull:
      return put_tag(ValueTag::kNull);
    case JsonType::kFalse:
      return put_tag(ValueTag::kFalse);
    case JsonType::kTrue:
      return put_tag(ValueTag::kTrue);
    case JsonType::kNumber:
      return put_number(value);
    case JsonType::kString:
      put_tag(ValueTag::kString);
      return put_text(value.text);
    case JsonType::kArray:
    case JsonType::kObject:
      put_tag(ValueTag::kJson);
      return put_text(value.text);
  }
}

/// "-0" and "-0.0" have no integer that prints like them; they, numbers with an exponent and those with
/// more digits than 63 bits surely hold keep their text.
void PropertyEncoder::put_number(const JsonValue& value) {
  const bool minus_zero = value.negative && value.mantissa == 0;
  if (value.plain && !minus_zero) {
    put_tag(value.scale == 0 ? ValueTag::kInteger : ValueTag::kDecimal);
    put_varint(zigzag(value.mantissa, value.negative));
    if (value.scale != 0) *to_++ = static_cast<char>(value.scale);
    return;
  }
  std::int64_t integer = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto [stop, error] = std::from_chars(value.text.data(), end, integer);
  if (!minus_zero && error == std::errc() && stop == end) {  // 19 digits that fit
    put_tag(ValueTag::kInteger);
    put_varint((static_cast<std::uint64_t>(integer) << 1) ^ static_cast<std::uint64_t>(integer >> 63));
    return;
  }
  put_tag(ValueTag::kNumber);
  put_text(value.text);
}

}  // namespace tidemark::engine
