// Value to come: what is expected of a customer, by published numbers and by adding up month by month; what
// refunds, late orders, old days and missing money do to it; names, alerts and columns that tell it.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "operators/models/btyd.h"
#include "operators/models/gamma_gamma.h"
#include "tests/operators/pareto_nbd.h"
#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

constexpr config::Value::GammaGamma kPublished{.p = 6.25, .q = 3.74, .v = 15.44};

config::Config shop() {
  config::Config config = with_churn();
  config.churn.horizon = 39 * kWeek;
  config.value.spend = kPublished;
  return config;
}

GammaGamma published_spend() {
  return GammaGamma(kPublished);
}

/// The example of the contract: 0001 of CDNOW, as of 1997-09-30.
Customer customer_0001(const config::Config& config) {
  Customer customer(scoring_of(config));
  customer.buy(*parse_timestamp("1997-01-01"), 29.33);
  customer.buy(*parse_timestamp("1997-01-18"), 29.73);
  customer.buy(*parse_timestamp("1997-08-02"), 14.96);
  return customer;
}
const Millis kAsOf = *parse_timestamp("1997-09-30");

TEST(Value, TheContractsExample) {
  config::Config config = shop();
  config.value.discount = 0;
  const Json object(customer_0001(config).json(kAsOf));
  EXPECT_NEAR(object.number("/value/expected_purchases"), 1.2629606, 1e-3);
  EXPECT_NEAR(object.number("/value/expected_spend"), published_spend().expected_spend(2, 22.345), 1e-9);
  EXPECT_NEAR(object.number("/value/expected_spend"), 24.66, 0.005);
  EXPECT_NEAR(object.number("/value/clv"), 31.1, 0.05);
  EXPECT_NEAR(object.number("/value/at_risk"), 13.7, 0.05);
}

TEST(Value, ClvAddsUpMonthByMonth) {
  Random random(17);
  for (int round = 0; round < 100; ++round) {
    config::Config config = shop();
    config.value.horizon = random.between(1, 1500) * kDay;
    config.value.discount = random.chance(0.2) ? 0 : random.uniform();
    Customer customer(scoring_of(config));
    for (const Event& e : random_history(random, 12, kNewYear, 200 * kDay)) customer.apply(e);
    const Millis t = kNewYear + 300 * kDay;
    if (customer.number("orders", t) == 0) continue;
    const Btyd btyd(config.churn.model, *config.churn.mbgnbd);
    const BtydStatistics s{customer.number("btyd.x", t), customer.number("btyd.t_x", t),
                           customer.number("btyd.T", t)};
    const double monthly = std::pow(1 + config.value.discount, 1.0 / 12);
    const double days = static_cast<double>(config.value.horizon / kDay);
    double sum = 0;
    double before = 0;
    for (double end = 0; end < days;) {
      end = std::min(end + 30.4375, days);
      const double expected = btyd.expected_purchases(s, end / 7);
      sum += (expected - before) / std::pow(monthly, end / 30.4375);
      before = expected;
    }
    const double spend = customer.number("value.expected_spend", t);
    EXPECT_NEAR(customer.number("value.clv", t), sum * spend, 1e-9 * sum * spend) << days;
    const double purchases = customer.number("value.expected_purchases", t);
    EXPECT_NEAR(purchases, before, 1e-12 * before);
    EXPECT_LE(customer.number("value.clv", t), purchases * spend * (1 + 1e-12));
    EXPECT_NEAR(customer.number("value.at_risk", t), customer.number("churn.risk", t) * purchases * spend,
                1e-12 * purchases * spend);
  }
}

TEST(Value, TheHorizonIsChurnsUnlessItHasItsOwn) {
  config::Config config = shop();
  const double by_churn = customer_0001(config).number("value.expected_purchases", kAsOf);
  config.value.horizon = 39 * kWeek;
  EXPECT_EQ(customer_0001(config).number("value.expected_purchases", kAsOf), by_churn);
  config.value.horizon = 52 * kWeek;
  EXPECT_GT(customer_0001(config).number("value.expected_purchases", kAsOf), by_churn);
  EXPECT_EQ(customer_0001(config).number("churn.risk", kAsOf),
            customer_0001(shop()).number("churn.risk", kAsOf));
}

