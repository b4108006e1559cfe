#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/base/queue.h"
#include "engine/core.h"

namespace tidemark::engine {

/// Runs a core's stages on threads of their own, with bounded queues between them:
///
///     caller (source, decode, route) → shards → commit → publish
///                                                      ↘ checkpoint → flush
///
/// Start: in the order of the arrows, reversed. End (finish()): each stage drains, then closes the next.
/// A failure in any stage closes every queue; push() and finish() then tell it.
class Pipeline {
 public:
  using Publish = std::function<void(const CommittedAlert&)>;

  /// Who is told what, each in the order of commits; none may wait for anything but its reader.
  struct Readers {
    /// On the commit's thread: the batch is committed as the durability class says. Before its alerts go out.
    std::function<void(const Batch&)> committed;
    /// On the commit's thread: one sync of the log took so long and covered so many inputs.
    std::function<void(std::uint64_t us, std::size_t inputs)> synced;
    /// On the publisher's thread: the alerts of a batch, by its number.
    std::function<void(std::vector<CommittedAlert>, std::uint64_t)> publish;
    /// On the checkpointer's thread, which alone writes the store: its outbox holds all alerts up to this
    /// one, so many bytes more than before. An error ends the engine.
    std::function<Status(Sequence, std::uint64_t)> stored;
  };

  Pipeline(Core& core, Readers readers);
  /// Only the alerts, one by one.
  Pipeline(Core& core, const Publish& publish);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// A sealed batch. Waits while the first queue is full, or while memory is full of what a checkpoint must
  /// write first: that is how pressure reaches the source.
  Status push(std::unique_ptr<Batch> batch);
  /// Runs a task on a shard's thread behind the batches pushed before. Not at all after a failure.
  void ask(unsigned shard, std::function<void()> task);
  bool failed() const { return failed_.load(std::memory_order_acquire); }
  /// Bytes that wait before each stage, as metrics name it.
  struct QueueBytes {
    std::size_t shard = 0, commit = 0, publish = 0, checkpoint = 0;
  };
  QueueBytes queue_bytes() const;
  /// Everything pushed is committed, published and written. The threads have ended.
  Status finish();

  /// What the committed batches held so far; read it after finish().
  struct Counts {
    std::uint64_t accepted = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t late = 0;
    std::uint64_t wakes_fired = 0;
    std::uint64_t wakes_stale = 0;
    std::uint64_t dead_letters[256] = {};
  };
  const Counts& counts() const { return counts_; }
  static void count(const Batch& batch, Counts& counts);

 private:
  void wait_for_checkpoint() const;
  /// What a shard has to do: a batch, or a task.
  struct Work {
    Batch* batch = nullptr;
    std::function<void()> task;
  };
  static void give_up(Batch* batch, unsigned shards);
  void run_shard(unsigned index);
  void run_committer();
  void run_publisher();
  void run_checkpointer();
  void run_flusher();
  void announce(Committed& committed);
  Status sync(const std::vector<Committed>& unsynced);
  void settle(std::vector<Committed>& committed);
  void fail(Status status);

  Core& core_;
  const Readers readers_;
  const bool sync_each_;  ///< durability fsync
  Counts counts_;

  std::vector<std::unique_ptr<BoundedQueue<Work>>> to_shards_;
  BoundedQueue<Batch*> to_committer_;
  BoundedQueue<std::pair<std::vector<CommittedAlert>, std::uint64_t>> to_publisher_;
  BoundedQueue<Committed> to_checkpointer_;
  BoundedQueue<int> to_flusher_;

  std::atomic<unsigned> shards_running_{0};
  std::atomic<bool> failed_{false};
  std::mutex failure_mutex_;
  Status failure_;
  bool finished_ = false;
  std::vector<std::thread> shard_threads_;
  std::thread committer_;
  std::thread publisher_;
  std::thread checkpointer_;
  std::thread flusher_;
};

}  // namespace tidemark::engine
