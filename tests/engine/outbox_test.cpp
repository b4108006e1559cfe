// Concern: alerts are found behind any cursor, in memory and in the store, and go when they are old or too
// many.
#include <gtest/gtest.h>

#include "engine/publish/alert_log.h"
#include "engine/publish/outbox.h"
#include "engine/publish/outbox_retention.h"
#include "state/keys.h"
#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

std::vector<CommittedAlert> alerts_from(Sequence first, std::size_t count, std::size_t bytes = 20) {
  std::vector<CommittedAlert> alerts;
  for (std::size_t i = 0; i < count; ++i) {
    alerts.push_back({first + i, "tier", "gold", std::string(bytes, 'x') + std::to_string(first + i)});
  }
  return alerts;
}

class OutboxTest : public ::testing::Test {
 protected:
  std::uint64_t store(const std::vector<CommittedAlert>& alerts, std::uint32_t epoch = 1) {
    std::vector<AlertBlock> blocks;
    pack_alerts(alerts, blocks);
    state::WriteList list;
    std::uint64_t bytes = 0;
    for (const AlertBlock& block : blocks) {
      std::string key;
      state::outbox_key(key, epoch, block.last);
      list.put(state::Table::kOutbox, key, block.bytes);
      bytes += block.bytes.size();
    }
    EXPECT_TRUE(store_->write(list).ok());
    return bytes;
  }
  std::vector<Sequence> behind(Sequence after, std::size_t limit = 1000, std::uint32_t epoch = 1) {
    std::vector<Sequence> found;
    EXPECT_TRUE(visit_outbox(*store_, epoch, after, [&](const CommittedAlert& alert) {
                  found.push_back(alert.sequence);
                  return found.size() < limit;
                }).ok());
    return found;
  }

  Storage storage_;
  std::unique_ptr<state::Store> store_ = storage_.disk.open();
};

TEST(AlertBlocks, GiveBackWhatWasPacked) {
  const std::vector<CommittedAlert> alerts = alerts_from(7, 300, 900);
  std::vector<AlertBlock> blocks;
  pack_alerts(alerts, blocks);
  EXPECT_GT(blocks.size(), 1U);
  std::vector<CommittedAlert> read;
  for (const AlertBlock& block : blocks) {
    const std::size_t begin = read.size();
    ASSERT_TRUE(unpack_alerts(block.bytes, read));
    EXPECT_EQ(read[begin].sequence, block.first);
    EXPECT_EQ(read.back().sequence, block.last);
  }
  ASSERT_EQ(read.size(), alerts.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].sequence, alerts[i].sequence);
    EXPECT_EQ(read[i].json, alerts[i].json);
  }
}

TEST(AlertBlocks, CutOrChangedOnesAreRefused) {
  std::vector<AlertBlock> blocks;
  pack_alerts(alerts_from(1, 20), blocks);
  ASSERT_EQ(blocks.size(), 1U);
  for (std::size_t bytes = 0; bytes < blocks[0].bytes.size(); ++bytes) {
    std::vector<CommittedAlert> read;
    EXPECT_FALSE(unpack_alerts(std::string_view(blocks[0].bytes).substr(0, bytes), read)) << bytes;
  }
}

TEST_F(OutboxTest, IsFoundBehindAnyCursor) {
  store(alerts_from(1, 10));
  store(alerts_from(11, 5));
  store(alerts_from(16, 5), 2);
  for (Sequence after = 0; after <= 20; ++after) {
    const std::vector<Sequence> found = behind(after, 1000, 2);
    ASSERT_EQ(found.size(), 20 - after) << after;
    if (!found.empty()) {
      EXPECT_EQ(found.front(), after + 1);
    }
  }
  EXPECT_EQ(behind(3, 2), (std::vector<Sequence>{4, 5}));
}

