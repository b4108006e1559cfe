#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "engine/base/status.h"
#include "engine/commit/committer.h"
#include "state/log.h"
#include "state/store.h"

namespace tidemark::engine {

/// The checkpoint's root, under the key "checkpoint" of the meta table: from which record on the log must be
/// replayed, and the state of router, committer and population right
/// before it.
struct CheckpointRoot {
  state::RecordNumber floor = 1;
  std::string router_state;
  std::string commit_state;
  std::string population_state;

  std::string encode() const;
  static Result<CheckpointRoot> decode(std::string_view bytes);
};
inline constexpr std::string_view kRootKey = "checkpoint";
/// Present while an engine works on the store; value: its durability class and the outbox's epoch.
inline constexpr std::string_view kOpenKey = "open";

/// Brings what batches carry for the store into it, behind the log: a batch comes here only when the log has
/// synced it. When an epoch's last customer is written the tables are flushed, then the root, and only then
/// the floor moves.
///
/// Thread: write() one; flush() may run on another, one at a time.
class Checkpointer {
 public:
  Checkpointer(state::Store& store, unsigned shards) : store_(store), shards_(shards) {}

  /// Rows of a batch. Errors: kIo, final.
  Status write(const Committed& committed);
  /// An epoch is completely written and waits for flush().
  bool flush_due() const { return flush_due_.load(std::memory_order_acquire); }
  /// Makes the epoch durable. Errors: kIo, final.
  Status flush();

  /// A checkpoint has begun and is not durable yet: no other may begin.
  bool running() const { return running_.load(std::memory_order_acquire); }
  /// Records below need not be replayed any more.
  state::RecordNumber floor() const { return floor_.load(std::memory_order_acquire); }
  void set_floor(state::RecordNumber floor) { floor_.store(floor, std::memory_order_release); }
  std::uint64_t completed() const { return completed_.load(std::memory_order_relaxed); }
  /// To be called by whoever asks for a flip, before the batch that carries it is built.
  void begin() { running_.store(true, std::memory_order_release); }

 private:
  Status put(const state::WriteList& list);
  Status put_reach(Position position);

  state::Store& store_;
  const unsigned shards_;
  state::WriteList reach_;  ///< reused
  std::mutex write_mutex_;  ///< a store takes one write at a time; flush() has one of its own
  CheckpointRoot root_;
  unsigned shards_complete_ = 0;
  std::atomic<bool> running_{false};
  std::atomic<bool> flush_due_{false};
  std::atomic<state::RecordNumber> floor_{1};
  std::atomic<std::uint64_t> completed_{0};
};

}  // namespace tidemark::engine
