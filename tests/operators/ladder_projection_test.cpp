// What a read shows beside the tier, and what alerts say of each way to win or lose one.

#include <gtest/gtest.h>

#include "tests/operators/ladder_world.h"

namespace tidemark::operators::story {
namespace {

using DowngradeOn = config::Ladder::DowngradeOn;
using Period = config::Qualification::Period;

TEST(LadderProjection, NextLevelAndWhatIsMissing) {
  LadderWorld world(three_tiers(365));
  world.buy(at("2024-01-10"), 620.5);
  const LadderProjection silver = world.project(at("2024-01-11"));
  EXPECT_EQ(silver.next, "gold");
  EXPECT_EQ(silver.missing, 1379.5);
  EXPECT_EQ(silver.computed, "silver");
  EXPECT_EQ(silver.valid_until, kNever);
  EXPECT_EQ(silver.downgrade_at, kNever);
  EXPECT_EQ(silver.downgrade_to, "");
  EXPECT_EQ(silver.pin, nullptr);
  world.buy(at("2024-01-12"), 5000);
  const LadderProjection gold = world.project(at("2024-01-12"));
  EXPECT_EQ(gold.next, "");
  EXPECT_TRUE(is_null(gold.missing));
}

TEST(LadderProjection, AConditionThatLacksHasNoNumber) {
  const StepSignal never("false", SignalType::kTruth, 0);
  config::Ladder ladder = three_tiers(365);
  ladder.levels[1].when = "false";
  LadderWorld world(ladder, "UTC", {.conditions = {nullptr, &never, nullptr}});
  world.buy(at("2024-01-10"), 100);
  EXPECT_EQ(world.project(at("2024-01-10")).next, "silver");
  EXPECT_TRUE(is_null(world.project(at("2024-01-10")).missing));
}

TEST(LadderProjection, NothingIsMissingWhileACooldownHolds) {
  config::Ladder ladder = three_tiers(10);
  ladder.cooldown = 30 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.buy(at("2024-01-25"), 700);
  EXPECT_EQ(world.level(), "bronze");
  EXPECT_EQ(world.project(at("2024-01-25")).missing, 0);
  EXPECT_EQ(world.project(at("2024-01-25")).computed, "silver");
}

TEST(LadderProjection, ADowngradeThatWaits) {
  config::Ladder ladder = three_tiers(30);
  ladder.grace = 10 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 2000);
  world.buy(at("2024-01-15"), 600);
  EXPECT_EQ(world.project(at("2024-01-15")).downgrade_at, kNever) << "it neither waits nor was told";
  world.wake(at("2024-02-09"));
  const LadderProjection waiting = world.project(at("2024-02-10"));
  EXPECT_EQ(waiting.downgrade_at, at("2024-02-19"));
  EXPECT_EQ(waiting.downgrade_to, "bronze") << "the 600 leave on February 14th";
  EXPECT_EQ(waiting.valid_until, at("2024-02-19"));
  EXPECT_EQ(waiting.computed, "silver");
}

TEST(LadderProjection, ADowngradeThatWasTold) {
  config::Ladder ladder = three_tiers(30);
  ladder.notice = 5 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 2000);
  world.wake(at("2024-02-05"));
  EXPECT_EQ(world.project(at("2024-02-05")).downgrade_at, at("2024-02-09"));
  EXPECT_EQ(world.project(at("2024-02-05")).downgrade_to, "bronze");
}

TEST(LadderProjection, APinAndWhatTheRulesWouldSay) {
  LadderWorld world(three_tiers(365));
  world.buy(at("2024-01-10"), 100);
  world.pin(at("2024-01-11"), "silver", at("2024-06-01"), "ann", "goodwill");
  const LadderProjection pinned = world.project(at("2024-01-11"));
  ASSERT_NE(pinned.pin, nullptr);
  EXPECT_EQ(pinned.pin->actor, "ann");
  EXPECT_EQ(pinned.pin->reason, "goodwill");
  EXPECT_EQ(pinned.valid_until, at("2024-06-01"));
  EXPECT_EQ(pinned.computed, "bronze");
  EXPECT_EQ(pinned.next, "gold");
  EXPECT_EQ(pinned.missing, 1900);
}

TEST(LadderSentence, OfAnExpiry) {
  config::Ladder ladder = three_tiers(30);
  ladder.validity.span = {1, config::CalendarSpan::Unit::kYear};
  ladder.downgrade_on = DowngradeOn::kExpiry;
  ladder.grace = 10 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.wake(at("2025-06-01"));
  EXPECT_EQ(
      world.sentence(),
      "silver was valid until 2025-01-10T00:00:00Z. Spent 0 in the last 30 days; silver needs at least 500.");
  EXPECT_EQ(world.explanation().score, 0);
  EXPECT_EQ(world.explanation().reasons[0].contribution, -500);
}

TEST(LadderSentence, OfAReviewByThePeriodThatClosed) {
  config::Ladder ladder = three_tiers(0);
  ladder.qualification.period = Period::kQuarter;
  ladder.downgrade_on = DowngradeOn::kQuarter;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 2000);
  world.buy(at("2024-04-10"), 700);
  world.wake(at("2024-07-01"));
  EXPECT_EQ(world.sentence(),
            "Tiers are reviewed when a quarter begins. Spent 700 last quarter; gold needs at least 2000.");
  EXPECT_EQ(world.explanation().score, 700);
  EXPECT_EQ(world.explanation().reasons[0].before, 700) << "a millisecond earlier the quarter was running";
}

TEST(LadderSentence, OfAPeriodThatBegins) {
  config::Ladder ladder = three_tiers(0);
  ladder.qualification.period = Period::kMonth;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  EXPECT_EQ(world.sentence(), "Spent 500 this month; silver starts at 500.");
  world.wake(at("2024-02-01"));
  EXPECT_EQ(world.sentence(), "Spent 0 this month; silver needs at least 500.");
  EXPECT_EQ(world.explanation().reasons[0].before, 500);
}

TEST(LadderSentence, OfARefund) {
  LadderWorld world(three_tiers(0));
  world.buy(at("2024-01-10"), 500);
  world.refund(at("2024-01-11"), 30);
  EXPECT_EQ(world.sentence(), "A refund was taken off. Spent 470 in all; silver needs at least 500.");
}

}  // namespace
}  // namespace tidemark::operators::story
