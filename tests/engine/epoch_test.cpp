// Concern: the outbox begins a new epoch when, and only when, alerts that readers have seen may be lost.
#include <gtest/gtest.h>

#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

config::Config with(config::Durability durability) {
  config::Config config = programme();
  config.durability = durability;
  config.log.batch_inputs = 20;
  return config;
}
constexpr auto kFsync = config::Durability::kFsync;
constexpr auto kOs = config::Durability::kOs;

const std::vector<std::string>& lines() {
  static const std::vector<std::string> made = shop_lines(4, 600, 20);
  return made;
}

/// A life that takes 100 lines more; returns the epoch of its last alert.
std::uint32_t live(Storage& storage, config::Durability durability, bool clean) {
  Life life(storage, {.config = with(durability)});
  EXPECT_TRUE(life.open().ok());
  EXPECT_TRUE(life.feed(lines(), life.lines_taken() + 100).ok());
  EXPECT_FALSE(life.alerts().empty());
  const std::uint32_t epoch = life.core().committer().state().epoch;
  EXPECT_NE(life.alerts().back().json.find("\"epoch\":\"" + std::to_string(epoch) + "\""), std::string::npos);
  if (clean) {
    EXPECT_TRUE(life.close().ok());
  } else {
    storage.kill();
  }
  return epoch;
}

TEST(Epoch, FsyncNeverNeedsAnother) {
  Storage storage;
  EXPECT_EQ(live(storage, kFsync, false), 1U);
  EXPECT_EQ(live(storage, kFsync, false), 1U);
  EXPECT_EQ(live(storage, kFsync, true), 1U);
  EXPECT_EQ(live(storage, kFsync, true), 1U);
}

TEST(Epoch, BelowFsyncAnUncleanEndBeginsOne) {
  Storage storage;
  EXPECT_EQ(live(storage, kOs, false), 1U);
  EXPECT_EQ(live(storage, kOs, false), 2U);
  EXPECT_EQ(live(storage, kOs, true), 3U);
  EXPECT_EQ(live(storage, kOs, true), 3U) << "a clean end loses nothing";
}

TEST(Epoch, WhatCountsIsTheClassOfTheLifeThatEnded) {
  Storage storage;
  EXPECT_EQ(live(storage, kOs, false), 1U);
  EXPECT_EQ(live(storage, kFsync, false), 2U);
  EXPECT_EQ(live(storage, kFsync, false), 2U);
  EXPECT_EQ(live(storage, kOs, true), 2U);
}

/// A start that ends before its first record has not announced the new epoch: the next one still must.
TEST(Epoch, IsNotForgottenByALifeThatCommittedNothing) {
  for (const config::Durability second : {kFsync, kOs}) {
    Storage storage;
    EXPECT_EQ(live(storage, kOs, false), 1U);
    {
      Life life(storage, {.config = with(second)});
      ASSERT_TRUE(life.open().ok());
    }
    storage.kill();
    EXPECT_EQ(live(storage, kFsync, true), 2U);
    EXPECT_EQ(live(storage, kFsync, true), 2U);
  }
}

TEST(Epoch, SequencesGoOnThroughIt) {
  Storage storage;
  live(storage, kOs, false);
  live(storage, kOs, false);
  Life life(storage, {.config = with(kOs)});
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed(lines()).ok());
  Sequence expected = 0;
  for (const std::string& alert : life.outbox()) {
    const std::size_t at = alert.find("\"sequence\":\"") + 12;
    EXPECT_EQ(std::stoull(alert.substr(at, 16)), ++expected);
  }
  EXPECT_EQ(expected, life.core().committer().state().last_sequence);
}

TEST(Epoch, IsReplayedFromTheLog) {
  Storage storage;
  live(storage, kOs, false);
  live(storage, kOs, false);
  Life reader(storage, {.config = programme(), .read_only = true});
  ASSERT_TRUE(reader.open().ok());
  EXPECT_EQ(reader.core().committer().state().epoch, 2U);
}

}  // namespace
}  // namespace tidemark::engine::testing
