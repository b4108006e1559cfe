// How long a tier lasts, and when a loss is decided: spans and cycles, from the tier's start, joining or a
// date; expiry and calendar; straight or a step, with grace and minimum stay on top.

#include <gtest/gtest.h>

#include "tests/operators/ladder_world.h"

namespace tidemark::operators::story {
namespace {

using config::CalendarSpan;
using DowngradeOn = config::Ladder::DowngradeOn;
using From = config::Validity::From;
using Unit = CalendarSpan::Unit;

/// Over the spend of 30 days, lost when its validity ends.
config::Ladder valid_for(const CalendarSpan& span) {
  config::Ladder ladder = three_tiers(30);
  ladder.validity.span = span;
  ladder.downgrade_on = DowngradeOn::kExpiry;
  return ladder;
}

config::Ladder reviewed(DowngradeOn on) {
  config::Ladder ladder = three_tiers(30);
  ladder.downgrade_on = on;
  return ladder;
}

TEST(LadderValidity, ATierLastsUntilItExpires) {
  LadderWorld world(valid_for({1, Unit::kYear}));
  world.buy(at("2024-01-10T12:00:00Z"), 500);
  world.told();
  EXPECT_EQ(world.valid_until(at("2024-05-01")), at("2025-01-10T12:00:00Z"));
  world.wake(at("2025-01-10T12:00:00Z") - 1);
  EXPECT_EQ(world.level(), "silver") << "the window is empty since February";
  world.wake(at("2026-01-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2025-01-10T12:00:00Z\n");
  EXPECT_EQ(world.valid_until(at("2026-01-01")), kNever) << "the first level has no end";
}

TEST(LadderValidity, AnUpgradeBeginsAValidityOfItsOwn) {
  LadderWorld world(valid_for({6, Unit::kMonth}));
  world.buy(at("2024-01-10T12:00:00Z"), 500);
  world.buy(at("2024-02-01T12:00:00Z"), 1500);
  world.told();
  EXPECT_EQ(world.valid_until(at("2024-02-01T12:00:00Z")), at("2024-08-01T12:00:00Z"));
  world.wake(at("2026-01-01"));
  EXPECT_EQ(world.told(), "gold>bronze time 2024-08-01T12:00:00Z\n");
}

TEST(LadderValidity, WhatIsDeservedIsRenewedFromThatEndOn) {
  LadderWorld world(valid_for({1, Unit::kYear}));
  world.buy(at("2024-01-10T12:00:00Z"), 500);
  world.buy(at("2025-01-05"), 500);
  world.told();
  world.wake(at("2025-01-11"));
  EXPECT_EQ(world.valid_until(at("2025-01-11")), at("2026-01-10T12:00:00Z"));
  world.wake(at("2027-01-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2026-01-10T12:00:00Z\n");
}

TEST(LadderValidity, RoundedUpItLastsToTheEndOfTheLocalYear) {
  LadderWorld world(valid_for({1, Unit::kYear, CalendarSpan::Rounding::kUp}), "Europe/Berlin");
  world.buy(at("2024-01-10T12:00:00Z"), 500);
  world.told();
  world.wake(at("2027-01-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2025-12-31T23:00:00Z\n");
}

TEST(LadderValidity, RoundedDownItEndsWithTheBeginningOfTheMonth) {
  LadderWorld world(valid_for({3, Unit::kMonth, CalendarSpan::Rounding::kDown}), "Europe/Berlin");
  world.buy(at("2024-01-10T12:00:00Z"), 500);
  world.told();
  world.wake(at("2027-01-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2024-03-31T22:00:00Z\n") << "April 1st, in summer time";
}

TEST(LadderValidity, ACycleIsTheSameDayForEveryone) {
  config::Ladder ladder = valid_for({});
  ladder.validity.cycle = 331;
  LadderWorld world(ladder, "Europe/Berlin");
  world.buy(at("2024-01-10T12:00:00Z"), 500);
  world.told();
  EXPECT_EQ(world.valid_until(at("2024-01-11")), at("2024-03-31T22:00:00Z")) << "through March 31st";
  world.wake(at("2027-01-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2024-03-31T22:00:00Z\n");
}

TEST(LadderValidity, FromJoiningItIsTheAnniversary) {
  config::Ladder ladder = valid_for({1, Unit::kYear});
  ladder.validity.from = From::kJoining;
  LadderWorld world(ladder);
  world.touch(at("2024-02-29T08:00:00Z"));
  world.buy(at("2024-12-20"), 500);
  world.told();
  EXPECT_EQ(world.valid_until(at("2024-12-20")), at("2025-02-28T08:00:00Z"));
  world.touch(at("2024-02-20T07:00:00Z"));
  EXPECT_EQ(world.valid_until(at("2024-12-20")), at("2025-02-20T07:00:00Z")) << "an older event came late";
  world.wake(at("2027-01-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2025-02-20T07:00:00Z\n");
}

TEST(LadderValidity, FromAnAttributeItIsTheLocalDayOfThatDate) {
  config::Ladder ladder = valid_for({1, Unit::kYear});
  ladder.validity.from = From::kAttribute;
  ladder.validity.attribute = "contract";
  StepSignal contract("attribute.contract", SignalType::kInstant, kNull);
  contract.from(at("2024-04-01"), static_cast<double>(at("2020-06-15")));
  LadderWorld world(ladder, "Europe/Berlin", {.valid_from = &contract});
  world.buy(at("2024-03-01"), 500);
  EXPECT_EQ(world.valid_until(at("2024-03-01")), kNever) << "nothing is known yet";
  EXPECT_EQ(world.due(), kNever);
  world.touch(at("2024-04-01"));
  EXPECT_EQ(world.due(), at("2024-06-14T22:00:00Z"));
  world.told();
  world.wake(at("2027-01-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2024-06-14T22:00:00Z\n");
}

TEST(LadderValidity, LossIsDecidedWhenALocalMonthQuarterOrYearBegins) {
  const std::pair<DowngradeOn, const char*> kCases[] = {{DowngradeOn::kMonth, "2024-02-29T23:00:00Z"},
                                                        {DowngradeOn::kQuarter, "2024-03-31T22:00:00Z"},
                                                        {DowngradeOn::kYear, "2024-12-31T23:00:00Z"}};
  for (const auto& [on, then] : kCases) {
    LadderWorld world(reviewed(on), "Europe/Berlin");
    world.buy(at("2024-01-10T12:00:00Z"), 500);  // out of the window since February 9th
    world.told();
    world.wake(at("2027-01-01"));
    EXPECT_EQ(world.told(), "silver>bronze time " + std::string(then) + "\n");
  }
}

TEST(LadderValidity, TheTargetOfThatInstantDecides) {
  LadderWorld world(reviewed(DowngradeOn::kMonth));
  world.buy(at("2024-01-10"), 2000);
  world.buy(at("2024-02-20"), 600);  // silver deserved on March 1st, nothing on April 1st
  world.told();
  world.wake(at("2027-01-01"));
  EXPECT_EQ(world.told(), "gold>silver time 2024-03-01T00:00:00Z\nsilver>bronze time 2024-04-01T00:00:00Z\n");
}

TEST(LadderValidity, OneStepADecision) {
  config::Ladder ladder = valid_for({1, Unit::kYear});
  ladder.downgrade_by_step = true;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 2000);
  world.told();
  world.wake(at("2030-01-01"));
  EXPECT_EQ(world.told(), "gold>silver time 2025-01-10T00:00:00Z\nsilver>bronze time 2026-01-10T00:00:00Z\n");
}

TEST(LadderValidity, GraceComesOnTop) {
  config::Ladder ladder = valid_for({1, Unit::kYear});
  ladder.grace = 30 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.told();
  world.wake(at("2025-01-10"));
  EXPECT_EQ(world.valid_until(at("2025-01-10")), at("2025-02-09")) << "in force until then";
  world.wake(at("2030-01-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2025-02-09T00:00:00Z\n");
}

TEST(LadderValidity, RecoveryInGraceRenewsSilentlyFromTheOldEnd) {
  config::Ladder ladder = valid_for({1, Unit::kYear});
  ladder.grace = 30 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.told();
  world.buy(at("2025-01-20"), 500);
  EXPECT_EQ(world.valid_until(at("2025-01-20")), at("2026-01-10"));
  world.wake(at("2025-12-31"));
  EXPECT_EQ(world.told(), "");
  world.wake(at("2030-01-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2026-02-09T00:00:00Z\n");
}

TEST(LadderValidity, MinimumStayDelaysADecidedLoss) {
  config::Ladder ladder = reviewed(DowngradeOn::kMonth);
  ladder.minimum_stay = 60 * kDay;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10T12:00:00Z"), 500);
  world.told();
  world.wake(at("2027-01-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2024-03-10T12:00:00Z\n") << "decided on March 1st";
}

TEST(LadderValidity, LostAtOnceATierOnlySaysUntilWhenItWouldLast) {
  config::Ladder ladder = valid_for({1, Unit::kYear});
  ladder.downgrade_on = DowngradeOn::kLoss;
  LadderWorld world(ladder);
  world.buy(at("2024-01-10"), 500);
  world.told();
  EXPECT_EQ(world.valid_until(at("2024-01-11")), at("2025-01-10"));
  world.wake(at("2027-01-01"));
  EXPECT_EQ(world.told(), "silver>bronze time 2024-02-09T00:00:00Z\n");
}

}  // namespace
}  // namespace tidemark::operators::story
