#include "operators/pins.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "operators/value_names.h"

namespace tidemark::operators {
namespace {

/// More ladders than a configuration may have, and some that were renamed.
constexpr std::size_t kPinsMax = 64;

enum class Order : std::uint8_t { kUnpin = 0, kPin = 1 };

Status check_text(std::string_view what, std::string_view text) {
  if (text.size() <= kPinTextMax) return {};
  return Status::invalid(
      fmt::format("the {} of a pin has {} bytes; write at most {}", what, text.size(), kPinTextMax));
}

bool may_be_stored(Millis until) {
  return until == kNever || (until <= kInstantMax && until >= -kInstantMax);
}

/// What all messages begin with: the operator they are for, what to do, to which ladder.
std::string begin_payload(Order order, std::string_view ladder) {
  std::string payload;
  ByteWriter out(payload);
  out.text(PinsFeature::kName);
  out.u8(static_cast<std::uint8_t>(order));
  out.text(ladder);
  return payload;
}

}  // namespace

Pins::Pins(const Pins& other)
    : pins_(other.pins_ ? std::make_unique<std::vector<Pin>>(*other.pins_) : nullptr) {}

const Pin* Pins::find(std::uint32_t ladder) const {
  const Pin* pin = std::find_if(begin(), end(), [&](const Pin& other) { return other.ladder == ladder; });
  return pin == end() ? nullptr : pin;
}

void Pins::put(Pin pin) {
  if (!pins_) pins_ = std::make_unique<std::vector<Pin>>();
  const auto place = std::lower_bound(pins_->begin(), pins_->end(), pin.ladder,
                                      [](const Pin& a, std::uint32_t ladder) { return a.ladder < ladder; });
  if (place != pins_->end() && place->ladder == pin.ladder) {
    *place = std::move(pin);
  } else if (pins_->size() < kPinsMax) {
    pins_->insert(place, std::move(pin));
  }
}

void Pins::remove(std::uint32_t ladder) {
  if (!pins_) return;
  std::erase_if(*pins_, [&](const Pin& pin) { return pin.ladder == ladder; });
  if (pins_->empty()) pins_.reset();
}

void Pins::forget(Millis t) {
  if (!pins_) return;
  std::erase_if(*pins_, [&](const Pin& pin) { return pin.until <= t; });
  if (pins_->empty()) pins_.reset();
}

std::size_t Pins::heap_bytes() const {
  if (!pins_) return 0;
  std::size_t bytes = sizeof *pins_ + pins_->capacity() * sizeof(Pin);
  for (const Pin& pin : *pins_) bytes += pin.actor.capacity() + pin.reason.capacity();
  return bytes;
}

void PinsFeature::receive_slot(std::byte* state, std::string_view body, Millis watermark) const {
  ByteReader message(body);
  const std::uint8_t order = message.u8();
  const std::string_view ladder = message.text();
  Pins& pins = in(state);
  if (order == static_cast<std::uint8_t>(Order::kUnpin)) {
    if (message.ok() && message.done()) pins.remove(value_name_hash(ladder));
    return;
  }
  const std::string_view level = message.text();
  const Millis until = message.zigzag();
  const std::string_view actor = message.text();
  const std::string_view reason = message.text();
  const bool formed = order == static_cast<std::uint8_t>(Order::kPin) && message.ok() && message.done() &&
                      may_be_stored(until) && actor.size() <= kPinTextMax && reason.size() <= kPinTextMax;
  if (!formed) return;
  pins.forget(watermark);
  pins.put({value_name_hash(ladder), value_name_hash(level), until, std::string(actor), std::string(reason)});
}

//     nothing, or varint pins; of each fixed32 ladder, level · instant until (none: for ever) · text actor,
//     reason
void PinsFeature::encode(const Pins& pins, SectionWriter& out) const {
  if (pins.size() == 0) return;
  out.bytes.varint(pins.size());
  for (const Pin& pin : pins) {
    out.bytes.fixed32(pin.ladder);
    out.bytes.fixed32(pin.level);
    out.instant(pin.until == kNever ? kNoTime : pin.until);
    out.bytes.text(pin.actor);
    out.bytes.text(pin.reason);
  }
}

Status PinsFeature::decode(Pins& pins, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  if (in.bytes.done()) return {};
  const std::uint64_t count = in.bytes.varint();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    Pin pin;
    pin.ladder = in.bytes.fixed32();
    pin.level = in.bytes.fixed32();
    const Millis until = in.instant();
    if (until != kNoTime) pin.until = until;
    pin.actor = in.bytes.text();
    pin.reason = in.bytes.text();
    const bool ascending = pins.size() == 0 || (pins.end() - 1)->ladder < pin.ladder;
    const bool sane = ascending && pin.actor.size() <= kPinTextMax && pin.reason.size() <= kPinTextMax;
    if (!sane || !in.ok()) return damaged_section(name());
    pins.put(std::move(pin));
  }
  return in.finished() && pins.size() == count && count > 0 ? Status() : damaged_section(name());
}

Result<std::string> encode_pin(std::string_view ladder, std::string_view level, Millis until,
                               std::string_view actor, std::string_view reason) {
  TM_RETURN_IF_ERROR(check_text("ladder", ladder));
  TM_RETURN_IF_ERROR(check_text("level", level));
  TM_RETURN_IF_ERROR(check_text("actor", actor));
  TM_RETURN_IF_ERROR(check_text("reason", reason));
  if (!may_be_stored(until)) return Status::invalid("a pin's end lies too far away; leave it out for no end");
  std::string payload = begin_payload(Order::kPin, ladder);
  ByteWriter out(payload);
  out.text(level);
  out.zigzag(until);
  out.text(actor);
  out.text(reason);
  return payload;
}

Result<std::string> encode_unpin(std::string_view ladder) {
  TM_RETURN_IF_ERROR(check_text("ladder", ladder));
  return begin_payload(Order::kUnpin, ladder);
}

}  // namespace tidemark::operators
