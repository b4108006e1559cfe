// actions and the limits of alerts: which levels, values and causes there are.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

using Names = std::vector<std::string>;

TEST(Actions, EverySettingArrives) {
  const std::vector<Action> actions = config_of(R"(
segments: {vip: orders > 5}
scores: {health: {parts: {p: {value: orders}}, levels: {low: 0, high: 50}}}
care: {hello: {on: joining}}
actions:
  - {when: "net>1000", level: [tier, churn], to: [silver, high], cause: time, code: call, text: "Call: now"}
  - {level: segment, to: [vip], code: a}
  - {level: health, to: low, cause: [refund, event, override, configuration], code: b}
  - {level: [care, lifecycle, rfm], to: [hello, churned, champions], code: c}
  - code: fallback
)")
                                          .actions;
  ASSERT_EQ(actions.size(), 5U);
  EXPECT_EQ(actions[0].when, "net > 1000");
  EXPECT_EQ(actions[0].levels, (Names{"churn", "tier"}));
  EXPECT_EQ(actions[0].to, (Names{"high", "silver"}));
  EXPECT_EQ(actions[0].cause, Names{"time"});
  EXPECT_EQ(actions[0].code, "call");
  EXPECT_EQ(actions[0].text, "Call: now");
  EXPECT_EQ(actions[1].to, Names{"vip"});
  EXPECT_EQ(actions[2].cause, (Names{"configuration", "event", "override", "refund"}));
  EXPECT_EQ(actions[4].code, "fallback");
  EXPECT_TRUE(actions[4].levels.empty());
  EXPECT_TRUE(actions[4].to.empty());
  EXPECT_TRUE(actions[4].cause.empty());
  EXPECT_EQ(actions[4].when, "");
}

TEST(Actions, ArePartsThatExist) {
  EXPECT_EQ(
      mistakes_of("actions:\n"
                  "  - {to: [gold]}\n"
                  "  - {code: A, level: [tir], to: [whatever], cause: wind}\n"
                  "  - {code: a, level: churn, to: [high, gold]}\n"
                  "  - x\n"
                  "  - {code: a, when: orders > , txt: b}\n"
                  "  -\n"),
      "f:2:5: actions[0]: has no code; add 'code', such as code: vip_call\n"
      "f:3:12: actions[1].code: is no name: 'A'; begin with a small letter a-z, go on with small letters, "
      "digits, '_' or '-', at most 64 in all\n"
      "f:3:23: actions[1].level[0]: there is no level 'tir'; did you mean 'tier'? known here: tier, "
      "lifecycle, rfm, abc, churn\n"
      "f:3:52: actions[1].cause: there is no cause 'wind'; the nearest is 'time'; known here: event, "
      "time, refund, configuration, override, population\n"
      "f:4:40: actions[2].to[1]: there is no value 'gold'; the nearest is 'low'; known here: unknown, "
      "low, medium, high, critical\n"
      "f:5:5: actions[3]: is a single value, not a group of settings; write its settings below it, "
      "indented, each as 'key: value'\n"
      "f:6:29: actions[4].when: here a value is expected, not the end; write a name, a number, a 'text' "
      "or ( … )\n"
      "f:6:32: actions[4].txt: there is no setting 'actions[4].txt'; did you mean 'text'? known here: "
      "code, text, when, level, to, cause\n"
      "f:7:1: actions[5]: has no code; add 'code', such as code: vip_call\n");
  EXPECT_EQ(
      mistakes_of("lifecycle: {enabled: false}\nrfm: {enabled: false}\nactions: [{code: a, level: rfm}]\n"),
      "f:3:28: actions[0].level: there is no level 'rfm'; the nearest is 'abc'; known here: tier, "
      "abc, churn\n");
  EXPECT_EQ(mistakes_of("actions: {code: a}"),
            "f:1:10: actions: is a group, not a list; write it as [first, second]\n");
  std::string many;
  for (int i = 0; i < 257; ++i) many += "{code: a},";
  EXPECT_EQ(mistakes_of("actions: [" + many + "]"), "f:1:10: actions: has 257 entries; keep at most 256\n");
}

TEST(AlertLimits, EverySettingArrives) {
  const std::vector<AlertLimit> limits = config_of(R"(
segments: {vip: orders > 5}
alerts:
  limits:
    tier: {cooldown: 7d, budget: 3 per 30d, start: loud}
    segment: {budget: {count: 1, per: 12h}}
    churn: {start: silent}
)")
                                             .alerts.limits;
  ASSERT_EQ(limits.size(), 2U) << "a limit that limits nothing is none";
  EXPECT_EQ(limits[0].level, "segment");
  EXPECT_EQ(limits[0].budget, 1U);
  EXPECT_EQ(limits[0].budget_per, 12 * kHour);
  EXPECT_EQ(limits[0].cooldown, 0);
  EXPECT_FALSE(limits[0].loud_start);
  EXPECT_EQ(limits[1].level, "tier");
  EXPECT_EQ(limits[1].cooldown, 7 * kDay);
  EXPECT_EQ(limits[1].budget, 3U);
  EXPECT_EQ(limits[1].budget_per, 30 * kDay);
  EXPECT_TRUE(limits[1].loud_start);
}

TEST(AlertLimits, AreForLevelsAndWhole) {
  EXPECT_EQ(
      mistakes_of("alerts:\n  limits:\n    tir: {cooldown: 5}\n    tier: {budget: 3}\n"
                  "    churn: {budget: {count: 3}, start: quiet}\n    rfm: {budget: 0 per 3d}\n"
                  "    lifecycle: {budget: 3 per 0s, bugdet: 1}\n"),
      "f:3:5: alerts.limits.tir: there is no level 'tir'; did you mean 'tier'? known here: tier, "
      "lifecycle, rfm, abc, churn\n"
      "f:3:21: alerts.limits.tir.cooldown: has no unit: '5'; write 5d for days, 5h for hours\n"
      "f:4:20: alerts.limits.tier.budget: is no budget: '3'; write how many alerts in which time, such as "
      "3 per 30d\n"
      "f:5:13: alerts.limits.churn.budget: needs both count and per; write it as {count: 3, per: 30d}, or "
      "3 per 30d\n"
      "f:5:40: alerts.limits.churn.start: is none of the choices: 'quiet'; write silent or loud\n"
      "f:6:19: alerts.limits.rfm.budget: is out of range: '0'; write a whole number from 1 to 1000000\n"
      "f:7:25: alerts.limits.lifecycle.budget: is too short: '0s'; write more than 0s\n"
      "f:7:35: alerts.limits.lifecycle.bugdet: there is no setting 'alerts.limits.lifecycle.bugdet'; did "
      "you mean 'budget'? known here: cooldown, budget, start\n");
  EXPECT_NE(mistakes_of("care: {hello: {on: joining}}\nalerts: {limits: {care: {cooldown: 1d}}}")
                .find("there is no level 'care'"),
            std::string::npos)
      << "a notice has its own rhythm";
}

}  // namespace
}  // namespace tidemark::config
