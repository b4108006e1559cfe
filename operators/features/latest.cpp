#include "operators/features/latest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/hash.h"

namespace tidemark::operators {
namespace {

/// One order for all values of a member: first what is deleted, then texts, then numbers.
bool less(const LatestValue& a, const LatestValue& b) {
  if (a.known != b.known) return b.known;
  if (a.text.view() != b.text.view()) return a.text.view() < b.text.view();
  return a.number < b.number;
}

bool newer(const LatestValue& a, const LatestValue& b) {
  return a.at != b.at ? a.at > b.at : less(b, a);
}

double number_of_text(std::string_view text) {
  FieldValue value;
  value.tag = ValueTag::kString;
  value.text = text;
  return value.number();
}

double truth_of(const FieldValue& field) {
  std::string buffer;
  const std::string_view text = field.as_text(buffer);
  if (text == "true") return 1;
  return text == "false" ? 0 : kNull;
}

double instant_of(const FieldValue& field) {
  const std::optional<Millis> instant = field.instant();
  return instant ? static_cast<double>(*instant) : kNull;
}

auto place_of(std::vector<LatestValue>& values, std::uint32_t key) {
  return std::lower_bound(values.begin(), values.end(), key,
                          [](const LatestValue& value, std::uint32_t k) { return value.key < k; });
}

}  // namespace

std::size_t LatestValues::heap_bytes() const {
  std::size_t bytes = values.capacity() * sizeof(LatestValue);
  for (const LatestValue& value : values) bytes += value.text.heap_bytes();
  return bytes;
}

Result<std::uint32_t> LatestFeature::remember(EventFilter filter, std::string_view property, Type type,
                                              bool null_deletes, FieldNames& fields) {
  const std::string name = fmt::format("{} of {} as {}{}", property, filter.key(), static_cast<int>(type),
                                       null_deletes ? ", null deletes" : "");
  const auto key = static_cast<std::uint32_t>(hash64(name, 0));
  const Result<std::size_t> field = fields.number_of(property);
  if (!field.ok()) return field.status();
  for (const Member& member : members_) {
    if (member.key != key) continue;
    if (member.name == name) return key;
    return Status::invalid(fmt::format(
        "features: the latest values of '{}' and '{}' are stored under the same number; rename one of the "
        "properties",
        property, member.name));
  }
  kinds_.add(filter.kinds());
  members_.push_back({key, name, std::move(filter), *field, type, null_deletes});
  return key;
}

void LatestFeature::apply(LatestValues& latest, const Event& event, Fields fields) const {
  for (const Member& member : members_) {
    if (!member.filter.fits(event, fields)) continue;
    LatestValue value;
    value.key = member.key;
    value.at = event.time;
    if (read(member, field_at(fields, member.field), value)) take(latest, std::move(value));
  }
}

bool LatestFeature::read(const Member& member, const FieldValue& field, LatestValue& value) {
  const bool empty = field.tag == ValueTag::kString && field.text.empty();
  if (!field.known() || empty) {
    value.known = false;
    return member.null_deletes && is_written(field);
  }
  std::string buffer;
  switch (member.type) {
    case Type::kNumber:
      value.number = field.number() + 0.0;  // of −0 and 0 only one
      break;
    case Type::kTruth:
      value.number = truth_of(field);
      break;
    case Type::kInstant:
      value.number = instant_of(field);
      break;
    case Type::kText:
    case Type::kAny:
      value.text = PackedText(clip_text(field.as_text(buffer), kTextBytesMax));
      value.number = number_of_text(value.text.view());
      return !value.text.view().empty();
  }
  return !is_null(value.number);
}

void LatestFeature::take(LatestValues& latest, LatestValue value) {
  const auto place = place_of(latest.values, value.key);
  if (place == latest.values.end() || place->key != value.key) {
    latest.values.insert(place, std::move(value));
  } else if (newer(value, *place)) {
    *place = std::move(value);
  }
}

namespace {

/// How a value is stored: with a text, what it reads as as a number follows from it.
enum Stored : std::uint8_t { kDeleted, kTextStored, kNumberStored };

}  // namespace

//     nothing, or { fixed32 key · instant · u8 0 deleted, 1 text, 2 number · text or f64 } …
void LatestFeature::encode(const LatestValues& latest, SectionWriter& out) const {
  for (const LatestValue& value : latest.values) {
    out.bytes.fixed32(value.key);
    out.instant(value.at);
    const std::string_view text = value.text.view();
    out.bytes.u8(!value.known ? kDeleted : text.empty() ? kNumberStored : kTextStored);
    if (!value.known) continue;
    if (text.empty()) {
      out.bytes.f64(value.number);
    } else {
      out.bytes.text(text);
    }
  }
}

/// Reads one value; of what kind it is is seen only where a member knows it.
bool LatestFeature::decode_value(LatestValue& value, SectionReader& in) {
  value.key = in.bytes.fixed32();
  value.at = in.instant();
  const std::uint8_t stored = in.bytes.u8();
  value.known = stored != kDeleted;
  if (stored == kTextStored) {
    const std::string_view text = in.bytes.text();
    value.text = PackedText(text);
    value.number = number_of_text(text);
    if (text.empty() || text.size() > kTextBytesMax) return false;
  } else if (stored == kNumberStored) {
    value.number = in.bytes.f64();
  }
  return in.ok() && stored <= kNumberStored && value.at != kNoTime;
}

bool LatestFeature::fits(const Member& member, const LatestValue& value) {
  const bool is_text = member.type == Type::kText || member.type == Type::kAny;
  if (!value.known || is_text) return !value.known || !value.text.view().empty();
  if (!value.text.view().empty() || !std::isfinite(value.number)) return false;
  if (member.type == Type::kTruth) return value.number == 0 || value.number == 1;
  return member.type != Type::kInstant || std::abs(value.number) <= static_cast<double>(kInstantMax);
}

Status LatestFeature::decode(LatestValues& latest, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  std::int64_t before = -1;
  while (!in.bytes.done()) {
    LatestValue value;
    if (!decode_value(value, in) || before >= value.key) return damaged_section(name());
    before = value.key;
    const auto member = std::find_if(members_.begin(), members_.end(),
                                     [&](const Member& known) { return known.key == value.key; });
    if (member == members_.end()) continue;  // no longer configured
    if (!fits(*member, value)) return damaged_section(name());
    latest.values.push_back(std::move(value));
  }
  return in.finished() ? Status() : damaged_section(name());
}

const LatestValue* LatestFeature::find(const std::byte* state, std::uint32_t key) const {
  const std::vector<LatestValue>& values = in(state).values;
  const auto found = std::find_if(values.begin(), values.end(),
                                  [key](const LatestValue& value) { return value.key == key; });
  return found != values.end() && found->known ? &*found : nullptr;
}

}  // namespace tidemark::operators
