// Churn bands: unknown, hysteresis, odds against the customer's own reference, crossings to the millisecond.

#include <gtest/gtest.h>

#include <cmath>

#include "operators/models/btyd.h"
#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

double risk(const Customer& customer, Millis t) {
  return customer.number("churn.risk", t);
}

TEST(Churn, UnknownWithoutParameters) {
  Customer customer(scoring_of(bare()));
  customer.buy(noon(0), 10);
  EXPECT_EQ(customer.level("churn"), "unknown");
  EXPECT_EQ(customer.due(), kNever);
  EXPECT_TRUE(std::isnan(risk(customer, noon(1))));
  EXPECT_EQ(customer.told(), "");
}

TEST(Churn, UnknownWithoutPurchase) {
  Customer customer(scoring_of(with_churn()));
  customer.apply(event(Kind::kPageView, noon(0)));
  customer.apply(refund(noon(1), 1));
  EXPECT_EQ(customer.level("churn"), "unknown");
  EXPECT_EQ(customer.due(), kNever);
}

TEST(Churn, RiskIsTheModelsSilenceProbability) {
  Customer customer(scoring_of(with_churn()));
  customer.buy(noon(0), 10);
  customer.buy(noon(10), 10);
  customer.buy(noon(40), 10);
  const Millis t = noon(100) + 12345;
  const Btyd model(config::Churn::Model::kMbgNbd, published_mbgnbd());
  const BtydStatistics s = {2, 40.0 / 7, static_cast<double>(t - kNewYear) / static_cast<double>(kWeek)};
  EXPECT_EQ(risk(customer, t), model.silence_probability(s, 13));
  EXPECT_EQ(customer.number("churn.p_alive", t), model.p_alive(s));
}

TEST(Churn, BandsAtTheirCuts) {
  config::Config config = with_churn();
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.buy(noon(7), 10);
  EXPECT_EQ(customer.level("churn"), "low");
  const Millis medium = customer.due();
  EXPECT_LT(risk(customer, medium - 1), 0.5);
  EXPECT_GE(risk(customer, medium), 0.5);
  customer.wake(medium);
  EXPECT_EQ(customer.level("churn"), "medium");
  const Millis high = customer.due();
  EXPECT_LT(risk(customer, high - 1), 0.7);
  EXPECT_GE(risk(customer, high), 0.7);
  customer.wake(high);
  EXPECT_EQ(customer.level("churn"), "high");
  const Millis critical = customer.due();
  EXPECT_LT(risk(customer, critical - 1), 0.9);
  EXPECT_GE(risk(customer, critical), 0.9);
  customer.wake(critical);
  EXPECT_EQ(customer.level("churn"), "critical");
  EXPECT_EQ(customer.due(), kNever);
}

TEST(Churn, LeavesABandOnlyBelowItsLeave) {
  config::Config config = with_churn();
  config.churn.enter = {0.5, 0.7, 0.9};
  config.churn.leave = {0.1, 0.2, 0.3};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.wake(noon(400));
  EXPECT_EQ(customer.level("churn"), "critical");
  customer.buy(noon(401), 10);
  const double after = risk(customer, noon(401));
  ASSERT_GT(after, 0.3);
  ASSERT_LT(after, 0.9);
  EXPECT_EQ(customer.level("churn"), "critical");
  config.churn.leave = config.churn.enter;
  Customer strict(scoring_of(config));
  strict.buy(noon(0), 10);
  strict.wake(noon(400));
  strict.buy(noon(401), 10);
  EXPECT_NE(strict.level("churn"), "critical");
}

TEST(Churn, OneTimeBuyerStaysUnknownForAWhile) {
  config::Config config = with_churn();
  config.churn.unknown_for = 14 * kDay;
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.buy(noon(0) + kHour, 10);
  EXPECT_EQ(customer.level("churn"), "unknown") << "two orders, one purchase day";
  EXPECT_FALSE(std::isnan(risk(customer, noon(1)))) << "the risk is told all the same";
  EXPECT_EQ(customer.due(), noon(14));
  customer.wake(noon(14));
  EXPECT_EQ(customer.level("churn"), "high");
  Customer twice(scoring_of(config));
  twice.buy(noon(0), 10);
  twice.buy(noon(1), 10);
  EXPECT_NE(twice.level("churn"), "unknown");
}

