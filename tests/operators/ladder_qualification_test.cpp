// Over what a tier is reached: running months, quarters and years, years since joining, the time since the
// last change of tier; and the period that closed, where the loss is decided at its end.

#include <gtest/gtest.h>

#include "tests/operators/ladder_world.h"

namespace tidemark::operators::story {
namespace {

using Period = config::Qualification::Period;
using DowngradeOn = config::Ladder::DowngradeOn;

config::Ladder tiers_by(Period period, DowngradeOn on = DowngradeOn::kLoss) {
  config::Ladder ladder = three_tiers(0);
  ladder.qualification.period = period;
  ladder.downgrade_on = on;
  return ladder;
}

TEST(LadderQualification, AMonthBeginsFromNothing) {
  LadderWorld world(tiers_by(Period::kMonth), "Europe/Berlin");
  world.buy(at("2024-03-10T12:00:00Z"), 300);
  world.buy(at("2024-03-31T21:59:59.999Z"), 200);
  EXPECT_EQ(world.told(), "bronze>silver event 2024-03-31T21:59:59.999Z\n");
  EXPECT_EQ(world.due(), at("2024-03-31T22:00:00Z")) << "summer time has begun that morning";
  world.buy(at("2024-03-31T22:00:00Z"), 1);
  EXPECT_EQ(world.told(), "silver>bronze time 2024-03-31T22:00:00Z\n");
  world.buy(at("2024-04-30T12:00:00Z"), 499);
  EXPECT_EQ(world.told(), "bronze>silver event 2024-04-30T12:00:00Z\n") << "the 1 counts in April";
}

TEST(LadderQualification, AQuarterAndAYear) {
  LadderWorld quarter(tiers_by(Period::kQuarter), "Europe/Berlin");
  quarter.buy(at("2024-02-10T12:00:00Z"), 500);
  quarter.wake(at("2025-06-01"));
  EXPECT_EQ(quarter.told(),
            "bronze>silver event 2024-02-10T12:00:00Z\nsilver>bronze time 2024-03-31T22:00:00Z\n");
  LadderWorld year(tiers_by(Period::kYear), "Europe/Berlin");
  year.buy(at("2024-02-10T12:00:00Z"), 500);
  year.wake(at("2025-06-01"));
  EXPECT_EQ(year.told(),
            "bronze>silver event 2024-02-10T12:00:00Z\nsilver>bronze time 2024-12-31T23:00:00Z\n");
}

TEST(LadderQualification, YearsSinceJoining) {
  LadderWorld world(tiers_by(Period::kJoining), "America/New_York");
  world.touch(at("2024-03-01T04:00:00Z"));  // February 29th in New York
  world.buy(at("2025-02-20"), 300);
  world.buy(at("2025-02-27"), 200);
  EXPECT_EQ(world.level(), "silver");
  EXPECT_EQ(world.due(), at("2025-02-28T05:00:00Z"));
  world.wake(at("2025-03-01"));
  EXPECT_EQ(world.told(),
            "bronze>silver event 2025-02-27T00:00:00Z\nsilver>bronze time 2025-02-28T05:00:00Z\n");
  world.buy(at("2028-02-29T12:00:00Z"), 500);
  EXPECT_EQ(world.due(), at("2029-02-28T05:00:00Z")) << "its year began that morning";
}

TEST(LadderQualification, ALateFirstEventMovesTheDayOfJoining) {
  LadderWorld world(tiers_by(Period::kJoining));
  world.touch(at("2024-03-01"));
  world.buy(at("2025-02-20"), 500);
  EXPECT_EQ(world.due(), at("2025-03-01"));
  world.touch(at("2024-02-25"));
  EXPECT_EQ(world.due(), at("2025-02-25"));
  world.touch(at("2024-02-10"));
  EXPECT_EQ(world.due(), at("2026-02-10"));
}

TEST(LadderQualification, SinceTheLastChangeOfTier) {
  config::Ladder ladder = tiers_by(Period::kTierChange, DowngradeOn::kExpiry);
  ladder.validity.span = {1, config::CalendarSpan::Unit::kYear};
  LadderWorld world(ladder);
  world.buy(at("2024-02-01"), 300);
  world.buy(at("2024-03-01T12:00:00Z"), 250);
  EXPECT_EQ(world.told(), "bronze>silver event 2024-03-01T12:00:00Z\n");
  world.buy(at("2024-06-01"), 1700);
  EXPECT_EQ(world.level(), "silver") << "250 on the day of the change and 1700; the 300 are from before it";
  world.buy(at("2024-06-02"), 50);
  EXPECT_EQ(world.told(), "silver>gold event 2024-06-02T00:00:00Z\n");
  world.wake(at("2026-01-01"));
  EXPECT_EQ(world.told(), "gold>bronze time 2025-06-02T00:00:00Z\n") << "50 since it is gold";
}

TEST(LadderQualification, SinceTheLastChangeNothingIsLostWithoutADecision) {
  LadderWorld world(tiers_by(Period::kTierChange));
  world.buy(at("2024-02-01"), 300);
  world.buy(at("2024-03-01"), 250);
  EXPECT_EQ(world.level(), "silver");
  EXPECT_EQ(world.due(), kNever);
  world.refund(at("2024-03-02"), 250);
  EXPECT_EQ(world.level(), "silver");
}

TEST(LadderQualification, TheYearThatClosedDecides) {
  LadderWorld world(tiers_by(Period::kYear, DowngradeOn::kYear), "Europe/Berlin");
  world.buy(at("2024-05-01"), 2500);
  world.buy(at("2025-05-01"), 600);
  world.wake(at("2030-01-01"));
  EXPECT_EQ(world.told(),
            "bronze>gold event 2024-05-01T00:00:00Z\n"
            "gold>silver time 2025-12-31T23:00:00Z\n"
            "silver>bronze time 2026-12-31T23:00:00Z\n");
}

TEST(LadderQualification, ACycleDecidesByTheYearThatItEnds) {
  config::Ladder ladder = tiers_by(Period::kYear, DowngradeOn::kExpiry);
  ladder.validity.cycle = 1231;
  LadderWorld world(ladder);
  world.buy(at("2024-05-01"), 500);
  EXPECT_EQ(world.valid_until(at("2024-05-01")), at("2025-01-01"));
  world.buy(at("2025-12-31T23:00:00Z"), 500);
  world.wake(at("2030-01-01"));
  EXPECT_EQ(world.told(),
            "bronze>silver event 2024-05-01T00:00:00Z\nsilver>bronze time 2027-01-01T00:00:00Z\n");
}

TEST(LadderQualification, WhatClosedStillCountsWhenTheGraceIsOver) {
  config::Ladder ladder = tiers_by(Period::kYear, DowngradeOn::kYear);
  ladder.grace = 30 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-05-01"), 2500);
  world.buy(at("2025-05-01"), 600);
  world.told();
  world.wake(at("2026-01-15"));
  EXPECT_EQ(world.state().memory.a, at("2026-01-01"));
  world.wake(at("2026-03-01"));
  EXPECT_EQ(world.told(), "gold>silver time 2026-01-31T00:00:00Z\n") << "not bronze, though 2026 has nothing";
}

TEST(LadderQualification, ALatePurchaseOfTheClosedYearRecovers) {
  config::Ladder ladder = tiers_by(Period::kYear, DowngradeOn::kYear);
  ladder.grace = 30 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-05-01"), 2500);
  world.buy(at("2025-05-01"), 600);
  world.touch(at("2026-01-10"));
  world.told();
  world.buy(at("2025-12-31"), 1400);
  EXPECT_EQ(world.state().memory.a, kNoTime);
  world.wake(at("2026-12-31"));
  EXPECT_EQ(world.told(), "");
}

TEST(LadderQualification, AConditionThatComesBackInGraceRecoversByTheClosedYear) {
  StepSignal truth("active", SignalType::kTruth, 1);
  truth.from(at("2025-12-01"), 0).from(at("2026-01-10T06:00:00Z"), 1);
  config::Ladder ladder = tiers_by(Period::kYear, DowngradeOn::kYear);
  ladder.grace = 30 * kDay;
  ladder.levels[1].when = "active";
  LadderWorld world(ladder, "UTC", {.conditions = {nullptr, &truth, nullptr}});
  world.buy(at("2025-05-01"), 600);
  world.told();
  world.wake(at("2026-01-01"));
  EXPECT_EQ(world.state().memory.a, at("2026-01-01"));
  EXPECT_EQ(world.due(), at("2026-01-10T06:00:00Z"));
  world.wake(at("2026-12-31"));
  EXPECT_EQ(world.told(), "");
}

TEST(LadderQualification, TheYearSinceJoiningThatClosedDecidesOnItsAnniversary) {
  config::Ladder ladder = tiers_by(Period::kJoining, DowngradeOn::kExpiry);
  ladder.validity.span = {1, config::CalendarSpan::Unit::kYear};
  ladder.validity.from = config::Validity::From::kJoining;
  LadderWorld world(ladder);
  world.touch(at("2024-03-10T08:00:00Z"));
  world.buy(at("2024-06-01"), 500);
  world.buy(at("2025-03-09"), 500);
  world.wake(at("2030-01-01"));
  EXPECT_EQ(world.told(),
            "bronze>silver event 2024-06-01T00:00:00Z\nsilver>bronze time 2026-03-10T08:00:00Z\n")
      << "renewed on 2025-03-10 by the year before it, which ended eight hours earlier";
}

}  // namespace
}  // namespace tidemark::operators::story
