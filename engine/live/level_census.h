#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "engine/core.h"
#include "engine/pipeline.h"

namespace tidemark::engine {

/// Has the shards count their customers' levels (level_counts.h) after a start and after each change of
/// configuration: one key group at a time, a task between batches, with a pause of kPause times as long
/// behind it. So it takes 4 % of a core while it lasts, which is a minute or two for a million customers that
/// are in the store only, and holds up no batch for longer than a group takes.
///
/// When a group cannot be read it ends: counted_share() then stays below 1 until the next start.
///
/// Start: with the pipeline. End: stop(), before the pipeline is finished. Thread: one of its own, which only
/// asks and waits; the public functions from any.
class LevelCensus {
 public:
  static constexpr unsigned kPause = 24;

  LevelCensus(Core& core, Pipeline& pipeline);
  ~LevelCensus() { stop(); }
  LevelCensus(const LevelCensus&) = delete;
  LevelCensus& operator=(const LevelCensus&) = delete;

  void stop();

  /// Of all shards; nothing until every group of each is counted.
  std::optional<std::vector<LevelCount>> counts() const;
  /// How many of the key groups are counted, 0 … 1.
  double counted_share() const;

 private:
  void run();
  bool count_all();
  bool count_group(unsigned shard);
  bool pause(std::chrono::microseconds time);

  Core& core_;
  Pipeline& pipeline_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tidemark::engine
