// Concern: the Gamma-Gamma fit finds what made the customers, whatever the currency, and says when it cannot.

#include "operators/learning/gamma_gamma_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace tidemark::operators {
namespace {

/// Customers of the model itself with p, q, v as published for CDNOW.
std::vector<SpendRow> simulated(std::size_t count, double unit) {
  std::mt19937_64 engine(7);
  std::vector<SpendRow> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = 1 + static_cast<double>(i % 6);
    const double nu = std::gamma_distribution<>(3.74, 1 / 15.44)(engine);
    rows.push_back({x, std::gamma_distribution<>(6.25 * x, 1 / (nu * x))(engine) * unit});
  }
  return rows;
}

TEST(GammaGammaFit, FindsWhatMadeTheCustomers) {
  const Result<GammaGammaFit> fit = fit_gamma_gamma(simulated(60'000, 1));
  ASSERT_TRUE(fit.ok()) << fit.status().message();
  EXPECT_NEAR(fit->parameters.p, 6.25, 0.35);
  EXPECT_NEAR(fit->parameters.q, 3.74, 0.15);
  EXPECT_NEAR(fit->parameters.v, 15.44, 1.2);
  EXPECT_NEAR(fit->parameters.p * fit->parameters.v / (fit->parameters.q - 1), 35.22, 0.5);
  EXPECT_LT(std::abs(fit->correlation), 0.02);
}

TEST(GammaGammaFit, CurrencyScalesOnlyV) {
  const Result<GammaGammaFit> euros = fit_gamma_gamma(simulated(2'000, 1));
  const Result<GammaGammaFit> yen = fit_gamma_gamma(simulated(2'000, 160));
  ASSERT_TRUE(euros.ok() && yen.ok());
  EXPECT_NEAR(yen->parameters.p, euros->parameters.p, 1e-3);
  EXPECT_NEAR(yen->parameters.q, euros->parameters.q, 1e-3);
  EXPECT_NEAR(yen->parameters.v, 160 * euros->parameters.v, 0.2);
}

TEST(GammaGammaFit, LeavesOutWhatTheModelHasNoPlaceFor) {
  std::vector<SpendRow> rows = simulated(1'000, 1);
  const Result<GammaGammaFit> without = fit_gamma_gamma(rows);
  rows.push_back({0, 10});
  rows.push_back({3, 0});
  rows.push_back({3, -5});
  const Result<GammaGammaFit> with = fit_gamma_gamma(rows);
  ASSERT_TRUE(without.ok() && with.ok());
  EXPECT_EQ(with->customers, 1'000u);
  EXPECT_EQ(with->parameters.p, without->parameters.p);
}

TEST(GammaGammaFit, RefusesWhatTellsNothing) {
  EXPECT_FALSE(fit_gamma_gamma({}).ok());
  EXPECT_FALSE(fit_gamma_gamma(std::vector<SpendRow>(500, SpendRow{0, 20})).ok());
  EXPECT_FALSE(fit_gamma_gamma(std::vector<SpendRow>(500, SpendRow{3, 20})).ok());
}

TEST(GammaGammaFit, TellsWhenSpendingDependsOnFrequency) {
  std::vector<SpendRow> rows = simulated(1'000, 1);
  for (SpendRow& row : rows) row.mean *= row.x;
  const Result<GammaGammaFit> fit = fit_gamma_gamma(rows);
  ASSERT_TRUE(fit.ok()) << fit.status().message();
  EXPECT_GT(fit->correlation, GammaGammaFit::kCorrelationMax);
}

}  // namespace
}  // namespace tidemark::operators
