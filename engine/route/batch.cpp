#include "engine/route/batch.h"

namespace tidemark::engine {

std::size_t ShardOutput::bytes() const {
  std::size_t total = puts.bytes() + wakes.size() * sizeof(WakeFired);
  for (const OrderedAlert& alert : alerts) total += sizeof alert + alert.draft.data.size();
  for (const SentMessage& message : messages) total += sizeof message + message.payload.size();
  return total;
}

std::size_t Batch::output_bytes() const {
  std::size_t total = 0;
  for (const ShardOutput& output : outputs) total += output.bytes();
  return total;
}

void Batch::clear() {
  number = 0;
  first_position = 1;
  inputs.clear();
  marks.clear();
  arena.clear();
  for (auto& indexes : of_shard) indexes.clear();
  for (auto& output : outputs) output.clear();
  controls.clear();
  new_keys.clear();
  first_new_key = 0;
  sources.clear();
  watermark_before = watermark = confirmed = kNoTime;
  flip = false;
  drain_checkpoint = false;
  router_state.clear();
  activate.reset();
  source_bytes = 0;
  replayed = false;
  logged_wakes.clear();
}

}  // namespace tidemark::engine
