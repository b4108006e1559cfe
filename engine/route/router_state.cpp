// The router's state through checkpoint and log.

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/base/bytes.h"
#include "engine/route/router.h"

namespace tidemark::engine {

void Router::encode(std::string& out) const {
  ByteWriter writer(out);
  writer.varint(next_position_);
  writer.zigzag(confirmed_);
  writer.zigzag(watermark_);
  writer.u8(static_cast<std::uint8_t>(clock_));
  currency_->encode(writer);
  writer.varint(keys_.size());
  for (std::uint32_t i = 0; i < keys_.size(); ++i) writer.text(keys_.name(i));
  writer.varint(sources_.size());
  for (const SourceState& source : sources_) {
    writer.varint(source.offset);
    writer.fixed64(source.digest.high);
    writer.fixed64(source.digest.low);
    writer.varint(source.lines);
  }
  writer.varint(parked_.size());
  for (const Parked& parked : parked_) {
    writer.varint(parked.position);
    writer.u8(parked.money_reject);
    writer.text(parked.bytes);
  }
  writer.varint(sweep_next_);
  writer.text(boundaries_.encode());
  writer.varint(measured_since_);
}

Status Router::decode(std::string_view bytes) {
  ByteReader reader(bytes);
  next_position_ = reader.varint();
  confirmed_ = reader.zigzag();
  watermark_ = reader.zigzag();
  const std::uint8_t clock = reader.u8();
  if (clock > static_cast<std::uint8_t>(config::ClockMode::kEvent))
    return Status::corruption("the router's state in the checkpoint names no clock");
  clock_ = static_cast<config::ClockMode>(clock);
  const bool currency_ok = currency_->decode(reader);
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) keys_.intern(reader.text());
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) {
    SourceState& source = sources_.emplace_back();
    source.offset = reader.varint();
    source.digest.high = reader.fixed64();
    source.digest.low = reader.fixed64();
    source.lines = reader.varint();
  }
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) {
    Parked parked;
    parked.position = reader.varint();
    parked.money_reject = reader.u8();
    parked.bytes = std::string(reader.text());
    Event event;
    if (!decode_event(parked.bytes, event)) return Status::corruption("a parked event is malformed");
    parked.time = event.time;
    parked.customer_hash = customer_hash(event.customer_id);
    parked_.push_back(std::move(parked));
  }
  const std::uint64_t sweep = reader.varint();
  if (sweep > kKeyGroupCount) return Status::corruption("the router's state in the checkpoint is malformed");
  sweep_next_ = static_cast<KeyGroup>(sweep);
  const bool boundaries_ok = operators::Boundaries::decode(reader.text(), boundaries_);
  measured_since_ = reader.varint();
  keys_sealed_ = keys_.size();
  if (!currency_ok || !boundaries_ok || !reader.ok() || !reader.done()) {
    return Status::corruption("the router's state in the checkpoint is malformed");
  }
  return {};
}

void Router::forget_parked(Position position) {
  std::erase_if(parked_, [&](const Parked& parked) { return parked.position == position; });
}

Status Router::replay(Batch& batch) {
  if (batch.first_position != next_position_) {
    return Status::corruption("log record " + std::to_string(batch.number) + " begins at position " +
                              std::to_string(batch.first_position) + ", expected " +
                              std::to_string(next_position_));
  }
  if (batch.activate) {
    TM_RETURN_IF_ERROR(configure(batch.activate));
    if (next_position_ > 1) sweep_next_ = 0;
  }
  batch.watermark_before = watermark_;
  batch.of_shard.resize(shards_);
  batch.outputs.resize(shards_);
  for (const Control& control : batch.controls) TM_RETURN_IF_ERROR(replay_control(control));
  for (const std::string& name : batch.new_keys) keys_.intern(name);
  keys_sealed_ = keys_.size();
  for (std::uint32_t i = 0; i < batch.inputs.size(); ++i) TM_RETURN_IF_ERROR(replay_input(batch, i));
  next_position_ += batch.inputs.size();
  for (const auto& [index, source] : batch.sources) {
    if (index >= sources_.size()) sources_.resize(index + 1);
    sources_[index] = source;
  }
  batch.watermark = watermark_;
  batch.confirmed = confirmed_;
  return {};
}

Status Router::replay_control(const Control& control) {
  ByteReader reader(control.payload);
  if (control.type == Control::Type::kCurrency && !currency_->decode(reader))
    return Status::corruption("the base currency in the log is malformed");
  if (control.type == Control::Type::kClock) {
    const std::uint8_t clock = reader.u8();
    if (!reader.ok() || clock > static_cast<std::uint8_t>(config::ClockMode::kEvent))
      return Status::corruption("a control record in the log names no clock");
    clock_ = static_cast<config::ClockMode>(clock);
  }
  return {};
}

Status Router::replay_input(Batch& batch, std::uint32_t index) {
  Input& input = batch.inputs[index];
  const auto shard_list = [&]() -> std::vector<std::uint32_t>& {
    return batch.of_shard[shard_of(key_group_of(input.customer_hash), shards_)];
  };
  Event event;
  switch (input.kind) {
    case InputKind::kRelease:
      forget_parked(input.parked_at);
      [[fallthrough]];
    case InputKind::kEvent:
    case InputKind::kParked:
      if (!decode_event(batch.view(input), event))
        return Status::corruption("an event in the log is malformed");
      if (event.type_key != KeyDictionary::kNone && event.type_key >= keys_.size()) {
        return Status::corruption("an event in the log has a type nobody named");
      }
      input.event_kind = kinds_->kind_of(event, keys_);
      input.customer_hash = customer_hash(event.customer_id);
      input.time = event.time;
      if (!event.event_id.empty()) input.event_id = hash128(event.event_id, input.customer_hash);
      if (input.kind == InputKind::kParked) {
        parked_.push_back({batch.first_position + index, input.time, input.customer_hash,
                           std::string(batch.view(input)), input.reject});
        break;
      }
      confirmed_ = std::max(confirmed_, event.time);
      shard_list().push_back(index);
      break;
    case InputKind::kDeadLetter:
      if (input.parked_at != 0) forget_parked(input.parked_at);
      break;
    case InputKind::kMark:
      confirmed_ = std::max(confirmed_, input.time);
      watermark_ = std::max(watermark_, input.time);
      break;
    case InputKind::kMessage:
    case InputKind::kInstruction: {
      ByteReader reader(batch.view(input));
      input.customer_hash = customer_hash(reader.text());
      shard_list().push_back(index);
      break;
    }
    case InputKind::kBoundaries:
      if (!operators::Boundaries::decode(batch.view(input), boundaries_))
        return Status::corruption("boundaries in the log are malformed");
      deal_to_all(index, batch);
      break;
  }
  if (input.mark_before) {
    if (input.kind != InputKind::kMark && clock_ == config::ClockMode::kEvent) {
      watermark_ = std::max(watermark_, confirmed_ - settings().time.silence_delay);
    }
    push_mark(index, input.drain, batch);
  }
  return {};
}

}  // namespace tidemark::engine
