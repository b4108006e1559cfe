#include "engine/pipeline.h"

#include <pthread.h>

#include "engine/base/assert.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kShardQueueBytes = 8 << 20;
constexpr std::size_t kCommitQueueBytes = 16 << 20;
constexpr std::size_t kPublishQueueBytes = 64 << 20;
constexpr std::size_t kCheckpointQueueBytes = 128 << 20;
/// One sync covers at most so many bytes of batches.
constexpr std::size_t kSyncGroupBytes = 4 << 20;
/// Below durability fsync the log is synced so often, because nothing may reach the store before it.
constexpr std::size_t kLazySyncBytes = 32 << 20;

/// Shown by top -H and perf: at most 15 bytes.
void name_this_thread(const std::string& name) {
  (void)::pthread_setname_np(::pthread_self(), name.c_str());
}

std::size_t bytes_of(const Batch& batch) {
  return batch.bytes() + batch.output_bytes();
}

std::size_t bytes_of(const std::vector<CommittedAlert>& alerts) {
  std::size_t bytes = alerts.size() * sizeof(CommittedAlert);
  for (const CommittedAlert& alert : alerts) bytes += alert.json.size();
  return bytes;
}

std::size_t bytes_of(const Committed& committed) {
  return bytes_of(*committed.batch) + bytes_of(committed.alerts) + committed.copies.bytes();
}

}  // namespace

Pipeline::Pipeline(Core& core, Publish publish)
    : core_(core),
      publish_(std::move(publish)),
      sync_each_(core.options().config.durability == config::Durability::kFsync),
      to_committer_(kCommitQueueBytes),
      to_publisher_(kPublishQueueBytes),
      to_checkpointer_(kCheckpointQueueBytes),
      to_flusher_(64) {
  flusher_ = std::thread([this] { run_flusher(); });
  checkpointer_ = std::thread([this] { run_checkpointer(); });
  publisher_ = std::thread([this] { run_publisher(); });
  committer_ = std::thread([this] { run_committer(); });
  shards_running_ = core.shard_count();
  for (unsigned i = 0; i < core.shard_count(); ++i) {
    to_shards_.push_back(std::make_unique<BoundedQueue<Batch*>>(kShardQueueBytes));
  }
  for (unsigned i = 0; i < core.shard_count(); ++i) {
    shard_threads_.emplace_back([this, i] { run_shard(i); });
  }
}

Pipeline::~Pipeline() {
  (void)finish();
}  // a failure was told by push() or is told by finish() before

Status Pipeline::push(std::unique_ptr<Batch> batch) {
  const std::size_t bytes = batch->bytes();
  Batch* shared = batch.release();  // the committer owns it again when all shards are done
  unsigned refused = 0;
  for (auto& queue : to_shards_) {
    if (!queue->push(shared, bytes)) ++refused;
  }
  if (refused > 0) give_up(shared, refused);
  if (!failed_.load(std::memory_order_acquire)) return {};
  std::lock_guard lock(failure_mutex_);
  return failure_;
}

/// So many shards will not work on it: the queues are closed.
void Pipeline::give_up(Batch* batch, unsigned shards) {
  if (batch->shards_left.fetch_sub(shards, std::memory_order_acq_rel) == shards) delete batch;
}

Status Pipeline::finish() {
  if (!finished_) {
    finished_ = true;
    for (auto& queue : to_shards_) queue->close();
    for (std::thread& thread : shard_threads_) thread.join();
    committer_.join();
    publisher_.join();
    checkpointer_.join();
    flusher_.join();
  }
  std::lock_guard lock(failure_mutex_);
  return failure_;
}

void Pipeline::fail(Status status) {
  {
    std::lock_guard lock(failure_mutex_);
    if (failure_.ok()) failure_ = std::move(status);
  }
  failed_.store(true, std::memory_order_release);
  for (auto& queue : to_shards_) queue->close();
  to_committer_.close();
  to_publisher_.close();
  to_checkpointer_.close();
  to_flusher_.close();
  core_.exchange().close();
}

void Pipeline::run_shard(unsigned index) {
  name_this_thread("shard " + std::to_string(index));
  while (std::optional<Batch*> next = to_shards_[index]->pop()) {
    Batch* batch = *next;
    if (!failed_.load(std::memory_order_relaxed)) {
      if (Status status = core_.shard(index).apply(*batch); !status.ok()) fail(std::move(status));
    }
    if (failed_.load(std::memory_order_relaxed)) {
      give_up(batch, 1);
      continue;
    }
    // Whoever is last hands it on. It can do so before any shard is done with the next batch, so the order
    // of batches holds.
    if (batch->shards_left.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      if (!to_committer_.push(batch, bytes_of(*batch))) delete batch;
    }
  }
  if (shards_running_.fetch_sub(1) == 1) to_committer_.close();
}

