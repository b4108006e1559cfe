#include "engine/base/event.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "engine/base/assert.h"
#include "engine/base/json_writer.h"

namespace tidemark {
namespace {

constexpr std::uint8_t kHasEventId = 1;
constexpr std::uint8_t kHasAmount = 2;
constexpr std::uint8_t kTypeInFull = 4;
constexpr std::uint8_t kKnownFlags = kHasEventId | kHasAmount | kTypeInFull;

/// 18 digits always fit 63 bits.
constexpr std::size_t kDecimalDigitsMax = 18;

constexpr std::array<std::string_view, static_cast<std::size_t>(Kind::kBuiltinCount)> kKindNames = {
    "",
    "purchase",
    "refund",
    "cancel",
    "page_view",
    "product_view",
    "search",
    "add_to_cart",
    "wishlist_add",
    "checkout_started",
    "session_started",
    "email_opened",
    "email_clicked",
    "coupon_redeemed",
    "campaign_received",
    "social_like",
    "social_comment",
    "social_share",
    "review",
    "ticket_opened",
    "ticket_resolved",
    "complaint",
    "survey",
    "subscription_started",
    "subscription_renewed",
    "subscription_cancelled",
    "payment_failed",
    "points_redeemed",
    "referral",
    "message",
    "identify",
    "alias",
};
static_assert(!kKindNames.back().empty(), "every built-in kind has a name");
static_assert(kKindNames.size() <= kFirstCustomKind);

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// JSON's whole part: digits without a needless zero in front.
bool is_whole(std::string_view text) {
  return all_digits(text) && (text.size() == 1 || text.front() != '0');
}

/// The value of an integer that prints as it was written: not "-0", not beyond 64 bits.
std::optional<std::int64_t> exact_integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (!is_whole(text.substr(negative ? 1 : 0))) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (negative && value == 0) return std::nullopt;
  return value;
}

struct ScaledInteger {
  std::int64_t mantissa;
  std::uint8_t scale;
};

/// A number with a point and no exponent, of at most 18 digits, that prints as it was written: not "-0.0".
std::optional<ScaledInteger> exact_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos || text.size() - 1 > kDecimalDigitsMax) return std::nullopt;
  const std::string_view fraction = text.substr(point + 1);
  if (!is_whole(text.substr(0, point)) || !all_digits(fraction)) return std::nullopt;

  std::int64_t mantissa = 0;
  for (const char c : text) {
    if (c != '.') mantissa = mantissa * 10 + (c - '0');
  }
  if (negative && mantissa == 0) return std::nullopt;
  return ScaledInteger{negative ? -mantissa : mantissa, static_cast<std::uint8_t>(fraction.size())};
}

void append_integer(std::string& out, std::int64_t value) {
  char buffer[24];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  out.append(buffer, result.ptr);
}

void append_decimal(std::string& out, std::int64_t mantissa, std::uint8_t scale) {
  char buffer[24];
  const auto value = static_cast<std::uint64_t>(mantissa);
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, mantissa < 0 ? 0 - value : value);
  std::string_view digits(buffer, static_cast<std::size_t>(result.ptr - buffer));

  if (mantissa < 0) out.push_back('-');
  if (digits.size() > scale) {
    out.append(digits.substr(0, digits.size() - scale));
    digits.remove_prefix(digits.size() - scale);
  } else {
    out.push_back('0');
  }
  out.push_back('.');
  out.append(scale - digits.size(), '0');
  out.append(digits);
}

void append_property_value(std::string& out, const PropertyReader::Property& property) {
  switch (property.tag) {
    case ValueTag::kNull:
      out += "null";
      return;
    case ValueTag::kFalse:
      out += "false";
      return;
    case ValueTag::kTrue:
      out += "true";
      return;
    case ValueTag::kInteger:
      append_integer(out, property.integer);
      return;
    case ValueTag::kDecimal:
      append_decimal(out, property.integer, property.scale);
      return;
    case ValueTag::kString:
      append_json_string(out, property.text);
      return;
    case ValueTag::kNumber:
    case ValueTag::kJson:
      out.append(property.text);
      return;
  }
}

}  // namespace

std::string_view kind_name(Kind kind) {
  const auto index = static_cast<std::size_t>(kind);
  return index < kKindNames.size() ? kKindNames[index] : std::string_view();
}

Kind builtin_kind(std::string_view name) {
  static const auto kKinds = [] {
    std::unordered_map<std::string_view, Kind> kinds;
    for (std::size_t i = 1; i < kKindNames.size(); ++i) kinds.emplace(kKindNames[i], static_cast<Kind>(i));
    return kinds;
  }();
  const auto found = kKinds.find(name);
  return found == kKinds.end() ? Kind::kOther : found->second;
}

std::uint32_t KeyDictionary::intern(std::string_view name) {
  if (const auto found = ids_.find(name); found != ids_.end()) return found->second;
  if (names_.size() >= kCapacity) return kNone;
  const auto id = static_cast<std::uint32_t>(names_.size());
  const auto added = ids_.emplace(std::string(name), id).first;
  names_.push_back(&added->first);  // a map's nodes stay where they are when it grows
  return id;
}

std::uint32_t KeyDictionary::find(std::string_view name) const {
  const auto found = ids_.find(name);
  return found == ids_.end() ? kNone : found->second;
}

