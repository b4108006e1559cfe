#include "engine/base/bytes.h"
#include "engine/commit/committer.h"

namespace tidemark::engine {

std::string CommitState::encode() const {
  std::string out;
  ByteWriter writer(out);
  writer.text(encode_activation(activation));
  writer.varint(epoch);
  writer.varint(last_sequence);
  writer.varint(level_sequences.size());
  for (const auto& [level, sequence] : level_sequences) {
    writer.text(level);
    writer.varint(sequence);
  }
  writer.varint(alert_files.size());
  for (const auto& [path, begin] : alert_files) {
    writer.text(path);
    writer.varint(begin);
  }
  writer.varint(undelivered.size());
  for (const SentMessage& message : undelivered) {
    writer.varint(message.from);
    writer.text(message.from_customer);
    writer.varint(message.ordinal);
    writer.text(message.to_customer);
    writer.text(message.payload);
  }
  return out;
}

Result<CommitState> CommitState::decode(std::string_view bytes) {
  ByteReader reader(bytes);
  CommitState state;
  Result<Activation> activation = decode_activation(reader.text());
  if (!activation.ok()) return activation.status();
  state.activation = activation.take();
  state.epoch = static_cast<std::uint32_t>(reader.varint());
  state.last_sequence = reader.varint();
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) {
    const std::string level(reader.text());
    state.level_sequences[level] = reader.varint();
  }
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) {
    const std::string path(reader.text());
    state.alert_files[path] = reader.varint();
  }
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) {
    SentMessage& message = state.undelivered.emplace_back();
    message.from = reader.varint();
    message.from_customer = std::string(reader.text());
    message.ordinal = static_cast<std::uint32_t>(reader.varint());
    message.to_customer = std::string(reader.text());
    message.payload = std::string(reader.text());
  }
  if (!reader.ok() || !reader.done())
    return Status::corruption("the committer's state in the checkpoint is malformed");
  return state;
}

}  // namespace tidemark::engine
