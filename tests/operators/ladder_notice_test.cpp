// A downgrade to come is told ahead, once, and taken back if and only if it was told.

#include <gtest/gtest.h>

#include "tests/operators/ladder_world.h"

namespace tidemark::operators::story {
namespace {

config::Ladder with_notice(std::int32_t days) {
  config::Ladder ladder = three_tiers(days);
  ladder.notice = 14 * kDay;
  return ladder;
}

TEST(LadderNotice, ComesBeforeADayLeavesTheWindow) {
  LadderWorld world(with_notice(365), "Europe/Berlin");
  world.buy(at("2024-04-10T12:00:00Z"), 500);
  world.told();
  world.wake(at("2025-06-01"));
  EXPECT_EQ(world.told(),
            "pending silver>bronze time 2025-03-26T22:00:00Z until 2025-04-09T22:00:00Z\n"
            "silver>bronze time 2025-04-09T22:00:00Z\n")
      << "fourteen days of 24 hours before, though summer time began in between";
}

TEST(LadderNotice, CountsTheGrace) {
  config::Ladder ladder = with_notice(365);
  ladder.grace = 30 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-01T12:00:00Z"), 500);
  world.told();
  world.wake(at("2025-06-01"));
  EXPECT_EQ(world.told(),
            "pending silver>bronze time 2025-01-16T00:00:00Z until 2025-01-30T00:00:00Z\n"
            "silver>bronze time 2025-01-30T00:00:00Z\n");
}

TEST(LadderNotice, IsTakenBackOnRecovery) {
  LadderWorld world(with_notice(365));
  world.buy(at("2024-01-01T12:00:00Z"), 500);
  world.told();
  world.buy(at("2024-12-20T12:00:00Z"), 500);
  EXPECT_EQ(world.told(),
            "pending silver>bronze time 2024-12-17T00:00:00Z until 2024-12-31T00:00:00Z\n"
            "cancelled silver>silver event 2024-12-20T12:00:00Z\n");
  EXPECT_EQ(
      world.sentence(),
      "The downgrade that was announced does not come. Spent 1000 in the last 365 days; silver needs at "
      "least 500.");
  world.wake(at("2026-06-01"));
  EXPECT_EQ(world.told(),
            "pending silver>bronze time 2025-12-06T00:00:00Z until 2025-12-20T00:00:00Z\n"
            "silver>bronze time 2025-12-20T00:00:00Z\n");
}

TEST(LadderNotice, WithAnUpgradeComesTheCancellationFirst) {
  LadderWorld world(with_notice(365));
  world.buy(at("2024-01-01T12:00:00Z"), 500);
  world.wake(at("2024-12-18"));
  world.told();
  world.buy(at("2024-12-20T12:00:00Z"), 2000);
  EXPECT_EQ(world.told(),
            "cancelled silver>gold event 2024-12-20T12:00:00Z\nsilver>gold event 2024-12-20T12:00:00Z\n");
}

TEST(LadderNotice, NothingIsTakenBackThatWasNotTold) {
  config::Ladder ladder = with_notice(365);
  ladder.grace = 30 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-01"), 500);
  world.told();
  world.wake(at("2025-01-10"));
  EXPECT_NE(world.state().memory.a, kNoTime) << "it waits";
  world.buy(at("2025-01-10"), 500);
  world.wake(at("2025-02-15"));
  EXPECT_EQ(world.told(), "");
}

TEST(LadderNotice, OfARefundComesWithIt) {
  config::Ladder ladder = with_notice(365);
  ladder.grace = 10 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.told();
  world.refund(at("2024-02-01"), 100);
  EXPECT_EQ(world.told(), "pending silver>bronze refund 2024-02-01T00:00:00Z until 2024-02-11T00:00:00Z\n");
  EXPECT_EQ(
      world.sentence(),
      "If nothing more comes, silver ends at 2024-02-11T00:00:00Z. Spent 400 in the last 365 days; silver "
      "needs at least 500.");
  world.buy(at("2024-02-02"), 100);
  EXPECT_EQ(world.told(), "cancelled silver>silver event 2024-02-02T00:00:00Z\n");
}

TEST(LadderNotice, IsToldOnceThoughTheEndMoves) {
  config::Ladder ladder = with_notice(30);
  LadderWorld world(ladder);
  world.buy(at("2024-01-01"), 500);
  world.buy(at("2024-01-03"), 10);
  world.wake(at("2024-01-18"));
  EXPECT_EQ(world.told(),
            "bronze>silver event 2024-01-01T00:00:00Z\n"
            "pending silver>bronze time 2024-01-17T00:00:00Z until 2024-01-31T00:00:00Z\n");
  world.buy(at("2024-01-02"), 500);  // late: now day 2 and 3 hold it a day longer
  EXPECT_EQ(world.told(), "");
  world.wake(at("2024-03-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2024-02-01T00:00:00Z\n");
}

TEST(LadderNotice, ComesBeforeAnExpiry) {
  config::Ladder ladder = with_notice(30);
  ladder.validity.span = {1, config::CalendarSpan::Unit::kYear};
  ladder.downgrade_on = config::Ladder::DowngradeOn::kExpiry;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10T12:00:00Z"), 2000);
  world.told();
  world.wake(at("2025-06-01"));
  EXPECT_EQ(world.told(),
            "pending gold>bronze time 2024-12-27T12:00:00Z until 2025-01-10T12:00:00Z\n"
            "gold>bronze time 2025-01-10T12:00:00Z\n");
}

TEST(LadderNotice, ComesBeforeAReviewOfTheYear) {
  config::Ladder ladder = with_notice(0);
  ladder.qualification.period = config::Qualification::Period::kYear;
  ladder.downgrade_on = config::Ladder::DowngradeOn::kYear;
  ladder.grace = 7 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 2000);
  world.buy(at("2025-03-01"), 700);
  world.told();
  world.wake(at("2026-06-01"));
  EXPECT_EQ(world.told(),
            "pending gold>silver time 2025-12-25T00:00:00Z until 2026-01-08T00:00:00Z\n"
            "gold>silver time 2026-01-08T00:00:00Z\n");
}

TEST(LadderNotice, OfAStepLeadsToTheLevelBelow) {
  config::Ladder ladder = with_notice(30);
  ladder.downgrade_by_step = true;
  ladder.grace = 10 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-01"), 2000);
  world.told();
  world.wake(at("2024-06-01"));
  EXPECT_EQ(world.told(),
            "pending gold>silver time 2024-01-27T00:00:00Z until 2024-02-10T00:00:00Z\n"
            "gold>silver time 2024-02-10T00:00:00Z\n"
            "pending silver>bronze time 2024-02-10T00:00:00.001Z until 2024-02-20T00:00:00Z\n"
            "silver>bronze time 2024-02-20T00:00:00Z\n");
}

TEST(LadderNotice, IsNotGivenWhereARefundInTheWindowLiftsAgain) {
  config::Ladder ladder = with_notice(30);
  ladder.grace = 10 * kDay;
  LadderWorld world(ladder);
  world.refund(at("2024-01-01"), 100);
  world.buy(at("2024-01-05"), 600);
  world.told();
  world.refund(at("2024-01-26"), 50);  // 450, and 550 when the first refund leaves on January 31st
  world.wake(at("2024-01-31") - 1);
  EXPECT_EQ(world.told(), "") << "it would wait until February 5th";
  world.wake(at("2024-03-01"));
  EXPECT_EQ(world.told(),
            "pending silver>bronze time 2024-01-31T00:00:00Z until 2024-02-14T00:00:00Z\n"
            "silver>bronze time 2024-02-14T00:00:00Z\n")
      << "the purchase leaves on February 4th";
}

TEST(LadderNotice, IsRememberedWhenSaved) {
  LadderWorld world(with_notice(365));
  world.buy(at("2024-01-01"), 500);
  world.wake(at("2024-12-18"));
  world.told();
  const std::string before = world.encoded();
  world.reload();
  EXPECT_EQ(world.encoded(), before);
  world.wake(at("2025-02-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2024-12-31T00:00:00Z\n");
}

}  // namespace
}  // namespace tidemark::operators::story
