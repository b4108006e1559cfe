// BG/NBD and MBG/NBD against published vectors (30 digits of mpmath, printed with 8 or more).

#include "operators/models/btyd.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "operators/models/hypergeometric.h"
#include "tests/operators/story.h"

namespace tidemark::operators {
namespace {

constexpr double kPrinted = 1e-6;
constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

void expect_printed(double found, double printed, const char* what, const BtydStatistics& s) {
  if (std::isnan(printed)) return;
  EXPECT_NEAR(found / printed, 1, kPrinted) << what << " of x=" << s.x << " t_x=" << s.t_x << " T=" << s.T;
}

Btyd bgnbd() {
  return {config::Churn::Model::kBgNbd, story::published_bgnbd()};
}
Btyd mbgnbd() {
  return {config::Churn::Model::kMbgNbd, story::published_mbgnbd()};
}

struct Row {
  BtydStatistics s;
  double p_alive, y39, y52, log_likelihood, p0_13, p0_39;
};

void expect_row(const Btyd& model, const Row& row) {
  expect_printed(model.p_alive(row.s), row.p_alive, "P(alive)", row.s);
  expect_printed(model.expected_purchases(row.s, 39), row.y39, "E[Y(39)]", row.s);
  expect_printed(model.expected_purchases(row.s, 52), row.y52, "E[Y(52)]", row.s);
  expect_printed(model.log_likelihood(row.s), row.log_likelihood, "LL", row.s);
  expect_printed(model.silence_probability(row.s, 13), row.p0_13, "P0(13)", row.s);
  expect_printed(model.silence_probability(row.s, 39), row.p0_39, "P0(39)", row.s);
}

TEST(Btyd, BgNbdPublishedRows) {
  const Row rows[] = {
      {{2, 30.43, 38.86}, .72657857, 1.2260282, 1.5587208, -9.4586063, .67650906, .44537286},
      {{0, 0, 38.86}, 1, .19509805, .25207302, -.55471328, .93816317, .85544946},
      {{1, 1.71, 38.86}, .21210099, .20318699, .25982346, -4.4690933, .94091624, .88333265},
      {{4, 35.71, 38.86}, .83236187, 2.5860257, 3.2676487, -15.446534, .44070409, .22213408},
      {{7, 29.43, 38.86}, .64175635, 3.3370533, 4.1988556, -21.863276, kAbsent, kAbsent},
      {{26, 30.86, 31.0}, .96891565, 20.749726, 25.758196, -37.726579, .03134895, .03108435},
      {{2, 5, 38.86}, .12367892, .20869573, .265327, -7.6879486, kAbsent, kAbsent},
  };
  for (const Row& row : rows) expect_row(bgnbd(), row);
}

TEST(Btyd, MbgNbdPublishedRows) {
  const Row rows[] = {
      {{2, 30.43, 38.86}, .70620227, 1.2629606, kAbsent, -9.48555131, .66607772, .44000591},
      {{0, 0, 38.86}, .38973508, .15401275, kAbsent, -.53983746, .95142261, .8911706},
      {{0, 0, 1}, .62607661, 1.04092, kAbsent, kAbsent, kAbsent, kAbsent},
      {{0, 0, 104}, .28535507, .049780867, kAbsent, kAbsent, kAbsent, kAbsent},
      {{1, 1.71, 38.86}, .17083648, .18883654, kAbsent, -4.46036061, .94521314, .89515645},
      {{4, 35.71, 38.86}, .81944873, 2.5572027, kAbsent, -15.38726439, .44069734, .22928345},
      {{26, 30.86, 31.0}, kAbsent, kAbsent, kAbsent, kAbsent, .03477341, .03443386},
  };
  for (const Row& row : rows) expect_row(mbgnbd(), row);
}

TEST(Btyd, ExpectedPurchasesOfANewCustomer) {
  const std::pair<double, double> bg[] = {{1, .053267891}, {3, .15086523}, {32, 1.0452433}, {78, 1.8605191}};
  for (const auto& [t, expected] : bg) EXPECT_NEAR(bgnbd().expected_purchases_new(t) / expected, 1, kPrinted);
  EXPECT_NEAR(mbgnbd().expected_purchases_new(39) / 1.1829537, 1, kPrinted);
  EXPECT_NEAR(mbgnbd().expected_purchases_new(52) / 1.4197238, 1, kPrinted);
}

TEST(Btyd, CrossingsOfPAlive) {
  EXPECT_NEAR(bgnbd().p_alive_crossing(2, 30.43, .5), 62.49125432, 1e-7);
  EXPECT_NEAR(bgnbd().p_alive_crossing(2, 30.43, .3), 93.20084278, 1e-7);
  EXPECT_NEAR(mbgnbd().p_alive_crossing(2, 30.43, .5), 57.56567098, 1e-7);
  EXPECT_NEAR(mbgnbd().p_alive_crossing(2, 30.43, .3), 82.98407396, 1e-7);
  EXPECT_NEAR(mbgnbd().p_alive_crossing(0, 0, .5), 12.98942339, 1e-7);
  EXPECT_NEAR(mbgnbd().p_alive_crossing(0, 0, .3), 90.10788393, 1e-7);
  EXPECT_NEAR(mbgnbd().p_alive_crossing(4, 35.71, .5), 56.73910960, 1e-7);
  EXPECT_TRUE(std::isinf(bgnbd().p_alive_crossing(0, 0, .5))) << "without a repeat nobody drops out";
}

TEST(Btyd, CrossingsOfSilence) {
  const auto crossing = [](double x, double t_x, double theta) {
    return mbgnbd().purchase_probability_crossing(x, t_x, 13, 1 - theta, 1000);
  };
  EXPECT_NEAR(crossing(4, 35.71, .5), 42.534429, 1e-6);
  EXPECT_NEAR(crossing(4, 35.71, .7), 55.692595, 1e-6);
  EXPECT_NEAR(crossing(4, 35.71, .9), 78.190555, 1e-6);
  EXPECT_NEAR(crossing(7, 29.43, .5), 39.681873, 1e-6);
  EXPECT_NEAR(crossing(7, 29.43, .7), 45.545436, 1e-6);
  EXPECT_NEAR(crossing(7, 29.43, .9), 55.706599, 1e-6);
  EXPECT_NEAR(crossing(26, 30.86, .5), 35.976989, 1e-6);
  EXPECT_NEAR(crossing(26, 30.86, .7), 37.345804, 1e-6);
  EXPECT_NEAR(crossing(26, 30.86, .9), 39.618307, 1e-6);
  EXPECT_NEAR(crossing(0, 0, .9), 16.76941, 1e-5);
}

TEST(Btyd, CrossingSolvesTheRiskItself) {
  Random random(11);
  for (const auto model : {config::Churn::Model::kMbgNbd, config::Churn::Model::kBgNbd}) {
    for (int i = 0; i < 2000; ++i) {
      const Btyd btyd(model, {.r = random.uniform() * 3 + 0.01,
                              .alpha = random.uniform() * 20 + 0.1,
                              .a = random.uniform() * 3 + 0.01,
                              .b = random.uniform() * 5 + 0.01});
      const double x = std::floor(random.exponential(5));
      const double t_x = x == 0 ? 0 : random.uniform() * 100;
      const double horizon = random.uniform() * 50 + 0.2;
      const double at_once = btyd.purchase_probability({x, t_x, t_x}, horizon);
      const double probability = at_once * random.uniform();
      const double T = btyd.purchase_probability_crossing(x, t_x, horizon, probability, 1e7);
      if (std::isinf(T)) {
        EXPECT_GT(btyd.purchase_probability({x, t_x, 1e7}, horizon), probability);
        continue;
      }
      EXPECT_NEAR(btyd.purchase_probability({x, t_x, T}, horizon) / probability, 1, 1e-9);
    }
  }
}

TEST(Btyd, CrossingThatLiesBehindOrNever) {
  EXPECT_EQ(mbgnbd().purchase_probability_crossing(2, 30, 13, 0.999, 1000), 30);
  EXPECT_TRUE(std::isinf(mbgnbd().purchase_probability_crossing(2, 30, 13, 0, 1000)));
  EXPECT_TRUE(std::isinf(mbgnbd().purchase_probability_crossing(2, 30, 13, 1e-6, 40)));
}

TEST(Btyd, NbdIsTheGammaPoissonModelWithoutDropOut) {
  const config::BtydParameters p = {.r = 0.525, .alpha = 6.183};
  const Btyd nbd(config::Churn::Model::kNbd, p);
  for (const BtydStatistics s : {BtydStatistics{0, 0, 10}, {2, 30.43, 38.86}, {26, 30.86, 31}}) {
    const double silence = std::pow((p.alpha + s.T) / (p.alpha + s.T + 13), p.r + s.x);
    EXPECT_EQ(nbd.p_alive(s), 1);
    EXPECT_NEAR(nbd.silence_probability(s, 13) / silence, 1, 1e-12);
    EXPECT_NEAR(nbd.silence_log_odds(s, 13), std::log(silence / (1 - silence)), 1e-9);
    EXPECT_NEAR(nbd.expected_purchases(s, 39), (p.r + s.x) * 39 / (p.alpha + s.T), 1e-12);
    const double ll = std::lgamma(p.r + s.x) - std::lgamma(p.r) + p.r * std::log(p.alpha) -
                      (p.r + s.x) * std::log(p.alpha + s.T);
    EXPECT_NEAR(nbd.log_likelihood(s), ll, 1e-10);
    const double crossing = nbd.purchase_probability_crossing(s.x, s.t_x, 13, 0.05, 1e6);
    EXPECT_NEAR(nbd.purchase_probability({s.x, s.t_x, crossing}, 13), 0.05, 1e-10);
    EXPECT_TRUE(std::isinf(nbd.p_alive_crossing(s.x, s.t_x, 0.5)));
  }
}

TEST(Btyd, NbdIsTheLimitOfDropOutThatNeverHappens) {
  const Btyd nbd(config::Churn::Model::kNbd, {.r = 0.525, .alpha = 6.183});
  const Btyd rarely(config::Churn::Model::kMbgNbd, {.r = 0.525, .alpha = 6.183, .a = 1e-9, .b = 1e3});
  const BtydStatistics s = {4, 35.71, 38.86};
  EXPECT_NEAR(nbd.silence_probability(s, 13), rarely.silence_probability(s, 13), 1e-9);
  EXPECT_NEAR(nbd.expected_purchases(s, 39), rarely.expected_purchases(s, 39), 1e-6);
  EXPECT_NEAR(nbd.log_likelihood(s), rarely.log_likelihood(s), 1e-8);
}

TEST(Btyd, LogOddsOfSilenceAgreeAndStayFinite) {
  for (const Btyd& model : {mbgnbd(), bgnbd()}) {
    for (const BtydStatistics s : {BtydStatistics{0, 0, 1}, {2, 5, 38.86}, {26, 30.86, 31}, {7, 30, 300}}) {
      EXPECT_NEAR(model.silence_log_odds(s, 13), std::log(model.silence_odds(s, 13)), 1e-9);
    }
    EXPECT_GT(model.silence_log_odds({2000, 50, 5000}, 13), 5000);
    EXPECT_TRUE(std::isfinite(model.silence_log_odds({2000, 50, 5000}, 13)));
    EXPECT_TRUE(std::isfinite(model.silence_log_odds({0, 0, 5000}, 1)));
  }
  const Btyd nbd(config::Churn::Model::kNbd, {.r = 0.525, .alpha = 6.183});
  EXPECT_LT(nbd.silence_log_odds({2000, 50, 50}, 520), -4000) << "the odds themselves are 0";
}

TEST(Btyd, MonotoneInSilence) {
  const Btyd model = mbgnbd();
  double before = 0;
  for (double T = 30; T < 3000; T += 0.37) {
    const double risk = model.silence_probability({3, 30, T}, 13);
    EXPECT_GE(risk, before);
    before = risk;
  }
  EXPECT_LE(before, 1);
}

TEST(Btyd, StaysFiniteAtExtremes) {
  const Btyd guarded(config::Churn::Model::kBgNbd, {.r = 10.465, .alpha = .00799, .a = 3.0516, .b = 2.820});
  for (const double x : {40.0, 50.0, 2000.0}) {
    EXPECT_TRUE(std::isfinite(guarded.log_likelihood({x, 5, 6})));
    EXPECT_TRUE(std::isfinite(guarded.expected_purchases({x, 5, 6}, 3)));
  }
  // T = 0.01 and t = 5200 need more than twenty thousand terms of the series.
  EXPECT_TRUE(std::isfinite(mbgnbd().expected_purchases({0, 0, 0.01}, 5200)));
  EXPECT_GE(mbgnbd().p_alive({2000, 1, 100000}), 0);
}

TEST(Btyd, NothingJumpsWhereAIsOne) {
  const auto expected = [](double a) {
    config::BtydParameters p = story::published_mbgnbd();
    p.a = a;
    return Btyd(config::Churn::Model::kMbgNbd, p).expected_purchases({2, 10, 20}, 13);
  };
  EXPECT_NEAR(expected(1), expected(1 + 1e-4), 1e-3 * expected(1));
  EXPECT_NEAR(expected(1), expected(1 - 1e-4), 1e-3 * expected(1));
}

TEST(Hypergeometric, KnownValues) {
  // F(1, 1; 2; z) = −ln(1 − z)/z, F(a, b; b; z) = (1 − z)^−a, F(½, ½; 3/2; z²) = arcsin(z)/z.
  EXPECT_NEAR(log_hypergeometric(1, 1, 2, 0.7), std::log(-std::log(0.3) / 0.7), 1e-14);
  EXPECT_NEAR(log_hypergeometric(2.5, 3, 3, 0.9), -2.5 * std::log(0.1), 1e-13);
  EXPECT_NEAR(log_hypergeometric(0.5, 0.5, 1.5, 0.36), std::log(std::asin(0.6) / 0.6), 1e-14);
  EXPECT_EQ(log_hypergeometric(3, 4, 5, 0), 0);
}

}  // namespace
}  // namespace tidemark::operators
