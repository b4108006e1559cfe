// scores and segments: parts, levels, conditions and the rules between them.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(Scores, EverySettingArrives) {
  const std::vector<Score> scores = config_of(R"(
scores:
  health:
    parts:
      loyalty: {value: orders_365d/2, from: 1, to: 12.5, weight: 2}
      calm: {value: open_complaints, from: 3, to: 0}
      plain: {value: survey_score}
    levels: {low: 0, mid: 40, high: 70.5}
    hysteresis: 3
)")
                                        .scores;
  ASSERT_EQ(scores.size(), 1U);
  EXPECT_EQ(scores[0].name, "health");
  ASSERT_EQ(scores[0].parts.size(), 3U);
  EXPECT_EQ(scores[0].parts[0].name, "loyalty");
  EXPECT_EQ(scores[0].parts[0].value, "orders_365d / 2");
  EXPECT_EQ(scores[0].parts[0].from, 1);
  EXPECT_EQ(scores[0].parts[0].to, 12.5);
  EXPECT_EQ(scores[0].parts[0].weight, 2);
  EXPECT_EQ(scores[0].parts[1].from, 3) << "less may be better";
  EXPECT_EQ(scores[0].parts[1].to, 0);
  EXPECT_EQ(scores[0].parts[2].from, 0);
  EXPECT_EQ(scores[0].parts[2].to, 100);
  EXPECT_EQ(scores[0].parts[2].weight, 1);
  ASSERT_EQ(scores[0].levels.size(), 3U);
  EXPECT_EQ(scores[0].levels[2].name, "high");
  EXPECT_EQ(scores[0].levels[2].at, 70.5);
  EXPECT_EQ(scores[0].hysteresis, 3);
  EXPECT_TRUE(config_of("scores: {}").scores.empty());
}

TEST(Scores, PartsAreWhole) {
  EXPECT_EQ(
      mistakes_of("scores:\n  h:\n    levels: {low: 0, high: 50}\n    parts:\n"
                  "      a: {from: 3}\n"
                  "      b: {value: rfm.segment, from: 3, to: 3}\n"
                  "      c: {value: orders, from: 100}\n"
                  "      d: {value: orders, weight: 0, to: x, wieght: 1}\n"
                  "      E: {value: orders}\n"
                  "      f: orders\n"),
      "f:5:7: scores.h.parts.a: has no value; add 'value', such as value: orders_365d\n"
      "f:6:18: scores.h.parts.b.value: 'rfm.segment' is a text, and a number is needed; compare texts with "
      "== "
      "and !=, or look for them in a list; nothing else is done with them\n"
      "f:6:44: scores.h.parts.b.to: the part is worth 0 and 100 at the same value 3; write what is worth 0 "
      "as "
      "'from' and what is worth 100 as 'to'\n"
      "f:7:32: scores.h.parts.c.from: the part is worth 0 and 100 at the same value 100; write what is worth "
      "0 "
      "as 'from' and what is worth 100 as 'to'\n"
      "f:8:34: scores.h.parts.d.weight: is out of range: '0'; write a number above 0 and at most 1e+06\n"
      "f:8:41: scores.h.parts.d.to: is not a number: 'x'; write a number such as 1.5\n"
      "f:8:44: scores.h.parts.d.wieght: there is no setting 'scores.h.parts.d.wieght'; did you mean "
      "'weight'? "
      "known here: value, from, to, weight\n"
      "f:9:7: scores.h.parts.E: is no name: 'E'; begin with a small letter a-z, go on with small letters, "
      "digits, '_' or '-', at most 64 in all\n"
      "f:10:10: scores.h.parts.f: is a single value, not a group of settings; write its settings below it, "
      "indented, each as 'key: value'\n");
}

TEST(Scores, LevelsAscendFromZero) {
  EXPECT_EQ(
      mistakes_of("scores:\n  h:\n    parts: {p: {value: orders}}\n    levels: {a: 1, b: 1, c: 101, d: 0}\n"),
      "f:4:17: scores.h.levels.a: the first level does not begin at 0; write 0: everyone is at least "
      "there\n"
      "f:4:23: scores.h.levels.b: 'b' does not begin above 'a'; write the levels from the lowest to the "
      "highest\n"
      "f:4:29: scores.h.levels.c: is out of range: '101'; write a number at least 0 and at most 100\n"
      "f:4:37: scores.h.levels.d: 'd' does not begin above 'c'; write the levels from the lowest to the "
      "highest\n");
  EXPECT_EQ(
      mistakes_of("scores: {h: {parts: {p: {value: orders}}, levels: {a: 0}, hysteresis: 101}}"),
      "f:1:51: scores.h.levels: has 1 levels; write 2 to 32, such as {low: 0, mid: 40, high: 70}\n"
      "f:1:71: scores.h.hysteresis: is out of range: '101'; write a number at least 0 and at most 100\n");
}