TEST_F(OutboxTest, TheLogReadsMemoryAndThenTheStore) {
  store(alerts_from(1, 100));
  AlertLog::Head head;
  head.epoch = 1;
  head.last = 100;
  AlertLog log(*store_, head, 4000);
  log.append(alerts_from(101, 50));
  const auto read = [&](Sequence after, std::size_t limit) {
    std::vector<std::shared_ptr<const CommittedAlert>> page;
    EXPECT_TRUE(log.read(after, limit, 1 << 20, page).ok());
    std::vector<Sequence> sequences;
    for (const auto& alert : page) sequences.push_back(alert->sequence);
    return sequences;
  };
  EXPECT_EQ(read(149, 10), (std::vector<Sequence>{150}));
  EXPECT_EQ(read(100, 2), (std::vector<Sequence>{101, 102})) << "not in the store yet, so still in memory";
  EXPECT_EQ(read(97, 3), (std::vector<Sequence>{98, 99, 100}));
  EXPECT_TRUE(read(150, 10).empty());
  store(alerts_from(101, 50));
  log.stored(150);
  EXPECT_EQ(read(100, 2), (std::vector<Sequence>{101, 102})) << "from the store now";
  EXPECT_EQ(log.head().levels.at("tier"), 150U);
}

TEST_F(OutboxTest, WhatIsOnlyInTheStoreYetIsNotRead) {
  store(alerts_from(1, 20));
  AlertLog::Head head;
  head.epoch = 1;
  head.last = 15;
  const AlertLog log(*store_, head, 4000);
  std::vector<std::shared_ptr<const CommittedAlert>> page;
  ASSERT_TRUE(log.read(10, 100, 1 << 20, page).ok());
  ASSERT_EQ(page.size(), 5U) << "a reader's cursor must not pass the head";
  EXPECT_EQ(page.back()->sequence, 15U);
}

TEST_F(OutboxTest, CursorsThatCannotBeServedAreTold) {
  AlertLog::Head head;
  head.epoch = 3;
  head.last = 50;
  head.oldest = 20;
  const AlertLog log(*store_, head, 4000);
  EXPECT_EQ(log.check({3, 50}), AlertLog::Answer::kOk);
  EXPECT_EQ(log.check({3, 19}), AlertLog::Answer::kOk) << "the next one is kept";
  EXPECT_EQ(log.check({3, 18}), AlertLog::Answer::kExpired);
  EXPECT_EQ(log.check({3, 51}), AlertLog::Answer::kOtherEpoch);
  EXPECT_EQ(log.check({2, 30}), AlertLog::Answer::kOtherEpoch);
  EXPECT_EQ(AlertCursor::parse("3:51")->after, 51U);
  for (const char* text : {"", "3", "3:", ":3", "a:1", "1:-1", "1:2:3", " 1:2"}) {
    EXPECT_FALSE(AlertCursor::parse(text)) << text;
  }
}

TEST_F(OutboxTest, WhatIsOldGoes) {
  OutboxRetention retention(*store_, kHour, 1 << 30);
  ASSERT_TRUE(retention.open().ok());
  Millis now = kYear;
  for (Sequence first = 1; first <= 3000; first += 10, now += kMinute) {
    ASSERT_TRUE(retention.stored(first + 9, store(alerts_from(first, 10)), now).ok());
  }
  const std::vector<Sequence> kept = behind(0, 1'000'000);
  EXPECT_EQ(kept.front(), retention.oldest());
  EXPECT_GE(kept.size(), 600U) << "an hour's";
  EXPECT_LE(kept.size(), 640U);
  OutboxRetention again(*store_, kHour, 1 << 30);
  ASSERT_TRUE(again.open().ok());
  EXPECT_EQ(again.oldest(), retention.oldest()) << "after a restart";
  ASSERT_TRUE(again.stored(3000, 0, now + 2 * kHour).ok());
  ASSERT_TRUE(again.stored(3000, 0, now + 4 * kHour).ok());
  EXPECT_TRUE(behind(0).empty());
  EXPECT_EQ(again.oldest(), 3001U);
}

TEST_F(OutboxTest, WhatIsTooMuchGoes) {
  constexpr std::uint64_t kKeepBytes = 100'000;
  OutboxRetention retention(*store_, 1000 * kDay, kKeepBytes);
  ASSERT_TRUE(retention.open().ok());
  std::uint64_t block = 0;
  for (Sequence first = 1; first <= 20'000; first += 10) {
    block = store(alerts_from(first, 10));
    ASSERT_TRUE(retention.stored(first + 9, block, kYear).ok());
  }
  const std::uint64_t kept = behind(0, 1'000'000).size() / 10 * block;
  EXPECT_LE(kept, kKeepBytes * 11 / 10);
  EXPECT_GE(kept, kKeepBytes * 9 / 10);
}

}  // namespace
}  // namespace tidemark::engine::testing
