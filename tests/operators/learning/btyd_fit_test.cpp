// Concern: the fits of the BTYD models - the likelihood's slopes, published fits of a real shop, what cannot
// be fitted.

#include "operators/learning/btyd_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/base/random.h"
#include "operators/learning/btyd_likelihood.h"

namespace tidemark::operators {
namespace {

using Model = config::Churn::Model;

std::filesystem::path cdnow_customers() {
  const char* given = std::getenv("TIDEMARK_SHARED_DATA");
  return std::filesystem::path(given != nullptr ? given : TIDEMARK_SHARED_DATA_NEAR_SOURCE) /
         "cdnow_sample/expected/bgnbd_per_customer.csv";
}

/// Columns customer_id, first, x, tx, T (weeks) of the shared results.
std::vector<BtydRow> read_customers(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<BtydRow> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string id, first, x, t_x, T;
    std::getline(cells, id, ',');
    std::getline(cells, first, ',');
    std::getline(cells, x, ',');
    std::getline(cells, t_x, ',');
    std::getline(cells, T, ',');
    rows.push_back({{std::stod(x), std::stod(t_x), std::stod(T)}, 1});
  }
  return rows;
}

/// Buyers with gaps of `mean_gap` weeks who drop out with chance `drop` after each purchase.
std::vector<BtydRow> simulated(std::size_t count, double drop, std::uint64_t seed) {
  Random random(seed);
  std::vector<BtydRow> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const double T = std::floor(20 + 30 * random.uniform() * 7) / 7 + 10;
    const double rate = random.exponential(0.2);
    BtydRow row{{0, 0, T}, 1};
    double t = 0;
    while (random.uniform() >= drop) {
      t += random.exponential(1 / rate);
      if (t > T) break;
      row.statistics.x += 1;
      row.statistics.t_x = std::min(T, std::ceil(t * 7) / 7);
    }
    rows.push_back(row);
  }
  return rows;
}

TEST(BtydLikelihood, IsTheSumOfTheModelsOwn) {
  const config::BtydParameters p{0.525, 6.183, 0.891, 1.614};
  for (const Model model : {Model::kMbgNbd, Model::kBgNbd}) {
    double expected = 0;
    const std::vector<BtydRow> rows = histogram_of(simulated(200, 0.1, 1), 1000);
    for (const BtydRow& row : rows) expected += row.weight * Btyd(model, p).log_likelihood(row.statistics);
    EXPECT_NEAR(btyd_likelihood(model, p, rows).log_likelihood, expected, 1e-8);
  }
}

TEST(BtydLikelihood, GradientIsTheSlope) {
  const std::vector<BtydRow> rows = histogram_of(simulated(100, 0.1, 2), 1000);
  const config::BtydParameters at{0.7, 5, 0.6, 2.5};
  for (const Model model : {Model::kMbgNbd, Model::kBgNbd, Model::kNbd}) {
    const BtydSum sum = btyd_likelihood(model, at, rows);
    for (std::size_t i = 0; i < 4; ++i) {
      constexpr double kStep = 1e-5;
      const auto moved = [&](double by) {
        config::BtydParameters p = at;
        double* const parts[] = {&p.r, &p.alpha, &p.a, &p.b};
        *parts[i] *= std::exp(by);
        return btyd_likelihood(model, p, rows).log_likelihood;
      };
      const double slope = (moved(kStep) - moved(-kStep)) / (2 * kStep);
      const double found = model == Model::kNbd && i > 1 ? 0 : sum.gradient[i];
      EXPECT_NEAR(found, slope, 1e-4 * std::max(1.0, std::abs(slope))) << static_cast<int>(model) << " " << i;
    }
  }
}

