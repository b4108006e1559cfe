#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "config/config.h"
#include "engine/base/clock.h"
#include "engine/core.h"
#include "engine/live/commit_gate.h"
#include "engine/live/customer_list.h"
#include "engine/live/ingestor.h"
#include "engine/live/intake.h"
#include "engine/live/level_census.h"
#include "engine/live/live_counters.h"
#include "engine/pipeline.h"
#include "engine/publish/alert_log.h"
#include "engine/publish/outbox_retention.h"
#include "engine/store_directory.h"
#include "engine/store_view.h"

namespace tidemark::engine {

struct LiveOptions {
  config::Config config;
  std::string data;  ///< a temporary store when empty
  std::optional<config::ClockMode>
      clock;  ///< nothing: a store keeps its own, a new one gets the configuration's
  unsigned shards = 1;
  bool mute = false;
  Millis tick = kSecond;  ///< between two moves of W under the wall clock
};

/// A running engine behind its front ends: takes submissions, answers them when they are committed, keeps the
/// alerts for readers with cursors, and answers reads of customers from committed state.
///
///     front ends → intake → [route] → [shards] → [commit] → answers, alert log → front ends
///
/// Start: open() recovers, then the stages' threads run. End: drain() refuses what is new, commits what was
/// taken, closes the store so that the next start replays no input. After a failure of the storage nothing is
/// answered any more and failed() says so; the process should end with the status' code.
/// Thread: any, unless said otherwise.
class LiveEngine {
 public:
  static Result<std::unique_ptr<LiveEngine>> open(const LiveOptions& options, const Clock& clock);
  ~LiveEngine();
  LiveEngine(const LiveEngine&) = delete;
  LiveEngine& operator=(const LiveEngine&) = delete;

  /// Where front ends hand over events.
  Intake& intake() { return intake_; }
  AlertLog& alerts() { return *alerts_; }
  /// "fsync", "os" or "none": what an answer promises.
  std::string_view durability() const;
  /// As of the start; what can change while it runs is in configuration().
  const config::Config& config() const { return options_.config; }
  struct InForce {
    std::uint32_t version = 0;
    std::string content;
  };
  InForce configuration() const;
  const LiveCounters& counters() const { return counters_; }
  /// How many customers stand on each level.
  const LevelCensus& census() const { return *census_; }
  /// The population as of the last commit.
  PopulationReport population() const { return core_->committer().population().report(); }
  /// For rows that anyone may read: committed a moment ago at most.
  state::Store& store() { return directory_->store(); }

  /// A customer's JSON, nothing when there is none. `then` runs on a thread of the engine's, which it must
  /// not hold up, when what it shows is committed.
  void read_customer(std::string customer_id, std::function<void(Result<std::optional<std::string>>)> then);
  /// Customers of committed states, as StoreView::list() gives them; each is true as of some commit during
  /// the list. Works through the shards piece by piece between their batches.
  void list_customers(ListQuery query, CustomerList::Then then);

  /// Puts a configuration in force at the next batch; nothing happens when its content is the one in force.
  /// `then` is told once it is committed, or why it is refused, on a thread of the engine's.
  void activate(config::Config config, std::function<void(Status)> then);

  /// Commits what was taken, closes the store. Errors: what ended the engine.
  Status drain();
  bool failed() const { return pipeline_->failed() || route_failed_.load(); }

  struct Statistics {
    Pipeline::QueueBytes queues;
    std::size_t intake_bytes = 0;
    std::size_t batches_in_flight = 0;
    Millis watermark = kNoTime;
    Millis confirmed = kNoTime;
    bool clock_jumped = false;
    AlertLog::Head alerts;
    Millis oldest_alert_at = kNoTime;  ///< about when the oldest alert that is kept was committed
    std::uint64_t wakes_pending = 0;   ///< timers of customers in memory
    std::uint64_t records_replayed = 0;
  };
  Statistics statistics() const;

 private:
  explicit LiveEngine(const LiveOptions& options);
  Status start(const Clock& clock);
  void route();
  void answer(Pending& pending);
  void count(const Batch& batch);
  Status stored(Sequence last, std::uint64_t bytes);
  void publish(std::vector<CommittedAlert> alerts, std::uint64_t batch_number);

  LiveOptions options_;
  const Clock* clock_ = nullptr;
  LiveCounters counters_;
  mutable std::mutex in_force_mutex_;
  InForce in_force_;
  Intake intake_;
  CommitGate gate_;
  std::unique_ptr<StoreDirectory> directory_;
  std::unique_ptr<Core> core_;
  std::unique_ptr<OutboxRetention> retention_;  ///< the checkpointer's
  std::unique_ptr<AlertLog> alerts_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<LevelCensus> census_;
  std::unique_ptr<Ingestor> ingestor_;
  std::atomic<bool> route_failed_{false};
  std::atomic<Millis> oldest_alert_at_{kNoTime};
  Status route_status_;  ///< after the route thread has ended
  bool drained_ = false;
  std::thread route_thread_;
};

}  // namespace tidemark::engine
