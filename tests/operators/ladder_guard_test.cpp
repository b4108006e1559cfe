// What keeps a tier from flapping: hysteresis, minimum stay, cooldown; refunds; corrections.

#include <gtest/gtest.h>

#include "tests/operators/ladder_world.h"

namespace tidemark::operators::story {
namespace {

TEST(LadderGuard, HysteresisHoldsWithinItsShare) {
  config::Ladder ladder = three_tiers(0);
  ladder.hysteresis_ppm = 100'000;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.refund(at("2024-01-11"), 50);
  EXPECT_EQ(world.level(), "silver");
  world.refund(at("2024-01-12"), 0.01);
  EXPECT_EQ(world.level(), "bronze");
  world.buy(at("2024-01-13"), 20);
  EXPECT_EQ(world.level(), "bronze") << "470 holds silver and does not earn it";
}

TEST(LadderGuard, ARefundIsTakenOffAtOnce) {
  LadderWorld world(three_tiers(365));
  world.buy(at("2024-01-10"), 400);
  world.buy(at("2024-01-20"), 100);
  world.refund(at("2024-02-01"), 30);
  EXPECT_EQ(world.told(),
            "bronze>silver event 2024-01-20T00:00:00Z\n"
            "corrected silver>bronze refund 2024-02-01T00:00:00Z\n");
}

TEST(LadderGuard, ARefundRespectsTheGrace) {
  config::Ladder ladder = three_tiers(365);
  ladder.grace = 10 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.refund(at("2024-02-01T06:00:00Z"), 30);
  EXPECT_EQ(world.level(), "silver");
  world.wake(at("2024-03-01"));
  EXPECT_EQ(world.told(),
            "bronze>silver event 2024-01-10T00:00:00Z\nsilver>bronze time 2024-02-11T06:00:00Z\n");
}

TEST(LadderGuard, MinimumStayHoldsBackDowngradesOnly) {
  config::Ladder ladder = three_tiers(10);
  ladder.minimum_stay = 60 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10T12:00:00Z"), 500);
  world.buy(at("2024-01-11T12:00:00Z"), 1500);
  EXPECT_EQ(world.level(), "gold");
  world.told();
  world.wake(at("2024-06-01"));
  EXPECT_EQ(world.told(), "gold>bronze time 2024-03-11T12:00:00Z\n");
}

TEST(LadderGuard, AfterADowngradeTheWishWaitsForTheEndOfTheCooldown) {
  config::Ladder ladder = three_tiers(10);
  ladder.cooldown = 30 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.wake(at("2024-01-20"));
  EXPECT_EQ(world.told(),
            "bronze>silver event 2024-01-10T00:00:00Z\nsilver>bronze time 2024-01-20T00:00:00Z\n");
  world.buy(at("2024-02-12"), 700);
  world.buy(at("2024-02-13"), 1500);
  EXPECT_EQ(world.level(), "bronze");
  EXPECT_EQ(world.due(), at("2024-02-19"));
  world.wake(at("2024-02-19"));
  EXPECT_EQ(world.told(), "bronze>gold time 2024-02-19T00:00:00Z\n")
      << "straight to the target of that instant";
  EXPECT_NE(world.sentence().find("The cooldown of 30d is over. Spent 2200 in the last 10 days; gold"),
            std::string::npos)
      << world.sentence();
}

TEST(LadderGuard, AWishThatIsGoneWhenTheCooldownEndsIsNotFulfilled) {
  config::Ladder ladder = three_tiers(10);
  ladder.cooldown = 30 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.wake(at("2024-01-20"));
  world.told();
  world.buy(at("2024-01-25"), 500);  // leaves the window on February 4th
  world.wake(at("2024-06-01"));
  EXPECT_EQ(world.told(), "");
  world.buy(at("2024-06-02"), 500);
  EXPECT_EQ(world.told(), "bronze>silver event 2024-06-02T00:00:00Z\n");
}

TEST(LadderGuard, DowngradesGoOnDuringACooldown) {
  config::Ladder ladder = three_tiers(10);
  ladder.cooldown = 30 * kDay;
  ladder.downgrade_by_step = true;
  ladder.grace = 5 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 2000);
  world.told();
  world.wake(at("2024-06-01"));
  EXPECT_EQ(world.told(), "gold>silver time 2024-01-25T00:00:00Z\nsilver>bronze time 2024-01-30T00:00:00Z\n");
}

TEST(LadderGuard, ALateEventTakesADowngradeBackWhateverTheCooldown) {
  config::Ladder ladder = three_tiers(10);
  ladder.cooldown = 30 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.wake(at("2024-01-21"));
  world.told();
  world.touch(at("2024-01-22"));
  world.buy(at("2024-01-19"), 500);
  EXPECT_EQ(world.told(), "corrected bronze>silver event 2024-01-22T00:00:00Z\n");
  EXPECT_EQ(world.state().since, at("2024-01-10"));
}

TEST(LadderGuard, ACorrectedUpgradeIsNoDowngrade) {
  config::Ladder ladder = three_tiers(0);
  ladder.cooldown = 30 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.refund(at("2024-01-11"), 100);
  EXPECT_EQ(world.level(), "bronze");
  world.buy(at("2024-01-12"), 100);
  EXPECT_EQ(world.told(),
            "bronze>silver event 2024-01-10T00:00:00Z\n"
            "corrected silver>bronze refund 2024-01-11T00:00:00Z\n"
            "bronze>silver event 2024-01-12T00:00:00Z\n");
}

TEST(LadderGuard, StepsWithoutGraceAreAMillisecondApartAndSurviveSaving) {
  config::Ladder ladder = three_tiers(10);
  ladder.downgrade_by_step = true;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 2000);
  world.told();
  world.wake(at("2024-01-20"));
  EXPECT_EQ(world.told(), "gold>silver time 2024-01-20T00:00:00Z\n");
  const std::string before = world.encoded();
  world.reload();
  EXPECT_EQ(world.encoded(), before);
  world.wake(at("2024-01-21"));
  EXPECT_EQ(world.told(), "silver>bronze time 2024-01-20T00:00:00.001Z\n");
}

