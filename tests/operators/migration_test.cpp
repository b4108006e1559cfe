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

TEST(Migration, AMovedThresholdIsDueRightAfterTheLastAssessment) {
  config::Ladder ladder = spend_ladder();
  ladder.levels[2].at = money(550);
  Customer loaded = silver().reloaded(scoring_of(with_ladder(ladder)));
  EXPECT_EQ(loaded.due(), noon(0) + 1);
  loaded.wake(noon(5));
  EXPECT_EQ(loaded.told(), "tier silver>gold time 2024-01-01T12:00:00.001Z\n");
}

TEST(Migration, ANewOperatorStartsEmptyAndADroppedOneIsForgotten) {
  config::Config config = everything();
  config.ladders.clear();
  Customer loaded = silver().reloaded(scoring_of(config));
  EXPECT_EQ(loaded.number("orders", noon(1)), 1);
  EXPECT_EQ(loaded.level("lifecycle"), "prospect");
  EXPECT_EQ(loaded.level("churn"), "unknown");
  EXPECT_EQ(loaded.due(), noon(0) + 1);
  loaded.wake(noon(1));
  EXPECT_EQ(loaded.level("lifecycle"), "new");
  EXPECT_EQ(loaded.level("churn"), "high");
  EXPECT_NE(loaded.level("rfm"), "");
  const Customer back = loaded.reloaded(scoring_of(with_ladder(spend_ladder())));
  EXPECT_EQ(back.level("tier"), "bronze") << "its section was dropped on the way";
}

TEST(Migration, ANewLadderOverOldDaysHasItsWholeWindow) {
  Customer customer(scoring_of(bare()));
  for (int day = 0; day < 700; day += 20) customer.buy(noon(day), 100);
  Customer loaded = customer.reloaded(scoring_of(with_ladder(spend_ladder())));
  loaded.wake(noon(681));
  EXPECT_EQ(loaded.level("tier"), "silver");
  EXPECT_NEAR(Json(loaded.last_alert().data).number("/score"), 1900, 100);
}

TEST(Migration, RenamedSegmentsStartSilently) {
  Customer customer(scoring_of(with_rfm()));
  customer.buy(noon(0), 10);
  config::Config renamed = with_rfm();
  for (std::string& name : renamed.rfm.segments) name = "segment_" + name;
  Customer loaded = customer.reloaded(scoring_of(renamed));
  EXPECT_EQ(loaded.level("rfm"), "");
  loaded.wake(noon(0) + 1);
  EXPECT_EQ(loaded.told(), "");
  EXPECT_EQ(loaded.level("rfm").substr(0, 8), "segment_");
}

}  // namespace
}  // namespace tidemark::operators::story
