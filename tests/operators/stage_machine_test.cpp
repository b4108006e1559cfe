// A lifecycle of one's own: order, time limits that hold, silence to the millisecond; and what stands on it.

#include <gtest/gtest.h>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

config::Lifecycle::Stage stage(std::string name, std::string when, int worth, Millis at_most = 0) {
  config::Lifecycle::Stage stage;
  stage.name = std::move(name);
  stage.when = std::move(when);
  stage.worth = worth;
  stage.at_most = at_most;
  return stage;
}
config::Score::Part part(std::string name, std::string value, double to, double weight) {
  config::Score::Part part;
  part.name = std::move(name);
  part.value = std::move(value);
  part.to = to;
  part.weight = weight;
  return part;
}
config::Segment segment(std::string name, std::string when) {
  config::Segment segment;
  segment.name = std::move(name);
  segment.when = std::move(when);
  return segment;
}

config::Config trials() {
  config::Config config = bare();
  config.lifecycle.enabled = true;
  config.lifecycle.stages = {stage("lost", "recency_days >= 30", -1), stage("customer", "orders >= 1", 2),
                             stage("trial", "orders == 0", 0, 10 * kDay), stage("idle", "orders == 0", 0)};
  return config;
}

TEST(StageMachine, TheFirstStageThatHoldsIsInForceAndTheFirstOfAllIsSilent) {
  Customer customer(scoring_of(trials()));
  customer.apply(event(Kind::kPageView, noon(0)));
  EXPECT_EQ(customer.level("lifecycle"), "trial");
  EXPECT_EQ(customer.told(), "");
  customer.buy(noon(3), 10);
  EXPECT_EQ(customer.told(), "lifecycle trial>customer event 2024-01-04T12:00:00Z\n");
}

TEST(StageMachine, SilenceTurnsItAtItsMillisecond) {
  Customer customer(scoring_of(trials()));
  customer.buy(noon(0), 10);
  customer.forget_alerts();
  EXPECT_EQ(customer.due(), noon(30));
  customer.wake(noon(100));
  EXPECT_EQ(customer.told(), "lifecycle customer>lost time 2024-01-31T12:00:00Z\n");
}

TEST(StageMachine, AStageWhoseTimeIsUpStaysLeftUntilItsConditionWasFalse) {
  config::Config config = trials();
  config.segments = {segment("old", "tenure_days > 20")};  // assesses everybody on day 20
  Customer customer(scoring_of(config));
  customer.apply(event(Kind::kPageView, noon(0)));
  customer.wake(noon(40));
  EXPECT_EQ(customer.level("lifecycle"), "idle");
  Customer stored = customer.reloaded();
  for (Customer* one : {&customer, &stored}) {
    one->apply(event(Kind::kPageView, noon(41)));
    one->wake(noon(60));
    EXPECT_EQ(one->level("lifecycle"), "idle");
  }
}

TEST(StageMachine, AnotherLevelMayLookAtIt) {
  config::Config config = trials();
  config.segments = {segment("gone", "lifecycle == 'lost'")};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.forget_alerts();
  customer.wake(noon(31));
  EXPECT_EQ(customer.told(),
            "lifecycle customer>lost time 2024-01-31T12:00:00Z\n"
            "segment >gone time 2024-01-31T12:00:00Z\n");
}

TEST(Score, AMeanThatLiesOnACutReachesIt) {
  config::Config config = bare();
  config::Score score;
  score.name = "activity";
  score.parts = {part("a", "orders", 12, 3), part("b", "purchase_days * 0", 1, 2)};
  score.levels = {{"low", 0}, {"high", 20}};
  config.scores = {score};
  Customer customer(scoring_of(config));
  for (int day = 0; day < 4; ++day) customer.buy(noon(day), 10);
  EXPECT_EQ(customer.number("score.activity", noon(4)), 20);
  EXPECT_EQ(customer.level("activity"), "high");
}

TEST(Limits, WhatACooldownHoldsBackIsToldAsTheNetDifference) {
  config::Config config = with_ladder(spend_ladder());
  config::AlertLimit limit;
  limit.level = "tier";
  limit.cooldown = 10 * kDay;
  config.alerts.limits = {limit};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 600);
  customer.buy(noon(1), 5000);
  EXPECT_EQ(customer.level("tier"), "gold");
  EXPECT_EQ(customer.told(), "tier bronze>silver event 2024-01-01T12:00:00Z\n");
  Customer stored = customer.reloaded();
  for (Customer* one : {&customer, &stored}) {
    one->forget_alerts();
    EXPECT_EQ(one->due(), noon(10));
    one->wake(noon(20));
    EXPECT_EQ(one->told(), "tier silver>gold time 2024-01-11T12:00:00Z\n");
  }
}

}  // namespace
}  // namespace tidemark::operators::story
