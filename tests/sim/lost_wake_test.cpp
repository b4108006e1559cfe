// Concern: nobody sleeps for good. Whatever a crash leaves of an unfinished checkpoint, a customer whom no
// input touches again is woken by time: also when checkpoints complete before W moves, as they do while a
// server that has just started holds W.
#include <gtest/gtest.h>

#include "config/load.h"
#include "engine/base/assert.h"
#include "engine/core.h"
#include "engine/source/chunk.h"
#include "tests/sim/memory_store.h"
#include "tests/sim/sim_file_system.h"
#include "tests/sim/sleepers.h"

namespace tidemark::sim {
namespace {

using engine::Batch;

constexpr Millis kStart = 1'735'689'600'000;  // 2025-01-01T00:00:00Z
constexpr std::uint64_t kCheckpointInputs = 10;

/// A customer is new for a day, at risk after 20 days without a purchase, churned after 60; then nothing
/// more happens to it.
constexpr std::string_view kYaml = R"(
time: {silence_delay: 0s}
events: {currency: EUR}
tiers: {tier: {basis: orders, levels: {bronze: 0, silver: 1000}}}
rfm: {enabled: false}
lifecycle: {new_for: 1d, loyal_orders: 100, at_risk_after: 20d, churned_after: 60d, won_back_for: 1d}
log: {batch_inputs: 100}
)";

Millis day(double days) {
  return kStart + static_cast<Millis>(days * static_cast<double>(kDay));
}

/// A store under the wall clock through the lives of its server, each input a batch of its own.
class Shop {
 public:
  Shop(unsigned shards, std::uint64_t budget_bytes) {
    config::Loaded loaded = config::load(kYaml);
    for (const config::Mistake& mistake : loaded.mistakes) ADD_FAILURE() << config::describe(mistake, "yaml");
    options_.config = std::move(loaded.config);
    options_.config.log.segment_bytes = 1 << 16;
    options_.config.log.checkpoint_inputs = kCheckpointInputs;
    options_.config.memory.budget_bytes = budget_bytes;
    options_.shards = shards;
    options_.files = &files_;
    options_.log_directory = "/store/log";
    TM_ASSERT(files_.create_directories(options_.log_directory).ok());
    start();
    std::unique_ptr<Batch> batch = core_->begin_batch();
    core_->router().set_clock(config::ClockMode::kWall, *batch);
    run(std::move(batch));
  }

  void tick(Millis watermark) {
    std::unique_ptr<Batch> batch = core_->begin_batch();
    core_->router().tick(watermark, *batch);
    run(std::move(batch));
  }
  void buys(const std::string& customer, Millis time) { event("purchase", customer, time); }
  /// Others look around, so that the next batch begins a checkpoint.
  void others_look_around() {
    std::unique_ptr<Batch> batch = core_->begin_batch();
    const Millis now = std::max(core_->router().watermark(), kStart);
    for (std::uint64_t i = 0; i < kCheckpointInputs; ++i)
      line("page_view", "other" + std::to_string(others_++ % 40), now, *batch);
    run(std::move(batch));
  }
  void checkpoints(unsigned count) {
    const std::uint64_t wanted = core_->checkpointer().completed() + count;
    while (core_->checkpointer().completed() < wanted) write_checkpoint();
  }
  /// One that is written and not flushed.
  void unfinished_checkpoint() {
    flushes_ = false;
    while (!core_->checkpointer().flush_due()) write_checkpoint();
    flushes_ = true;
  }
  /// The process ends and another begins: of what the customers' table had not flushed so much is left.
  void restart(std::size_t kept_max) {
    core_.reset();
    files_.kill();
    disk_.crash([&](state::Table table, std::size_t unflushed) {
      if (table != state::Table::kCustomers) return unflushed;
      unflushed_ = unflushed;
      return std::min(unflushed, kept_max);
    });
    start();
  }
  std::size_t unflushed_customer_changes() const { return unflushed_; }

