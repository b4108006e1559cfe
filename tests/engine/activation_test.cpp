// Concern: another configuration takes over a store between two records, customers in memory and on disk
// alike, and wherever the engine ends around it; one that cannot is refused and leaves the store as it was.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

constexpr std::size_t kLines = 1500;
constexpr std::size_t kSwitch = 700;  ///< lines before the new configuration

/// `memory`: of customers' states; a few thousand bytes keep hardly anybody in memory.
config::Config small(config::Config config, std::uint64_t memory, std::uint64_t checkpoint_inputs) {
  config.memory.budget_bytes = memory;
  config.log.checkpoint_inputs = checkpoint_inputs;
  config.log.batch_inputs = 40;
  return config;
}
constexpr Millis kEnd = kYear + 1000 * kDay;
constexpr std::uint64_t kAllInMemory = 1 << 30;
constexpr std::uint64_t kHardlyAny = 4000;

config::Config before() {
  return programme();
}

/// Another ladder, a level more in the old one, shorter silence, other bands.
constexpr char kAfter[] = R"(
events: {currency: EUR}
tiers:
  tier:
    basis: spend_90d
    levels: {bronze: 0, silver: 100, gold: 300, platinum: 700}
  visits:
    basis: orders_30d
    levels: {rare: 0, often: 3}
lifecycle: {new_for: 10d, loyal_orders: 3, at_risk_after: 12d, churned_after: 40d, won_back_for: 10d}
rfm: {recency_days: [5, 20, 50, 100], frequency: [2, 3, 5, 8], monetary: [50, 150, 400, 1000]}
churn:
  horizon: 60d
  mbgnbd: {r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}
)";
config::Config after() {
  return config_of(kAfter);
}
/// The same, telling everybody what it makes of them.
config::Config loud_after() {
  return config_of(std::string(kAfter) + R"(alerts:
  limits:
    tier: {start: loud}
    visits: {start: loud}
    lifecycle: {start: loud}
    rfm: {start: loud}
    churn: {start: loud}
)");
}

const std::vector<std::string>& lines() {
  static const std::vector<std::string> made = shop_lines(21, kLines, 60, 5 * kHour);
  return made;
}

struct Answers {
  std::vector<std::string> alerts;
  std::vector<std::string> customers;
};

/// What each customer was told, whatever others were told in between.
std::vector<std::string> by_customer(const std::vector<std::string>& alerts) {
  std::vector<std::string> lines;
  for (const std::string& alert : alerts) {
    const std::size_t subject = alert.find("\"subject\"");
    const std::size_t end = alert.find("\"datacontenttype\"");
    lines.push_back(alert.substr(subject, end - subject) + alert.substr(alert.find("\"data\"")));
  }
  std::stable_sort(lines.begin(), lines.end(), [](const std::string& a, const std::string& b) {
    return a.substr(0, a.find(',')) < b.substr(0, b.find(','));
  });
  return lines;
}

/// Two lives: the old configuration, ended cleanly, and the new one.
Answers change(std::uint64_t memory, std::uint64_t checkpoint_inputs, unsigned shards,
               const config::Config& to = after()) {
  Storage storage;
  Answers answers;
  {
    Life life(storage, {.config = small(before(), memory, checkpoint_inputs), .shards = shards});
    EXPECT_TRUE(life.open().ok());
    EXPECT_TRUE(life.feed(lines(), kSwitch).ok());
    EXPECT_TRUE(life.close().ok());
  }
  Life life(storage, {.config = small(to, memory, checkpoint_inputs), .shards = shards});
  EXPECT_TRUE(life.open().ok());
  EXPECT_TRUE(life.feed(lines()).ok());
  EXPECT_TRUE(life.finish_until(kEnd).ok());
  answers.alerts = life.outbox();
  answers.customers = customers_of(life.core());
  EXPECT_EQ(life.core().scoring().version(), 2U);
  return answers;
}

TEST(Activation, IsARecordOfTheLogAndTakesTheCustomersOver) {
  Storage storage;
  {
    Life life(storage, {.config = small(before(), kAllInMemory, 200)});
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines(), kSwitch).ok());
    ASSERT_TRUE(life.close().ok());
  }
  Life life(storage, {.config = small(after(), kAllInMemory, 200)});
  ASSERT_TRUE(life.open().ok());
  EXPECT_EQ(life.core().scoring().version(), 1U) << "not before its record";
  ASSERT_TRUE(life.feed(lines(), kSwitch + 1).ok());
  EXPECT_EQ(life.core().scoring().version(), 2U);
  std::vector<Position> activated_at;
  for (const LoggedRecord& record : read_records(storage)) {
    for (const Control& control : record.batch->controls) {
      if (control.type != Control::Type::kActivate) continue;
      const Result<Activation> activation = decode_activation(control.payload);
      ASSERT_TRUE(activation.ok());
      activated_at.push_back(record.header.first_position);
      EXPECT_EQ(activation->version, activated_at.size());
      EXPECT_EQ(activation->content, (activation->version == 1 ? before() : after()).content);
    }
  }
  EXPECT_EQ(activated_at, (std::vector<Position>{1, kSwitch + 1}));
  const std::vector<std::string> customers = customers_of(life.core());
  EXPECT_EQ(customers.size(), 60U);
  for (const std::string& customer : customers) EXPECT_NE(customer.find(R"("visits":)"), std::string::npos);
}

