// churn: the model and its parameters, bands and their rules.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

constexpr const char* kParameters = "{r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}";

TEST(ChurnSection, EverySettingArrives) {
  const Churn c = config_of(
                      "churn: {model: bgnbd, horizon: 13w, unknown_for: 14d, base_rate: 0.7, bands: {on: "
                      "odds_ratio, enter: [2, 4, 8], "
                      "leave: [1.5, 3, 8]}, bgnbd: " +
                      std::string(kParameters) + "}")
                      .churn;
  EXPECT_EQ(c.model, Churn::Model::kBgNbd);
  EXPECT_EQ(c.horizon, 91 * kDay);
  EXPECT_EQ(c.unknown_for, 14 * kDay);
  EXPECT_EQ(c.base_rate, 0.7);
  EXPECT_EQ(c.bands_on, Churn::BandsOn::kOddsRatio);
  EXPECT_EQ(c.enter, (std::array<double, 3>{2, 4, 8}));
  EXPECT_EQ(c.leave, (std::array<double, 3>{1.5, 3, 8}));
  ASSERT_TRUE(c.parameters);
  EXPECT_EQ(c.parameters->r, 0.525);
  EXPECT_EQ(c.parameters->alpha, 6.183);
  EXPECT_EQ(c.parameters->a, 0.891);
  EXPECT_EQ(c.parameters->b, 1.614);
}

TEST(ChurnSection, ParametersAreThoseOfTheChosenModel) {
  const std::string both = ", mbgnbd: {r: 1, alpha: 2, a: 3, b: 4}, bgnbd: {r: 5, alpha: 6, a: 7, b: 8}}";
  EXPECT_EQ(config_of("churn: {model: mbgnbd" + both).churn.parameters->r, 1);
  EXPECT_EQ(config_of("churn: {model: bgnbd" + both).churn.parameters->r, 5);
  EXPECT_FALSE(config_of("churn: {model: bgnbd}").churn.parameters);
  EXPECT_NE(mistakes_of("churn: {model: bgnbd, mbgnbd: {r: 1, alpha: 2, a: 3, b: 4}}")
                .find("churn.mbgnbd: parameters of a model that is not used: churn.model is bgnbd"),
            std::string::npos);
}

TEST(ChurnSection, ParametersAreAllOrNoneAndPositive) {
  EXPECT_EQ(mistakes_of("churn:\n  mbgnbd: {r: 0.5, a: 0, b: -1}\n"),
            "f:2:3: churn.mbgnbd: lacks alpha; give all four of r, alpha (in weeks), a and b, or none\n"
            "f:2:23: churn.mbgnbd.a: is out of range: '0'; write a number above 0 and at most 1e+12\n"
            "f:2:29: churn.mbgnbd.b: is out of range: '-1'; write a number above 0 and at most 1e+12\n");
}

TEST(ChurnSection, LeaveFollowsEnter) {
  const Churn c = config_of("churn: {bands: {enter: [0.2, 0.3, 0.4]}}").churn;
  EXPECT_EQ(c.leave, c.enter);
}

TEST(ChurnSection, BandsAscendAndAreLeftBelowWhereTheyAreEntered) {
  EXPECT_EQ(mistakes_of("churn:\n  bands:\n    enter: [0.5, 0.5, 0.9]\n    leave: [0.4, 0.3, 0.2]\n"),
            "f:3:18: churn.bands.enter[1]: is not more than the value before it; write the values from small "
            "to large\n"
            "f:4:18: churn.bands.leave[1]: is not more than the value before it; write the values from small "
            "to large\n");
  EXPECT_EQ(mistakes_of("churn:\n  bands:\n    enter: [0.5, 0.7, 0.9]\n    leave: [0.5, 0.71, 0.95]\n"),
            "f:4:18: churn.bands.leave[1]: a band would be left above where it is entered (0.7); make each "
            "value of leave at most the one "
            "of enter\n"
            "f:4:24: churn.bands.leave[2]: a band would be left above where it is entered (0.9); make each "
            "value of leave at most the one "
            "of enter\n");
  EXPECT_NE(mistakes_of("churn: {bands: {leave: [0.6, 0.7, 0.8]}}").find("leave[0]"), std::string::npos)
      << "against the default's enter";
  EXPECT_NE(mistakes_of("churn: {bands: {enter: [0.5, 0.7]}}")
                .find("has 2 values where 3 are needed; write three, such as [0.5, 0.7, 0.9]"),
            std::string::npos);
}

TEST(ChurnSection, CutsFitTheirScale) {
  EXPECT_EQ(mistakes_of("churn: {bands: {enter: [0.5, 0.7, 1]}}"),
            "f:1:35: churn.bands.enter[2]: is out of range: '1'; write a probability between 0 and 1, such "
            "as 0.7\n");
  EXPECT_NE(
      mistakes_of("churn: {bands: {on: odds_ratio, enter: [0, 1, 2]}}").find("enter[0]: is out of range"),
      std::string::npos);
  EXPECT_EQ(mistakes_of("churn: {bands: {on: odds_ratio}}"),
            "f:1:21: churn.bands.on: odds_ratio needs cuts of its own; add enter, such as [2, 4, 8]\n");
}

TEST(ChurnSection, RangesAndLaterModels) {
  EXPECT_NE(mistakes_of("churn: {horizon: 5h}").find("write at least 1d"), std::string::npos);
  EXPECT_NE(mistakes_of("churn: {base_rate: 1}").find("write a probability between 0 and 1"),
            std::string::npos);
  EXPECT_NE(mistakes_of("churn: {base_rate: 0}"), "");
  EXPECT_NE(mistakes_of("churn: {model: logistic}")
                .find("model 'logistic' is not available in this version; write mbgnbd or bgnbd"),
            std::string::npos);
  EXPECT_NE(
      mistakes_of("churn: {activity: [purchase]}").find("'churn.activity' is not available in this version"),
      std::string::npos);
}

}  // namespace
}  // namespace tidemark::config
