// Concern: training looks at customers through the engine - what it evaluates is what scoring says, labels
// are what happened, the activity that is asked for counts.

#include "engine/learn/train.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "config/load.h"
#include "engine/base/random.h"
#include "engine/learn/activity_history.h"
#include "engine/learn/learning_plan.h"
#include "operators/learning/churn_model.h"

namespace tidemark::engine {
namespace {

constexpr Millis kBegin = 1'735'689'600'000;  // 2025-01-01

class Train : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("tidemark_train_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) +
             ".ndjson");
    std::ofstream(path_) << lines();
  }
  void TearDown() override { std::filesystem::remove(path_); }

  /// Buyers and readers who come at rates of their own and leave; some complain before.
  static std::string lines() {
    Random random(5);
    std::vector<std::pair<Millis, std::string>> events;
    const auto add = [&](const char* type, int customer, double day, const char* properties) {
      const Millis time = kBegin + static_cast<Millis>(day * static_cast<double>(kDay));
      std::ostringstream line;
      line << R"({"type":")" << type << R"(","customer_id":"c)" << customer << R"(","timestamp":")"
           << format_timestamp(time) << "\"" << properties << "}\n";
      events.emplace_back(time, line.str());
    };
    for (int customer = 0; customer < 900; ++customer) {
      double t = 250 * random.uniform();
      const double gap = 3 + random.exponential(25);
      const double drop = 0.5 * random.uniform();
      while (t < 365) {
        add("purchase", customer, t, customer % 7 == 0 ? "" : R"(,"properties":{"amount":"12.5"})");
        if (random.chance(0.6)) add("page_view", customer, t + random.uniform(), "");
        if (random.chance(drop)) {
          if (random.chance(0.5)) add("complaint", customer, t + 1, "");
          break;
        }
        t += random.exponential(gap);
      }
    }
    std::sort(events.begin(), events.end());
    std::string all;
    for (const auto& [time, line] : events) {
      if (time < kBegin + 365 * kDay) all += line;
    }
    return all;
  }

  TrainOptions options() const {
    TrainOptions options;
    options.inputs = {path_.string()};
    options.config = config::default_config();
    options.config.churn.horizon = 45 * kDay;
    options.until = kBegin + 300 * kDay;
    return options;
  }

  std::filesystem::path path_;
};

/// The risks of scoring under a model, by id, of customers who have one.
std::vector<double> scored(const Trained& trained, const TrainOptions& options) {
  const config::Loaded loaded = config::load("", {}, config::render_model(trained.model, {}));
  EXPECT_TRUE(loaded.mistakes.empty()) << describe(loaded.mistakes.front(), "", "model");
  const auto replay =
      Replay::run({.inputs = options.inputs, .config = loaded.config, .until = trained.until});
  EXPECT_TRUE(replay.ok()) << replay.status().message();
  std::vector<double> risks;
  const Status visited = (*replay)->visit([&](std::string_view, const std::byte* state) {
    const double risk = (*replay)->scoring().sort_value(state, "churn.risk", trained.until);
    if (!std::isnan(risk)) risks.push_back(risk);
  });
  EXPECT_TRUE(visited.ok());
  return risks;
}

void expect_same(const std::vector<double>& scored, const std::vector<double>& trained) {
  ASSERT_EQ(scored.size(), trained.size());
  for (std::size_t i = 0; i < scored.size(); ++i) EXPECT_NEAR(scored[i], trained[i], 1e-9) << i;
}

TEST_F(Train, ScoringSaysWhatWasTrained) {
  const Result<Trained> trained = train(options());
  ASSERT_TRUE(trained.ok()) << trained.status().message();
  EXPECT_EQ(trained->splits.size(), 2u);
  ASSERT_GT(trained->churn.risks.size(), 500u);
  expect_same(scored(*trained, options()), trained->churn.risks);
}

