// Reasons: values, before, references and contributions that add up; sentences a person understands.

#include <gtest/gtest.h>

#include <cmath>

#include "operators/models/btyd.h"
#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

double logit(double p) {
  return std::log(p / (1 - p));
}

TEST(Reasons, LadderUp) {
  Customer customer(scoring_of(with_ladder(spend_ladder())));
  customer.buy(noon(0), 1972.5);
  customer.buy(noon(1), 42.5);
  const Json data(customer.last_alert().data);
  EXPECT_EQ(data.text("/reasons/0/feature"), "spend_365d");
  EXPECT_EQ(data.number("/reasons/0/value"), 2015);
  EXPECT_EQ(data.number("/reasons/0/before"), 1972.5);
  EXPECT_EQ(data.number("/reasons/0/reference"), 2000);
  EXPECT_EQ(data.number("/reasons/0/contribution"), 15);
  EXPECT_EQ(data.text("/reasons/0/text"), "Spent 2015 in the last 365 days; gold starts at 2000.");
}

TEST(Reasons, MoneyJustBelowItsThresholdIsShownBelowIt) {
  config::Ladder ladder = spend_ladder();
  ladder.basis.days = 0;
  Customer customer(scoring_of(with_ladder(ladder)));
  customer.buy(noon(0), 500);
  customer.apply(refund(noon(1), 0.001));
  EXPECT_EQ(Json(customer.last_alert().data).text("/reasons/0/text"),
            "A refund was taken off. Spent 499.999 in all; silver needs at least 500.");
}

TEST(Reasons, LadderDownByTime) {
  config::Ladder ladder = spend_ladder();
  ladder.hysteresis_ppm = 100'000;
  Customer customer(scoring_of(with_ladder(ladder)));
  customer.buy(noon(0), 2000);
  customer.buy(noon(5), 100);
  customer.wake(noon(366));
  const Json data(customer.last_alert().data);
  EXPECT_EQ(data.text("/sentiment"), "worse");
  EXPECT_EQ(data.number("/score"), 100);
  EXPECT_EQ(data.number("/reasons/0/before"), 2100) << "a millisecond earlier";
  EXPECT_EQ(data.number("/reasons/0/reference"), 1800) << "what holds gold";
  EXPECT_EQ(data.text("/reasons/0/text"), "Spent 100 in the last 365 days; gold needs at least 1800.");
}

TEST(Reasons, LadderBeforeALateEventAndARefund) {
  Customer customer(scoring_of(with_ladder(spend_ladder())));
  customer.buy(noon(10), 400);
  customer.apply(purchase(noon(2), 100), noon(20));
  EXPECT_EQ(Json(customer.last_alert().data).number("/reasons/0/before"), 400);
  customer.apply(refund(noon(21), 30));
  const Json data(customer.last_alert().data);
  EXPECT_EQ(data.number("/reasons/0/value"), 470);
  EXPECT_EQ(data.number("/reasons/0/before"), 500);
  EXPECT_EQ(data.number("/reasons/0/contribution"), -30);
}

TEST(Reasons, LadderOfOrdersAndDays) {
  config::Ladder ladder = spend_ladder();
  ladder.basis = {config::Basis::Measure::kPurchaseDays, 0, "purchase_days"};
  ladder.levels = {{"no", 0}, {"yes", 1}};
  Customer days(scoring_of(with_ladder(ladder)));
  days.buy(noon(0), 1);
  EXPECT_EQ(Json(days.last_alert().data).text("/reasons/0/text"), "Bought on 1 day in all; yes starts at 1.");
  EXPECT_EQ(Json(days.last_alert().data).number("/reasons/0/before"), 0);
  ladder.basis = {config::Basis::Measure::kOrders, 30, "orders_30d"};
  Customer orders(scoring_of(with_ladder(ladder)));
  orders.buy(noon(0), 1);
  EXPECT_EQ(Json(orders.last_alert().data).text("/reasons/0/text"),
            "Made 1 order in the last 30 days; yes starts at 1.");
}