  /// "instant from → to" of the customer's lifecycle, as it was announced.
  std::vector<std::string> changes_of(const std::string& customer) const {
    std::vector<std::string> found;
    for (const std::string& json : alerts_) {
      if (json.find("\"subject\":\"" + customer + "\"") == std::string::npos) continue;
      found.push_back(text_of(json, "time") + " " + text_of(json, "to"));
    }
    return found;
  }

 private:
  static std::string text_of(const std::string& json, const std::string& name) {
    const std::size_t begin = json.find("\"" + name + "\":\"") + name.size() + 4;
    return json.substr(begin, json.find('"', begin) - begin);
  }
  void start() {
    store_ = disk_.open();
    Result<std::unique_ptr<engine::Core>> core = engine::Core::open(options_, *store_);
    ASSERT_TRUE(core.ok()) << core.status().message();
    core_ = core.take();
    EXPECT_EQ(first_sleeper(*core_, disk_, false), "");
  }
  void event(std::string_view type, const std::string& customer, Millis time) {
    std::unique_ptr<Batch> batch = core_->begin_batch();
    line(type, customer, time, *batch);
    run(std::move(batch));
  }
  void line(std::string_view type, const std::string& customer, Millis time, Batch& batch) {
    std::string text = R"({"type":")" + std::string(type) + R"(","customer_id":")" + customer +
                       R"(","timestamp":")" + format_timestamp(time) + R"(","properties":{"amount":5}})";
    const std::size_t bytes = text.size();
    text.append(engine::kLinePadding, '\0');
    ASSERT_TRUE(core_->router().line(std::string_view(text).substr(0, bytes), kNever, batch));
  }
  void write_checkpoint() {
    others_look_around();
    std::unique_ptr<Batch> batch = core_->begin_batch();
    batch->drain_checkpoint = true;  // all at once
    run(std::move(batch));
  }
  void run(std::unique_ptr<Batch> batch) {
    std::vector<engine::CommittedAlert> alerts;
    core_->seal(*batch);
    ASSERT_TRUE(core_->run(std::move(batch), &alerts).ok());
    for (const engine::CommittedAlert& alert : alerts) alerts_.push_back(alert.json);
    if (flushes_) {
      ASSERT_TRUE(core_->flush_if_due().ok());
    }
  }

  FaultPlan faults_;
  SimFileSystem files_{faults_};
  MemoryStore disk_{faults_};
  engine::CoreOptions options_;
  std::unique_ptr<state::Store> store_;
  std::unique_ptr<engine::Core> core_;
  bool flushes_ = true;
  std::uint64_t others_ = 0;
  std::size_t unflushed_ = 0;
  std::vector<std::string> alerts_;
};

constexpr std::size_t kAll = ~std::size_t{0};
constexpr std::uint64_t kRoomForAll = 64 << 20;
constexpr std::uint64_t kRoomForFew = 6'000;

std::string at(double days, const std::string& what) {
  return format_timestamp(day(days)) + " " + what;
}

/// The day of a row is over, and its customer is written again with the row of its next wake-up although no
/// input has touched it: a replay has no reason to look at it. A crash keeps a part of that checkpoint.
class RowOfAPassedDay : public ::testing::TestWithParam<std::tuple<unsigned, unsigned>> {};

TEST_P(RowOfAPassedDay, IsFollowedByTheNextOne) {
  const auto [shards, checkpoints_before_a_tick] = GetParam();
  std::size_t unflushed = 0;
  for (std::size_t kept = 0; kept <= unflushed; ++kept) {
    Shop shop(shards, kRoomForAll);
    shop.tick(day(0));
    shop.buys("sleeper", day(0));
    shop.tick(day(2.5));
    shop.checkpoints(2);  // a row: it is due on day 20
    shop.buys("sleeper", day(10));
    shop.checkpoints(1);   // the row stays; it is due on day 30
    shop.tick(day(20.5));  // found not due
    shop.tick(day(21.5));  // the row's day is over
    shop.unfinished_checkpoint();
    shop.restart(kept);
    unflushed = shop.unflushed_customer_changes();
    ASSERT_GT(unflushed, 2U) << "the sleeper's record and row, and the reach";

    if (checkpoints_before_a_tick > 0) shop.checkpoints(checkpoints_before_a_tick);
    shop.restart(kAll);
    shop.tick(day(22.5));
    shop.checkpoints(3);
    shop.restart(kAll);
    for (const double days : {23.5, 29.5, 30.5, 69.5, 70.5, 500.0}) shop.tick(day(days));
    EXPECT_EQ(shop.changes_of("sleeper"),
              (std::vector<std::string>{at(0, "new"), at(1, "active"), at(30, "at_risk"), at(70, "churned")}))
        << kept << " of " << unflushed << " changes kept";
  }
}
INSTANTIATE_TEST_SUITE_P(ShardsAndCheckpoints, RowOfAPassedDay,
                         ::testing::Combine(::testing::Values(1U, 3U), ::testing::Values(0U, 1U, 3U)));