/// Late events are assessed at the customer's clock, which may be the very instant of the step before them.
TEST(LadderGuard, AStepThatPendsSinceThisInstantIsRecoveredFromAtIt) {
  config::Ladder ladder = three_tiers(0);
  ladder.downgrade_by_step = true;
  LadderWorld world(ladder);
  world.buy(at("2024-01-09"), 500);
  world.buy(at("2024-01-10"), 1500);
  world.told();
  world.refund(at("2024-01-20"), 1900);
  world.buy(at("2024-01-15"), 1);
  EXPECT_EQ(world.told(), "corrected gold>silver refund 2024-01-20T00:00:00Z\n");
  EXPECT_EQ(world.due(), at("2024-01-20") + 1);
  world.buy(at("2024-01-20"), 400);
  EXPECT_EQ(world.due(), kNever);
  world.wake(at("2024-01-21"));
  EXPECT_EQ(world.told(), "");
}

TEST(LadderGuard, WithoutARecoveryTheStepFollowsAMillisecondLaterByTime) {
  config::Ladder ladder = three_tiers(0);
  ladder.downgrade_by_step = true;
  LadderWorld world(ladder);
  world.buy(at("2024-01-09"), 500);
  world.buy(at("2024-01-10"), 1500);
  world.told();
  world.refund(at("2024-01-20"), 1900);
  world.buy(at("2024-01-15"), 1);
  world.told();
  world.wake(at("2024-01-21"));
  EXPECT_EQ(world.told(), "silver>bronze time 2024-01-20T00:00:00.001Z\n");
}

}  // namespace
}  // namespace tidemark::operators::story
