#pragma once

#include <cstdint>

namespace tidemark::engine {

/// What each part of the engine may take of `memory.budget`.
///
/// Queues count what batches say of themselves. Event ids are remembered whatever the budget is, because
/// answers must not depend on it: they have what they may need at most, but not more than half of what
/// customers and ids share. Where that is not enough, more of them take more memory than the budget has.
struct MemoryPlan {
  std::uint64_t shard_queue_bytes = 0;       ///< batches before the shards
  std::uint64_t commit_queue_bytes = 0;      ///< … before the committer
  std::uint64_t publish_queue_bytes = 0;     ///< alerts before their readers
  std::uint64_t checkpoint_queue_bytes = 0;  ///< batches and rows before the store
  std::uint64_t unsynced_bytes = 0;      ///< committed batches that wait for a sync, below durability fsync
  std::uint64_t spare_bytes = 0;         ///< batches kept for reuse
  std::uint64_t write_buffer_bytes = 0;  ///< RocksDB's memtables, all tables together
  std::uint64_t cache_bytes = 0;         ///< RocksDB's blocks, indexes and filters
  std::uint64_t event_ids_bytes = 0;     ///< set aside for remembered event ids
  std::uint64_t states_bytes = 0;        ///< customers in memory, of all shards together

  std::uint64_t queues_bytes() const {
    return shard_queue_bytes + commit_queue_bytes + publish_queue_bytes + checkpoint_queue_bytes +
           unsynced_bytes + spare_bytes;
  }
};

/// Divides a budget. From 2 GiB on queues and write buffers are as large as helps, and all that is more goes
/// to customers and cache. A part is left for the program itself and for what an allocator adds.
MemoryPlan plan_memory(std::uint64_t budget_bytes, std::uint32_t dedupe_ids);

/// What remembered event ids take when every key group holds `dedupe_ids` of them.
std::uint64_t event_ids_bytes_max(std::uint32_t dedupe_ids);

}  // namespace tidemark::engine