/// A row whose day is over goes when what its customer waits for next is durable. Here the customer is read
/// late: a replay has passed the row by, a checkpoint has completed, and only then is it found not due. It is
/// written again by the next checkpoint, or by the one behind it when this one begins with the tick.
class RowPassedInAReplay : public ::testing::TestWithParam<std::tuple<unsigned, bool>> {};

TEST_P(RowPassedInAReplay, StaysUntilTheNextOneIsDurable) {
  const auto [shards, tick_begins_checkpoint] = GetParam();
  std::size_t unflushed = 0;
  for (std::size_t kept = 0; kept <= unflushed; ++kept) {
    Shop shop(shards, kRoomForAll);
    shop.tick(day(0));
    shop.buys("sleeper", day(0));
    shop.tick(day(2.5));
    shop.checkpoints(2);  // a row: it is due on day 20
    shop.buys("sleeper", day(10));
    shop.checkpoints(2);  // the row stays; it is due on day 30
    shop.restart(kAll);
    shop.tick(day(21.5));
    shop.restart(kAll);
    shop.checkpoints(1);
    if (tick_begins_checkpoint) shop.others_look_around();
    shop.tick(day(21.6));
    shop.unfinished_checkpoint();
    shop.restart(kept);
    unflushed = shop.unflushed_customer_changes();
    ASSERT_GT(unflushed, 2U) << "records of others, and the reach";
    for (const double days : {29.5, 30.5, 69.5, 70.5, 500.0}) shop.tick(day(days));
    EXPECT_EQ(shop.changes_of("sleeper"),
              (std::vector<std::string>{at(0, "new"), at(1, "active"), at(30, "at_risk"), at(70, "churned")}))
        << kept << " of " << unflushed << " changes kept";
  }
}
INSTANTIATE_TEST_SUITE_P(Shards, RowPassedInAReplay,
                         ::testing::Combine(::testing::Values(1U, 3U), ::testing::Bool()));

/// A customer with nothing left to wake for leaves memory on the day of its last wake-up; that day's rows
/// are removed behind its back. What it is due for when it buys again needs a row of its own.
TEST(LostWake, WhoHadNothingLeftToWakeForIsWokenAgain) {
  for (const unsigned shards : {1U, 3U}) {
    Shop shop(shards, kRoomForFew);
    shop.tick(day(0));
    shop.buys("sleeper", day(0));
    shop.tick(day(2.5));
    shop.checkpoints(2);
    shop.tick(day(22.5));
    shop.checkpoints(2);
    shop.tick(day(60.5));
    shop.checkpoints(6);  // churned, written, and pushed out of memory by others
    shop.tick(day(61.5));
    shop.checkpoints(6);  // the row of day 60 is gone
    shop.restart(kAll);
    shop.buys("sleeper", day(61.5));
    shop.checkpoints(2);
    shop.tick(day(61.6));
    shop.checkpoints(2);
    shop.restart(kAll);
    for (const double days : {62.5, 81.4, 81.6, 200.0}) shop.tick(day(days));
    EXPECT_EQ(shop.changes_of("sleeper"),
              (std::vector<std::string>{at(0, "new"), at(1, "active"), at(20, "at_risk"), at(60, "churned"),
                                        at(61.5, "won_back"), at(62.5, "active"), at(81.5, "at_risk"),
                                        at(121.5, "churned")}))
        << shards << " shards";
  }
}

}  // namespace
}  // namespace tidemark::sim
