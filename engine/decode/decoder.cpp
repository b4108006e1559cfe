#include "engine/decode/decoder.h"

#include <cstring>
#include <optional>

namespace tidemark::engine {
namespace {

constexpr std::string_view kAmount = "amount";
constexpr std::string_view kCurrency = "currency";
constexpr std::array<Micro, 7> kMicroPerScale = {1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};

bool is_money_kind(Kind kind) {
  return kind == Kind::kPurchase || kind == Kind::kRefund || kind == Kind::kCancel;
}

bool is_integer(const JsonValue& value) {
  return value.type == JsonType::kNumber && value.whole;
}

/// An id's text, from a string or an integer. False for other types.
bool id_text(const JsonValue& value, std::string_view& out) {
  out = value.text;
  if (value.type == JsonType::kString) return true;
  if (!is_integer(value)) return false;
  if (out == "-0") out.remove_prefix(1);  // one number, one id
  return true;
}

std::optional<Micro> amount_of(const JsonValue& value) {
  if (value.type == JsonType::kString) return parse_micro(value.text);
  if (value.type != JsonType::kNumber) return std::nullopt;
  if (!value.plain || value.scale >= kMicroPerScale.size()) return parse_micro(value.text);
  const __int128 micro = static_cast<__int128>(value.mantissa) * kMicroPerScale[value.scale];
  if (micro > kAmountMax) return std::nullopt;
  return static_cast<Micro>(value.negative ? -micro : micro);
}

/// What the steps below do not write themselves. Not `out = Decoded()`: that is built on the stack in pieces
/// and copied in larger ones, a copy that waits for the pieces and was the one hot spot of a profile.
void reset(Decoded& out) {
  out.event.has_amount = false;
  out.event.amount = 0;
  out.event.event_id = {};
  out.currency = {};
  out.money_reject = Reject::kNone;
}

}  // namespace

/// How long a text may be, and what to say of one that is not fit.
struct Decoder::TextLimits {
  std::size_t bytes_max;
  std::string_view if_empty;
  std::string_view if_long;
  std::string_view if_nul;
};

Decoder::Decoder(const config::EventSettings& settings, KindTable& kinds, KeyDictionary& keys)
    : line_bytes_max_(settings.line_bytes_max), kinds_(kinds), cache_(keys), encoder_(cache_) {}

Outcome Decoder::decode(std::string_view line, Decoded& out) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > line_bytes_max_)
    return {Reject::kTooLarge, "the line is longer than events.line_bytes_max"};
  if (!scan(line)) return bad_json();
  reset(out);
  Event& event = out.event;
  if (const Outcome outcome = take_fields(event); !outcome.ok()) return outcome;
  fold_extras();
  if (is_money_kind(event.kind)) {
    if (const Outcome outcome = take_money(out); !outcome.ok()) return outcome;
  }
  out.customer_hash = customer_hash(event.customer_id);
  event.type_key = cache_.intern(KeyText::of(event.type_name));
  encoder_.begin(properties_.size(), line.size());
  for (const Field& field : properties_) encoder_.add(field.key, field.value);
  event.properties = encoder_.bytes();
  return {};
}

bool Decoder::scan(std::string_view line) {
  for (JsonValue& value : known_) value.type = JsonType::kNull;
  properties_.clear();
  extras_.clear();
  scanner_.begin(line);
  scanner_.skip_blanks();
  if (scanner_.peek() != '{') {
    return scanner_.fail(scanner_.position() == line.size() ? "the line is empty" : "not an object");
  }
  return scanner_.object([this](std::string_view key) { return scan_member(key); }) && scanner_.finish();
}

/// Their lengths alone tell the known names apart.
Decoder::Known Decoder::known(std::string_view key) {
  const auto is = [key](std::string_view name, Known field) { return key == name ? field : kKnownCount; };
  switch (key.size()) {
    case 4:
      return is("type", kType);
    case 8:
      return is("event_id", kEventId);
    case 9:
      return is("timestamp", kTimestamp);
    case 10:
      return is("properties", kProperties);
    case 11:
      return is("customer_id", kCustomerId);
    default:
      return kKnownCount;
  }
}

bool Decoder::scan_member(std::string_view key) {
  const Known field = known(key);
  if (field == kProperties && scanner_.peek() == '{') {
    known_[kProperties].type = JsonType::kObject;
    return scanner_.object([this](std::string_view name) {
      Field& property = properties_.emplace_back();
      property.key = name;
      return scanner_.value(property.value);
    });
  }
  if (field != kKnownCount) return scanner_.value(known_[field]);
  Field& extra = extras_.emplace_back();
  extra.key = key;
  return scanner_.value(extra.value);
}

Outcome Decoder::bad_json() {
  detail_ = scanner_.error();
  detail_ += ", at byte ";
  detail_ += std::to_string(scanner_.position());
  return {Reject::kBadJson, detail_};
}

Outcome Decoder::take_fields(Event& event) {
  if (const Outcome outcome = take_type(event); !outcome.ok()) return outcome;
  if (const Outcome outcome = take_ids(event); !outcome.ok()) return outcome;
  const JsonType properties = known_[kProperties].type;
  if (properties != JsonType::kObject && properties != JsonType::kNull) {
    return {Reject::kBadField, "properties is not an object"};
  }
  return take_time(event);
}

