#include "engine/checkpoint/checkpointer.h"

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/base/bytes.h"
#include "state/keys.h"

namespace tidemark::engine {

std::string CheckpointRoot::encode() const {
  std::string out;
  ByteWriter writer(out);
  writer.u8(1);  // format
  writer.varint(floor);
  writer.text(router_state);
  writer.text(commit_state);
  writer.text(population_state);
  writer.fixed64(hash64(out, 0));
  return out;
}

Result<CheckpointRoot> CheckpointRoot::decode(std::string_view bytes) {
  if (bytes.size() < 9) return Status::corruption("the checkpoint's root is cut");
  const std::string_view content = bytes.substr(0, bytes.size() - 8);
  if (ByteReader(bytes.substr(content.size())).fixed64() != hash64(content, 0)) {
    return Status::corruption("the checkpoint's root has a wrong checksum");
  }
  ByteReader reader(content);
  if (reader.u8() != 1)
    return Status::unsupported("the checkpoint's root has a format this version does not know");
  CheckpointRoot root;
  root.floor = reader.varint();
  root.router_state = std::string(reader.text());
  root.commit_state = std::string(reader.text());
  root.population_state = std::string(reader.text());
  if (!reader.ok() || !reader.done()) return Status::corruption("the checkpoint's root is malformed");
  return root;
}

Status Checkpointer::put(const state::WriteList& list) {
  std::lock_guard lock(write_mutex_);
  return store_.write(list);
}

/// Says how far the customers that come next know the log, so that a log which lost its end is noticed.
Status Checkpointer::put_reach(Position position) {
  std::string value;
  ByteWriter(value).varint(position);
  reach_.clear();
  reach_.put(state::Table::kCustomers, state::kCustomersReachKey, value);
  return put(reach_);
}

Status Checkpointer::write(const Committed& committed) {
  const Batch& batch = *committed.batch;
  if (batch.flip) {
    root_.floor = batch.number;
    root_.router_state = batch.router_state;
    root_.commit_state = committed.commit_state;
    root_.population_state = committed.population_state;
    shards_complete_ = 0;
  }
  if (!committed.copies.empty()) TM_RETURN_IF_ERROR(put(committed.copies));
  const bool has_puts = std::any_of(batch.outputs.begin(), batch.outputs.end(),
                                    [](const ShardOutput& output) { return !output.puts.empty(); });
  if (has_puts) TM_RETURN_IF_ERROR(put_reach(batch.last_position()));
  for (const ShardOutput& output : batch.outputs) {
    if (!output.puts.empty()) TM_RETURN_IF_ERROR(put(output.puts));
    if (output.checkpoint_complete) ++shards_complete_;
  }
  if (shards_complete_ == shards_) {
    shards_complete_ = 0;
    TM_ASSERT(running());
    flush_due_.store(true, std::memory_order_release);
  }
  return {};
}

Status Checkpointer::flush() {
  using state::Table;
  TM_ASSERT(flush_due());
  TM_RETURN_IF_ERROR(
      store_.flush({Table::kCustomers, Table::kOutbox, Table::kDeadLetters, Table::kEventIds}));
  state::WriteList root;
  root.put(Table::kMeta, kRootKey, root_.encode());
  TM_RETURN_IF_ERROR(put(root));
  TM_RETURN_IF_ERROR(store_.flush({Table::kMeta}));
  floor_.store(root_.floor, std::memory_order_release);
  completed_.fetch_add(1, std::memory_order_relaxed);
  flush_due_.store(false, std::memory_order_release);
  running_.store(false, std::memory_order_release);
  return {};
}

}  // namespace tidemark::engine