TEST(Scores, NeedPartsAndLevels) {
  EXPECT_EQ(
      mistakes_of("scores:\n  h:\n  i: {parts: {}, levels: }\n"),
      "f:2:3: scores.h: has no parts; add 'parts', such as parts: {loyalty: {value: orders_365d, from: "
      "0, to: 12}}\n"
      "f:2:3: scores.h: has no levels; add 'levels', such as levels: {low: 0, mid: 40, high: 70}\n"
      "f:3:14: scores.i.parts: has 0 parts; write 1 to 32, such as {loyalty: {value: orders_365d, from: "
      "0, to: 12}}\n"
      "f:3:18: scores.i.levels: has 0 levels; write 2 to 32, such as {low: 0, mid: 40, high: 70}\n");
}

TEST(Scores, NamesAreLevelsOfTheirOwn) {
  const std::string rest = ": {parts: {p: {value: orders}}, levels: {a: 0, b: 1}}}";
  EXPECT_EQ(mistakes_of("scores: {churn" + rest),
            "f:1:10: scores.churn: a score cannot be named 'churn', that name has another meaning; choose "
            "another, such as my_churn\n");
  EXPECT_EQ(mistakes_of("scores: {tier" + rest),
            "f:1:10: scores.tier: 'tier' is a ladder, and alerts tell levels by their names; choose another, "
            "such as tier_score\n");
  std::string many;
  for (int i = 0; i < 17; ++i) many += "s" + std::to_string(i) + ": {},";
  EXPECT_EQ(mistakes_of("scores: {" + many + "}"), "f:1:9: scores: has 17 scores; keep at most 16\n");
}

TEST(Segments, BothFormsArrive) {
  const std::vector<Segment> segments =
      config_of("segments: {vip: 'spend_365d>1000', sleepy: {when: recency_days > 60d, minimum_stay: 7d}}")
          .segments;
  ASSERT_EQ(segments.size(), 2U);
  EXPECT_EQ(segments[0].name, "vip");
  EXPECT_EQ(segments[0].when, "spend_365d > 1000");
  EXPECT_EQ(segments[0].minimum_stay, 0);
  EXPECT_EQ(segments[1].name, "sleepy");
  EXPECT_EQ(segments[1].when, "recency_days > 60");
  EXPECT_EQ(segments[1].minimum_stay, 7 * kDay);
}

TEST(Segments, AllLevelsTogetherAreLimited) {
  std::string many;
  for (int i = 0; i < 59; ++i) many += "s" + std::to_string(i) + ": 'true',";
  EXPECT_EQ(mistakes_of("segments: {" + many + "}"), "") << "beside tier, lifecycle, rfm, abc and churn";
  EXPECT_EQ(
      mistakes_of("segments: {" + many + "more: 'true'}"),
      "f:1:1: segments: ladders, lifecycle, rfm, abc, churn, scores, segments and notices are 65 levels; "
      "keep at most 64 in all\n");
  EXPECT_EQ(mistakes_of("rfm: {enabled: false}\nsegments: {" + many + "more: 'true'}"), "");
}

TEST(Segments, AreConditionsWithNames) {
  EXPECT_EQ(
      mistakes_of("segments:\n  a: {minimum_stay: 4d}\n  b:\n  c: [orders > 1]\n  churn: orders > 1\n"
                  "  d: {when: orders, minimum_stay: 4, until: 3d}\n"),
      "f:2:3: segments.a: has no condition; add 'when', such as when: spend_365d > 1000\n"
      "f:3:3: segments.b: has no value; write one behind the ':', or remove the line for the default\n"
      "f:4:6: segments.c: is a list, not a single value; write one value behind the ':'\n"
      "f:5:3: segments.churn: a segment cannot be named 'churn', that name has another meaning; choose "
      "another, such as my_churn\n"
      "f:6:13: segments.d.when: 'orders' is a number, and true or false is needed; compare it, such as > "
      "0\n"
      "f:6:35: segments.d.minimum_stay: has no unit: '4'; write 4d for days, 4h for hours\n"
      "f:6:38: segments.d.until: there is no setting 'segments.d.until'; the nearest is 'when'; known "
      "here: when, minimum_stay\n");
  std::string many;
  for (int i = 0; i < 65; ++i) many += "s" + std::to_string(i) + ": 'true',";
  EXPECT_EQ(mistakes_of("segments: {" + many + "}"), "f:1:11: segments: has 65 segments; keep at most 64\n");
}

}  // namespace
}  // namespace tidemark::config
