// Reasons of levels that stand on conditions: never none, always true, also when what turned was another
// level or a time that was up.

#include <gtest/gtest.h>

#include "operators/level.h"
#include "operators/signal.h"
#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

config::Lifecycle::Stage stage(std::string name, std::string when, Millis at_most = 0) {
  config::Lifecycle::Stage stage;
  stage.name = std::move(name);
  stage.when = std::move(when);
  stage.at_most = at_most;
  return stage;
}
config::Segment segment(std::string name, std::string when, Millis minimum_stay = 0) {
  config::Segment segment;
  segment.name = std::move(name);
  segment.when = std::move(when);
  segment.minimum_stay = minimum_stay;
  return segment;
}
config::Config with_segment(std::string when, Millis minimum_stay = 0) {
  config::Config config = bare();
  config.segments = {segment("s", std::move(when), minimum_stay)};
  return config;
}
std::string first_sentence(const Customer& customer) {
  return Json(customer.last_alert().data).text("/reasons/0/text");
}

TEST(NumberBeside, StandsOnItsSideOfTheLimit) {
  EXPECT_EQ(number_beside(30.0000000116, 30), "30.00000001");
  EXPECT_EQ(number_beside(29.999, 30), "29.999");
  EXPECT_EQ(number_beside(30, 30), "30");
  EXPECT_EQ(number_beside(31.239, 30), "31.24");
  EXPECT_EQ(number_beside(31.239, kNull), "31.24");
  EXPECT_EQ(number_beside(kNull, 30), "an unknown number");
  EXPECT_EQ(number_beside(-0.001, 0), "-0.001");
}

TEST(ConditionReasons, ANumberJustBeyondItsLimitIsShownBeyondIt) {
  Customer customer(scoring_of(with_segment("recency_days > 30")));
  customer.buy(noon(0), 10);
  customer.wake(noon(40));
  EXPECT_EQ(customer.told(), "segment >s time 2024-01-31T12:00:00.001Z\n");
  EXPECT_EQ(first_sentence(customer), "recency_days > 30 now holds: recency_days is 30.00000001.");
}

TEST(ConditionReasons, AnotherLevelThatTimeMovedIsTheReason) {
  config::Config config = with_segment("lifecycle == 'churned'");
  config.lifecycle.enabled = true;
  config.segments.push_back(segment("t", "not segment.s"));
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.forget_alerts();
  customer.wake(noon(400));
  ASSERT_EQ(customer.alerts().size(), 5U) << customer.told();
  const Json entered(customer.alerts()[3].data);
  EXPECT_EQ(entered.text("/reasons/0/text"), "lifecycle == 'churned' now holds: lifecycle is churned.");
  EXPECT_EQ(entered.text("/reasons/0/feature"), "lifecycle");
  const Json left(customer.alerts()[4].data);
  EXPECT_EQ(left.text("/reasons/0/text"), "segment.s now holds.");
  EXPECT_EQ(left.number("/reasons/0/before"), 0);
  EXPECT_EQ(left.number("/reasons/0/value"), 1);
}

TEST(ConditionReasons, AMinimumStayThatIsOverSaysSoAndWhatDoesNotHold) {
  Customer customer(scoring_of(with_segment("orders_30d >= 2 and not (orders >= 9)", 60 * kDay)));
  customer.buy(noon(0), 10);
  customer.buy(noon(1), 10);
  customer.forget_alerts();
  customer.wake(noon(100));
  EXPECT_EQ(customer.told(), "segment s> time 2024-03-02T12:00:00Z\n");
  const Json data(customer.last_alert().data);
  EXPECT_EQ(data.text("/reasons/0/text"),
            "The minimum stay of 60d is over. orders_30d >= 2 does not hold: orders_30d is 0.");
  EXPECT_EQ(data.number("/reasons/0/contribution"), -2);
  simdjson::dom::array reasons = data.at("/reasons");
  EXPECT_EQ(reasons.size(), 1U) << "the other comparison speaks for staying";
}

