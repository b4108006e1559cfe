#include "engine/commit/record_codec.h"

#include "engine/base/bytes.h"

namespace tidemark::engine {
namespace {

constexpr std::uint8_t kVerdictShift = 3;
constexpr std::uint8_t kMarkBefore = 1 << 5;
constexpr std::uint8_t kHasReject = 1 << 6;
constexpr std::uint8_t kDrain = 1 << 7;

void encode_input(const Batch& batch, const Input& input, ByteWriter& out) {
  auto tag = static_cast<std::uint8_t>(static_cast<unsigned>(input.kind) |
                                       static_cast<unsigned>(input.verdict) << kVerdictShift);
  if (input.mark_before) tag |= kMarkBefore;
  if (input.reject != 0) tag |= kHasReject;
  if (input.drain) tag |= kDrain;
  out.u8(tag);
  if (input.reject != 0) out.u8(input.reject);
  if (input.kind == InputKind::kRelease || input.kind == InputKind::kDeadLetter ||
      input.kind == InputKind::kMessage) {
    out.varint(input.parked_at);
  }
  if (input.kind == InputKind::kMark) out.zigzag(input.time);
  out.text(batch.view(input));
}

bool decode_input(ByteReader& reader, Batch& batch) {
  const std::uint8_t tag = reader.u8();
  Input& input = batch.inputs.emplace_back();
  const unsigned kind = tag & 7U;
  const unsigned verdict = (tag >> kVerdictShift) & 3U;
  if (kind > static_cast<unsigned>(InputKind::kBoundaries) ||
      verdict > static_cast<unsigned>(Verdict::kDuplicate)) {
    return false;
  }
  input.kind = static_cast<InputKind>(kind);
  input.verdict = static_cast<Verdict>(verdict);
  input.mark_before = (tag & kMarkBefore) != 0;
  input.drain = (tag & kDrain) != 0;
  if ((tag & kHasReject) != 0) input.reject = reader.u8();
  if (input.kind == InputKind::kRelease || input.kind == InputKind::kDeadLetter ||
      input.kind == InputKind::kMessage) {
    input.parked_at = reader.varint();
  }
  if (input.kind == InputKind::kMark) input.time = reader.zigzag();
  const std::string_view bytes = reader.text();
  input.offset = static_cast<std::uint32_t>(batch.arena.size());
  input.bytes = static_cast<std::uint32_t>(bytes.size());
  batch.arena.append(bytes);
  return reader.ok();
}

//     u8 eligible, [zigzag last, zigzag orders, zigzag money, zigzag value]
void encode_point(const operators::PopulationPoint& point, ByteWriter& out) {
  out.u8(point.eligible ? 1 : 0);
  if (!point.eligible) return;
  out.zigzag(point.last);
  out.zigzag(point.orders);
  out.zigzag(point.money);
  out.zigzag(point.value);
}

bool decode_point(ByteReader& in, operators::PopulationPoint& point) {
  const std::uint8_t eligible = in.u8();
  point.eligible = eligible == 1;
  if (!point.eligible) return eligible == 0;
  point.last = in.zigzag();
  point.orders = in.zigzag();
  point.money = in.zigzag();
  point.value = in.zigzag();
  return in.ok();
}

void encode_population(const RecordParts& parts, ByteWriter& out) {
  out.varint(parts.population.deltas.size());
  for (const PopulationDelta& delta : parts.population.deltas) {
    out.varint(delta.input_index);
    encode_point(delta.before, out);
    encode_point(delta.after, out);
  }
  out.varint(parts.population.census.size());
  for (const std::string& census : parts.population.census) out.text(census);
  out.varint(parts.population.outcomes.size());
  for (const OutcomeSeen& seen : parts.population.outcomes) {
    out.varint(seen.input_index);
    out.varint(seen.outcome.risk_ppm);
    out.u8(static_cast<std::uint8_t>(seen.outcome.band << 1 | (seen.outcome.silent ? 1 : 0)));
  }
}

bool decode_population(ByteReader& in, const Batch& batch, RecordParts& parts) {
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); --n) {
    PopulationDelta& delta = parts.population.deltas.emplace_back();
    const std::uint64_t index = in.varint();
    if (index >= batch.inputs.size() || !decode_point(in, delta.before) || !decode_point(in, delta.after))
      return false;
    delta.input_index = static_cast<std::uint32_t>(index);
  }
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); --n) parts.population.census.emplace_back(in.text());
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); --n) {
    const std::uint64_t index = in.varint();
    if (index >= batch.inputs.size()) return false;
    OutcomeSeen& seen = parts.population.outcomes.emplace_back();
    seen.input_index = static_cast<std::uint32_t>(index);
    seen.outcome.risk_ppm = static_cast<std::uint32_t>(in.varint());
    const std::uint8_t band_and_silent = in.u8();
    seen.outcome.band = band_and_silent >> 1;
    seen.outcome.silent = (band_and_silent & 1) != 0;
  }
  return in.ok();
}

void encode_customers(const std::vector<const WakeFired*>& customers, ByteWriter& out) {
  out.varint(customers.size());
  for (const WakeFired* customer : customers) {
    out.varint(customer->input_index);
    out.text(customer->customer_id);
  }
}

