// lifecycle: limits in order, stages of one's own and the rules between them.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(Lifecycle, EverySettingArrives) {
  const Lifecycle l = config_of(
                          "lifecycle: {enabled: false, new_for: 1d, loyal_orders: 2, at_risk_after: 3d, "
                          "churned_after: 4d, won_back_for: 5d}")
                          .lifecycle;
  EXPECT_FALSE(l.enabled);
  EXPECT_EQ(l.new_for, kDay);
  EXPECT_EQ(l.loyal_orders, 2);
  EXPECT_EQ(l.at_risk_after, 3 * kDay);
  EXPECT_EQ(l.churned_after, 4 * kDay);
  EXPECT_EQ(l.won_back_for, 5 * kDay);
}

TEST(Lifecycle, RiskComesBeforeChurn) {
  EXPECT_EQ(mistakes_of("lifecycle:\n  churned_after: 90d\n"),
            "f:2:18: lifecycle.churned_after: customers would be churned after 90d, at risk only after 90d; "
            "make churned_after longer than "
            "at_risk_after\n");
  EXPECT_NE(mistakes_of("lifecycle:\n  at_risk_after: 200d\n").find("f:2:18: lifecycle.at_risk_after:"),
            std::string::npos);
  EXPECT_NE(mistakes_of("lifecycle: {new_for: 0s}"), "");
  EXPECT_NE(mistakes_of("lifecycle: {loyal_orders: 0}"), "");
}

TEST(Lifecycle, StagesArriveInTheirOrder) {
  const Lifecycle l = config_of(R"(
lifecycle:
  stages:
    prospect: {when: orders == 0}
    active: {when: recency_days<30, stay: recency_days<60, from: [prospect, gone], at_most: 90d, worth: 5}
    gone: {when: recency_days >= 60, stay: recency_days >= 60.0, worth: -3, at_most: 0s}
)")
                          .lifecycle;
  ASSERT_EQ(l.stages.size(), 3U);
  EXPECT_EQ(l.stages[0].name, "prospect");
  EXPECT_EQ(l.stages[0].when, "orders == 0");
  EXPECT_EQ(l.stages[0].stay, "");
  EXPECT_TRUE(l.stages[0].from.empty());
  EXPECT_EQ(l.stages[0].worth, 0);
  EXPECT_EQ(l.stages[1].name, "active");
  EXPECT_EQ(l.stages[1].when, "recency_days < 30");
  EXPECT_EQ(l.stages[1].stay, "recency_days < 60");
  EXPECT_EQ(l.stages[1].from, (std::vector<std::string>{"gone", "prospect"}));
  EXPECT_EQ(l.stages[1].at_most, 90 * kDay);
  EXPECT_EQ(l.stages[1].worth, 5);
  EXPECT_EQ(l.stages[2].stay, "") << "the same as when";
  EXPECT_EQ(l.stages[2].worth, -3);
  EXPECT_EQ(l.stages[2].at_most, 0);
  EXPECT_TRUE(config_of("lifecycle: {stages: }").lifecycle.stages.empty());
}

TEST(Lifecycle, StagesReplaceTheBuiltInOnes) {
  EXPECT_EQ(mistakes_of("lifecycle:\n  new_for: 3d\n  won_back_for: x\n  stages: {a: {when: orders > 1}, b: "
                        "{when: orders > 2}}\n"),
            "f:2:3: lifecycle.new_for: is a setting of the built-in stages, and there are others under "
            "'stages'; remove it, or remove 'stages'\n"
            "f:3:3: lifecycle.won_back_for: is a setting of the built-in stages, and there are others under "
            "'stages'; remove it, or remove 'stages'\n");
  EXPECT_FALSE(config_of("lifecycle: {enabled: false, stages: {a: {when: 'true'}, b: {when: 'true'}}}")
                   .lifecycle.enabled);
}

TEST(Lifecycle, StagesAreTwoToThirtyTwoAndWhole) {
  EXPECT_EQ(mistakes_of("lifecycle: {stages: {a: {when: orders > 1}}}"),
            "f:1:21: lifecycle.stages: has 1 stages; write 2 to 32\n");
  EXPECT_EQ(
      mistakes_of("lifecycle:\n  stages:\n    a: {stay: orders > 1}\n    b:\n    C: {when: orders >\n"
                  "      1 or ordrs}\n    d: x\n    e: {when: orders, at_most: 5, worth: 1.5, form: a}\n"),
      "f:3:5: lifecycle.stages.a: has no condition; add 'when', such as when: orders >= 1\n"
      "f:4:5: lifecycle.stages.b: has no condition; add 'when', such as when: orders >= 1\n"
      "f:5:5: lifecycle.stages.C: is no name: 'C'; begin with a small letter a-z, go on with small "
      "letters, digits, '_' or '-', at most 64 in all\n"
      "f:5:15: lifecycle.stages.C.when: at its byte 15: there is no 'ordrs'; did you mean 'orders'?\n"
      "f:7:8: lifecycle.stages.d: is a single value, not a group of settings; write its settings below "
      "it, indented, each as 'key: value'\n"
      "f:8:15: lifecycle.stages.e.when: 'orders' is a number, and true or false is needed; compare it, "
      "such as > 0\n"
      "f:8:32: lifecycle.stages.e.at_most: has no unit: '5'; write 5d for days, 5h for hours\n"
      "f:8:42: lifecycle.stages.e.worth: is not a whole number: '1.5'; write a whole number from -1000 "
      "to 1000\n"
      "f:8:47: lifecycle.stages.e.form: there is no setting 'lifecycle.stages.e.form'; did you mean "
      "'from'? known here: when, stay, from, at_most, worth\n");
}

TEST(Lifecycle, StagesAreEnteredFromStages) {
  EXPECT_EQ(
      mistakes_of("lifecycle:\n  stages:\n    lead: {when: orders == 0}\n    won: {when: orders > 0, from: "
                  "[laed, lead, lead]}\n"),
      "f:4:36: lifecycle.stages.won.from[0]: there is no stage 'laed'; did you mean 'lead'? known here: "
      "lead, won\n"
      "f:4:48: lifecycle.stages.won.from[2]: 'lead' is there twice; remove one of the two\n");
}

}  // namespace
}  // namespace tidemark::config
