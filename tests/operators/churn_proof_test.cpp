// Concern: risks are noted once a horizon, and a horizon later it is known who did stay silent; the figures
// over these outcomes are those of a plain computation.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/base/random.h"
#include "operators/churn/churn_record.h"
#include "tests/operators/story.h"

namespace tidemark::operators {
namespace {

using namespace story;

constexpr Millis kHorizon = 28 * kDay;

config::Config trained() {
  config::Config config = with_churn();
  config.churn.horizon = kHorizon;
  config.churn.version = 3;
  return config;
}

TEST(ChurnProof, NotesTheRiskEachHorizonAndLooksAHorizonLater) {
  Customer customer(scoring_of(trained()));
  const Millis first = noon(0);
  customer.buy(first, 10);
  customer.buy(noon(40), 10);  // between the second note (day 28) and the look at it (day 56)
  customer.wake(noon(56));
  const double at_28 = [&] {
    Customer then(scoring_of(trained()));
    then.buy(first, 10);
    return then.number("churn.risk", first + kHorizon);
  }();
  ASSERT_EQ(customer.effects().outcomes.size(), 1U) << "the note of day 28, looked at on day 56";
  EXPECT_NEAR(customer.effects().outcomes[0].risk_ppm, at_28 * 1e6, 1);
  EXPECT_FALSE(customer.effects().outcomes[0].silent);

  customer.wake(noon(400));
  const std::vector<ChurnOutcome>& all = customer.effects().outcomes;
  // Noted on days 56, 84 and 112; on day 140 the silence is longer than three horizons.
  ASSERT_EQ(all.size(), 4U);
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_TRUE(all[i].silent);
  EXPECT_LT(all[1].risk_ppm, all[3].risk_ppm) << "silence makes the risk grow";
  EXPECT_EQ(customer.due(), kNever);

  customer.buy(noon(410), 10);
  EXPECT_EQ(customer.due() <= noon(420), true) << "followed again from the next of its instants on: day 420";
}

TEST(ChurnProof, OutlivesSavingAndIsNotThereWithoutATrainedModel) {
  Customer customer(scoring_of(trained()));
  customer.buy(noon(0), 10);
  customer.wake(noon(30));
  Customer again = customer.reloaded();
  customer.wake(noon(60));
  again.wake(noon(60));
  ASSERT_EQ(customer.effects().outcomes.size(), 1U);
  ASSERT_EQ(again.effects().outcomes.size(), 1U);
  EXPECT_EQ(again.effects().outcomes[0].risk_ppm, customer.effects().outcomes[0].risk_ppm);
  EXPECT_TRUE(again.effects().outcomes[0].silent);

  config::Config untrained = trained();
  untrained.churn.version = 0;
  Customer other(scoring_of(untrained));
  other.buy(noon(0), 10);
  other.wake(noon(400));
  EXPECT_TRUE(other.effects().outcomes.empty());
}

TEST(ChurnRecord, FiguresAreThoseOfAPlainComputation) {
  Random random(9);
  std::vector<ChurnOutcome> outcomes;
  ChurnRecord record;
  for (int i = 0; i < 4000; ++i) {
    const double risk = random.uniform();
    // Not quite calibrated.
    const bool silent = random.uniform() < 0.1 + 0.8 * risk;
    outcomes.push_back({.risk_ppm = static_cast<std::uint32_t>(risk * 1e6),
                        .band = static_cast<std::uint8_t>(1 + std::min(3.0, risk * 4)),
                        .silent = silent});
    record.add(outcomes.back());
  }
  double silent = 0;
  double brier = 0;
  double log_loss = 0;
  double pairs = 0;
  for (const ChurnOutcome& a : outcomes) {
    const double risk = a.risk_ppm / 1e6;
    silent += a.silent ? 1 : 0;
    brier += std::pow(risk - (a.silent ? 1 : 0), 2);
    log_loss -= std::log(std::clamp(a.silent ? risk : 1 - risk, 1e-6, 1.0));
    if (!a.silent) continue;
    for (const ChurnOutcome& b : outcomes) {
      if (!b.silent) pairs += a.risk_ppm > b.risk_ppm ? 1 : a.risk_ppm == b.risk_ppm ? 0.5 : 0;
    }
  }
  const double n = 4000;
  const ChurnFigures figures = record.figures();
  EXPECT_EQ(figures.outcomes, 4000);
  EXPECT_DOUBLE_EQ(figures.silent, silent / n);
  EXPECT_NEAR(figures.brier, brier / n, 1e-5);
  EXPECT_NEAR(figures.brier_skill, 1 - brier / n / (silent / n * (1 - silent / n)), 1e-4);
  EXPECT_NEAR(figures.log_loss, log_loss / n, 2e-3);
  EXPECT_NEAR(figures.auc, pairs / (silent * (n - silent)), 1e-3);
  EXPECT_NEAR(figures.ece, 0.05, 0.02) << "risks are off by 0.1 at both ends, and by nothing in the middle";
  EXPECT_LT(figures.psi, 0.05) << "the same distribution all the time";
  std::int64_t in_bands = 0;
  for (const ChurnFigures::Band& band : figures.bands) in_bands += band.outcomes;
  EXPECT_EQ(in_bands, 4000);

  std::string bytes;
  record.encode(bytes);
  ChurnRecord read;
  ASSERT_TRUE(read.decode(bytes));
  std::string again;
  read.encode(again);
  EXPECT_EQ(again, bytes);
  EXPECT_FALSE(ChurnRecord().decode(std::string_view(bytes).substr(0, bytes.size() - 1)));
}

TEST(ChurnRecord, SeesADriftOfRisks) {
  ChurnRecord record;
  for (int i = 0; i < 2000; ++i) {
    const bool early = i < 1000;
    record.add(
        {.risk_ppm = static_cast<std::uint32_t>((early ? 200 : 700) + i % 100) * 1000, .silent = i % 2 == 0});
  }
  EXPECT_GT(record.figures().psi, 1);
  EXPECT_TRUE(std::isnan(ChurnRecord().figures().brier)) << "nothing is known of nothing";
}

}  // namespace
}  // namespace tidemark::operators
