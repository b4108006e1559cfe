#include "engine/memory_plan.h"

#include <algorithm>
#include <bit>

#include "engine/base/ids.h"

namespace tidemark::engine {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;
/// Queues are multiples of this part of the budget.
constexpr std::uint64_t kQueueUnits = 256;
constexpr std::uint64_t kQueueUnitMax = 8 * kMiB;
/// Write buffers and cache are each this part.
constexpr std::uint64_t kStoreParts = 8;
constexpr std::uint64_t kWriteBuffersMax = 256 * kMiB;
/// The program, its libraries and what RocksDB takes beside buffers and cache.
constexpr std::uint64_t kProgramBytes = 48 * kMiB;
/// Of what is left, this part goes to the allocator's losses.
constexpr std::uint64_t kLossParts = 8;

}  // namespace

MemoryPlan plan_memory(std::uint64_t budget_bytes, std::uint32_t dedupe_ids) {
  const std::uint64_t unit = std::min(budget_bytes / kQueueUnits, kQueueUnitMax);
  MemoryPlan plan;
  plan.shard_queue_bytes = unit;
  plan.commit_queue_bytes = 2 * unit;
  plan.publish_queue_bytes = 8 * unit;
  plan.checkpoint_queue_bytes = 16 * unit;
  plan.unsynced_bytes = 4 * unit;
  plan.spare_bytes = 2 * unit;
  plan.write_buffer_bytes = std::min(budget_bytes / kStoreParts, kWriteBuffersMax);
  plan.cache_bytes = budget_bytes / kStoreParts;
  const std::uint64_t program_bytes = std::min(kProgramBytes, budget_bytes / 4);
  const std::uint64_t left =
      budget_bytes - plan.queues_bytes() - plan.write_buffer_bytes - plan.cache_bytes - program_bytes;
  const std::uint64_t shards_bytes = left - left / kLossParts;
  plan.event_ids_bytes = std::min(event_ids_bytes_max(dedupe_ids), shards_bytes / 2);
  plan.states_bytes = shards_bytes - plan.event_ids_bytes;
  return plan;
}

std::uint64_t event_ids_bytes_max(std::uint32_t dedupe_ids) {
  // A ring of powers of two with 24 bytes a cell, and an index of two cells of 8 bytes for each (SeenIds).
  constexpr std::uint64_t kBytesPerId = 24 + 2 * 8;
  return std::bit_ceil(std::uint64_t{dedupe_ids}) * kBytesPerId * kKeyGroupCount;
}

}  // namespace tidemark::engine
