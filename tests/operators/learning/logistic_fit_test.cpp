// Concern: logistic regression and Platt's calibration against a plain search and what made the labels.

#include "operators/learning/logistic_fit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/random.h"
#include "operators/learning/platt.h"
#include "operators/learning/probability.h"

namespace tidemark::operators {
namespace {

/// logit = 0.5 + 2·(a − 3) − 0.01·b, beside a column of one value.
Design simulated(std::size_t count) {
  Random random(11);
  Design design(3);
  for (std::size_t i = 0; i < count; ++i) {
    const double a = 2 + 2 * random.uniform();
    const double b = 400 * random.uniform();
    const double row[] = {a, b, 7};
    design.add(row, random.uniform() < probability_of(0.5 + 2 * (a - 3) - 0.01 * b));
  }
  return design;
}

TEST(LogisticFit, FindsWhatMadeTheLabels) {
  const Result<LogisticFit> fit = fit_logistic(simulated(50'000));
  ASSERT_TRUE(fit.ok());
  EXPECT_NEAR(fit->weights[0], 2, 0.07);
  EXPECT_NEAR(fit->weights[1], -0.01, 0.0004);
  EXPECT_EQ(fit->weights[2], 0);
  const double row[] = {3, 0, 7};
  EXPECT_NEAR(fit->logit(row), 0.5, 0.07);
}

TEST(LogisticFit, StandsWhereThePenalizedSlopeIsFlat) {
  const Design design = simulated(300);
  constexpr double kPenalty = 3;
  const Result<LogisticFit> fit = fit_logistic(design, kPenalty);
  ASSERT_TRUE(fit.ok());
  for (std::size_t j = 0; j < 2; ++j) {
    double slope = 0;
    double square = 0;
    for (std::size_t i = 0; i < design.rows(); ++i) {
      const double centred = design.row(i)[j] - fit->means[j];
      slope += (design.labels[i] - probability_of(fit->logit(design.row(i)))) * centred;
      square += centred * centred / static_cast<double>(design.rows());
    }
    // d/dw of penalty/2 · (w·deviation)² is penalty · w · deviation².
    EXPECT_NEAR(slope, kPenalty * fit->weights[j] * square, 1e-4 * std::sqrt(square)) << j;
  }
}

TEST(LogisticFit, SeparableLabelsStayFinite) {
  Design design(1);
  for (int i = 0; i < 40; ++i) {
    const double value[] = {static_cast<double>(i)};
    design.add(value, i >= 20);
  }
  const Result<LogisticFit> fit = fit_logistic(design);
  ASSERT_TRUE(fit.ok());
  EXPECT_TRUE(std::isfinite(fit->weights[0]));
  EXPECT_GT(fit->weights[0], 0.05);
}

TEST(LogisticFit, RefusesOneOutcome) {
  Design design(1);
  for (int i = 0; i < 40; ++i) {
    const double value[] = {static_cast<double>(i)};
    design.add(value, i == 7);
  }
  EXPECT_FALSE(fit_logistic(design).ok());
}

TEST(Platt, UndoesABend) {
  Random random(5);
  std::vector<double> logits;
  std::vector<std::uint8_t> labels;
  for (int i = 0; i < 40'000; ++i) {
    logits.push_back(6 * random.uniform() - 3);
    labels.push_back(random.uniform() < probability_of(0.7 * logits.back() - 0.4) ? 1 : 0);
  }
  const Result<config::Calibration> found = fit_platt(logits, labels);
  ASSERT_TRUE(found.ok());
  EXPECT_NEAR(found->slope, 0.7, 0.03);
  EXPECT_NEAR(found->intercept, -0.4, 0.04);
}

TEST(Platt, RefusesARiskThatFallsWithWhatHappens) {
  std::vector<double> logits;
  std::vector<std::uint8_t> labels;
  for (int i = 0; i < 100; ++i) {
    logits.push_back(i);
    labels.push_back(i < 50 ? 1 : 0);
  }
  EXPECT_FALSE(fit_platt(logits, labels).ok());
}

}  // namespace
}  // namespace tidemark::operators
