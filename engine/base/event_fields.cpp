#include "engine/base/event_fields.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "engine/base/assert.h"

namespace tidemark {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr int kMicroDecimals = 6;
/// Where the encoding's mantissas end; whoever wrote more decimals did not use PropertyWriter.
constexpr std::uint8_t kScaleMax = 17;
/// Years 0000 to 9999, as parse_timestamp() has them.
constexpr Millis kInstantMin = -62'167'219'200'000;
constexpr Millis kInstantMax = 253'402'300'799'999;

constexpr std::array<std::int64_t, 18> kPowersOfTen = [] {
  std::array<std::int64_t, 18> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

std::string_view text_of_integer(std::int64_t value, std::string& buffer) {
  buffer.resize(24);
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  buffer.resize(static_cast<std::size_t>(end - buffer.data()));
  return buffer;
}

/// As it was written: every decimal, one digit at least before the point.
std::string_view text_of_decimal(std::int64_t mantissa, std::uint8_t scale, std::string& buffer) {
  (void)text_of_integer(mantissa, buffer);
  const std::size_t sign = mantissa < 0 ? 1 : 0;
  if (buffer.size() - sign <= scale) buffer.insert(sign, scale + 1 - (buffer.size() - sign), '0');
  buffer.insert(buffer.size() - scale, 1, '.');
  return buffer;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t digits_from(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

/// JSON's grammar, which is narrower than what from_chars() reads ("inf", ".5").
bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = at;
  at = digits_from(text, at);
  if (at == whole || (text[whole] == '0' && at > whole + 1)) return false;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = at + 1;
    at = digits_from(text, fraction);
    if (at == fraction) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = at;
    at = digits_from(text, exponent);
    if (at == exponent) return false;
  }
  return at == text.size();
}

double parse_number(std::string_view text) {
  if (!is_json_number(text)) return kNotANumber;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? value : kNotANumber;  // beyond what a double holds
}

double number_of_decimal(std::int64_t mantissa, std::uint8_t scale) {
  constexpr std::int64_t kExact = 1LL << 53;
  if (mantissa <= kExact && mantissa >= -kExact) {  // both exact: the quotient is the nearest double
    return static_cast<double>(mantissa) / static_cast<double>(kPowersOfTen[scale]);
  }
  std::string buffer;
  return parse_number(text_of_decimal(mantissa, scale, buffer));
}

/// mantissa · 10^−scale in millionths, half away from zero.
std::optional<Micro> micro_of_decimal(std::int64_t mantissa, std::uint8_t scale) {
  __int128 micro = mantissa;
  if (scale <= kMicroDecimals) {
    micro *= kPowersOfTen[static_cast<std::size_t>(kMicroDecimals - scale)];
  } else {
    const std::int64_t divisor = kPowersOfTen[static_cast<std::size_t>(scale - kMicroDecimals)];
    micro += mantissa < 0 ? -divisor / 2 : divisor / 2;
    micro /= divisor;
  }
  if (micro > kAmountMax || micro < -kAmountMax) return std::nullopt;
  return static_cast<Micro>(micro);
}

std::optional<Millis> within_years(Millis instant) {
  if (instant < kInstantMin || instant > kInstantMax) return std::nullopt;
  return instant;
}

/// Reads a value; false where the tag is none. The empty text of a null that is written points into the
/// event, that of a property the event does not have nowhere: an attribute is deleted by the one only.
bool read_value(ByteReader& in, FieldValue& value) {
  const std::uint8_t tag = in.u8();
  if (tag > static_cast<std::uint8_t>(ValueTag::kJson)) return false;
  value = FieldValue();
  value.tag = static_cast<ValueTag>(tag);
  switch (value.tag) {
    case ValueTag::kNull:
      value.text = in.rest().substr(0, 0);
      return true;
    case ValueTag::kFalse:
    case ValueTag::kTrue:
      return true;
    case ValueTag::kInteger:
      value.integer = in.zigzag();
      return true;
    case ValueTag::kDecimal:
      value.integer = in.zigzag();
      value.scale = in.u8();
      return value.scale > 0 && value.scale <= kScaleMax;
    case ValueTag::kNumber:
    case ValueTag::kString:
    case ValueTag::kJson:
      value.text = in.text();
      return true;
  }
  return false;
}

}  // namespace

double FieldValue::number() const {
  switch (tag) {
    case ValueTag::kInteger:
      return static_cast<double>(integer);
    case ValueTag::kDecimal:
      return number_of_decimal(integer, scale);
    case ValueTag::kNumber:
    case ValueTag::kString:
      return parse_number(text);
    default:
      return kNotANumber;
  }
}

std::optional<Micro> FieldValue::micro() const {
  switch (tag) {
    case ValueTag::kInteger:
      return micro_of_decimal(integer, 0);
    case ValueTag::kDecimal:
      return micro_of_decimal(integer, scale);
    case ValueTag::kNumber:
    case ValueTag::kString:
      return parse_micro(text);
    default:
      return std::nullopt;
  }
}

std::string_view FieldValue::as_text(std::string& buffer) const {
  switch (tag) {
    case ValueTag::kFalse:
      return "false";
    case ValueTag::kTrue:
      return "true";
    case ValueTag::kInteger:
      return text_of_integer(integer, buffer);
    case ValueTag::kDecimal:
      return text_of_decimal(integer, scale, buffer);
    case ValueTag::kNumber:
    case ValueTag::kString:
      return text;
    default:
      return {};
  }
}

std::optional<Millis> FieldValue::instant() const {
  if (tag == ValueTag::kInteger) return within_years(integer);
  if (tag != ValueTag::kString) return std::nullopt;
  const Result<Millis> parsed = parse_timestamp(text);
  return parsed.ok() ? within_years(*parsed) : std::nullopt;
}

void FieldMap::want(std::span<const std::string> wanted, const KeyDictionary& keys) {
  TM_ASSERT(wanted.size() <= kFieldsMax);
  wanted_.assign(wanted.begin(), wanted.end());
  by_key_.clear();
  learn(keys);
}

void FieldMap::learn(const KeyDictionary& keys) {
  for (auto id = static_cast<std::uint32_t>(by_key_.size()); id < keys.size(); ++id) {
    by_key_.push_back(field_of(keys.name(id)));
  }
}

std::uint8_t FieldMap::field_of(std::string_view name) const {
  const auto found = std::find(wanted_.begin(), wanted_.end(), name);
  return found == wanted_.end() ? kNotWanted : static_cast<std::uint8_t>(found - wanted_.begin());
}

bool FieldMap::extract(std::string_view properties, std::span<FieldValue> values) const {
  TM_ASSERT(values.size() >= wanted_.size());
  std::fill_n(values.begin(), wanted_.size(), FieldValue());
  ByteReader in(properties);
  FieldValue unwanted;
  while (!in.done()) {
    const std::uint64_t key = in.varint();
    if (key > by_key_.size()) return false;
    const std::uint8_t field = key == 0 ? field_of(in.text()) : by_key_[key - 1];
    if (!read_value(in, field == kNotWanted ? unwanted : values[field])) return false;
  }
  return in.ok();
}

}  // namespace tidemark