TEST(Activation, TheSameConfigurationActivatesNothing) {
  Storage storage;
  for (int lives = 0; lives < 3; ++lives) {
    Life life(storage, {.config = small(before(), kAllInMemory, 200)});
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines(), 100 * static_cast<std::size_t>(lives + 1)).ok());
    EXPECT_EQ(life.core().scoring().version(), 1U);
  }
}

/// What decides is in the log: who was in memory when the configuration came does not.
TEST(Activation, IsTheSameForCustomersInMemoryAndOnDisk) {
  const Answers wanted = change(kAllInMemory, 10'000'000, 1);
  ASSERT_GT(wanted.alerts.size(), 500U);
  for (const unsigned shards : {1U, 3U}) {
    for (const std::uint64_t checkpoint_inputs : {50ULL, 400ULL}) {
      const Answers got = change(kHardlyAny, checkpoint_inputs, shards);
      EXPECT_EQ(difference(by_customer(got.alerts), by_customer(wanted.alerts)), "")
          << shards << " shards, a checkpoint every " << checkpoint_inputs;
      EXPECT_EQ(difference(got.customers, wanted.customers), "")
          << shards << " shards, a checkpoint every " << checkpoint_inputs;
      if (::testing::Test::HasFailure()) return;
    }
  }
}

/// Where everybody is to be told, the sweep tells those who never come again, at the same instants wherever
/// they were, and a replay in the middle of it neither loses nor repeats any.
TEST(Activation, TellsEverybodyOnceWhereItIsAskedTo) {
  const auto told = [](const std::vector<std::string>& alerts) {
    return std::count_if(alerts.begin(), alerts.end(), [](const std::string& alert) {
      return alert.find(R"("cause":{"kind":"configuration"})") != std::string::npos;
    });
  };
  const Answers wanted = change(kAllInMemory, 10'000'000, 1, loud_after());
  EXPECT_EQ(told(change(kAllInMemory, 10'000'000, 1).alerts), 0);
  EXPECT_GT(told(wanted.alerts), 20);
  for (const unsigned shards : {1U, 3U}) {
    const Answers got = change(kHardlyAny, 50, shards, loud_after());
    EXPECT_EQ(difference(by_customer(got.alerts), by_customer(wanted.alerts)), "") << shards << " shards";
    EXPECT_EQ(difference(got.customers, wanted.customers), "") << shards << " shards";
  }
  for (const std::size_t end : {kSwitch + 1, kSwitch + 77, kSwitch + 300}) {
    Storage storage;
    {
      Life life(storage, {.config = small(before(), kHardlyAny, 60)});
      ASSERT_TRUE(life.open().ok());
      ASSERT_TRUE(life.feed(lines(), kSwitch).ok());
      ASSERT_TRUE(life.close().ok());
    }
    {
      Life life(storage, {.config = small(loud_after(), kHardlyAny, 60)});
      ASSERT_TRUE(life.open().ok());
      ASSERT_TRUE(life.feed(lines(), end).ok());
    }
    storage.kill();
    Life life(storage, {.config = small(loud_after(), kHardlyAny, 60), .shards = 2});
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines()).ok());
    ASSERT_TRUE(life.finish_until(kEnd).ok());
    EXPECT_EQ(difference(by_customer(life.outbox()), by_customer(wanted.alerts)), "") << "killed at " << end;
    EXPECT_EQ(difference(customers_of(life.core()), wanted.customers), "") << "killed at " << end;
  }
}

/// The new configuration in a running engine that never let its customers go, against one read from disk.
TEST(Activation, IsTheSameWhereTheLogIsReplayed) {
  const Answers wanted = change(kAllInMemory, 10'000'000, 1);
  for (const std::uint64_t checkpoint_inputs : {60ULL, 10'000'000ULL}) {
    Storage storage;
    {
      Life life(storage, {.config = small(before(), kAllInMemory, checkpoint_inputs)});
      ASSERT_TRUE(life.open().ok());
      ASSERT_TRUE(life.feed(lines(), kSwitch).ok());
    }
    storage.kill();  // no clean end: the tail is replayed under the old configuration
    {
      Life life(storage, {.config = small(after(), kAllInMemory, checkpoint_inputs)});
      ASSERT_TRUE(life.open().ok());
      ASSERT_TRUE(life.feed(lines(), kSwitch + 150).ok());
    }
    storage.kill();
    Life life(storage, {.config = small(after(), kAllInMemory, checkpoint_inputs)});
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines()).ok());
    ASSERT_TRUE(life.finish_until(kEnd).ok());
    EXPECT_EQ(difference(by_customer(life.outbox()), by_customer(wanted.alerts)), "")
        << "a checkpoint every " << checkpoint_inputs;
    EXPECT_EQ(difference(customers_of(life.core()), wanted.customers), "")
        << "a checkpoint every " << checkpoint_inputs;
  }
}