TEST(ConditionReasons, AStageThatLastsNoLongerSaysSoAndWhatHolds) {
  config::Config config = bare();
  config.lifecycle.enabled = true;
  config.lifecycle.stages = {stage("trial", "orders == 0", 10 * kDay),
                             stage("idle", "orders == 0 and events >= 1")};
  Customer customer(scoring_of(config));
  customer.apply(event(Kind::kPageView, noon(0)));
  customer.wake(noon(20));
  EXPECT_EQ(customer.told(), "lifecycle trial>idle time 2024-01-11T12:00:00Z\n");
  const Json data(customer.last_alert().data);
  EXPECT_EQ(data.text("/reasons/0/text"), "trial ends after 10d. orders == 0 holds: orders is 0.");
  EXPECT_EQ(data.text("/reasons/1/text"), "events >= 1 holds: events is 1.");
}

/// Who had no stage before has none to explain it by, nor one that it is better or worse than.
TEST(ConditionReasons, AStageThatIsToldFromTheStartSaysWhatHolds) {
  Customer old_state(scoring_of(bare()));
  old_state.buy(noon(0), 10);
  config::Config config = bare();
  config.lifecycle.enabled = true;
  config.lifecycle.stages = {stage("customer", "orders >= 1")};
  config::AlertLimit loud;
  loud.level = "lifecycle";
  loud.loud_start = true;
  config.alerts.limits = {loud};
  Customer customer = old_state.reloaded(scoring_of(config, 2));
  customer.settle(noon(1));
  EXPECT_EQ(customer.told(), "lifecycle >customer configuration 2024-01-02T12:00:00Z\n");
  const Json data(customer.last_alert().data);
  EXPECT_EQ(data.text("/reasons/0/text"), "orders >= 1 holds: orders is 1.");
  EXPECT_EQ(data.text("/sentiment"), "neutral");
  EXPECT_EQ(data.text("/direction"), "none");
}

TEST(ScoreReasons, TheFirstSentenceNamesTheCut) {
  config::Config config = bare();
  config::Score score;
  score.name = "health";
  config::Score::Part part;
  part.name = "frequency";
  part.value = "orders_30d";
  part.to = 10;
  part.weight = 1;
  score.parts = {part};
  score.levels = {{"low", 0}, {"high", 20}};
  score.hysteresis = 5;
  config.scores = {score};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.buy(noon(1), 10);
  EXPECT_EQ(first_sentence(customer),
            "The score is 20; high starts at 20. frequency is 2, which is worth 20 of the 20 points.");
  customer.wake(noon(60));
  EXPECT_EQ(first_sentence(customer),
            "The score is 10; high needs at least 15. frequency is 1, which is worth 10 of the 10 points.");
}

TEST(LifecycleReasons, WhatEndedByTimeIsTold) {
  config::Config config = with_lifecycle();
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 1);
  customer.wake(noon(40));
  EXPECT_EQ(Json(customer.last_alert().data).text("/to"), "active");
  EXPECT_EQ(
      first_sentence(customer),
      "The first order was 30 days ago and is not new any more. Has made 1 order; loyal starts at 4 orders.");
  customer.wake(noon(200));
  customer.buy(noon(200), 1);
  ASSERT_EQ(Json(customer.last_alert().data).text("/to"), "won_back");
  customer.wake(noon(235));
  EXPECT_EQ(Json(customer.last_alert().data).text("/to"), "active");
  EXPECT_EQ(first_sentence(customer),
            "Came back 30 days ago and is won back no longer. Has made 2 orders; loyal starts at 4 orders.");
  customer.apply(refund(noon(236), 1));
  customer.buy(noon(237), 1);
  customer.buy(noon(238), 1);
  EXPECT_EQ(first_sentence(customer), "Has made 4 orders; loyal starts at 4 orders.");
}

TEST(LifecycleReasons, WhatARefundLeavesIsTold) {
  const auto scoring = scoring_of(with_lifecycle());
  Properties properties(*scoring);
  Customer customer(scoring);
  customer.apply(properties.of_order(purchase(noon(0), 5), "a"));
  customer.apply(properties.of_order(purchase(noon(1), 5, "o-2"), "b"));
  customer.apply(properties.of_order(refund(noon(2), 5), "b"));
  EXPECT_EQ(Json(customer.last_alert().data).text("/to"), "new");
  EXPECT_EQ(first_sentence(customer), "One order is left.");
  customer.apply(properties.of_order(refund(noon(3), 5, "r-2"), "a"));
  EXPECT_EQ(Json(customer.last_alert().data).text("/to"), "prospect");
  EXPECT_EQ(first_sentence(customer), "No order is left.");
}

}  // namespace
}  // namespace tidemark::operators::story
