// churn: the models and what they are made of, bands and their rules.
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
  ASSERT_TRUE(c.parameters());
  EXPECT_EQ(c.parameters()->r, 0.525);
  EXPECT_EQ(c.parameters()->alpha, 6.183);
  EXPECT_EQ(c.parameters()->a, 0.891);
  EXPECT_EQ(c.parameters()->b, 1.614);
}

TEST(ChurnSection, ParametersAreThoseOfTheChosenModel) {
  const std::string both = ", mbgnbd: {r: 1, alpha: 2, a: 3, b: 4}, bgnbd: {r: 5, alpha: 6, a: 7, b: 8}}";
  EXPECT_EQ(config_of("churn: {model: mbgnbd" + both).churn.parameters()->r, 1);
  EXPECT_EQ(config_of("churn: {model: bgnbd" + both).churn.parameters()->r, 5);
  EXPECT_FALSE(config_of("churn: {model: bgnbd}").churn.parameters());
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

TEST(ChurnSection, Ranges) {
  EXPECT_NE(mistakes_of("churn: {horizon: 5h}").find("write at least 1d"), std::string::npos);
  EXPECT_NE(mistakes_of("churn: {base_rate: 1}").find("write a probability between 0 and 1"),
            std::string::npos);
  EXPECT_NE(mistakes_of("churn: {base_rate: 0}"), "");
  EXPECT_EQ(mistakes_of("churn: {model: logit}"),
            "f:1:16: churn.model: is none of the choices: 'logit'; write mbgnbd, bgnbd, nbd, rules, logistic "
            "or mixture\n");
  EXPECT_NE(mistakes_of("churn: {version: -1}").find("churn.version: is out of range"), std::string::npos);
  EXPECT_NE(mistakes_of("churn: {calibration: {slope: 0}}").find("churn.calibration.slope: is out of range"),
            std::string::npos);
  EXPECT_NE(mistakes_of("churn: {points_to_double_odds: 0}"), "");
}

TEST(ChurnSection, ModelsStandSideBySide) {
  const Churn c = config_of(R"yaml(
events: {kinds: [login]}
churn:
  model: mixture
  activity: [search, login]
  mbgnbd: {r: 1, alpha: 2, a: 3, b: 4}
  nbd: {r: 5, alpha: 6}
  rules:
    b: {when: nps<7, points: 20}
    a: {value: "orders*2", points: -1.5}
  points_to_double_odds: 15
  logistic:
    intercept: -2
    base: nbd
    terms:
      z: {value: churn.p0_logit, weight: 0.5, reference: 1, missing: 2}
      y: {value: recency_days > 30, weight: 1}
      x: {value: net, transform: log, weight: -0.1}
  mixture: {rules: 0.4, mbgnbd: 0.1, logistic: 0.5}
  calibration: {slope: 0.9, intercept: -0.1}
  bands: {share: [0.4, 0.2, 0.05]}
  version: 7
)yaml")
                      .churn;
  EXPECT_EQ(c.activity, (std::vector<std::string>{"login", "search"}));
  EXPECT_EQ(c.mbgnbd->b, 4);
  EXPECT_EQ(c.nbd->alpha, 6);
  EXPECT_FALSE(c.bgnbd);
  ASSERT_EQ(c.rules.size(), 2U) << "in the order of the file, which is that of reasons";
  EXPECT_EQ(c.rules[0].when, "nps < 7");
  EXPECT_EQ(c.rules[1].value, "orders * 2");
  EXPECT_EQ(c.rules[1].points, -1.5);
  EXPECT_EQ(c.points_to_double_odds, 15);
  EXPECT_EQ(c.intercept, -2);
  EXPECT_EQ(c.base_model, Churn::Model::kNbd);
  ASSERT_EQ(c.terms.size(), 3U);
  EXPECT_EQ(c.terms[0].missing, 2);
  EXPECT_EQ(c.terms[1].value, "recency_days > 30");
  EXPECT_EQ(c.terms[2].transform, ChurnTerm::Transform::kLog);
  ASSERT_EQ(c.mixture.size(), 3U);
  EXPECT_EQ(c.mixture[0].model, Churn::Model::kMbgNbd);
  EXPECT_EQ(c.mixture[2].share, 0.5);
  EXPECT_EQ(c.calibration.slope, 0.9);
  EXPECT_EQ((*c.band_shares)[2], 0.05);
  EXPECT_EQ(c.version, 7U);
}

TEST(ChurnSection, RulesAndTermsAreWhole) {
  EXPECT_EQ(
      mistakes_of("churn:\n  rules:\n    a: {points: 5}\n    b: {when: nps < 3, value: nps, points: x}\n"
                  "    c: {value: nps < 3, points: 1}\n    d: {when: nps < 3}\n"),
      "f:3:5: churn.rules.a: has neither condition nor value; add 'when', such as when: nps <= 6\n"
      "f:4:24: churn.rules.b.value: a rule has points for a condition or for each unit of a value, not "
      "for both; remove when or value\n"
      "f:4:44: churn.rules.b.points: is not a number: 'x'; write a number such as 1.5\n"
      "f:5:16: churn.rules.c.value: 'nps < 3' is true or false, and a number is needed; make a number of "
      "it with if(…, 1, 0)\n"
      "f:6:5: churn.rules.d: has no points; add 'points', such as points: 20; below 0 for what is good\n");
  const std::string terms = mistakes_of(
      "churn:\n  logistic:\n    terms:\n      a: {weight: 1}\n      b: {value: ordrs, weight: 1}\n"
      "      c: {value: net, weight: 1, transform: square}\n      d: {value: tier, weight: 1}\n");
  EXPECT_NE(terms.find("f:4:7: churn.logistic.terms.a: has no value"), std::string::npos) << terms;
  EXPECT_NE(terms.find("f:5:18: churn.logistic.terms.b.value: there is no 'ordrs'; did you mean 'orders'?"),
            std::string::npos)
      << terms;
  EXPECT_NE(terms.find("churn.logistic.terms.c.transform: is none of the choices"), std::string::npos);
  EXPECT_NE(terms.find("f:7:18: churn.logistic.terms.d.value:"), std::string::npos) << "a text";
}

TEST(ChurnSection, AChosenModelHasWhatItNeeds) {
  EXPECT_EQ(mistakes_of("churn: {model: nbd}"), "") << "without parameters it is unknown";
  EXPECT_EQ(
      mistakes_of("churn: {model: rules}"),
      "f:1:9: churn.model: the model has no rules; add churn.rules, such as {late: {when: recency_days > "
      "60, points: 20}}\n");
  EXPECT_NE(mistakes_of("churn: {model: logistic, logistic: {intercept: 1}}")
                .find("churn.logistic: the model has no terms"),
            std::string::npos);
  EXPECT_NE(mistakes_of("churn: {model: mixture}").find("the mixture has no models"), std::string::npos);
  EXPECT_NE(mistakes_of("churn: {model: mixture, mixture: {mbgnbd: 0.5, rules: 0.5}}").find("has no rules"),
            std::string::npos);
  EXPECT_NE(mistakes_of("churn: {mixture: {mbgnbd: 0.5, nbd: 0.4}}")
                .find("churn.mixture: the shares are 0.9 in all; make them 1 together"),
            std::string::npos);
  EXPECT_NE(mistakes_of("churn: {mixture: {mixture: 1}}").find("is none of the choices: 'mixture'"),
            std::string::npos);
  const std::string logistic =
      "churn: {model: logistic, logistic: {terms: {p: {value: churn.p0_logit, weight: 1}}}";
  EXPECT_NE(mistakes_of(logistic + "}")
                .find("the term 'p' stands on churn.p0_logit, but churn.mbgnbd has no "
                      "parameters"),
            std::string::npos);
  EXPECT_EQ(mistakes_of(logistic + ", mbgnbd: {r: 1, alpha: 1, a: 1, b: 1}}"), "");
}

TEST(ChurnSection, OddsRatioNeedsAReference) {
  const std::string bands = "bands: {on: odds_ratio, enter: [2, 4, 8]}";
  const std::string rules = "rules: {a: {when: nps < 7, points: 1}}";
  EXPECT_NE(mistakes_of("churn: {model: rules, " + rules + ", " + bands + "}")
                .find("churn.bands.on: the model 'rules' does not say what the risk right after the last "
                      "purchase is; write risk, or"),
            std::string::npos);
  EXPECT_EQ(
      mistakes_of("churn: {model: mixture, mixture: {nbd: 0.5, rules: 0.5}, " + rules + ", " + bands + "}"),
      "");
  EXPECT_NE(mistakes_of("churn: {model: logistic, logistic: {terms: {a: {value: orders, weight: 1}}}, " +
                        bands + "}"),
            "");
}

TEST(ChurnSection, WhatTrainingMakesCutsOf) {
  EXPECT_EQ(config_of("churn: {bands: {capacity_per_day: 20}}").churn.capacity_per_day, 20);
  EXPECT_NE(mistakes_of("churn: {bands: {share: [0.2, 0.4, 0.05]}}").find("share[1]: is not less than"),
            std::string::npos);
  EXPECT_NE(mistakes_of("churn: {bands: {share: [0.4, 0.2, 0.05], capacity_per_day: 2}}")
                .find("cuts cannot be made by share and by capacity"),
            std::string::npos);
}

TEST(ChurnSection, NothingStandsOnItself) {
  const std::string rules = "churn: {model: rules, rules: {a: {when: segment.s, points: 1}}}\n";
  EXPECT_NE(
      mistakes_of(rules + "segments: {s: churn.level == 'high'}\n").find("'churn' stands on 'segment.s'"),
      std::string::npos);
  EXPECT_NE(mistakes_of("churn: {model: rules, rules: {a: {value: value.at_risk, points: 1}}}")
                .find("'churn' stands on itself"),
            std::string::npos)
      << "value at risk is made of the risk";
  EXPECT_EQ(mistakes_of("churn: {rules: {a: {value: churn.risk, points: 1}}}"), "") << "not used";
  EXPECT_EQ(mistakes_of(rules + "segments: {s: churn.p_alive < 0.5}\n"), "")
      << "P(alive) is of the model behind, which looks at nothing";
}

TEST(ChurnSection, ActivityIsKinds) {
  EXPECT_NE(mistakes_of("churn: {activity: [logn]}").find("there is no kind 'logn'"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::config
