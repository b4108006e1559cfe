#include "engine/pipeline.h"

#include <malloc.h>
#include <pthread.h>

#include <chrono>

#include "engine/base/assert.h"

namespace tidemark::engine {
namespace {

/// One sync covers at most so many bytes of batches.
constexpr std::size_t kSyncGroupBytes = 4 << 20;

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

Pipeline::Pipeline(Core& core, const Publish& publish)
    : Pipeline(core,
               Readers{.committed = {},
                       .synced = {},
                       .publish = !publish ? nullptr
                                           : std::function<void(std::vector<CommittedAlert>, std::uint64_t)>(
                                                 [publish](const std::vector<CommittedAlert>& alerts,
                                                           std::uint64_t) {
                                                   for (const CommittedAlert& alert : alerts) publish(alert);
                                                 }),
                       .stored = {}}) {}

Pipeline::Pipeline(Core& core, Readers readers)
    : core_(core),
      readers_(std::move(readers)),
      sync_each_(core.options().config.durability == config::Durability::kFsync),
      to_committer_(core.memory().commit_queue_bytes),
      to_publisher_(core.memory().publish_queue_bytes),
      to_checkpointer_(core.memory().checkpoint_queue_bytes),
      to_flusher_(64) {
  flusher_ = std::thread([this] { run_flusher(); });
  checkpointer_ = std::thread([this] { run_checkpointer(); });
  publisher_ = std::thread([this] { run_publisher(); });
  committer_ = std::thread([this] { run_committer(); });
  shards_running_ = core.shard_count();
  for (unsigned i = 0; i < core.shard_count(); ++i) {
    to_shards_.push_back(std::make_unique<BoundedQueue<Work>>(core.memory().shard_queue_bytes));
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
  const bool memory_is_full = batch->drain_checkpoint;
  Batch* shared = batch.release();  // the committer owns it again when all shards are done
  unsigned refused = 0;
  for (auto& queue : to_shards_) {
    if (!queue->push({shared, {}}, bytes)) ++refused;
  }
  if (refused > 0) give_up(shared, refused);
  if (memory_is_full) wait_for_checkpoint();
  if (!failed_.load(std::memory_order_acquire)) return {};
  std::lock_guard lock(failure_mutex_);
  return failure_;
}

/// Memory is full of customers that are being written: no input makes more of them before that is done. It
/// takes a flush to the disk, so looking now and then is soon enough.
void Pipeline::wait_for_checkpoint() const {
  constexpr std::chrono::milliseconds kPause(1);
  while (core_.checkpointer().running() && !failed_.load(std::memory_order_acquire)) {
    std::this_thread::sleep_for(kPause);
  }
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

void Pipeline::ask(unsigned shard, std::function<void()> task) {
  constexpr std::size_t kTaskBytes = 256;
  (void)to_shards_[shard]->push_at_once({nullptr, std::move(task)}, kTaskBytes);
}

Pipeline::QueueBytes Pipeline::queue_bytes() const {
  QueueBytes bytes;
  for (const auto& queue : to_shards_) bytes.shard += queue->bytes();
  bytes.commit = to_committer_.bytes();
  bytes.publish = to_publisher_.bytes();
  bytes.checkpoint = to_checkpointer_.bytes();
  return bytes;
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
  while (std::optional<Work> next = to_shards_[index]->pop()) {
    Batch* batch = next->batch;
    if (batch == nullptr) {
      if (!failed_.load(std::memory_order_relaxed)) next->task();
      continue;
    }
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
  std::size_t announced = 0;  ///< of the unsynced: below durability fsync nobody waits for the disk
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
      core_.exchange().post(last, core_.committer().messages(), core_.committer().population().drawn());
      unsynced.push_back(committed.take());
      group_bytes += bytes;
      next = group_bytes < kSyncGroupBytes ? to_committer_.try_pop() : std::nullopt;
    }
    unsynced_bytes += group_bytes;
    const bool log_is_synced = core_.log() == nullptr;
    // Below durability fsync the log is synced now and then, because nothing may reach the store before it;
    // and at once when the source waits for that.
    const bool sync_now = sync_each_ || unsynced_bytes >= core_.memory().unsynced_bytes || unsynced.empty() ||
                          unsynced.back().batch->drain_checkpoint;
    if (!log_is_synced && sync_now) {
      if (Status status = sync(unsynced); !status.ok()) fail(std::move(status));
    } else if (!log_is_synced) {
      for (; announced < unsynced.size(); ++announced) announce(unsynced[announced]);
      continue;
    }
    for (; announced < unsynced.size(); ++announced) announce(unsynced[announced]);
    announced = 0;
    settle(unsynced);
    unsynced_bytes = 0;
    core_.release_log_behind_floor();
  }
  if (!unsynced.empty() && !failed_.load()) {
    if (Status status = sync(unsynced); !status.ok()) fail(std::move(status));
    for (; announced < unsynced.size(); ++announced) announce(unsynced[announced]);
    settle(unsynced);
  }
  to_publisher_.close();
  to_checkpointer_.close();
}

Status Pipeline::sync(const std::vector<Committed>& unsynced) {
  if (!readers_.synced) return core_.committer().sync();
  const auto begin = std::chrono::steady_clock::now();
  TM_RETURN_IF_ERROR(core_.committer().sync());
  const auto took = std::chrono::steady_clock::now() - begin;
  std::size_t inputs = 0;
  for (const Committed& committed : unsynced) inputs += committed.batch->inputs.size();
  readers_.synced(
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()),
      inputs);
  return {};
}

/// The batch is as durable as its class asks: senders and readers may know.
void Pipeline::announce(Committed& committed) {
  if (failed_.load(std::memory_order_relaxed)) return;
  if (readers_.committed) readers_.committed(*committed.batch);
  if (committed.alerts.empty()) return;
  const std::size_t bytes = bytes_of(committed.alerts);
  to_publisher_.push({std::move(committed.alerts), committed.batch->number}, bytes);
  committed.alerts.clear();
}

/// The log holds these for good: the store may have them.
void Pipeline::settle(std::vector<Committed>& synced) {
  for (Committed& committed : synced) {
    if (failed_.load(std::memory_order_relaxed)) break;
    const std::size_t bytes = bytes_of(committed);
    to_checkpointer_.push(std::move(committed), bytes);
  }
  synced.clear();
}

void Pipeline::run_publisher() {
  name_this_thread("publish");
  while (auto next = to_publisher_.pop()) {
    if (readers_.publish) readers_.publish(std::move(next->first), next->second);
  }
}

void Pipeline::run_checkpointer() {
  name_this_thread("checkpoint");
  bool asked = false;
  std::uint64_t completed = core_.checkpointer().completed();
  while (std::optional<Committed> committed = to_checkpointer_.pop()) {
    if (failed_.load(std::memory_order_relaxed)) continue;
    const Sequence last = committed->last_sequence;
    const std::uint64_t outbox_bytes = committed->outbox_bytes;
    if (Status status = core_.checkpoint(std::move(*committed)); !status.ok()) fail(std::move(status));
    if (readers_.stored) {
      if (Status status = readers_.stored(last, outbox_bytes); !status.ok()) fail(std::move(status));
    }
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
    // What a checkpoint and the customers it let go of leave free lies between what is in use; without this
    // the process keeps it, beside what it takes next. It costs some milliseconds a checkpoint.
    (void)::malloc_trim(0);  // says only whether there was something to give back
  }
}

}  // namespace tidemark::engine
