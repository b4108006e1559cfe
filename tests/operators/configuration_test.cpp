// What a scoring refuses to be made of, naming the setting.

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

void expect_refused(const std::string& setting, const std::function<void(config::Config&)>& spoil) {
  config::Config config = everything();
  spoil(config);
  const auto made = Scoring::make(config, 1, 1);
  ASSERT_FALSE(made.ok()) << setting;
  EXPECT_EQ(made.status().code(), Code::kInvalidArgument);
  EXPECT_NE(made.status().message().find(setting), std::string::npos) << made.status().message();
}

TEST(Configuration, TheDefaultIsFine) {
  const auto scoring = scoring_of(everything(), 3);
  EXPECT_EQ(scoring->version(), 3u);
  EXPECT_EQ(scoring->config().ladders.front().name, "tier");
  EXPECT_EQ(scoring->level_count(), 5u);
}

TEST(Configuration, SwitchedOffLevelsAreNotThere) {
  EXPECT_EQ(scoring_of(bare())->level_names(), std::vector<std::string>{"churn"});
}

TEST(Configuration, RefusesWhatHasNoMeaning) {
  using C = config::Config;
  const double infinite = std::numeric_limits<double>::infinity();
  expect_refused("time.zone", [](C& c) { c.time.zone = "Nowhere/Land"; });
  expect_refused("churn.mbgnbd", [](C& c) { c.churn.parameters()->a = 0; });
  expect_refused("churn.mbgnbd", [&](C& c) { c.churn.parameters()->alpha = infinite; });
  expect_refused("churn.horizon", [](C& c) { c.churn.horizon = 0; });
  expect_refused("churn.base_rate", [](C& c) { c.churn.base_rate = 1; });
  expect_refused("churn.bands", [](C& c) { c.churn.leave[1] = 0.8; });
  expect_refused("churn.bands", [](C& c) { c.churn.enter = {0.9, 0.7, 0.95}; });
  expect_refused("rfm.recency_days", [](C& c) { c.rfm.recency_days[0] = 1000; });
  expect_refused("rfm.frequency", [](C& c) { c.rfm.frequency[3] = 0; });
  expect_refused("rfm.monetary", [](C& c) { c.rfm.monetary[3] = 0; });
  expect_refused("rfm.segments", [](C& c) { c.rfm.cell[7] = 99; });
  expect_refused("tiers.tier.levels", [](C& c) { c.ladders[0].levels.resize(1); });
  expect_refused("tiers.tier.levels[2].at", [](C& c) { c.ladders[0].levels[2].at = 1; });
  expect_refused("tiers.tier", [](C& c) { c.ladders.push_back(c.ladders[0]); });
  expect_refused("tiers.churn", [](C& c) { c.ladders[0].name = "churn"; });
  expect_refused("tiers.a.b", [](C& c) { c.ladders[0].name = "a.b"; });
  expect_refused("gold", [](C& c) { c.ladders[0].levels[1].name = "gold"; });
  expect_refused("hysteresis", [](C& c) { c.ladders[0].hysteresis_ppm = 2'000'000; });
  expect_refused("grace", [](C& c) { c.ladders[0].grace = -1; });
  expect_refused("tiers", [](C& c) { c.ladders.resize(40, c.ladders[0]); });
  expect_refused("lifecycle.new_for", [](C& c) { c.lifecycle.new_for = -1; });
}

TEST(Configuration, APropertyTooManyNamesWhoAsksForIt) {
  const auto attributes = [](config::Config& c, int count) {
    for (int i = 0; i < count; ++i) {
      c.features.attributes.push_back({"a" + std::to_string(i), config::Attribute::Type::kNumber, false});
    }
  };
  expect_refused(
      "features.attributes.a63: no more than 64 properties of events can be looked at in all; 'a63'",
      [&](config::Config& c) { attributes(c, 70); });
  expect_refused("segments.happy: no more than 64 properties", [&](config::Config& c) {
    config::Segment happy;
    happy.name = "happy";
    happy.when = "nps > 8";
    for (int i = 0; i < 63; ++i) happy.when += " and attribute.a" + std::to_string(i) + " > 0";
    attributes(c, 63);
    c.segments = {happy};
  });
}

}  // namespace
}  // namespace tidemark::operators::story
