// Concern: the churn formulas of the plain model give the published test vectors, and its search the
// published crossing times.
#include "tests/reference/churn_formula.h"

#include <gtest/gtest.h>

#include "tests/reference/story.h"

namespace tidemark::reference {
namespace {

using config::Churn;
const config::BtydParameters kMbg{0.525, 6.183, 0.891, 1.614};
const config::BtydParameters kBg{0.243, 4.414, 0.793, 2.426};

double p0(Churn::Model model, const PlainBtyd& btyd, int weeks) {
  return no_purchase_probability(model, model == Churn::Model::kMbgNbd ? kMbg : kBg, btyd, weeks * kWeek);
}

TEST(ChurnFormula, PublishedProbabilitiesOfMbgNbd) {
  const auto model = Churn::Model::kMbgNbd;
  EXPECT_NEAR(p_alive(model, kMbg, {2, 30.43, 38.86}), 0.70620227, 1e-8);
  EXPECT_NEAR(p_alive(model, kMbg, {0, 0, 38.86}), 0.38973508, 1e-8);
  EXPECT_NEAR(p_alive(model, kMbg, {0, 0, 104}), 0.28535507, 1e-8);
  EXPECT_NEAR(p0(model, {2, 30.43, 38.86}, 13), 0.66607772, 1e-8);
  EXPECT_NEAR(p0(model, {0, 0, 38.86}, 39), 0.8911706, 1e-7);
  EXPECT_NEAR(p0(model, {4, 35.71, 38.86}, 13), 0.44069734, 1e-8);
  EXPECT_NEAR(p0(model, {26, 30.86, 31.0}, 39), 0.03443386, 1e-8);
}

TEST(ChurnFormula, PublishedProbabilitiesOfBgNbd) {
  const auto model = Churn::Model::kBgNbd;
  EXPECT_EQ(p_alive(model, kBg, {0, 0, 38.86}), 1);
  EXPECT_NEAR(p_alive(model, kBg, {1, 1.71, 38.86}), 0.21210099, 1e-8);
  EXPECT_NEAR(p0(model, {0, 0, 38.86}, 13), 0.93816317, 1e-8);
  EXPECT_NEAR(p0(model, {2, 30.43, 38.86}, 39), 0.44537286, 1e-8);
}

TEST(ChurnFormula, SearchFindsThePublishedCrossingToTheMillisecond) {
  config::Config config = churn_config();
  config.churn.enter = config.churn.leave = {0.75, 0.8, 0.9};
  Story story(config);
  EXPECT_EQ(told(story.apply(purchase(on(0), 10)), "churn"),
            Told{"unknown>low@2025-01-01T00:00:00Z event 1"});
  const std::vector<PlainTransition> all = story.wait_until(on(400));
  std::vector<PlainTransition> churn;
  for (const PlainTransition& t : all)
    if (t.level == "churn") churn.push_back(t);
  ASSERT_EQ(churn.size(), 3U);
  EXPECT_EQ(churn[2].to, "critical");
  // P0(13) = 0.9 at T = 16.76941 weeks for x = 0.
  EXPECT_NEAR(static_cast<double>(churn[2].instant - on(0)) / static_cast<double>(kWeek), 16.76941, 5e-6);
  const auto risk = [&](Millis at) { return *churn_risk(config.churn, story.customer().history(), at); };
  EXPECT_LT(risk(churn[2].instant - 1), 0.9);
  EXPECT_GE(risk(churn[2].instant), 0.9);
}

TEST(ChurnFormula, UnknownForAWhileThenABand) {
  config::Config config = churn_config();
  config.churn.unknown_for = 20 * kDay;
  config.churn.enter = config.churn.leave = {0.5, 0.99, 0.999};
  Story story(config);
  EXPECT_EQ(told(story.apply(purchase(on(0, 5), 10)), "churn"), Told{});
  EXPECT_EQ(told(story.wait_until(on(20, 5) - 1), "churn"), Told{});
  EXPECT_EQ(told(story.wait_until(on(20, 5)), "churn"), Told{"unknown>medium@2025-01-21T05:00:00Z time 1"});
}

TEST(ChurnFormula, BandsAreLeftBelowTheirOwnCuts) {
  config::Config config = churn_config();
  config.churn.enter = {0.72, 0.98, 0.99};
  config.churn.leave = {0.30, 0.97, 0.98};
  Story story(config);
  story.apply(purchase(on(0), 10));
  story.wait_until(on(40));
  EXPECT_EQ(story.value("churn"), "medium");
  // A second purchase day brings the risk below the entering cut, not below the leaving one.
  EXPECT_EQ(told(story.apply(purchase(on(40), 10)), "churn"), Told{});
  const double risk = *churn_risk(config.churn, story.customer().history(), on(40));
  EXPECT_LT(risk, 0.72);
  EXPECT_GT(risk, 0.30);
}

TEST(ChurnFormula, BandsThatNobodyWouldLiveToSeeAreNeverCrossed) {
  config::Config config = churn_config();
  config.churn.enter = config.churn.leave = {0.8, 0.9, 0.9999};
  Story story(config);
  story.apply(purchase(on(0, 3), 10));
  story.wait_until(on(18'300));
  EXPECT_EQ(story.value("churn"), "high");
  EXPECT_EQ(story.customer().due(), kNever);
  // It would come, by the formula.
  EXPECT_GT(*churn_risk(config.churn, story.customer().history(), on(3'000'000)), 0.9999);
}

TEST(ChurnFormula, OddsRatioIsOneAfterThePurchase) {
  config::Config config = churn_config();
  config.churn.bands_on = Churn::BandsOn::kOddsRatio;
  config.churn.enter = config.churn.leave = {1.5, 3, 6};
  Story story(config);
  EXPECT_EQ(told(story.apply(purchase(on(0), 10)), "churn"),
            Told{"unknown>low@2025-01-01T00:00:00Z event 1"});
  story.wait_until(on(900));
  EXPECT_EQ(story.value("churn"), "critical");
}

}  // namespace
}  // namespace tidemark::reference
