// Concern: what is learned from observations - the choice among models, gaps in values, calibration, cuts.

#include "operators/learning/churn_learner.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "config/churn_names.h"
#include "engine/base/random.h"
#include "operators/learning/bands.h"
#include "operators/learning/churn_model.h"
#include "operators/learning/probability.h"

namespace tidemark::operators {
namespace {

using Model = config::Churn::Model;
using Reach = LearningTerm::Reach;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

std::vector<LearningTerm> terms() {
  return {{"recency", "recency_days", config::ChurnTerm::Transform::kLog, Reach::kSilence, true},
          {"purchase_history", std::string(config::kP0LogitName), config::ChurnTerm::Transform::kNone,
           Reach::kHistory, false},
          {"mood", "mood", config::ChurnTerm::Transform::kNone, Reach::kBehaviour, false}};
}

/// Buyers with a rate of their own who drop out; whether they buy within 13 weeks follows from that, and,
/// where it is told, from their mood. A third has none.
Observations simulated(std::size_t count, std::uint64_t seed, double mood_weight) {
  Random random(seed);
  Observations all;
  all.columns = 2;
  for (std::size_t i = 0; i < count; ++i) {
    const double T = 20 + 60 * random.uniform();
    const double rate = random.exponential(0.25);
    BtydStatistics s{0, 0, T};
    double t = 0;
    bool alive = true;
    for (;;) {
      if (random.chance(0.06)) alive = false;
      if (!alive) break;
      const double next = t + random.exponential(1 / rate);
      if (next > T) break;
      t = next;
      s.x += 1;
      s.t_x = t;
    }
    const bool known = i % 3 != 0;
    const double mood = 2 * random.uniform() - 1;
    const bool buys = alive && random.exponential(1 / rate) < 13;
    const bool leaves = known && random.chance(probability_of(mood_weight * (mood - 0.3)));
    all.statistics.push_back(s);
    all.hashes.push_back(random.next());
    all.labels.push_back(buys && !(mood_weight > 0 && leaves) ? 0 : 1);
    all.values.push_back((T - s.t_x) * 7);
    all.values.push_back(known ? mood : kUnknown);
  }
  return all;
}

config::Churn settings() {
  config::Churn churn;
  churn.horizon = 91 * kDay;
  return churn;
}

ChurnExperience experience(std::size_t splits, double mood_weight, std::size_t count = 4'000) {
  ChurnExperience all;
  all.terms = terms();
  all.now = simulated(count, 1, mood_weight);
  all.now.labels.clear();
  for (std::size_t i = 0; i < splits; ++i) all.splits.push_back(simulated(count, 2 + i, mood_weight));
  return all;
}

const ChurnTrial& trial_of(const LearnedChurn& learned, const std::string& name) {
  for (const ChurnTrial& trial : learned.trials) {
    if (trial.recipe.name == name) return trial;
  }
  throw std::runtime_error("no trial of " + name);
}

TEST(ChurnLearner, WithoutSplitItIsTheLikeliestModelAsItIs) {
  const Result<LearnedChurn> learned = learn_churn(settings(), experience(0, 0));
  ASSERT_TRUE(learned.ok()) << learned.status().message();
  EXPECT_TRUE(learned->trials.empty());
  EXPECT_EQ(learned->churn.model, learned->fits.fits.front().model);
  EXPECT_TRUE(config::is_btyd(learned->churn.model));
  EXPECT_EQ(learned->churn.calibration.slope, 1);
  EXPECT_TRUE(learned->churn.parameters().has_value());
  EXPECT_EQ(learned->churn.horizon, 91 * kDay);
  ASSERT_EQ(learned->risks.size(), 4'000u);
}

TEST(ChurnLearner, WhereTheModelIsTrueNothingMoreIsTaken) {
  const Result<LearnedChurn> learned = learn_churn(settings(), experience(2, 0));
  ASSERT_TRUE(learned.ok());
  EXPECT_TRUE(config::is_btyd(learned->churn.model)) << learned->chosen;
  const ChurnTrial& base = trial_of(*learned, "base rate");
  EXPECT_TRUE(base.recipe.for_comparison);
  for (const ChurnTrial& trial : learned->trials) {
    ASSERT_TRUE(trial.customers && trial.forward) << trial.recipe.name << trial.note;
    if (!trial.recipe.for_comparison && trial.recipe.name != "nbd") {
      EXPECT_LT(trial.score(), base.score()) << trial.recipe.name;
    }
  }
}

TEST(ChurnLearner, TakesWhatOnlyBehaviourTellsAndWeighsGaps) {
  const ChurnExperience all = experience(1, 6, 8'000);
  const Result<LearnedChurn> learned = learn_churn(settings(), all);
  ASSERT_TRUE(learned.ok());
  ASSERT_EQ(learned->churn.model, Model::kLogistic) << learned->chosen;
  ASSERT_FALSE(learned->churn.terms.empty());
  const config::ChurnTerm& mood = learned->churn.terms.back();
  ASSERT_EQ(mood.name, "mood");
  EXPECT_GT(mood.weight, 0.5);
  EXPECT_LT(mood.missing, 0);  // who has no mood does not leave for it
  EXPECT_NEAR(mood.reference, 0, 0.05);
  const double base = learned->churn.base_rate.value_or(0);
  EXPECT_NEAR(base, probability_of(learned->churn.intercept), 1e-12);
}

TEST(ChurnLearner, RisksAreTrueOnCustomersNobodyHasSeen) {
  const ChurnExperience all = experience(2, 6, 8'000);
  const Result<LearnedChurn> learned = learn_churn(settings(), all);
  ASSERT_TRUE(learned.ok());
  const Observations fresh = simulated(20'000, 77, 6);
  const Measures m = measure(ChurnModel(learned->churn, all.terms).risks(fresh), fresh.labels);
  EXPECT_LT(m.ece, 0.02);
  EXPECT_GT(m.skill, 0.2);
}

TEST(ChurnLearner, CalibrationMendsAModelThatIsTooSure) {
  ChurnExperience all = experience(2, 0);
  Random random(9);
  for (Observations& split : all.splits) {
    for (std::uint8_t& label : split.labels) label = random.chance(0.5) ? 1 : label;
  }
  const Result<LearnedChurn> learned = learn_churn(settings(), all);
  ASSERT_TRUE(learned.ok());
  const ChurnTrial& raw = trial_of(*learned, "mbgnbd");
  const ChurnTrial& calibrated = trial_of(*learned, "mbgnbd, calibrated");
  EXPECT_LT(calibrated.score(), raw.score() - 0.02);
  EXPECT_LT(calibrated.customers->ece, 0.03);
}

TEST(ChurnLearner, OrderOfCustomersMeansNothing) {
  ChurnExperience all = experience(1, 6);
  const Result<LearnedChurn> learned = learn_churn(settings(), all);
  Observations& split = all.splits.front();
  const Observations before = split;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const std::size_t from = before.size() - 1 - i;
    split.statistics[i] = before.statistics[from];
    split.hashes[i] = before.hashes[from];
    split.labels[i] = before.labels[from];
    for (std::size_t j = 0; j < 2; ++j) split.values[2 * i + j] = before.values[2 * from + j];
  }
  const Result<LearnedChurn> turned = learn_churn(settings(), all);
  ASSERT_TRUE(learned.ok() && turned.ok());
  EXPECT_EQ(turned->chosen, learned->chosen);
  ASSERT_EQ(turned->churn.terms.size(), learned->churn.terms.size());
  for (std::size_t j = 0; j < learned->churn.terms.size(); ++j) {
    EXPECT_NEAR(turned->churn.terms[j].weight, learned->churn.terms[j].weight, 1e-6);
  }
}

TEST(ChurnLearner, LeavesOutTermsThatMoveNobody) {
  ChurnExperience all = experience(1, 6, 8'000);
  all.terms.push_back({"dice", "dice", config::ChurnTerm::Transform::kNone, Reach::kBehaviour, false});
  Random random(8);
  for (Observations* one : {&all.now, &all.splits.front()}) {
    std::vector<double> wider;
    for (std::size_t i = 0; i < one->size(); ++i) {
      wider.insert(wider.end(), one->row(i).begin(), one->row(i).end());
      wider.push_back(random.uniform());
    }
    one->values = wider;
    ++one->columns;
  }
  const Result<LearnedChurn> learned = learn_churn(settings(), all);
  ASSERT_TRUE(learned.ok());
  EXPECT_EQ(learned->churn.terms.back().name, "mood");
}

TEST(ChurnLearner, RefusesWhenNothingCanBeFitted) {
  ChurnExperience all;
  all.terms = terms();
  const Result<LearnedChurn> learned = learn_churn(settings(), all);
  ASSERT_FALSE(learned.ok());
  EXPECT_NE(learned.status().message().find("no model can be fitted"), std::string::npos);
}

TEST(Bands, ByShareOfCustomers) {
  std::vector<double> risks;
  for (int i = 1; i <= 1000; ++i) risks.push_back(i / 1001.0);
  const std::array<double, 3> cuts = cuts_by_share(risks, {0.4, 0.2, 0.05});
  const auto above = [&](double cut) {
    return std::count_if(risks.begin(), risks.end(), [cut](double risk) { return risk >= cut; });
  };
  EXPECT_EQ(above(cuts[0]), 400);
  EXPECT_EQ(above(cuts[1]), 200);
  EXPECT_EQ(above(cuts[2]), 50);
}

TEST(Bands, RiseAlsoWhereEverybodyIsTheSame) {
  for (const double risk : {0.0, 0.3, 1.0}) {
    const std::array<double, 3> cuts = cuts_by_share(std::vector<double>(50, risk), {0.4, 0.2, 0.05});
    EXPECT_GT(cuts[0], 0);
    EXPECT_LT(cuts[0], cuts[1]);
    EXPECT_LT(cuts[1], cuts[2]);
    EXPECT_LT(cuts[2], 1);
  }
}

TEST(Bands, ByCapacityNoMoreComeThanCanBeCalled) {
  Random random(4);
  std::vector<double> now;
  std::vector<double> later;
  for (int i = 0; i < 20'000; ++i) {
    now.push_back(random.uniform());
    later.push_back(now.back() + 0.1 * (1 - now.back()) * random.uniform());
  }
  const auto coming = [&](double cut) {
    double count = 0;
    for (std::size_t i = 0; i < now.size(); ++i) count += now[i] < cut && later[i] >= cut ? 1 : 0;
    return count / 7;
  };
  for (const double capacity : {2.0, 20.0, 60.0}) {
    const double cut = cut_by_capacity(now, later, 7, capacity, 0.4);
    EXPECT_LE(coming(cut), capacity);
    EXPECT_GT(coming(cut - 0.05), 0.8 * capacity);
    EXPECT_GT(cut, 0.4);
  }
}

}  // namespace
}  // namespace tidemark::operators