/// Rows written under the new configuration by a checkpoint that never completed are met by a replay that
/// begins under the old one.
TEST(Activation, RowsAheadOfTheReplayKeepTheirShape) {
  const Answers wanted = change(kAllInMemory, 10'000'000, 1);
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    Storage storage;
    {
      Life life(storage, {.config = small(before(), kAllInMemory, 300)});
      ASSERT_TRUE(life.open().ok());
      ASSERT_TRUE(life.feed(lines(), kSwitch).ok());
    }
    storage.kill();
    // Lives that end before their first checkpoint is complete; what it wrote may be on disk or not.
    for (std::size_t end = kSwitch + 60; end < kSwitch + 400; end += 90) {
      Life life(storage,
                {.config = small(after(), kHardlyAny, 50), .shards = 1 + static_cast<unsigned>(seed % 3)});
      ASSERT_TRUE(life.open().ok());
      storage.faults.fail_at(sim::Operation::kStoreFlush, 2 + seed % 5);
      const Status status = life.feed(lines(), end);
      ASSERT_EQ(status.ok(), !storage.faults.failed()) << status.message();
      if (seed % 2 == 0) {
        storage.kill();
      } else {
        storage.power_cut(seed);
      }
    }
    Life life(storage, {.config = small(after(), kHardlyAny, 300)});
    const Status opened = life.open();
    ASSERT_TRUE(opened.ok()) << opened.message() << ", seed " << seed;
    ASSERT_TRUE(life.feed(lines()).ok());
    ASSERT_TRUE(life.finish_until(kEnd).ok());
    ASSERT_EQ(difference(by_customer(life.outbox()), by_customer(wanted.alerts)), "") << "seed " << seed;
    ASSERT_EQ(difference(customers_of(life.core()), wanted.customers), "") << "seed " << seed;
  }
}

/// The configuration in force is what the log says, also for who only looks.
TEST(Activation, AReaderSeesTheStoresOwnConfiguration) {
  Storage storage;
  std::vector<std::string> wanted;
  {
    Life life(storage, {.config = small(after(), kAllInMemory, 100)});
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines(), 300).ok());
    wanted = customers_of(life.core());
  }
  storage.kill();
  Life reader(storage, {.config = programme(), .read_only = true});
  ASSERT_TRUE(reader.open().ok());
  EXPECT_EQ(reader.core().scoring().config().content, after().content);
  EXPECT_EQ(difference(customers_of(reader.core()), wanted), "");
}

TEST(Activation, ALadderLevelThatDisappearsIsRefused) {
  Storage storage;
  {
    Life life(storage, {.config = small(after(), kAllInMemory, 100)});
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines(), 300).ok());
    ASSERT_TRUE(life.close().ok());
  }
  // One level less in `tier`; the end of a whole ladder would do no harm.
  {
    Life life(storage, {.config = small(before(), kAllInMemory, 100)});
    const Status status = life.open();
    EXPECT_EQ(status.code(), Code::kUnsupported);
    EXPECT_NE(status.message().find("tiers.tier"), std::string::npos) << status.message();
    EXPECT_NE(status.message().find("platinum"), std::string::npos) << status.message();
  }
  Life life(storage, {.config = small(after(), kAllInMemory, 100)});
  ASSERT_TRUE(life.open().ok()) << "the refusal changed nothing";
  EXPECT_TRUE(life.feed(lines(), 400).ok());
  EXPECT_EQ(life.core().scoring().version(), 1U);
}

TEST(Activation, ALadderMayEndWithItsLevels) {
  Storage storage;
  config::Config without = after();
  {
    Life life(storage, {.config = small(after(), kHardlyAny, 100)});
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines(), 300).ok());
    ASSERT_TRUE(life.close().ok());
  }
  without = config_of(
      "events: {currency: EUR}\ntiers:\n  tier:\n    basis: spend_90d\n"
      "    levels: {bronze: 0, silver: 100, gold: 300, platinum: 700}\n");
  Life life(storage, {.config = small(without, kHardlyAny, 100)});
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed(lines(), 600).ok());
  for (const std::string& customer : customers_of(life.core())) {
    EXPECT_EQ(customer.find(R"("visits":)"), std::string::npos) << customer;
  }
}

}  // namespace
}  // namespace tidemark::engine::testing
