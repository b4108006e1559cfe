// Gamma-Gamma against published vectors, and what it must be whatever the numbers.

#include "operators/models/gamma_gamma.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/random.h"

namespace tidemark::operators {
namespace {

constexpr double kPrinted = 1e-7;

GammaGamma published() {
  return GammaGamma({.p = 6.25, .q = 3.74, .v = 15.44});
}

TEST(GammaGamma, PublishedSpend) {
  EXPECT_NEAR(published().population_mean() / 35.218978, 1, kPrinted);
  EXPECT_NEAR(published().expected_spend(1, 11.77) / 18.916852, 1, kPrinted);
  EXPECT_NEAR(published().expected_spend(2, 22.35) / 24.663714, 1, kPrinted);
  EXPECT_NEAR(published().expected_spend(7, 73.74) / 71.469671, 1, kPrinted);
  EXPECT_NEAR(published().expected_spend(2, 35) / 35.03937, 1, kPrinted);
}

TEST(GammaGamma, PublishedLikelihood) {
  EXPECT_NEAR(published().log_likelihood(1, 11.77), -3.73770968, 1e-8);
  EXPECT_NEAR(published().log_likelihood(2, 22.35), -3.55131676, 1e-8);
  EXPECT_NEAR(published().log_likelihood(7, 73.74), -6.05486731, 1e-8);
}

TEST(GammaGamma, NothingKnownIsThePopulation) {
  EXPECT_EQ(published().expected_spend(0, 999), published().population_mean());
}

TEST(GammaGamma, LiesBetweenOwnAndPopulationAndNearsOwn) {
  Random random(3);
  for (int i = 0; i < 1000; ++i) {
    const GammaGamma model(
        {.p = random.uniform() * 20 + 0.01, .q = random.uniform() * 20 + 1.01, .v = random.uniform() * 100});
    const double own = random.uniform() * 200;
    double distance = std::abs(own - model.population_mean());
    for (const double x : {1.0, 2.0, 10.0, 1000.0}) {
      const double left = std::abs(model.expected_spend(x, own) - own);
      EXPECT_LE(left, distance * (1 + 1e-12)) << "the more is known, the nearer";
      distance = left;
    }
  }
}

TEST(GammaGamma, LikelihoodIsADensity) {
  // Over the mean value of x purchases; the tail beyond the last step falls as m^−(q + 1).
  for (const double x : {1.0, 2.0, 7.0}) {
    double mass = 0;
    double mean = 0;
    constexpr double kStep = 0.01;
    for (double m = kStep / 2; m < 20'000; m += kStep) {
      const double density = std::exp(published().log_likelihood(x, m));
      mass += density * kStep;
      mean += m * density * kStep;
    }
    EXPECT_NEAR(mass, 1, 1e-6) << x;
    EXPECT_NEAR(mean / published().population_mean(), 1, 1e-5) << x;
  }
}

TEST(GammaGamma, StaysFiniteAtExtremes) {
  for (const double x : {1.0, 50.0, 100'000.0}) {
    for (const double m : {1e-6, 1.0, 1e9}) {
      EXPECT_TRUE(std::isfinite(published().log_likelihood(x, m))) << x << ' ' << m;
      EXPECT_TRUE(std::isfinite(published().expected_spend(x, m))) << x << ' ' << m;
    }
  }
}

}  // namespace
}  // namespace tidemark::operators
