#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "operators/scoring.h"

namespace tidemark::engine {

/// How many customers stand on a value of a level.
struct LevelCount {
  std::string level;
  std::string value;  ///< "" for null
  std::int64_t customers = 0;
};

/// How many customers of one shard stand on each value of each level.
///
/// Nothing of it is stored. After a start, and after a change of configuration, the key groups are counted
/// one after the other; from then on whoever moves a customer of a counted group tells it before and after.
///
/// A customer stands where a reader saw it as of W when its group was counted, or where a step has brought it
/// since. So one at rest counts as the configuration in force sees it, although it has not been told yet.
///
/// Thread: the shard's; read() and counted() from any. Cost of a step: a load a level before and after; a
/// lock only when a value is met for the first time.
class LevelCounts {
 public:
  LevelCounts(std::shared_ptr<const operators::Scoring> scoring, KeyGroup first_group, KeyGroup end_group);
  ~LevelCounts();
  LevelCounts(const LevelCounts&) = delete;
  LevelCounts& operator=(const LevelCounts&) = delete;

  /// From here on nothing is counted. For another configuration, and when a group cannot be read to its end.
  void restart(std::shared_ptr<const operators::Scoring> scoring);

  /// The group to be counted next, the end when all are: begin_group(), add() for each of its customers,
  /// end_group(), with no step in between.
  KeyGroup next_group() const { return next_group_; }
  void begin_group(Millis as_of) { as_of_[next_group_ - first_group_] = as_of; }
  void add(KeyGroup group, std::string_view customer_id, const std::byte* state);
  void end_group();

  /// A customer was begun.
  void add_new(KeyGroup group, std::string_view customer_id, const std::byte* state) {
    if (group < next_group_) add(group, customer_id, state);
  }
  /// Around each step of a customer. Nothing of another's in between.
  void before_step(KeyGroup group, std::string_view customer_id, const std::byte* state) {
    if (group < next_group_) remember(group, customer_id, state);
  }
  void after_step(KeyGroup group, std::string_view customer_id, const std::byte* state) {
    if (group < next_group_) move(group, customer_id, state);
  }

  /// Groups counted so far.
  std::size_t counted() const { return counted_.load(std::memory_order_acquire); }
  /// Nothing until all groups are counted. Of a moment ago: a customer that moves just now may be missing
  /// from both values, or be in both.
  std::optional<std::vector<LevelCount>> read() const;

 private:
  struct Value {
    explicit Value(std::string_view name_of_value) : name(name_of_value) {}
    const std::string name;
    std::atomic<std::int64_t> customers{0};
  };

  const std::byte* as_counted(KeyGroup group, std::string_view customer_id, const std::byte* state);
  void remember(KeyGroup group, std::string_view customer_id, const std::byte* state);
  void move(KeyGroup group, std::string_view customer_id, const std::byte* state);
  void shift(std::size_t level, std::string_view value, std::int64_t by);
  void drop_copy();

  const KeyGroup first_group_;
  std::shared_ptr<const operators::Scoring> scoring_;
  KeyGroup next_group_;        ///< groups before it are counted
  std::vector<Millis> as_of_;  ///< of each group
  std::vector<std::string_view> before_;
  std::vector<std::uint64_t> copy_;  ///< a state that has lived through its silence
  bool copy_live_ = false;
  operators::Effects effects_;

  mutable std::mutex mutex_;  ///< for the shape of what follows; the shard's thread alone changes it
  std::vector<std::string> names_;
  std::vector<std::deque<Value>> values_;  ///< by level; a value stays where it is
  std::atomic<std::size_t> counted_{0};
};

}  // namespace tidemark::engine