TEST(Value, NbdExpectsTheSameEveryWeek) {
  config::Config config = shop();
  config.churn.model = config::Churn::Model::kNbd;
  config.churn.nbd = config::BtydParameters{.r = 0.4, .alpha = 5};
  const Customer customer = customer_0001(config);
  const double T = customer.number("btyd.T", kAsOf);
  EXPECT_NEAR(customer.number("value.expected_purchases", kAsOf), (0.4 + 2) / (5 + T) * 39, 1e-12);
}

// ---- Money.

double spend_of(const Customer& customer) {
  return customer.number("value.expected_spend", noon(2000));
}

TEST(Value, TheFirstDayIsNotCountedAndADayIsOneOccasion) {
  Customer customer(scoring_of(shop()));
  customer.buy(noon(0), 1000);
  EXPECT_EQ(spend_of(customer), published_spend().population_mean()) << "nothing is repeated yet";
  customer.buy(noon(0) + kHour, 500);
  EXPECT_EQ(spend_of(customer), published_spend().population_mean()) << "the same day";
  customer.buy(noon(10), 30);
  customer.buy(noon(10) + kHour, 10);
  customer.buy(noon(20), 60);
  EXPECT_NEAR(spend_of(customer), published_spend().expected_spend(2, 50), 1e-9);
}

TEST(Value, ALateOrderBecomesTheFirst) {
  Customer customer(scoring_of(shop()));
  customer.buy(noon(10), 30);
  customer.buy(noon(20), 60);
  customer.buy(noon(0), 1000);
  EXPECT_NEAR(spend_of(customer), published_spend().expected_spend(2, 45), 1e-9);
}

TEST(Value, RefundsLieOnTheirOrdersDay) {
  const auto scoring = scoring_of(shop());
  Properties properties(*scoring);
  Customer customer(scoring);
  customer.apply(properties.of_order(purchase(noon(0), 1000, "e1"), "a"));
  customer.apply(properties.of_order(purchase(noon(10), 30, "e2"), "b"));
  customer.apply(properties.of_order(purchase(noon(20), 60, "e3"), "c"));
  customer.apply(properties.of_order(refund(noon(30), 400, "e4"), "a"));
  EXPECT_NEAR(spend_of(customer), published_spend().expected_spend(2, 45), 1e-9) << "of the first order";
  customer.apply(properties.of_order(refund(noon(31), 20, "e5"), "c"));
  EXPECT_NEAR(spend_of(customer), published_spend().expected_spend(2, 35), 1e-9);
  customer.apply(properties.of_order(refund(noon(32), 600, "e6"), "a"));
  EXPECT_NEAR(spend_of(customer), published_spend().expected_spend(1, 40), 1e-9) << "b is the first now";
}

TEST(Value, WhatRefundsTakeBelowNothingIsNothing) {
  Customer customer(scoring_of(shop()));
  customer.buy(noon(0), 10);
  customer.buy(noon(10), 30);
  customer.apply(refund(noon(11), 500));
  EXPECT_NEAR(spend_of(customer), published_spend().expected_spend(1, 0), 1e-12);
  config::Config own = shop();
  own.value.spend.reset();
  EXPECT_EQ(spend_of(customer.reloaded(scoring_of(own))), 0);
}

TEST(Value, WithoutParametersItIsTheOwnMean) {
  config::Config config = shop();
  config.value.spend.reset();
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  EXPECT_EQ(spend_of(customer), 10);
  customer.buy(noon(10), 30);
  EXPECT_EQ(spend_of(customer), 20);
}

TEST(Value, WhoNeverToldAnAmountIsLikeAnybody) {
  Event unpriced = event(Kind::kPurchase, noon(0));
  Customer customer(scoring_of(shop()));
  customer.apply(unpriced);
  unpriced.time = noon(5);
  customer.apply(unpriced);
  EXPECT_EQ(spend_of(customer), published_spend().population_mean());
  config::Config own = shop();
  own.value.spend.reset();
  EXPECT_TRUE(std::isnan(spend_of(customer.reloaded(scoring_of(own)))));
}

