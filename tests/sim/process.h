#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/core.h"
#include "tests/sim/memory_store.h"
#include "tests/sim/scenario.h"
#include "tests/sim/sim_file_system.h"

namespace tidemark::sim {

/// What readers of the outbox have seen, over all lives of the engine.
struct Published {
  std::map<Sequence, std::string> alerts;
  std::string mistake;  ///< an alert that came twice, changed or left a gap

  void take(const engine::CommittedAlert& alert);
};

/// One life of the engine: the real stages on one thread, run in an order that the seed decides, as threads
/// might have run them.
class Process {
 public:
  Process(const Scenario& scenario, unsigned shards, SimFileSystem& files, MemoryStore& disk, Random& random,
          Published& published);

  /// Starts, recovering what is there, and lets the outbox's reader catch up.
  Status start();
  /// A step of some stage. False when nothing is left to do.
  Result<bool> step();
  /// Ends cleanly.
  Status close() { return core_->close(); }

  engine::Core& core() { return *core_; }

 private:
  Status catch_up();
  std::size_t lines_taken() const;
  bool at_returns() const;
  bool must_wait() const;
  void route();
  void take(const Scenario::Line& line, engine::Batch& batch);
  Status apply(unsigned shard);
  Status commit();
  Status sync();
  Status checkpoint();

  const Scenario& scenario_;
  const unsigned shards_;
  SimFileSystem& files_;
  MemoryStore& disk_;
  Random& random_;
  Published& published_;
  std::unique_ptr<state::Store> store_;
  std::unique_ptr<engine::Core> core_;
  std::vector<std::deque<engine::Batch*>> to_shards_;
  std::deque<std::unique_ptr<engine::Batch>> to_committer_;
  std::deque<engine::Committed> appended_;
  std::deque<engine::Committed> synced_;
  std::vector<std::unique_ptr<engine::Batch>> owned_;  ///< batches still with the shards
};

}  // namespace tidemark::sim