TEST(Churn, OddsAgainstTheOwnReference) {
  config::Config config = with_churn();
  config.churn.bands_on = config::Churn::BandsOn::kOddsRatio;
  config.churn.enter = {1.5, 3, 6};
  config.churn.leave = {1.2, 2, 4};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.buy(noon(7), 10);
  EXPECT_EQ(customer.level("churn"), "low") << "the ratio is 1 right after a purchase";
  const auto odds = [](double p) { return p / (1 - p); };
  const Btyd model(config::Churn::Model::kMbgNbd, published_mbgnbd());
  const double fresh = odds(model.silence_probability({1, 1, 1}, 13));
  const Millis medium = customer.due();
  EXPECT_LT(odds(risk(customer, medium - 1)) / fresh, 1.5);
  EXPECT_GE(odds(risk(customer, medium)) / fresh, 1.5);
  customer.wake(medium);
  EXPECT_EQ(customer.level("churn"), "medium");
}

TEST(Churn, BgNbdOneTimeBuyersAreAliveAndStillGrowSilent) {
  config::Config config = with_churn();
  config.churn.model = config::Churn::Model::kBgNbd;
  config.churn.parameters() = published_bgnbd();
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  EXPECT_EQ(customer.number("churn.p_alive", noon(500)), 1);
  EXPECT_GT(risk(customer, noon(500)), risk(customer, noon(1)));
  EXPECT_NE(customer.due(), kNever);
}

TEST(Churn, ACrossingBeyondFiftyYearsIsNever) {
  config::Config config = with_churn();
  config.churn.model = config::Churn::Model::kBgNbd;  // P(alive) = 1: only the rate's estimate falls
  config.churn.parameters() = config::BtydParameters{.r = 5, .alpha = 1, .a = 1, .b = 1};
  config.churn.enter = config.churn.leave = {0.999, 0.9999, 0.99999};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  EXPECT_EQ(customer.level("churn"), "low");
  EXPECT_EQ(customer.due(), kNever);
}

TEST(Churn, CalibrationStretchesTheLogOdds) {
  config::Config config = with_churn();
  config.churn.calibration = {.slope = 0.8, .intercept = 0.3};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.buy(noon(7), 10);
  const Btyd model(config::Churn::Model::kMbgNbd, published_mbgnbd());
  const auto logit = [](double p) { return std::log(p / (1 - p)); };
  const BtydStatistics s = {1, 1, static_cast<double>(noon(30) - kNewYear) / static_cast<double>(kWeek)};
  EXPECT_NEAR(logit(risk(customer, noon(30))), 0.8 * logit(model.silence_probability(s, 13)) + 0.3, 1e-12);
  ASSERT_EQ(customer.level("churn"), "medium");
  const Millis high = customer.due();
  EXPECT_LT(risk(customer, high - 1), 0.7);
  EXPECT_GE(risk(customer, high), 0.7);
  customer.wake(high);
  const Json data(customer.last_alert().data);
  const double sum = data.number("/reasons/0/contribution") + data.number("/reasons/1/contribution");
  const double base = 0.8 * logit(model.silence_probability({}, 13)) + 0.3;
  EXPECT_NEAR(sum, logit(data.number("/score")) - base, 1e-9) << "the base rate is calibrated, too";
}

TEST(Churn, CalibratedOddsRatiosCrossToTheMillisecond) {
  config::Config config = with_churn();
  config.churn.calibration = {.slope = 1.7, .intercept = -0.4};
  config.churn.bands_on = config::Churn::BandsOn::kOddsRatio;
  config.churn.enter = config.churn.leave = {1.5, 3, 6};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.buy(noon(7), 10);
  const Btyd model(config::Churn::Model::kMbgNbd, published_mbgnbd());
  const double fresh = std::exp(1.7 * model.silence_log_odds({1, 1, 1}, 13) - 0.4);
  const auto odds = [](double p) { return p / (1 - p); };
  const Millis medium = customer.due();
  EXPECT_LT(odds(risk(customer, medium - 1)) / fresh, 1.5);
  EXPECT_GE(odds(risk(customer, medium)) / fresh, 1.5 * (1 - 1e-12));
}

TEST(Churn, NbdNeverLosesAnybodyAndStillGrowsSilent) {
  config::Config config = with_churn();
  config.churn.model = config::Churn::Model::kNbd;
  config.churn.nbd = config::BtydParameters{.r = 0.525, .alpha = 6.183};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 10);
  customer.buy(noon(7), 10);
  EXPECT_EQ(customer.number("churn.p_alive", noon(500)), 1);
  const Millis due = customer.due();
  EXPECT_LT(risk(customer, due - 1), 0.5);
  EXPECT_GE(risk(customer, due), 0.5);
  EXPECT_EQ(Json(customer.json(noon(30))).text("/churn/model"), "nbd");
}

TEST(Churn, RefundsDoNotMoveIt) {
  Customer customer(scoring_of(with_churn()));
  customer.buy(noon(0), 10);
  const Millis due = customer.due();
  customer.forget_alerts();
  customer.apply(refund(noon(1), 10));
  EXPECT_EQ(customer.due(), due);
  EXPECT_EQ(customer.told(), "");
}

}  // namespace
}  // namespace tidemark::operators::story
