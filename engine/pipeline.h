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

  /// `publish` is called on the publisher's thread, in order, after the commit.
  Pipeline(Core& core, Publish publish);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// A sealed batch. Waits while the first queue is full: that is how pressure reaches the source.
  Status push(std::unique_ptr<Batch> batch);
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
  static void give_up(Batch* batch, unsigned shards);
  void run_shard(unsigned index);
  void run_committer();
  void run_publisher();
  void run_checkpointer();
  void run_flusher();
  void settle(std::vector<Committed>& committed);
  void fail(Status status);

  Core& core_;
  const Publish publish_;
  const bool sync_each_;  ///< durability fsync
  Counts counts_;

  std::vector<std::unique_ptr<BoundedQueue<Batch*>>> to_shards_;
  BoundedQueue<Batch*> to_committer_;
  BoundedQueue<std::vector<CommittedAlert>> to_publisher_;
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
