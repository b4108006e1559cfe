// Expressions in a file: names from anywhere in it, one canonical text, the exact place of a mistake,
// circles.
#include "config/sections_expression.h"

#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(ExpressionsInAFile, KnowNamesFromAllOverIt) {
  const Config c = config_of(R"(
segments: {fans: "tier=='gold' and score.health>50 and twice>2 and visit_count>0 and attribute.plan=='pro' and lifecycle=='won'"}
scores: {health: {parts: {p: {value: twice}}, levels: {low: 0, high: 50}}}
lifecycle: {stages: {lead: {when: orders == 0}, won: {when: orders > 0}}}
tiers: {tier: {levels: {basic: 0, gold: 5}}}
features: {custom: {twice: {expression: visit_count*2}}, attributes: {plan: text}}
events: {kinds: [visit]}
)");
  EXPECT_EQ(c.segments[0].when,
            "tier == 'gold' and score.health > 50 and twice > 2 and visit_count > 0 and attribute.plan == "
            "'pro' and lifecycle == 'won'");
}

TEST(ExpressionsInAFile, MistakesStandWhereTheyAre) {
  EXPECT_EQ(
      mistakes_of("segments:\n"
                  "  plain: orders > 1 and ordrs > 2\n"
                  "  single: 'preferred_channel == ''web'' and ordrs > 2'\n"
                  "  double: \"preferred_channel == \\\"web\\\" and ordrs > 2\"\n"
                  "  umlaut: \"preferred_channel == 'ä' and ordrs > 2\"\n"
                  "  ending: \"orders > \"\n"
                  "  kind: orders\n"),
      "f:2:25: segments.plain: there is no 'ordrs'; did you mean 'orders'?\n"
      "f:3:45: segments.single: there is no 'ordrs'; did you mean 'orders'?\n"
      "f:4:45: segments.double: there is no 'ordrs'; did you mean 'orders'?\n"
      "f:5:42: segments.umlaut: there is no 'ordrs'; did you mean 'orders'?\n"
      "f:6:21: segments.ending: here a value is expected, not the end; write a name, a number, a 'text' "
      "or ( … )\n"
      "f:7:9: segments.kind: 'orders' is a number, and true or false is needed; compare it, such as > "
      "0\n");
}

TEST(ExpressionsInAFile, BeyondALineAMistakeTellsItsByte) {
  EXPECT_EQ(mistakes_of("segments:\n"
                        "  block: |\n"
                        "    orders > 1 and\n"
                        "    ordrs > 2\n"
                        "  folded: ordrs > 1\n"
                        "    and odrers > 2\n"
                        "  behind: orders > 1\n"
                        "    and ordrs > 2\n"),
            "f:2:10: segments.block: at its byte 16: there is no 'ordrs'; did you mean 'orders'?\n"
            "f:5:11: segments.folded: there is no 'ordrs'; did you mean 'orders'?\n"
            "f:7:11: segments.behind: at its byte 16: there is no 'ordrs'; did you mean 'orders'?\n");
}

TEST(ExpressionsInAFile, OffsetsCountQuotesAndEscapes) {
  EXPECT_EQ(offset_in_source("abc def", "abc def", 4), 4U);
  EXPECT_EQ(offset_in_source("'a''b c'", "a'b c", 4), 6U);
  EXPECT_EQ(offset_in_source("\"a\\\"b\\\\c\"", "a\"b\\c", 4), 7U);
  EXPECT_EQ(offset_in_source("\"a\\tb\"", "a\tb", 2), 4U);
  EXPECT_EQ(offset_in_source("\"a\\x41b\"", "aAb", 1), 2U);
  EXPECT_EQ(offset_in_source("\"a\\x41b\"", "aAb", 2), std::nullopt) << "an escape that is not followed";
  EXPECT_EQ(offset_in_source("a\n  b", "a b", 2), std::nullopt) << "another line";
  EXPECT_EQ(offset_in_source("ab", "ab", 2), 2U) << "right behind the end";
  EXPECT_EQ(offset_in_source("ab", "ab", 3), std::nullopt);
  EXPECT_EQ(offset_in_source("", "ab", 1), std::nullopt);
  EXPECT_EQ(offset_in_source("\"a\\", "a\\", 2), std::nullopt);
}

TEST(ExpressionsInAFile, CirclesAreToldWithTheirNames) {
  EXPECT_EQ(
      mistakes_of("features:\n  custom:\n    a: {expression: b + 1}\n    b: {expression: c + a}\n"
                  "    c: {expression: orders}\n    d: {expression: a}\n"),
      "f:3:5: features.custom.a: 'a' stands on 'b', which stands on 'a'; remove one of these names from "
      "what stands on it\n");
  EXPECT_EQ(
      mistakes_of("tiers:\n  tier: {levels: {x: 0, y: {at: 5, when: \"segment.fans\"}}}\n"
                  "segments:\n  fans: score.health > 5\n"
                  "scores:\n  health: {parts: {p: {value: \"if(tier == 'y', 1, 0)\"}}, levels: {l: 0, h: "
                  "5}}\n"),
      "f:2:3: tiers.tier: 'tier' stands on 'segment.fans', which stands on 'score.health', which stands "
      "on 'tier'; remove one of these names from what stands on it\n");
  EXPECT_EQ(mistakes_of("lifecycle:\n  stages: {a: {when: lifecycle == 'b'}, b: {when: orders > 1}}\n"),
            "f:1:1: lifecycle: 'lifecycle' stands on itself; remove one of these names from what stands on "
            "it\n");
  EXPECT_EQ(mistakes_of("segments: {a: orders > 1, b: segment.a, c: segment.a and segment.b}"), "");
}

TEST(ExpressionsInAFile, WhatIsWrongElsewhereDoesNotHideNames) {
  EXPECT_EQ(
      mistakes_of("tiers: {t: {basis: spnd, levels: {x: 0, y: 5}}, u: {levels: {p: 0, q: some}}}\n"
                  "segments: {a: t == 'y' and u == 'q'}\nactions: [{code: a, level: t, to: y}, {code: b, "
                  "level: u, to: q}]\n"),
      "f:1:20: tiers.t.basis: there is no 'spnd'; did you mean 'spend'?\n"
      "f:1:71: tiers.u.levels.q: is not an amount: 'some'; write a number such as 500 or 99.90, without a "
      "currency sign\n");
  EXPECT_EQ(mistakes_of("features: {custom: {visits: {count: [vist]}}}\nsegments: {a: visits > 1}\n"
                        "tiers: {tier: {levels: {x: 1, y: 2}}}\nscores: {h: {parts: {p: {value: visits}}}}\n"
                        "actions: [{code: a, level: [tier, h], when: tier == 'y'}]\n")
                .find("there is no 'visits'"),
            std::string::npos);
}

}  // namespace
}  // namespace tidemark::config
