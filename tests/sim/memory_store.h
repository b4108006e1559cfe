#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/random.h"
#include "state/store.h"
#include "tests/sim/fault_plan.h"

namespace tidemark::sim {

/// A store in memory that takes "written is not durable" at its word: crash() keeps of each table a random
/// prefix of what was written since its last flush, for memtables may be flushed by themselves.
///
/// The object is the disk and outlives the processes that open() it; what they opened fails after crash().
/// Thread: any.
class MemoryStore {
 public:
  /// `faults` outlives it.
  explicit MemoryStore(FaultPlan& faults) : faults_(faults) {}

  std::unique_ptr<state::Store> open();

  void crash(Random& random);
  /// The same with the prefix chosen: so many of a table's unflushed changes survive.
  using Kept = std::function<std::size_t(state::Table table, std::size_t unflushed)>;
  void crash(const Kept& kept);

  struct Change {
    std::string key;
    std::optional<std::string> value;  ///< nothing: removed
  };
  using Rows = std::map<std::string, std::string, std::less<>>;
  struct TableState {
    Rows rows;                      ///< what readers see
    Rows durable;                   ///< what flushes have secured
    std::vector<Change> unflushed;  ///< in the order of writing
  };
  using Tables = std::array<TableState, static_cast<std::size_t>(state::Table::kCount)>;
  /// Everything by value, to run on from one point more than once.
  Tables snapshot() const;
  void restore(Tables tables);

 private:
  class Handle;

  FaultPlan& faults_;
  mutable std::mutex mutex_;
  Tables tables_;
  std::uint64_t generation_ = 0;  ///< of the process that uses the store
};

}  // namespace tidemark::sim
