// Concern: measures of probabilities, by hand and against a count of all pairs.

#include "operators/learning/measures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/random.h"

namespace tidemark::operators {
namespace {

using Labels = std::vector<std::uint8_t>;

TEST(Measures, ByHand) {
  const std::vector<double> p = {0.1, 0.4, 0.35, 0.8};
  const Labels happened = {0, 0, 1, 1};
  const Measures m = measure(p, happened);
  EXPECT_DOUBLE_EQ(m.auc, 0.75);
  EXPECT_DOUBLE_EQ(m.rate, 0.5);
  EXPECT_NEAR(m.brier, (0.01 + 0.16 + 0.4225 + 0.04) / 4, 1e-12);
  EXPECT_NEAR(m.skill, 1 - m.brier / 0.25, 1e-12);
  EXPECT_NEAR(m.log_loss, -(std::log(0.9) + std::log(0.6) + std::log(0.35) + std::log(0.8)) / 4, 1e-12);
  EXPECT_NEAR(m.ece, (0.1 + 0.4 + 0.65 + 0.2) / 4, 1e-12);
  EXPECT_DOUBLE_EQ(m.lift, 2);
}

TEST(Measures, AucCountsPairsAndHalfTheTies) {
  Random random(3);
  std::vector<double> p;
  Labels happened;
  for (int i = 0; i < 300; ++i) {
    p.push_back(static_cast<double>(random.next() % 10) / 10);
    happened.push_back(random.next() % 3 == 0 ? 1 : 0);
  }
  double won = 0;
  double pairs = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    for (std::size_t j = 0; j < p.size(); ++j) {
      if (happened[i] == 0 || happened[j] != 0) continue;
      ++pairs;
      won += p[i] > p[j] ? 1 : p[i] == p[j] ? 0.5 : 0;
    }
  }
  EXPECT_NEAR(measure(p, happened).auc, won / pairs, 1e-12);
}

TEST(Measures, BinsHaveEqualMass) {
  std::vector<double> p;
  Labels happened;
  for (int i = 0; i < 1000; ++i) {
    p.push_back((i + 0.5) / 1000);
    happened.push_back(i % 10 < i / 100 ? 1 : 0);
  }
  const std::vector<CalibrationBin> table = calibration_table(p, happened);
  ASSERT_EQ(table.size(), 10u);
  for (std::size_t b = 0; b < 10; ++b) {
    EXPECT_EQ(table[b].count, 100u);
    EXPECT_NEAR(table[b].predicted, (static_cast<double>(b) + 0.5) / 10, 1e-9);
    EXPECT_NEAR(table[b].happened, static_cast<double>(b) / 10, 1e-9);
  }
  EXPECT_NEAR(measure(p, happened).ece, 0.05, 1e-9);
}

TEST(Measures, OneOutcomeHasNoAuc) {
  const std::vector<double> p = {0.2, 0.6};
  const Measures m = measure(p, Labels{1, 1});
  EXPECT_TRUE(std::isnan(m.auc));
  EXPECT_TRUE(std::isnan(m.skill));
  EXPECT_GT(m.log_loss, 0);
  EXPECT_EQ(measure({}, {}).count, 0u);
}

TEST(Measures, CertaintyThatIsWrongStaysFinite) {
  const std::vector<double> p = {0, 1};
  EXPECT_LT(log_loss(p, Labels{1, 0}), 40);
  EXPECT_GT(log_loss(p, Labels{1, 0}), 30);
}

}  // namespace
}  // namespace tidemark::operators