Outcome Decoder::check_text(std::string_view text, const TextLimits& limits) const {
  if (text.empty()) return {Reject::kBadField, limits.if_empty};
  if (text.size() > limits.bytes_max) return {Reject::kBadField, limits.if_long};
  if (scanner_.has_nul() && text.find('\0') != std::string_view::npos)
    return {Reject::kBadField, limits.if_nul};
  return {};
}

Outcome Decoder::take_type(Event& event) {
  const JsonValue& type = known_[kType];
  if (type.type == JsonType::kNull) return {Reject::kMissingField, "type is missing"};
  if (type.type != JsonType::kString) return {Reject::kBadField, "type is not a string"};
  event.type_name = type.text;
  static constexpr TextLimits kLimits = {kTypeBytesMax, "type is empty", "type is longer than 128 bytes",
                                         "type contains a NUL character"};
  const Outcome outcome = check_text(type.text, kLimits);
  if (!outcome.ok()) return outcome;
  const std::uint32_t key = cache_.peek(KeyText::of(type.text));
  event.kind =
      key == KeyDictionary::kNone ? kinds_.kind_of(type.text) : kinds_.kind_of_key(key, cache_.keys());
  return {};
}

Outcome Decoder::take_ids(Event& event) {
  const JsonValue& customer = known_[kCustomerId];
  if (customer.type == JsonType::kNull) return {Reject::kMissingField, "customer_id is missing"};
  if (!id_text(customer, event.customer_id)) {
    return {Reject::kBadField, "customer_id is neither a string nor an integer"};
  }
  static constexpr TextLimits kCustomerLimits = {kCustomerIdBytesMax, "customer_id is empty",
                                                 "customer_id is longer than 256 bytes",
                                                 "customer_id contains a NUL character"};
  const Outcome outcome = check_text(event.customer_id, kCustomerLimits);
  if (!outcome.ok()) return outcome;

  const JsonValue& id = known_[kEventId];
  if (id.type == JsonType::kNull) return {};
  if (!id_text(id, event.event_id)) return {Reject::kBadField, "event_id is neither a string nor an integer"};
  static constexpr TextLimits kLimits = {kEventIdBytesMax, "event_id is empty",
                                         "event_id is longer than 256 bytes",
                                         "event_id contains a NUL character"};
  return check_text(event.event_id, kLimits);
}

Outcome Decoder::take_time(Event& event) {
  const JsonValue& timestamp = known_[kTimestamp];
  if (timestamp.type == JsonType::kNull) return {Reject::kMissingField, "timestamp is missing"};
  if (timestamp.type != JsonType::kString && !is_integer(timestamp)) {
    return {Reject::kBadTimestamp, "timestamp is neither a string nor whole epoch milliseconds"};
  }
  const Result<Millis> time = parse_timestamp(timestamp.text);
  if (!time.ok()) {
    return {Reject::kBadTimestamp, "timestamp is neither RFC 3339, a date, nor epoch milliseconds"};
  }
  event.time = *time;
  if (event.time < kEventTimeMin) return {Reject::kTooOld, "timestamp is before 1970"};
  if (event.time >= kEventTimeEnd) return {Reject::kInFuture, "timestamp is after 2199"};
  return {};
}

void Decoder::fold_extras() {
  const std::size_t own = properties_.size();
  for (const Field& extra : extras_) {
    bool taken = false;
    for (std::size_t i = 0; i < own && !taken; ++i) taken = properties_[i].key == extra.key;
    if (!taken) properties_.push_back(extra);
  }
}

const JsonValue* Decoder::property(std::string_view key) const {
  for (const Field& field : properties_) {
    if (field.key == key) {
      return field.value.type == JsonType::kNull ? nullptr : &field.value;
    }
  }
  return nullptr;
}

Outcome Decoder::take_money(Decoded& out) {
  const JsonValue* const value = property(kAmount);
  if (value == nullptr) return {};
  const std::optional<Micro> amount = amount_of(*value);
  if (!amount) return {Reject::kBadAmount, "properties.amount is not a decimal number up to 1e12"};
  if (out.event.kind == Kind::kPurchase && *amount < 0) {
    return {Reject::kBadAmount, "properties.amount of a purchase is negative"};
  }
  if (!take_currency(out.currency)) {
    out.money_reject = Reject::kUnknownCurrency;
    return {};
  }
  out.event.has_amount = true;
  out.event.amount = *amount;
  return {};
}

/// Leaves `out` empty when there is none. False when it is no currency.
bool Decoder::take_currency(std::string_view& out) {
  const JsonValue* const value = property(kCurrency);
  if (value == nullptr) return true;
  if (value->type != JsonType::kString || value->text.size() != currency_.size()) return false;
  for (std::size_t i = 0; i < currency_.size(); ++i) {
    const char c = value->text[i];
    currency_[i] = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (currency_[i] < 'A' || currency_[i] > 'Z') return false;
  }
  out = {currency_.data(), currency_.size()};
  return true;
}

}  // namespace tidemark::engine
