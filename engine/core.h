#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "config/config.h"
#include "engine/base/file_system.h"
#include "engine/base/status.h"
#include "engine/checkpoint/checkpointer.h"
#include "engine/commit/committer.h"
#include "engine/memory_plan.h"
#include "engine/route/batch.h"
#include "engine/route/message_exchange.h"
#include "engine/route/router.h"
#include "engine/shard/shard.h"
#include "operators/scoring.h"
#include "state/log.h"
#include "state/store.h"

namespace tidemark::engine {

/// Grows when the same inputs give other answers: a log's tail written by another one cannot be replayed.
inline constexpr std::uint32_t kScoringRevision = 1;

using ScoringFactory = std::function<Result<std::shared_ptr<const operators::Scoring>>(
    const config::Config&, std::uint64_t lineage, std::uint32_t version)>;

struct CoreOptions {
  config::Config config;
  unsigned shards = 1;
  bool mute = false;
  Position grid = Router::kMarkEvery;  ///< positions between grid marks
  bool read_only = false;              ///< fold the log's tail in memory, write nothing
  /// Null for a store nobody will recover: then there is no log, and a checkpoint only when memory is full.
  FileSystem* files = nullptr;
  std::string log_directory;
  ScoringFactory make_scoring = operators::Scoring::make;
};

/// The stages of one engine, wired: the order of the members is an event's way. Who runs them on which
/// thread is the business of Pipeline (threads) or of run() (this thread).
///
///     router → shards → committer → checkpointer
class Core {
 public:
  /// Recovers what log and store hold, or begins a new store. The store must outlive the core.
  /// Errors: kNotFound (read_only, nothing there), kCorruption, kIo, kUnsupported (the tail is another
  /// program's, or the configuration cannot take the customers over).
  static Result<std::unique_ptr<Core>> open(const CoreOptions& options, state::Store& store);

  Router& router() { return *router_; }
  Shard& shard(unsigned i) { return *shards_[i]; }
  unsigned shard_count() const { return static_cast<unsigned>(shards_.size()); }
  Committer& committer() { return *committer_; }
  Checkpointer& checkpointer() { return *checkpointer_; }
  MessageExchange& exchange() { return exchange_; }
  state::LogWriter* log() { return log_.get(); }
  state::Store& store() { return store_; }
  /// The population as reads see it: as of the last commit. Never null. Any thread.
  std::shared_ptr<const operators::Boundaries> population_now() { return committer_->population().now(); }
  const operators::Scoring& scoring() const { return *scoring_; }
  const CoreOptions& options() const { return options_; }
  const MemoryPlan& memory() const { return memory_; }

  /// An empty batch with the next number, flipping the checkpoint's epoch when one is due. What waits to be
  /// activated is in it. When memory is full of states that only a checkpoint can free, the batch takes all
  /// of them along (drain_checkpoint), and its caller should let the checkpoint complete before the next one.
  std::unique_ptr<Batch> begin_batch();
  /// Returns a batch for reuse.
  void recycle(std::unique_ptr<Batch> batch);
  /// Whether anything can come back from the committer: messages between customers, boundaries.
  bool has_returns() const { return scoring_->sends_messages() || !scoring_->population_key().empty(); }
  /// At a grid mark: puts what was sent back before the grid mark before it into the batch, which is empty.
  /// Waits until the committer is so far.
  void deliver_returns(Batch& batch);
  /// A control record for the next batch.
  void add_control(Control::Type type, std::string payload) {
    controls_waiting_.push_back({type, std::move(payload)});
  }
  /// What is in force, or with the next batch. On the router's thread.
  const Activation& activation() const { return activation_; }
  /// A configuration for the next batch; false when its content is the one in force. On the router's thread.
  /// Errors: kUnsupported (it cannot take the customers over), kInvalidArgument.
  Result<bool> change_configuration(const config::Config& config);
  /// Ends the batch: the router is done with it.
  void seal(Batch& batch);

  /// A sealed batch all the way on this thread: shards, log, sync, store. Appends its alerts to `alerts`.
  Status run(std::unique_ptr<Batch> batch, std::vector<CommittedAlert>* alerts);
  /// Takes a committed and synced batch into the store and tells the shards.
  Status checkpoint(Committed committed);
  /// Flushes when an epoch waits for it, and lets the log go of what is behind the floor.
  Status flush_if_due();
  void release_log_behind_floor();

  /// Ends cleanly: a full checkpoint, so that the next start replays no input. Nothing may be under way.
  Status close();

  bool existed() const { return existed_; }  ///< the store had been there before
  std::uint64_t records_replayed() const { return records_replayed_; }
  std::uint64_t next_number() const { return next_number_; }

 private:
  struct Found;

  Core(const CoreOptions& options, state::Store& store)
      : options_(options),
        memory_(plan_memory(options.config.memory.budget_bytes, options.config.events.dedupe_ids)),
        store_(store) {}

  // core.cpp
  bool memory_full() const;
  bool checkpoint_wanted() const;

  // core_open.cpp
  Status open_store();
  Result<Found> find_root();
  Status begin_new();
  Status recover(const Found& found);
  Status make_stages(const Activation& activation, const CommitState& state);
  Status load_seen_ids(Position floor_position);
  Status refuse_store_ahead(state::RecordNumber floor) const;
  Status replay_record(const state::LogRecord& record);
  Status open_log();
  Status renew_epoch();

  const CoreOptions options_;
  const MemoryPlan memory_;
  state::Store& store_;
  MessageExchange exchange_;
  std::shared_ptr<const operators::Scoring> scoring_;
  std::unique_ptr<Router> router_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::unique_ptr<state::LogWriter> log_;
  std::unique_ptr<Committer> committer_;
  std::unique_ptr<Checkpointer> checkpointer_;

  std::uint64_t next_number_ = 1;
  std::uint64_t inputs_since_flip_ = 0;
  std::uint64_t released_floor_ = 0;
  bool existed_ = false;
  std::string open_mark_;  ///< left by the last process; empty: it closed the store
  std::uint64_t records_replayed_ = 0;
  state::WriteList replayed_copies_;  ///< outbox and dead letter rows of the log's tail
  std::vector<Control> controls_waiting_;
  Activation activation_;  ///< in force, or with the next batch
  std::shared_ptr<const operators::Scoring> activation_waiting_;
  std::string activation_payload_;

  std::mutex spare_mutex_;
  std::vector<std::unique_ptr<Batch>> spare_;
  std::size_t spare_bytes_ = 0;
};

}  // namespace tidemark::engine