bool decode_customers(ByteReader& in, const Batch& batch, std::vector<WakeFired>& customers) {
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); --n) {
    const std::uint64_t index = in.varint();
    if (index >= batch.inputs.size()) return false;
    customers.push_back({static_cast<std::uint32_t>(index), std::string(in.text())});
  }
  return in.ok();
}

void encode_prologue(const Batch& batch, ByteWriter& out) {
  out.varint(batch.controls.size());
  for (const Control& control : batch.controls) {
    out.u8(static_cast<std::uint8_t>(control.type));
    out.text(control.payload);
  }
  out.varint(batch.first_new_key);
  out.varint(batch.new_keys.size());
  for (const std::string& name : batch.new_keys) out.text(name);
  out.varint(batch.sources.size());
  for (const auto& [index, source] : batch.sources) {
    out.varint(index);
    out.varint(source.offset);
    out.fixed64(source.digest.high);
    out.fixed64(source.digest.low);
    out.varint(source.lines);
  }
}

bool decode_prologue(ByteReader& reader, Batch& batch) {
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) {
    const std::uint8_t type = reader.u8();
    const std::string_view payload = reader.text();
    if (type < static_cast<unsigned>(Control::Type::kActivate) ||
        type > static_cast<unsigned>(Control::Type::kClock)) {
      return false;
    }
    batch.controls.push_back({static_cast<Control::Type>(type), std::string(payload)});
  }
  batch.first_new_key = static_cast<std::uint32_t>(reader.varint());
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n)
    batch.new_keys.emplace_back(reader.text());
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) {
    const std::uint64_t index = reader.varint();
    SourceState source;
    source.offset = reader.varint();
    source.digest.high = reader.fixed64();
    source.digest.low = reader.fixed64();
    source.lines = reader.varint();
    if (index > 1'000'000) return false;
    batch.sources.emplace_back(static_cast<std::uint32_t>(index), source);
  }
  return reader.ok();
}

bool decode_epilogue(ByteReader& reader, Batch& batch, RecordParts& parts) {
  if (!decode_customers(reader, batch, batch.logged_wakes) || !decode_population(reader, batch, parts) ||
      !decode_customers(reader, batch, batch.logged_moved)) {
    return false;
  }
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) {
    SentMessage& message = parts.messages.emplace_back();
    message.from = batch.first_position + reader.varint();
    message.ordinal = static_cast<std::uint32_t>(reader.varint());
    message.from_customer = std::string(reader.text());
    message.to_customer = std::string(reader.text());
    message.payload = std::string(reader.text());
  }
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) {
    const std::string_view bytes = reader.text();
    const std::size_t begin = parts.alerts.size();
    if (!unpack_alerts(bytes, parts.alerts) || parts.alerts.size() == begin) return false;
    parts.alert_blocks.push_back(
        {parts.alerts[begin].sequence, parts.alerts.back().sequence, std::string(bytes)});
  }
  return reader.ok() && reader.done();
}

}  // namespace

void encode_record(const Batch& batch, const std::vector<const WakeFired*>& wakes,
                   const std::vector<const WakeFired*>& moved, const RecordParts& parts, std::string& out) {
  ByteWriter writer(out);
  encode_prologue(batch, writer);
  writer.varint(batch.inputs.size());
  for (const Input& input : batch.inputs) encode_input(batch, input, writer);
  encode_customers(wakes, writer);
  encode_population(parts, writer);
  encode_customers(moved, writer);
  writer.varint(parts.messages.size());
  for (const SentMessage& message : parts.messages) {
    writer.varint(message.from - batch.first_position);
    writer.varint(message.ordinal);
    writer.text(message.from_customer);
    writer.text(message.to_customer);
    writer.text(message.payload);
  }
  writer.varint(parts.alert_blocks.size());
  for (const AlertBlock& block : parts.alert_blocks) writer.text(block.bytes);
}

Status decode_record(std::string_view body, Batch& batch, RecordParts& parts) {
  ByteReader reader(body);
  const auto damaged = [&] {
    return Status::corruption("log record " + std::to_string(batch.number) + " is malformed");
  };
  if (!decode_prologue(reader, batch)) return damaged();
  for (std::uint64_t n = reader.varint(); n > 0; --n) {
    if (!reader.ok() || !decode_input(reader, batch)) return damaged();
  }
  if (!decode_epilogue(reader, batch, parts)) return damaged();
  return {};
}

std::string encode_activation(const Activation& activation) {
  std::string out;
  ByteWriter writer(out);
  writer.varint(activation.version);
  writer.fixed64(activation.lineage);
  writer.varint(activation.scoring_revision);
  writer.fixed64(activation.zone_rules);
  writer.text(activation.content);
  return out;
}

Result<Activation> decode_activation(std::string_view payload) {
  ByteReader reader(payload);
  Activation activation;
  activation.version = static_cast<std::uint32_t>(reader.varint());
  activation.lineage = reader.fixed64();
  activation.scoring_revision = static_cast<std::uint32_t>(reader.varint());
  activation.zone_rules = reader.fixed64();
  activation.content = std::string(reader.text());
  if (!reader.ok() || !reader.done()) return Status::corruption("an activation record is malformed");
  return activation;
}

}  // namespace tidemark::engine
