#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "engine/core.h"
#include "engine/feeder.h"
#include "tests/sim/memory_store.h"
#include "tests/sim/sim_file_system.h"

/// Engines on simulated storage, driven on the test's thread.
namespace tidemark::engine::testing {

/// A configuration from YAML; a mistake in it fails the test.
config::Config config_of(std::string_view yaml);
/// A programme with every operator, in euros; `more` is appended.
config::Config programme(std::string_view more = {});

/// A line of the native form. `amount` empty: none.
std::string line_of(std::string_view type, std::string_view customer, Millis time,
                    std::string_view event_id = {}, std::string_view amount = {});
/// 2025-01-01T00:00:00Z.
inline constexpr Millis kYear = 1'735'689'600'000;
/// Customer ids "<prefix><number>" that belong to a key group.
std::vector<std::string> customers_of_group(KeyGroup group, std::size_t count,
                                            const std::string& prefix = "c");
/// Purchases and page views of a few customers over some months, ordered by time, each line an input.
std::vector<std::string> shop_lines(std::uint64_t seed, std::size_t count, std::size_t customers,
                                    Millis step_max = 6 * kHour);

/// What outlives an engine.
struct Storage {
  sim::FaultPlan faults;
  sim::SimFileSystem files{faults};
  sim::MemoryStore disk{faults};

  /// The process ends; what it wrote stays.
  void kill();
  /// Power fails: what was not secured is lost as the seed has it.
  void power_cut(std::uint64_t seed);
};

/// One record of the log, read back.
struct LoggedRecord {
  state::RecordHeader header;
  std::unique_ptr<Batch> batch;
  RecordParts parts;
};
std::vector<LoggedRecord> read_records(Storage& storage);

/// One life of an engine. Lines are those of one source, from where the log has it.
class Life {
 public:
  struct Options {
    config::Config config;
    unsigned shards = 1;
    bool read_only = false;
    ScoringFactory make_scoring = operators::Scoring::make;
  };
  Life(Storage& storage, Options options) : storage_(storage), options_(std::move(options)) {}

  Status open();
  /// Takes lines until `end` of them are taken over all lives; the last batch ends there.
  Status feed(const std::vector<std::string>& lines, std::size_t end);
  Status feed(const std::vector<std::string>& lines) { return feed(lines, lines.size()); }
  /// Announces what is due before `until`.
  Status finish_until(Millis until);
  Status close() { return core_->close(); }

  Core& core() { return *core_; }
  std::size_t lines_taken() const;
  const std::vector<CommittedAlert>& alerts() const { return alerts_; }
  /// Every alert in the store's outbox, in order.
  std::vector<std::string> outbox();
  std::uint64_t wakes_fired = 0;
  std::uint64_t wakes_stale = 0;

 private:
  Status run(std::unique_ptr<Batch> batch);

  Storage& storage_;
  const Options options_;
  std::unique_ptr<state::Store> store_;
  std::unique_ptr<Core> core_;
  std::vector<CommittedAlert> alerts_;
};

/// Every customer's id, sections and rendered object, by id.
std::vector<std::string> customers_of(Core& core);
std::vector<std::string> json_of(const std::vector<CommittedAlert>& alerts);
/// Empty when equal, else where the lists part.
std::string difference(const std::vector<std::string>& got, const std::vector<std::string>& wanted);

}  // namespace tidemark::engine::testing