TEST(Value, TheFirstDaysMoneyOutlivesItsWindow) {
  Customer customer(scoring_of(shop()));
  customer.buy(noon(0), 1000);
  for (int day = 1; day <= 20; ++day) customer.buy(noon(100 * day), 40);
  const double expected = published_spend().expected_spend(20, 40);
  EXPECT_NEAR(spend_of(customer), expected, 1e-9);
  EXPECT_NEAR(spend_of(customer.reloaded()), expected, 1e-9);
  EXPECT_EQ(customer.reloaded().encoded(), customer.encoded());
}

TEST(Value, IsNotKnownWithoutPurchaseModelOrSilenceOfPurchases) {
  const auto expect_null = [](const Customer& customer, Millis t) {
    for (const char* column : {"value.expected_purchases", "value.clv", "value.at_risk"}) {
      EXPECT_TRUE(std::isnan(customer.number(column, t))) << column;
    }
  };
  Customer visitor(scoring_of(shop()));
  visitor.apply(event(Kind::kPageView, noon(0)));
  expect_null(visitor, noon(1));
  EXPECT_TRUE(std::isnan(visitor.number("value.expected_spend", noon(1))));

  config::Config no_model = shop();
  no_model.churn.mbgnbd.reset();
  expect_null(customer_0001(no_model), kAsOf);
  EXPECT_FALSE(std::isnan(customer_0001(no_model).number("value.expected_spend", kAsOf)));

  config::Config by_visits = shop();
  by_visits.churn.activity = {"page_view"};
  Customer visits = customer_0001(by_visits);
  visits.apply(event(Kind::kPageView, kAsOf));
  expect_null(visits, kAsOf + kDay);
}

// ---- As others see it.

TEST(Value, TwoModelsOfTheSameShopAgreeOnTheWhole) {
  // Not customer by customer: they differ in when one drops out.
  const Btyd mbg(config::Churn::Model::kMbgNbd, published_mbgnbd());
  const Btyd bg(config::Churn::Model::kBgNbd, published_bgnbd());
  const ParetoNbd pareto;
  EXPECT_NEAR(pareto.expected_purchases({26, 30.86, 31}, 52) / 25.454914, 1, 1e-6);
  EXPECT_NEAR(pareto.expected_purchases({2, 30.43, 38.86}, 52) / 1.8507608, 1, 1e-6);
  EXPECT_NEAR(pareto.expected_purchases({0, 0, 38.86}, 52) / .13613219, 1, 1e-6);
  EXPECT_NEAR(pareto.p_alive({26, 30.86, 31}) / .99791777, 1, 1e-7);
  EXPECT_NEAR(pareto.p_alive({0, 0, 38.86}) / .29496149, 1, 1e-7);
  for (const BtydStatistics& s : {BtydStatistics{26, 30.86, 31}, BtydStatistics{4, 35.71, 38.86}}) {
    const double expected = pareto.expected_purchases(s, 39);
    EXPECT_NEAR(mbg.expected_purchases(s, 39) / expected, 1, 0.15) << s.x;
    EXPECT_NEAR(bg.expected_purchases(s, 39) / expected, 1, 0.15) << s.x;
  }
}

TEST(Value, NothingJumpsOrOverflowsWhereSomebodyBuysOften) {
  // Where gamma functions of naive formulas overflow; Pareto/NBD's numbers there were published.
  const ParetoNbd pareto;
  EXPECT_NEAR(pareto.expected_purchases({132, 200, 200}, 10), 6.2061, 1e-3);
  EXPECT_NEAR(pareto.expected_purchases({133, 200, 200}, 10), 6.2529, 1e-3);
  const Btyd models[] = {{config::Churn::Model::kMbgNbd, published_mbgnbd()},
                         {config::Churn::Model::kBgNbd, published_bgnbd()}};
  for (const Btyd& model : models) {
    double before = model.expected_purchases({0, 200, 200}, 10);
    for (double x = 1; x <= 2000; ++x) {
      const double expected = model.expected_purchases({x, 200, 200}, 10);
      ASSERT_GT(expected, before) << x;
      ASSERT_LT(expected - before, 0.1) << x;
      before = expected;
    }
  }
}