void encode_event(const Event& event, std::string& out) {
  TM_ASSERT(!event.customer_id.empty() && event.customer_id.size() <= kCustomerIdBytesMax);
  const bool in_full = event.type_key == KeyDictionary::kNone;
  const int flags = (event.event_id.empty() ? 0 : kHasEventId) | (event.has_amount ? kHasAmount : 0) |
                    (in_full ? kTypeInFull : 0);
  ByteWriter writer(out);
  writer.u8(static_cast<std::uint8_t>(flags));
  if (in_full) {
    writer.text(event.type_name);
  } else {
    writer.varint(event.type_key);
  }
  writer.text(event.customer_id);
  if (!event.event_id.empty()) writer.text(event.event_id);
  writer.zigzag(event.time);
  if (event.has_amount) writer.zigzag(event.amount);
  out.append(event.properties);
}

bool decode_event(std::string_view bytes, Event& event) {
  event = Event();
  ByteReader reader(bytes);
  const std::uint8_t flags = reader.u8();
  if ((flags & ~kKnownFlags) != 0) return false;
  if ((flags & kTypeInFull) != 0) {
    event.type_name = reader.text();
  } else {
    const std::uint64_t key = reader.varint();
    if (key >= KeyDictionary::kCapacity) return false;
    event.type_key = static_cast<std::uint32_t>(key);
  }
  event.customer_id = reader.text();
  if (event.customer_id.empty() || event.customer_id.size() > kCustomerIdBytesMax) return false;
  if ((flags & kHasEventId) != 0) {
    event.event_id = reader.text();
    if (event.event_id.empty()) return false;
  }
  event.time = reader.zigzag();
  event.has_amount = (flags & kHasAmount) != 0;
  if (event.has_amount) event.amount = reader.zigzag();
  if (!reader.ok()) return false;
  event.properties = reader.rest();
  return true;
}

std::string_view customer_of_event(std::string_view bytes) {
  ByteReader reader(bytes);
  if ((reader.u8() & kTypeInFull) != 0) {
    (void)reader.text();
  } else {
    (void)reader.varint();
  }
  return reader.text();
}

void PropertyWriter::head(std::string_view key, ValueTag tag) {
  const std::uint32_t id = keys_.intern(key);
  if (id == KeyDictionary::kNone) {
    writer_.varint(0);
    writer_.text(key);
  } else {
    writer_.varint(std::uint64_t{id} + 1);
  }
  writer_.u8(static_cast<std::uint8_t>(tag));
}

void PropertyWriter::number(std::string_view key, std::string_view text) {
  if (const auto integer = exact_integer(text)) {
    head(key, ValueTag::kInteger);
    writer_.zigzag(*integer);
  } else if (const auto decimal = exact_decimal(text)) {
    head(key, ValueTag::kDecimal);
    writer_.zigzag(decimal->mantissa);
    writer_.u8(decimal->scale);
  } else {
    head(key, ValueTag::kNumber);
    writer_.text(text);
  }
}

bool PropertyReader::next(Property& property) {
  if (reader_.done()) return false;
  property = Property();
  const auto malformed = [this] {
    (void)reader_.take(std::numeric_limits<std::uint64_t>::max());  // beyond any end: ok() is false from here
    return false;
  };

  const std::uint64_t key = reader_.varint();
  if (key > keys_.size()) return malformed();
  property.key = key == 0 ? reader_.text() : keys_.name(static_cast<std::uint32_t>(key - 1));
  const std::uint8_t tag = reader_.u8();
  if (tag > static_cast<std::uint8_t>(ValueTag::kJson)) return malformed();
  property.tag = static_cast<ValueTag>(tag);
  switch (property.tag) {
    case ValueTag::kNull:
    case ValueTag::kFalse:
    case ValueTag::kTrue:
      break;
    case ValueTag::kInteger:
      property.integer = reader_.zigzag();
      break;
    case ValueTag::kDecimal:
      property.integer = reader_.zigzag();
      property.scale = reader_.u8();
      if (property.scale == 0 || property.scale >= kDecimalDigitsMax) return malformed();
      break;
    case ValueTag::kNumber:
    case ValueTag::kString:
    case ValueTag::kJson:
      property.text = reader_.text();
      break;
  }
  return reader_.ok();
}

void append_event_json(std::string& out, const Event& event, const KeyDictionary& keys) {
  const std::string_view type = event.type_key < keys.size() ? keys.name(event.type_key) : event.type_name;
  out += "{\"type\":";
  append_json_string(out, type);
  if (!event.event_id.empty()) {
    out += ",\"event_id\":";
    append_json_string(out, event.event_id);
  }
  out += ",\"customer_id\":";
  append_json_string(out, event.customer_id);
  out += ",\"timestamp\":\"";
  append_timestamp(out, event.time);
  out.push_back('"');

  bool any = false;
  PropertyReader reader(event.properties, keys);
  for (PropertyReader::Property property; reader.next(property);) {
    out += any ? "," : ",\"properties\":{";
    any = true;
    append_json_string(out, property.key);
    out.push_back(':');
    append_property_value(out, property);
  }
  if (any) out.push_back('}');
  out.push_back('}');
}

}  // namespace tidemark
