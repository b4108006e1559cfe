// Concern: a model file laid over a configuration - what it replaces, what it may not hold, where mistakes
// are told; written and read it is the same.

#include "config/model_file.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "config/load.h"

namespace tidemark::config {
namespace {

TrainedModel logistic_model() {
  TrainedModel model;
  Churn& churn = model.churn;
  churn.model = Churn::Model::kLogistic;
  churn.horizon = 61 * kDay;
  churn.version = 20260102;
  churn.mbgnbd = BtydParameters{0.525, 6.183, 0.891, 1.614};
  churn.nbd = BtydParameters{0.4, 12, 0, 0};
  churn.intercept = -1.25;
  churn.terms = {{"recency", "recency_days", ChurnTerm::Transform::kLog, 0.75, 3.5, 0.125},
                 {"lasting", "churn_lasting", ChurnTerm::Transform::kLog, -0.5, 1, 0}};
  churn.calibration = {1.1, -0.2};
  churn.base_rate = 0.3;
  churn.enter = {0.2, 0.4, 0.8};
  churn.leave = {0.1, 0.3, 0.7};
  model.has_cuts = true;
  CustomFeature lasting;
  lasting.name = "churn_lasting";
  lasting.form = CustomFeature::Form::kDecayed;
  lasting.kinds = {"purchase"};
  lasting.weights = {1};
  lasting.half_life = 61 * kDay;
  model.features = {lasting};
  model.gamma_gamma = Value::GammaGamma{6.25, 3.74, 15.44};
  return model;
}

std::string text_of(const TrainedModel& model) {
  return render_model(model, {{{"until", "2026-01-02"}, {"why", "it said \"best\""}},
                              {{"a, calibrated", {{"auc", 0.81234567}, {"ece", 1e-7}}}},
                              {"nothing: to note"}});
}

std::string told(const Loaded& loaded) {
  std::string all;
  for (const Mistake& mistake : loaded.mistakes) all += describe(mistake, "shop.yaml", "model.yaml") + "\n";
  return all;
}

TEST(ModelFile, WrittenAndReadItIsTheSame) {
  const Loaded loaded = load("", {}, text_of(logistic_model()));
  ASSERT_TRUE(loaded.mistakes.empty()) << told(loaded);
  const Churn& churn = loaded.config.churn;
  EXPECT_EQ(churn.model, Churn::Model::kLogistic);
  EXPECT_EQ(churn.horizon, 61 * kDay);
  EXPECT_EQ(churn.version, 20260102u);
  EXPECT_EQ(churn.mbgnbd->alpha, 6.183);
  EXPECT_EQ(churn.nbd->r, 0.4);
  EXPECT_FALSE(churn.bgnbd.has_value());
  EXPECT_EQ(churn.intercept, -1.25);
  ASSERT_EQ(churn.terms.size(), 2u);
  EXPECT_EQ(churn.terms[0].value, "recency_days");
  EXPECT_EQ(churn.terms[0].transform, ChurnTerm::Transform::kLog);
  EXPECT_EQ(churn.terms[0].weight, 0.75);
  EXPECT_EQ(churn.terms[0].reference, 3.5);
  EXPECT_EQ(churn.terms[0].missing, 0.125);
  EXPECT_EQ(churn.calibration.slope, 1.1);
  EXPECT_EQ(churn.calibration.intercept, -0.2);
  EXPECT_EQ(churn.base_rate, 0.3);
  EXPECT_EQ(churn.enter[2], 0.8);
  EXPECT_EQ(churn.leave[0], 0.1);
  ASSERT_EQ(loaded.config.features.custom.size(), 1u);
  EXPECT_EQ(loaded.config.features.custom[0].half_life, 61 * kDay);
  ASSERT_TRUE(loaded.config.value.spend.has_value());
  EXPECT_EQ(loaded.config.value.spend->q, 3.74);
}

TEST(ModelFile, TheContentHoldsItSoThatAStoreNeedsNoFile) {
  const Loaded loaded = load("", {}, text_of(logistic_model()));
  const Result<Config> again = from_content(loaded.config.content);
  ASSERT_TRUE(again.ok()) << again.status().message();
  EXPECT_EQ(again->content, loaded.config.content);
  EXPECT_EQ(again->churn.terms.size(), 2u);
  EXPECT_NE(loaded.config.content, default_config().content);
}

TEST(ModelFile, ReplacesWhatItBringsAndLeavesTheRest) {
  const char* const shop =
      "churn:\n"
      "  horizon: 30d\n"
      "  unknown_for: 14d\n"
      "  mbgnbd: {r: 1, alpha: 1, a: 1, b: 1}\n"
      "  bands: {enter: [0.1, 0.2, 0.3], share: [0.5, 0.3, 0.1]}\n"
      "features: {custom: {views: {count: [page_view]}}}\n"
      "value: {discount: 0.2}\n";
  const Loaded loaded = load(shop, {}, text_of(logistic_model()));
  ASSERT_TRUE(loaded.mistakes.empty()) << told(loaded);
  EXPECT_EQ(loaded.config.churn.horizon, 61 * kDay);
  EXPECT_EQ(loaded.config.churn.unknown_for, 14 * kDay);
  EXPECT_EQ(loaded.config.churn.mbgnbd->r, 0.525);
  EXPECT_EQ(loaded.config.churn.enter[0], 0.2);
  EXPECT_EQ(loaded.config.churn.band_shares->front(), 0.5);
  EXPECT_EQ(loaded.config.features.custom.size(), 2u);
  EXPECT_EQ(loaded.config.value.discount, 0.2);
}

TEST(ModelFile, EnvironmentWinsOverIt) {
  const Loaded loaded = load("", {{"TIDEMARK_CHURN__HORIZON", "20d"}}, text_of(logistic_model()));
  ASSERT_TRUE(loaded.mistakes.empty()) << told(loaded);
  EXPECT_EQ(loaded.config.churn.horizon, 20 * kDay);
}

TEST(ModelFile, AnotherFeatureOfTheSameNameIsRefusedWithPlaceAndRemedy) {
  const Loaded loaded =
      load("features: {custom: {churn_lasting: {count: [page_view]}}}\n", {}, text_of(logistic_model()));
  ASSERT_EQ(loaded.mistakes.size(), 1u) << told(loaded);
  const std::string text = told(loaded);
  EXPECT_TRUE(text.starts_with("model.yaml:")) << text;
  EXPECT_NE(text.find("features.custom.churn_lasting"), std::string::npos) << text;
  EXPECT_NE(text.find("rename"), std::string::npos) << text;
}

TEST(ModelFile, TheSameFeatureTwiceIsNoCollision) {
  const std::string model = text_of(logistic_model());
  const std::string custom =
      model.substr(model.find("features:"), model.find("value:") - model.find("features:"));
  const Loaded loaded = load(custom, {}, model);
  EXPECT_TRUE(loaded.mistakes.empty()) << told(loaded);
}

TEST(ModelFile, MistakesAreToldWhereTheyStand) {
  const std::string model =
      "churn:\n"
      "  modell: nbd\n"
      "  nbd: {r: 0, alpha: 1}\n"
      "tiers: {}\n"
      "features: {margin: 30%}\n";
  const std::string text = told(load("churn:\n  horizn: 30d\n", {}, model));
  EXPECT_NE(text.find("shop.yaml:2:3: churn.horizn"), std::string::npos) << text;
  EXPECT_NE(text.find("model.yaml:2:3: churn.modell"), std::string::npos) << text;
  EXPECT_NE(text.find("model.yaml:3:12: churn.nbd.r"), std::string::npos) << text;
  EXPECT_NE(text.find("model.yaml:4:1: tiers"), std::string::npos) << text;
  EXPECT_NE(text.find("model.yaml:5:12: features.margin"), std::string::npos) << text;
}

TEST(ModelFile, AnythingElseIsNoModel) {
  EXPECT_NE(told(load("", {}, "time: {zone: UTC}\n")).find("no model file"), std::string::npos);
  EXPECT_NE(told(load("", {}, "just words\n")).find("no model file"), std::string::npos);
  EXPECT_NE(told(load("", {}, "churn: [\n")).find("model.yaml:"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::config
