// Records under another configuration: operators come and go, levels are added, moved, renamed, removed.

#include <gtest/gtest.h>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

Customer silver() {
  Customer customer(scoring_of(with_ladder(spend_ladder())));
  customer.buy(noon(0), 600);
  return customer;
}

Status load(const Customer& from, const config::Config& config) {
  const auto scoring = scoring_of(config);
  Customer loaded(scoring);
  return scoring->decode(loaded.state(), from.encoded());
}

TEST(Migration, ALevelAddedOrMovedIsFoundByName) {
  config::Ladder ladder = spend_ladder();
  ladder.levels.insert(ladder.levels.begin() + 1, {"copper", money(100)});
  Customer loaded = silver().reloaded(scoring_of(with_ladder(ladder)));
  EXPECT_EQ(loaded.level("tier"), "silver");
  EXPECT_EQ(loaded.due(), kNewYear + 365 * kDay);
  loaded.apply(refund(noon(1), 500));
  EXPECT_EQ(loaded.level("tier"), "copper");
}

TEST(Migration, TheCurrentLevelGoneIsRefusedWithTheLaddersName) {
  config::Ladder ladder = spend_ladder();
  ladder.levels[1].name = "argent";
  const Status status = load(silver(), with_ladder(ladder));
  EXPECT_EQ(status.code(), Code::kUnsupported);
  EXPECT_NE(status.message().find("'tier'"), std::string::npos) << status.message();
}

TEST(Migration, AnotherLevelGoneIsFine) {
  config::Ladder ladder = spend_ladder();
  ladder.levels.pop_back();
  EXPECT_EQ(silver().reloaded(scoring_of(with_ladder(ladder))).level("tier"), "silver");
}

TEST(Migration, TheOriginOfTheLastTransitionGoneCannotBeReturnedTo) {
  config::Ladder ladder = spend_ladder();
  ladder.levels[0].name = "iron";
  Customer loaded = silver().reloaded(scoring_of(with_ladder(ladder)));
  loaded.apply(refund(noon(1), 200));
  EXPECT_EQ(loaded.told(), "tier silver>iron refund 2024-01-02T12:00:00Z\n") << "no correction";
}

config::Config loud(config::Config config, std::string level) {
  config.alerts.limits.push_back({.level = std::move(level), .loud_start = true});
  return config;
}

TEST(Migration, AMovedThresholdIsInForceAtOnceAndInSilence) {
  config::Ladder ladder = spend_ladder();
  ladder.levels[2].at = money(550);
  Customer loaded = silver().reloaded(scoring_of(with_ladder(ladder)));
  EXPECT_EQ(loaded.level("tier"), "gold");
  loaded.wake(noon(5));
  EXPECT_EQ(loaded.told(), "");
}

TEST(Migration, WhereAskedForAMovedThresholdIsToldAtTheNextMark) {
  config::Ladder ladder = spend_ladder();
  ladder.levels[2].at = money(550);
  Customer loaded = silver().reloaded(scoring_of(loud(with_ladder(ladder), "tier")));
  EXPECT_TRUE(loaded.scoring().fresh(loaded.state()));
  Customer stored = loaded.reloaded();
  for (Customer* customer : {&loaded, &stored}) {
    EXPECT_EQ(customer->level("tier"), "silver") << "until it is told";
    customer->settle(noon(5));
    EXPECT_EQ(customer->told(), "tier silver>gold configuration 2024-01-06T12:00:00Z\n");
    EXPECT_FALSE(customer->scoring().fresh(customer->state()));
  }
}

TEST(Migration, WhatIsToldOfAConfigurationComesAfterWhatWasDueBefore) {
  config::Ladder ladder = spend_ladder();
  config::Config config = loud(with_lifecycle(), "tier");
  config.ladders.push_back(ladder);
  Customer customer(scoring_of(with_lifecycle()));
  customer.buy(noon(0), 600);
  customer.forget_alerts();
  Customer loaded = customer.reloaded(scoring_of(config));
  loaded.settle(noon(100));
  EXPECT_EQ(loaded.told(),
            "lifecycle new>active time 2024-01-31T12:00:00Z\n"
            "lifecycle active>at_risk time 2024-03-31T12:00:00Z\n"
            "tier bronze>silver configuration 2024-04-10T12:00:00Z\n");
}

TEST(Migration, ANewOperatorStartsWhereTheCustomerStandsAndADroppedOneIsForgotten) {
  config::Config config = everything();
  config.ladders.clear();
  Customer loaded = silver().reloaded(scoring_of(config));
  EXPECT_EQ(loaded.number("orders", noon(1)), 1);
  EXPECT_EQ(loaded.level("lifecycle"), "new");
  EXPECT_EQ(loaded.level("churn"), "high");
  EXPECT_NE(loaded.level("rfm"), "");
  EXPECT_GT(loaded.due(), noon(0) + 1);
  loaded.wake(noon(1));
  EXPECT_EQ(loaded.told(), "");
  const Customer back = loaded.reloaded(scoring_of(with_ladder(spend_ladder())));
  EXPECT_EQ(back.level("tier"), "silver") << "its section was dropped on the way, but not the orders";
}

TEST(Migration, ANewLadderOverOldDaysHasItsWholeWindow) {
  Customer customer(scoring_of(bare()));
  for (int day = 0; day < 700; day += 20) customer.buy(noon(day), 100);
  Customer loaded = customer.reloaded(scoring_of(loud(with_ladder(spend_ladder()), "tier")));
  loaded.settle(noon(681));
  EXPECT_EQ(loaded.level("tier"), "silver");
  EXPECT_NEAR(Json(loaded.last_alert().data).number("/score"), 1900, 100);
}

TEST(Migration, RenamedSegmentsStartSilently) {
  Customer customer(scoring_of(with_rfm()));
  customer.buy(noon(0), 10);
  config::Config renamed = with_rfm();
  for (std::string& name : renamed.rfm.segments) name = "segment_" + name;
  Customer loaded = customer.reloaded(scoring_of(renamed));
  EXPECT_EQ(loaded.level("rfm").substr(0, 8), "segment_");
  loaded.wake(noon(0) + 1);
  EXPECT_EQ(loaded.told(), "");
}

}  // namespace
}  // namespace tidemark::operators::story
