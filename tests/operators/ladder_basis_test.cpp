// What a ladder stands on: orders and days, a feature of any kind, conditions of levels.

#include <gtest/gtest.h>

#include "tests/operators/ladder_world.h"

namespace tidemark::operators::story {
namespace {

config::Ladder over_feature() {
  config::Ladder ladder = three_tiers(0);
  ladder.basis = {config::Basis::Measure::kFeature, 0, "points"};
  ladder.levels = {{"bronze", 0}, {"silver", 10 * kMicro}, {"gold", 20 * kMicro}};
  return ladder;
}

TEST(LadderBasis, RefundsTakeBackOrdersToo) {
  config::Ladder ladder = three_tiers(30);
  for (const auto measure : {config::Basis::Measure::kOrders, config::Basis::Measure::kPurchaseDays}) {
    ladder.basis = {measure, 30, "basis"};
    const LadderWorld world(ladder);
    EXPECT_TRUE(world.ladder().stands_on(Kind::kRefund));
    EXPECT_TRUE(world.ladder().stands_on(Kind::kPurchase));
    EXPECT_FALSE(world.ladder().stands_on(Kind::kPageView));
  }
}

TEST(LadderBasis, AFeatureIsComparedInUnitsAndMovesByItself) {
  StepSignal points("points", SignalType::kNumber, kNull);
  points.from(at("2024-02-01"), 9.999999).from(at("2024-02-02") + 1, 10).from(at("2024-03-01") + 7, 25);
  points.from(at("2024-04-01") + 13, 19.5).from(at("2024-05-01"), kNull);
  LadderWorld world(over_feature(), "UTC", {.basis = &points});
  EXPECT_TRUE(world.ladder().assesses_newcomers());
  EXPECT_FALSE(world.ladder().stands_on(Kind::kPurchase));
  Event first;
  first.kind = Kind::kPageView;
  first.time = at("2024-01-01");
  world.apply(first);
  EXPECT_EQ(world.due(), at("2024-02-02") + 1);
  world.wake(at("2024-06-01"));
  EXPECT_EQ(world.told(),
            "bronze>silver time 2024-02-02T00:00:00.001Z\n"
            "silver>gold time 2024-03-01T00:00:00.007Z\n"
            "gold>silver time 2024-04-01T00:00:00.013Z\n"
            "silver>bronze time 2024-05-01T00:00:00Z\n");
  EXPECT_EQ(world.sentence(), "points is not known; silver needs at least 10.");
}

TEST(LadderBasis, HysteresisHoldsAFeature) {
  StepSignal points("points", SignalType::kNumber, 20);
  points.from(at("2024-02-01"), 18).from(at("2024-03-01"), 17.99);
  config::Ladder ladder = over_feature();
  ladder.hysteresis_ppm = 100'000;
  LadderWorld world(ladder, "UTC", {.basis = &points});
  world.touch(at("2024-01-01"));
  world.told();
  world.wake(at("2024-06-01"));
  EXPECT_EQ(world.told(), "gold>silver time 2024-03-01T00:00:00Z\n");
}

TEST(LadderBasis, AFeatureGivesNoticeToo) {
  StepSignal points("points", SignalType::kNumber, 20);
  points.from(at("2024-02-20") + 5, 3).from(at("2024-02-25"), 30).from(at("2024-03-10"), 12);
  config::Ladder ladder = over_feature();
  ladder.notice = 7 * kDay;
  ladder.grace = 10 * kDay;
  LadderWorld world(ladder, "UTC", {.basis = &points});
  world.touch(at("2024-01-01"));
  world.told();
  world.wake(at("2024-06-01"));
  EXPECT_EQ(world.told(),
            "pending gold>silver time 2024-03-13T00:00:00Z until 2024-03-20T00:00:00Z\n"
            "gold>silver time 2024-03-20T00:00:00Z\n")
      << "nothing of the five days in February that recover within the grace";
}

TEST(LadderBasis, ALevelAsksForItsConditionBesides) {
  StepSignal truth("orders_90d >= 2", SignalType::kTruth, 0);
  truth.from(at("2024-02-01") + 3, 1).from(at("2024-03-01") + 9, kNull);
  config::Ladder ladder = three_tiers(365);
  ladder.levels[2].when = "orders_90d >= 2";
  LadderWorld world(ladder, "UTC", {.conditions = {nullptr, nullptr, &truth}});
  world.buy(at("2024-01-10"), 2500);
  EXPECT_EQ(world.told(), "bronze>silver event 2024-01-10T00:00:00Z\n");
  EXPECT_EQ(world.due(), at("2024-02-01") + 3);
  world.wake(at("2024-02-01") + 3);
  EXPECT_EQ(world.told(), "silver>gold time 2024-02-01T00:00:00.003Z\n");
  EXPECT_EQ(
      world.sentence(),
      "Spent 2500 in the last 365 days; gold starts at 2000 and asks for orders_90d >= 2, which holds.");
  world.wake(at("2024-12-31"));
  EXPECT_EQ(world.told(), "gold>silver time 2024-03-01T00:00:00.009Z\n") << "what is not known does not hold";
  EXPECT_EQ(
      world.sentence(),
      "Spent 2500 in the last 365 days; gold needs at least 2000 and asks for orders_90d >= 2, which does "
      "not hold.");
  world.wake(at("2025-06-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2025-01-09T00:00:00Z\n");
}

TEST(LadderBasis, ALevelIsSkippedWhereItsConditionFails) {
  const StepSignal never("false", SignalType::kTruth, 0);
  config::Ladder ladder = three_tiers(365);
  ladder.levels[1].when = "false";
  LadderWorld world(ladder, "UTC", {.conditions = {nullptr, &never, nullptr}});
  world.buy(at("2024-01-10"), 600);
  EXPECT_EQ(world.level(), "bronze");
  world.buy(at("2024-01-11"), 1400);
  EXPECT_EQ(world.level(), "gold");
  world.told();
  world.wake(at("2025-06-01"));
  EXPECT_EQ(world.told(), "gold>bronze time 2025-01-09T00:00:00Z\n");
}

TEST(LadderBasis, EventsThatMoveAConditionAreLookedAt) {
  StepSignal truth("attribute.vip", SignalType::kTruth, kNull);
  config::Ladder ladder = three_tiers(365);
  ladder.levels[1].when = "attribute.vip";
  LadderWorld world(ladder, "UTC", {.conditions = {nullptr, &truth, nullptr}});
  world.buy(at("2024-01-10"), 600);
  EXPECT_EQ(world.level(), "bronze");
  EXPECT_TRUE(world.ladder().stands_on(Kind::kIdentify));
  truth.from(at("2024-01-20"), 1);
  world.touch(at("2024-01-20"));
  EXPECT_EQ(world.told(), "bronze>silver event 2024-01-20T00:00:00Z\n");
}

}  // namespace
}  // namespace tidemark::operators::story