TEST(Reasons, Lifecycle) {
  Customer customer(scoring_of(with_lifecycle()));
  customer.buy(noon(0), 1);
  EXPECT_EQ(Json(customer.last_alert().data).text("/reasons/0/text"), "Made the first order.");
  customer.wake(noon(180));
  const Json churned(customer.last_alert().data);
  EXPECT_EQ(churned.text("/reasons/0/feature"), "recency_days");
  EXPECT_EQ(churned.number("/reasons/0/value"), 180);
  EXPECT_EQ(churned.number("/reasons/0/before"), 180 - 1.0 / static_cast<double>(kDay));
  EXPECT_EQ(churned.number("/reasons/0/contribution"), 0);
  EXPECT_EQ(churned.text("/reasons/0/text"),
            "No purchase for 180 days; a customer counts as churned from 180 days on.");
  customer.buy(noon(200), 1);
  const Json back(customer.last_alert().data);
  EXPECT_EQ(back.number("/reasons/0/before"), 200);
  EXPECT_EQ(back.number("/score"), 0);
  EXPECT_EQ(back.text("/reasons/0/text"), "Bought again after 200 days of silence.");
  customer.buy(noon(201), 1);
  customer.buy(noon(202), 1);
  customer.wake(noon(240));
  const Json loyal(customer.last_alert().data);
  EXPECT_EQ(loyal.text("/to"), "loyal");
  EXPECT_EQ(loyal.text("/reasons/0/feature"), "orders");
  EXPECT_EQ(loyal.number("/reasons/0/reference"), 4);
}

TEST(Reasons, RfmAgainstTheLastChange) {
  Customer customer(scoring_of(with_rfm()));
  customer.buy(noon(0), 10);
  customer.buy(noon(100), 500);
  const Json data(customer.last_alert().data);
  EXPECT_EQ(data.number("/score"), 5 + 2 + 4);
  double sum = 0;
  double reference = 0;
  for (int i = 0; i < 3; ++i) {
    sum += data.number("/reasons/" + std::to_string(i) + "/contribution");
    reference += data.number("/reasons/" + std::to_string(i) + "/reference");
  }
  EXPECT_EQ(sum, data.number("/score") - reference);
  EXPECT_EQ(data.text("/reasons/0/feature"), "r");
  EXPECT_EQ(data.text("/reasons/0/text"), "Recency score 5, it was 5: last purchase 0 days ago.");
}

TEST(Reasons, ChurnAddsUpOnTheLogOddsScale) {
  config::Config config = with_churn();
  const Btyd model(config::Churn::Model::kMbgNbd, published_mbgnbd());
  Random random(21);
  int seen = 0;
  for (int round = 0; round < 200; ++round) {
    config.churn.base_rate = round % 2 == 0 ? std::optional<double>() : 0.6;
    const double base = config.churn.base_rate.value_or(model.silence_probability({}, 13));
    Customer customer(scoring_of(config));
    for (const Event& e : random_history(random, 20, kNewYear, 300 * kDay)) customer.apply(e);
    customer.wake(kNewYear + 2000 * kDay);
    for (const AlertDraft& alert : customer.alerts()) {
      const Json data(alert.data);
      const double sum = data.number("/reasons/0/contribution") + data.number("/reasons/1/contribution");
      EXPECT_NEAR(sum, logit(data.number("/score")) - logit(base), 1e-6);
      EXPECT_NEAR(data.number("/reasons/0/contribution"),
                  logit(data.number("/reasons/0/value")) - logit(data.number("/reasons/0/reference")), 1e-6);
      ++seen;
    }
  }
  EXPECT_GT(seen, 400);
}

TEST(Reasons, ChurnSentencesAndSilence) {
  Customer customer(scoring_of(with_churn()));
  customer.buy(noon(0), 10);
  const Json first(customer.last_alert().data);
  EXPECT_TRUE(first.is_null("/reasons/0/before")) << "there was no risk before the first purchase";
  EXPECT_EQ(first.text("/sentiment"), "neutral");
  customer.wake(noon(400));
  const Json data(customer.last_alert().data);
  EXPECT_EQ(data.text("/to"), "critical");
  EXPECT_EQ(data.text("/sentiment"), "worse");
  EXPECT_EQ(data.text("/reasons/1/feature"), "recency_days");
  EXPECT_GT(data.number("/reasons/1/contribution"), 0);
  EXPECT_NE(data.text("/reasons/1/text").find("no purchase within 91 days is now 90 %"), std::string::npos)
      << data.text("/reasons/1/text");
}

TEST(Reasons, LadderAndLifecycleAlwaysAddUp) {
  Random random(22);
  config::Config config = everything();
  const auto scoring = scoring_of(config);
  for (int round = 0; round < 100; ++round) {
    Customer customer(scoring);
    for (const Event& e : random_history(random, 40, kNewYear, 700 * kDay)) customer.apply(e);
    customer.wake(kNewYear + 2000 * kDay);
    for (const AlertDraft& alert : customer.alerts()) {
      const Json data(alert.data);
      if (data.text("/level") == "rfm" || data.text("/level") == "churn") continue;
      EXPECT_NEAR(data.number("/reasons/0/contribution"),
                  data.number("/score") - data.number("/reasons/0/reference"), 1e-9);
    }
  }
}

}  // namespace
}  // namespace tidemark::operators::story