TEST(BtydFit, CdnowAsPublished) {
  if (!std::filesystem::exists(cdnow_customers())) GTEST_SKIP() << "no shared data: " << cdnow_customers();
  const std::vector<BtydRow> rows = histogram_of(read_customers(cdnow_customers()), 100'000);
  const Result<BtydFit> bg = fit_btyd(Model::kBgNbd, rows);
  ASSERT_TRUE(bg.ok()) << bg.status().message();
  EXPECT_NEAR(bg->log_likelihood, -9582.429, 0.005);
  EXPECT_NEAR(bg->parameters.r, 0.2426, 0.0005);
  EXPECT_NEAR(bg->parameters.alpha, 4.4136, 0.005);
  EXPECT_NEAR(bg->parameters.a, 0.7929, 0.002);
  EXPECT_NEAR(bg->parameters.b, 2.4259, 0.008);
  const Result<BtydFit> mbg = fit_btyd(Model::kMbgNbd, rows);
  ASSERT_TRUE(mbg.ok()) << mbg.status().message();
  EXPECT_NEAR(mbg->log_likelihood, -9582.1357, 0.005);
  EXPECT_NEAR(mbg->parameters.r, 0.5248, 0.001);
  EXPECT_NEAR(mbg->parameters.alpha, 6.1831, 0.01);
  EXPECT_NEAR(mbg->parameters.a, 0.8914, 0.003);
  EXPECT_NEAR(mbg->parameters.b, 1.6140, 0.008);
}

TEST(BtydFit, FindsWhatMadeTheCustomers) {
  const std::vector<BtydRow> rows = histogram_of(simulated(20'000, 0.15, 3), 100'000);
  const Result<BtydFit> fit = fit_btyd(Model::kMbgNbd, rows);
  ASSERT_TRUE(fit.ok()) << fit.status().message();
  EXPECT_FALSE(fit->no_drop_out);
  EXPECT_NEAR(fit->parameters.r / fit->parameters.alpha, 0.2, 0.02);
  EXPECT_NEAR(fit->parameters.a / (fit->parameters.a + fit->parameters.b), 0.15, 0.02);
}

TEST(BtydFit, WithoutDropOutNbdStandsForTheOthers) {
  const BtydFits all = fit_all_btyd(simulated(5'000, 0, 4));
  ASSERT_EQ(all.fits.size(), 1u);
  EXPECT_EQ(all.fits[0].model, Model::kNbd);
  EXPECT_NEAR(all.fits[0].parameters.r, 1, 0.1);
  EXPECT_NEAR(all.fits[0].parameters.r / all.fits[0].parameters.alpha, 0.2, 0.01);
  ASSERT_EQ(all.notes.size(), 2u);
  for (const std::string& note : all.notes) EXPECT_NE(note.find("no sign"), std::string::npos) << note;
}

TEST(BtydFit, LikeliestFirst) {
  const BtydFits all = fit_all_btyd(simulated(5'000, 0.2, 5));
  ASSERT_EQ(all.fits.size(), 3u);
  EXPECT_GE(all.fits[0].log_likelihood, all.fits[1].log_likelihood);
  EXPECT_GE(all.fits[1].log_likelihood, all.fits[2].log_likelihood);
  EXPECT_EQ(all.fits[2].model, Model::kNbd);
}

TEST(BtydFit, RefusesWhatTellsNothing) {
  std::vector<BtydRow> nobody_came_back(100, BtydRow{{0, 0, 20}, 1});
  EXPECT_FALSE(fit_btyd(Model::kMbgNbd, nobody_came_back).ok());
  EXPECT_FALSE(fit_btyd(Model::kNbd, std::vector<BtydRow>(3, BtydRow{{5, 10, 20}, 1})).ok());
  EXPECT_FALSE(fit_btyd(Model::kNbd, std::vector<BtydRow>(50, BtydRow{{0, 0, 0}, 1})).ok());
  EXPECT_TRUE(fit_all_btyd({}).fits.empty());
}

TEST(BtydHistogram, CountsAndRoundsOnlyWhenItMust) {
  std::vector<BtydRow> customers = simulated(30'000, 0.1, 6);
  double weight = 0;
  for (const BtydRow& row : histogram_of(customers, 1'000'000)) weight += row.weight;
  EXPECT_EQ(weight, 30'000);
  const std::vector<BtydRow> coarse = histogram_of(customers, 500);
  EXPECT_LE(coarse.size(), 500u);
  weight = 0;
  double time = 0;
  for (const BtydRow& row : coarse) {
    weight += row.weight;
    time += row.weight * row.statistics.T;
    EXPECT_LE(row.statistics.t_x, row.statistics.T + 1e-9);
  }
  double exact_time = 0;
  for (const BtydRow& row : customers) exact_time += row.statistics.T;
  EXPECT_EQ(weight, 30'000);
  EXPECT_NEAR(time, exact_time, 1e-6 * exact_time);
  const std::vector<BtydRow> fine = histogram_of(customers, 1'000'000);
  const Result<BtydFit> exact = fit_btyd(Model::kMbgNbd, fine);
  const Result<BtydFit> rounded = fit_btyd(Model::kMbgNbd, histogram_of(customers, 5'000));
  ASSERT_TRUE(exact.ok() && rounded.ok());
  EXPECT_NEAR(rounded->parameters.r, exact->parameters.r, 0.02 * exact->parameters.r);
  EXPECT_NEAR(rounded->parameters.alpha, exact->parameters.alpha, 0.02 * exact->parameters.alpha);
}

}  // namespace
}  // namespace tidemark::operators
