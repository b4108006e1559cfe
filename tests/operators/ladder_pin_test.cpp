// A tier set by hand: in force until it ends or is taken away, then at once what the basis deserves; the
// computed one stays visible.

#include <gtest/gtest.h>

#include "tests/operators/ladder_world.h"

namespace tidemark::operators::story {
namespace {

TEST(LadderPin, SetsTheTierAtOnceUntilItsEnd) {
  LadderWorld world(three_tiers(365));
  world.buy(at("2024-01-10"), 500);
  world.told();
  world.pin(at("2024-02-01"), "gold", at("2024-06-01"));
  EXPECT_EQ(world.told(), "silver>gold override 2024-02-01T00:00:00Z\n");
  EXPECT_EQ(world.sentence(),
            "Set to gold by ann until 2024-06-01T00:00:00Z: goodwill. Spent 500 in the last 365 days; gold "
            "starts at 2000.");
  EXPECT_EQ(world.due(), at("2024-06-01"));
  EXPECT_EQ(world.valid_until(at("2024-02-01")), at("2024-06-01"));
  world.wake(at("2024-06-01"));
  EXPECT_EQ(world.told(), "gold>silver time 2024-06-01T00:00:00Z\n");
  EXPECT_EQ(world.sentence(),
            "The tier set by ann has ended. Spent 500 in the last 365 days; gold needs at least 2000.");
  EXPECT_EQ(world.due(), at("2025-01-09")) << "the rules go on";
}

TEST(LadderPin, TheEndKnowsNoGrace) {
  config::Ladder ladder = three_tiers(365);
  ladder.grace = 30 * kDay;
  ladder.minimum_stay = 90 * kDay;
  ladder.hysteresis_ppm = 500'000;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 1500);
  world.pin(at("2024-02-01"), "gold", at("2024-02-10"));
  world.told();
  world.wake(at("2024-02-10"));
  EXPECT_EQ(world.told(), "gold>silver time 2024-02-10T00:00:00Z\n") << "1500 deserves silver";
}

TEST(LadderPin, WithoutEndItStaysUntilItIsTakenAway) {
  LadderWorld world(three_tiers(30));
  world.buy(at("2024-01-10"), 2000);
  world.pin(at("2024-01-11"), "silver", kNever, "bob", "");
  EXPECT_EQ(world.sentence(),
            "Set to silver by bob. Spent 2000 in the last 30 days; gold needs at least 2000.");
  EXPECT_EQ(world.due(), kNever);
  world.buy(at("2024-05-01"), 5000);
  EXPECT_EQ(world.level(), "silver");
  EXPECT_EQ(world.project(at("2024-05-01")).computed, "gold");
  world.told();
  world.unpin(at("2024-05-02"));
  EXPECT_EQ(world.told(), "silver>gold override 2024-05-02T00:00:00Z\n");
  EXPECT_EQ(world.sentence(),
            "The tier set by bob has ended. Spent 5000 in the last 30 days; gold starts at 2000.");
  EXPECT_EQ(world.due(), at("2024-05-31"));
}

TEST(LadderPin, AnotherPinTakesItsPlace) {
  LadderWorld world(three_tiers(0));
  world.buy(at("2024-01-10"), 10);
  world.pin(at("2024-01-11"), "gold", at("2024-03-01"));
  world.pin(at("2024-01-12"), "silver", at("2024-02-01"), "", "");
  EXPECT_EQ(world.sentence(),
            "Set to silver by hand until 2024-02-01T00:00:00Z. Spent 10 in all; gold needs at least 2000.");
  world.wake(at("2024-03-01"));
  EXPECT_EQ(world.told(),
            "bronze>gold override 2024-01-11T00:00:00Z\n"
            "gold>silver override 2024-01-12T00:00:00Z\n"
            "silver>bronze time 2024-02-01T00:00:00Z\n");
}

TEST(LadderPin, ToTheLevelInForceTellsNothingAndHoldsIt) {
  LadderWorld world(three_tiers(30));
  world.buy(at("2024-01-10"), 500);
  world.told();
  world.pin(at("2024-01-11"), "silver", at("2024-06-01"));
  EXPECT_EQ(world.told(), "");
  world.wake(at("2024-07-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2024-06-01T00:00:00Z\n");
}

TEST(LadderPin, ToALevelThatIsNotConfiguredIsNone) {
  LadderWorld world(three_tiers(30));
  world.buy(at("2024-01-10"), 500);
  world.told();
  world.pin(at("2024-01-11"), "platinum", kNever);
  EXPECT_EQ(world.level(), "silver");
  EXPECT_EQ(world.due(), at("2024-02-09"));
  EXPECT_EQ(world.project(at("2024-01-11")).pin, nullptr);
}

TEST(LadderPin, ThatIsOverWhenItComesIsNone) {
  LadderWorld world(three_tiers(30));
  world.buy(at("2024-01-10"), 500);
  world.told();
  world.pin(at("2024-01-11"), "gold", at("2024-01-11"));
  EXPECT_EQ(world.told(), "");
  EXPECT_EQ(world.due(), at("2024-02-09"));
}

TEST(LadderPin, EndsAnAnnouncedDowngrade) {
  config::Ladder ladder = three_tiers(30);
  ladder.notice = 14 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.wake(at("2024-01-30"));
  world.told();
  world.pin(at("2024-01-30"), "silver", at("2024-03-01"));
  EXPECT_EQ(world.told(), "cancelled silver>silver override 2024-01-30T00:00:00Z\n");
  EXPECT_EQ(world.project(at("2024-01-30")).downgrade_at, kNever);
  world.wake(at("2024-04-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2024-03-01T00:00:00Z\n");
}

TEST(LadderPin, DownwardsNothingIsTakenBack) {
  config::Ladder ladder = three_tiers(30);
  ladder.notice = 14 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.wake(at("2024-01-30"));
  world.told();
  world.pin(at("2024-01-30"), "bronze", at("2024-02-01"));
  EXPECT_EQ(world.told(), "silver>bronze override 2024-01-30T00:00:00Z\n");
  world.wake(at("2024-02-01"));
  EXPECT_EQ(world.told(), "bronze>silver time 2024-02-01T00:00:00Z\n");
}

TEST(LadderPin, SurvivesSaving) {
  LadderWorld world(three_tiers(30));
  world.buy(at("2024-01-10"), 500);
  world.pin(at("2024-01-11"), "gold", at("2024-06-01"));
  world.told();
  world.reload();
  EXPECT_EQ(world.due(), at("2024-06-01"));
  world.wake(at("2024-07-01"));
  EXPECT_EQ(world.told(), "gold>bronze time 2024-06-01T00:00:00Z\n");
}

TEST(LadderPin, OneThatNobodyAssessedYetIsDueAtOnce) {
  LadderWorld world(three_tiers(365));
  world.buy(at("2024-01-10"), 500);
  world.pin(at("2024-01-11"), "gold", at("2024-06-01"));
  LevelState before = world.state();
  before.memory = world.ladder().memory_at_start();
  EXPECT_EQ(world.ladder().due(world.facts(), before, world.moment(at("2024-01-11"))), at("2024-01-11") + 1);
  LevelState other = world.state();
  other.value = 1;
  EXPECT_EQ(world.ladder().due(world.facts(), other, world.moment(at("2024-01-11"))), at("2024-01-11") + 1);
}

TEST(LadderPin, EndsWithoutACooldown) {
  config::Ladder ladder = three_tiers(0);
  ladder.cooldown = 90 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 400);
  world.pin(at("2024-01-11"), "gold", at("2024-01-20"));
  world.wake(at("2024-01-20"));
  world.told();
  world.buy(at("2024-01-21"), 100);
  EXPECT_EQ(world.told(), "bronze>silver event 2024-01-21T00:00:00Z\n");
}

}  // namespace
}  // namespace tidemark::operators::story