void Pipeline::count(const Batch& batch, Counts& counts) {
  for (const Input& input : batch.inputs) {
    const bool event = input.kind == InputKind::kEvent || input.kind == InputKind::kRelease;
    if (event && input.verdict == Verdict::kDuplicate) {
      ++counts.duplicates;
      continue;
    }
    if (event) {
      ++counts.accepted;
      if (input.verdict == Verdict::kLate) ++counts.late;
    }
    if (input.reject != 0 && input.kind != InputKind::kParked) ++counts.dead_letters[input.reject];
  }
  for (const ShardOutput& output : batch.outputs) {
    counts.wakes_fired += output.wakes.size();
    counts.wakes_stale += output.wakes_stale;
  }
}

void Pipeline::run_committer() {
  name_this_thread("commit");
  std::vector<Committed> unsynced;
  std::size_t unsynced_bytes = 0;
  while (std::optional<Batch*> next = to_committer_.pop()) {
    std::size_t group_bytes = 0;
    while (next) {
      std::unique_ptr<Batch> batch(*next);
      if (failed_.load(std::memory_order_relaxed)) break;
      count(*batch, counts_);
      const Position last = batch->last_position();
      const std::size_t bytes = bytes_of(*batch);
      Result<Committed> committed = core_.committer().append(std::move(batch));
      if (!committed.ok()) {
        fail(committed.status());
        break;
      }
      core_.exchange().post(last, core_.committer().messages());
      unsynced.push_back(committed.take());
      group_bytes += bytes;
      next = group_bytes < kSyncGroupBytes ? to_committer_.try_pop() : std::nullopt;
    }
    unsynced_bytes += group_bytes;
    const bool log_is_synced = core_.log() == nullptr;
    if (!log_is_synced && (sync_each_ || unsynced_bytes >= kLazySyncBytes)) {
      if (Status status = core_.committer().sync(); !status.ok()) fail(std::move(status));
    } else if (!log_is_synced) {
      for (Committed& committed : unsynced) {  // below fsync alerts do not wait for the disk
        if (committed.alerts.empty()) continue;
        const std::size_t bytes = bytes_of(committed.alerts);
        to_publisher_.push(std::move(committed.alerts), bytes);
        committed.alerts.clear();
      }
      continue;
    }
    settle(unsynced);
    unsynced_bytes = 0;
    core_.release_log_behind_floor();
  }
  if (!unsynced.empty() && !failed_.load()) {
    if (Status status = core_.committer().sync(); !status.ok()) fail(std::move(status));
    settle(unsynced);
  }
  to_publisher_.close();
  to_checkpointer_.close();
}

/// The log holds these for good: readers and the store may have them.
void Pipeline::settle(std::vector<Committed>& synced) {
  for (Committed& committed : synced) {
    if (failed_.load(std::memory_order_relaxed)) break;
    const std::size_t alert_bytes = bytes_of(committed.alerts);
    if (!committed.alerts.empty()) to_publisher_.push(std::move(committed.alerts), alert_bytes);
    committed.alerts.clear();
    const std::size_t bytes = bytes_of(committed);
    to_checkpointer_.push(std::move(committed), bytes);
  }
  synced.clear();
}

void Pipeline::run_publisher() {
  name_this_thread("publish");
  while (std::optional<std::vector<CommittedAlert>> alerts = to_publisher_.pop()) {
    if (!publish_) continue;
    for (const CommittedAlert& alert : *alerts) publish_(alert);
  }
}

void Pipeline::run_checkpointer() {
  name_this_thread("checkpoint");
  bool asked = false;
  std::uint64_t completed = core_.checkpointer().completed();
  while (std::optional<Committed> committed = to_checkpointer_.pop()) {
    if (failed_.load(std::memory_order_relaxed)) continue;
    if (Status status = core_.checkpoint(std::move(*committed)); !status.ok()) fail(std::move(status));
    if (core_.checkpointer().completed() != completed) {
      completed = core_.checkpointer().completed();
      asked = false;
    }
    if (!asked && core_.checkpointer().flush_due()) asked = to_flusher_.push(1, 1);
  }
  to_flusher_.close();
}

void Pipeline::run_flusher() {
  name_this_thread("flush");
  while (to_flusher_.pop()) {
    if (Status status = core_.flush_if_due(); !status.ok()) fail(std::move(status));
  }
}

}  // namespace tidemark::engine