TEST_F(Train, EveryKindOfModelIsScoredAsItWasTrained) {
  const Result<Trained> trained = train(options());
  ASSERT_TRUE(trained.ok()) << trained.status().message();
  // The history again, to learn each recipe at the same split.
  const TrainOptions asked = options();
  const std::shared_ptr<const Zone> zone = *Zone::load("UTC");
  ActivityHistory history(asked.config, zone);
  ReplayOptions all{asked.inputs, asked.config, asked.until};
  all.on_batch = [&](const Batch& batch) { history.take(batch); };
  const auto now = Replay::run(all);
  ASSERT_TRUE(now.ok());
  const LearningPlan plan(asked.config, history);
  const auto looking = Replay::run({.inputs = asked.inputs, .config = plan.config(), .until = asked.until});
  const auto before = Replay::run(
      {.inputs = asked.inputs, .config = plan.config(), .until = *asked.until - asked.config.churn.horizon});
  ASSERT_TRUE(looking.ok() && before.ok());
  const Result<operators::Observations> today = plan.observe(**looking, history, false);
  const Result<operators::Observations> split = plan.observe(**before, history, true);
  ASSERT_TRUE(today.ok() && split.ok());
  std::size_t logistic = 0;
  for (const operators::ChurnRecipe& recipe : churn_recipes(trained->churn.fits, plan.terms())) {
    if (recipe.form == operators::ChurnRecipe::Form::kBaseRate) continue;
    SCOPED_TRACE(recipe.name);
    const Result<config::Churn> churn = make_churn(recipe, asked.config.churn, trained->churn.fits,
                                                   plan.terms(), *split, [](std::size_t) { return true; });
    ASSERT_TRUE(churn.ok()) << churn.status().message();
    Trained one;
    one.until = trained->until;
    one.model.churn = *churn;
    one.model.features = plan.features_of(churn->terms);
    logistic += churn->terms.empty() ? 0 : 1;
    expect_same(scored(one, asked), operators::ChurnModel(*churn, plan.terms()).risks(*today));
  }
  EXPECT_EQ(logistic, 4u);
}

TEST_F(Train, ActivityThatIsAskedForCounts) {
  TrainOptions asked = options();
  asked.config.churn.activity = {"page_view"};
  const Result<Trained> trained = train(asked);
  ASSERT_TRUE(trained.ok()) << trained.status().message();
  ASSERT_EQ(trained->model.churn.activity, std::vector<std::string>{"page_view"});
  expect_same(scored(*trained, asked), trained->churn.risks);
}

TEST_F(Train, LabelsAreWhatHappened) {
  const TrainOptions asked = options();
  ActivityHistory history(asked.config, *Zone::load("UTC"));
  ReplayOptions all{asked.inputs, asked.config, std::nullopt};
  all.on_batch = [&](const Batch& batch) { history.take(batch); };
  const auto replay = Replay::run(all);
  ASSERT_TRUE(replay.ok());
  std::map<std::string, std::vector<Millis>> purchases;
  std::istringstream text(lines());
  for (std::string line; std::getline(text, line);) {
    if (line.find("\"purchase\"") == std::string::npos) continue;
    const auto cell = [&](const std::string& key) {
      const std::size_t from = line.find("\"" + key + "\":\"") + key.size() + 4;
      return line.substr(from, line.find('"', from) - from);
    };
    purchases[cell("customer_id")].push_back(*parse_timestamp(cell("timestamp")));
  }
  ASSERT_GT(purchases.size(), 800u);
  for (const auto& [id, times] : purchases) {
    for (const Millis from : {kBegin + 100 * kDay, kBegin + 200 * kDay}) {
      const bool expected = std::any_of(times.begin(), times.end(), [from](Millis time) {
        return time >= from && time < from + 45 * kDay;
      });
      EXPECT_EQ(history.active_within(id, from, from + 45 * kDay), expected) << id;
    }
  }
  EXPECT_FALSE(history.active_within("nobody", 0, kNever));
}

TEST_F(Train, BandsByShareAndByCapacity) {
  TrainOptions asked = options();
  asked.config.churn.band_shares = {0.6, 0.3, 0.1};
  const Result<Trained> by_share = train(asked);
  ASSERT_TRUE(by_share.ok());
  const auto above = [](const Trained& trained, std::size_t band) {
    double count = 0;
    for (const double risk : trained.churn.risks) count += risk >= trained.model.churn.enter[band] ? 1 : 0;
    return count / static_cast<double>(trained.churn.risks.size());
  };
  EXPECT_NEAR(above(*by_share, 0), 0.6, 0.02);
  EXPECT_NEAR(above(*by_share, 1), 0.3, 0.02);
  EXPECT_NEAR(above(*by_share, 2), 0.1, 0.02);
  asked.config.churn.band_shares.reset();
  asked.config.churn.capacity_per_day = 1;
  const Result<Trained> few = train(asked);
  asked.config.churn.capacity_per_day = 4;
  const Result<Trained> many = train(asked);
  ASSERT_TRUE(few.ok() && many.ok());
  EXPECT_GT(few->model.churn.enter[2], many->model.churn.enter[2]);
}

TEST_F(Train, OddsRatioBandsStayTheConfigurations) {
  TrainOptions asked = options();
  asked.config.churn.bands_on = config::Churn::BandsOn::kOddsRatio;
  const Result<Trained> trained = train(asked);
  ASSERT_TRUE(trained.ok());
  EXPECT_FALSE(trained->model.has_cuts);
  EXPECT_EQ(config::render_model(trained->model, {}).find("bands"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::engine