/// Whoever is in the segment now, and the first time within `days` at which that turns, by looking at each
/// hour.
Millis first_turn(const Customer& customer, const std::string& column, double cut, Millis from, int days) {
  const bool above = customer.number(column, from) > cut;
  for (Millis t = from; t <= from + days * kDay; t += kHour) {
    if ((customer.number(column, t) > cut) != above) return t;
  }
  return kNever;
}

TEST(Value, SegmentsTurnAtTheVeryMillisecond) {
  Random random(23);
  int turned = 0;
  for (int round = 0; round < 60; ++round) {
    const char* const names[] = {"value.expected_purchases", "value.clv", "value.at_risk"};
    const std::string name = names[round % 3];
    config::Config config = shop();
    config.churn.enter = config.churn.leave = {0.9999, 0.99995, 0.99999};  // nothing else is due
    const std::string written =
        std::to_string(name == "value.expected_purchases" ? random.uniform() : random.uniform() * 30);
    const double cut = std::stod(written);
    config.segments.push_back({"rich", name + " > " + written, 0});
    Customer customer(scoring_of(config));
    for (const Event& e : random_history(random, 8, kNewYear, 100 * kDay)) customer.apply(e);
    const Millis now = kNewYear + 101 * kDay;
    customer.wake(now);
    const Millis turn = first_turn(customer, name, cut, now, 300);
    if (turn == kNever) continue;
    ++turned;
    const std::string_view before = customer.level("segment.rich");
    while (customer.due() <= turn && customer.level("segment.rich") == before) {
      const Millis due = customer.due();
      customer.wake(due - 1);
      ASSERT_EQ(customer.level("segment.rich"), before);
      customer.wake(due);
      if (customer.level("segment.rich") == before) continue;
      EXPECT_GT(due, turn - kHour);
      EXPECT_NE(customer.number(name, due) > cut, customer.number(name, due - 1) > cut) << name;
    }
    EXPECT_NE(customer.level("segment.rich"), before) << name << " at " << format_timestamp(turn);
  }
  EXPECT_GT(turned, 20);
}

TEST(Value, ChurnsAlertsTellWhatIsAtRisk) {
  config::Config config = shop();
  config.segments.push_back({"once", "orders > 0", 0});
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.buy(noon(10), 50);
  customer.wake(noon(2000));
  int of_churn = 0;
  for (const AlertDraft& alert : customer.alerts()) {
    const Json data(alert.data);
    if (data.text("/level") != "churn") {
      EXPECT_TRUE(data.is_null("/value_at_risk"));
      continue;
    }
    ++of_churn;
    EXPECT_GT(data.number("/value_at_risk"), 0);
  }
  EXPECT_GE(of_churn, 2);
  const Json last(customer.last_alert().data);
  EXPECT_NEAR(last.number("/value_at_risk"), customer.number("value.at_risk", customer.last_alert().instant),
              1e-9);
}

TEST(Value, PotentialAndKeyAccountAreThereWhenConfigured) {
  config::Config config = shop();
  config.value.discount = 0;
  config.value.potential = "net * 2";
  config.value.value_cuts = {20, 30};
  config.value.potential_cuts = {100, 1000};
  config.value.key_account = "value.clv > 31 and net < 100";
  const Customer customer = customer_0001(config);
  const Json object(customer.json(kAsOf));
  EXPECT_EQ(object.number("/value/potential/value"), 148.04);
  EXPECT_EQ(object.text("/value/potential/cell"), "high/medium");
  EXPECT_TRUE(bool(object.at("/value/key_account")));
  EXPECT_EQ(customer.number("value.potential.value", kAsOf), 148.04);
  config.churn.mbgnbd.reset();
  const Json unknown(customer_0001(config).json(kAsOf));
  EXPECT_TRUE(unknown.is_null("/value/potential/cell"));
  EXPECT_FALSE(bool(unknown.at("/value/key_account"))) << "what is not known is not true";
}

}  // namespace
}  // namespace tidemark::operators::story
