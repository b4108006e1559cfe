// Environment variables over the file.
#include <cstdlib>

#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(Overrides, WinOverTheFileAndTheDefault) {
  const Variables variables = {
      {"TIDEMARK_TIME__ZONE", "Europe/Berlin"}, {"TIDEMARK_CHURN__MBGNBD__R", "0.5"},
      {"TIDEMARK_CHURN__BANDS__ON", "risk"},    {"TIDEMARK_DURABILITY", "os"},
      {"TIDEMARK_LOG__BATCH_INPUTS", "7"},      {"TIDEMARK_EVENTS__RATES__USD", "0.92"},
      {"TIDEMARK_EVENTS__CURRENCY", "EUR"}};
  const Config c =
      config_of("time: {zone: UTC}\nchurn:\n  mbgnbd: {r: 1, alpha: 2, a: 3, b: 4}\n", variables);
  EXPECT_EQ(c.time.zone, "Europe/Berlin");
  EXPECT_EQ(c.churn.parameters()->r, 0.5);
  EXPECT_EQ(c.churn.parameters()->alpha, 2);
  EXPECT_EQ(c.durability, Durability::kOs);
  EXPECT_EQ(c.log.batch_inputs, 7U);
  EXPECT_EQ(c.events.rates.at("USD").front().rate, "0.92");
}

TEST(Overrides, ReplaceAWrongValueOfTheFile) {
  EXPECT_EQ(config_of("time: {zone: Berln}", {{"TIDEMARK_TIME__ZONE", "UTC"}}).time.zone, "UTC");
}

TEST(Overrides, GiveAModelAllItsParameters) {
  const Config c = config_of("", {{"TIDEMARK_CHURN__BGNBD__R", "1"},
                                  {"TIDEMARK_CHURN__BGNBD__ALPHA", "2"},
                                  {"TIDEMARK_CHURN__BGNBD__A", "3"},
                                  {"TIDEMARK_CHURN__BGNBD__B", "4"},
                                  {"TIDEMARK_CHURN__MODEL", "bgnbd"}});
  EXPECT_EQ(c.churn.parameters()->b, 4);
  EXPECT_EQ(mistakes_of("", {{"TIDEMARK_CHURN__MBGNBD__R", "1"}}),
            "TIDEMARK_CHURN__MBGNBD__R: lacks alpha, a and b; give all four of r, alpha (in weeks), a and b, "
            "or none\n");
}

TEST(Overrides, ReachTheLaddersOfFileAndDefault) {
  const Config of_default =
      config_of("", {{"TIDEMARK_TIERS__TIER__GRACE", "10d"}, {"TIDEMARK_TIERS__TIER__HYSTERESIS", "1%"}});
  ASSERT_EQ(of_default.ladders.size(), 1U);
  EXPECT_EQ(of_default.ladders[0].grace, 10 * kDay);
  EXPECT_EQ(of_default.ladders[0].hysteresis_ppm, 10'000);
  EXPECT_EQ(of_default.ladders[0].levels.size(), 4U);
  EXPECT_EQ(config_of("tiers:\n", {{"TIDEMARK_TIERS__TIER__GRACE", "10d"}}).content,
            config_of("", {{"TIDEMARK_TIERS__TIER__GRACE", "10d"}}).content);
  const Config of_file = config_of(
      "tiers: {vip-club: {levels: {a: 0, b: 5}}}",
      {{"TIDEMARK_TIERS__VIP_CLUB__MINIMUM_STAY", "3d"}, {"TIDEMARK_TIERS__VIP_CLUB__LEVELS__B", "6"}});
  ASSERT_EQ(of_file.ladders.size(), 1U);
  EXPECT_EQ(of_file.ladders[0].minimum_stay, 3 * kDay);
  EXPECT_EQ(of_file.ladders[0].levels[1].at, 6 * kMicro);
  EXPECT_EQ(mistakes_of("tiers: {vip: {levels: {a: 0, b: 5}}}", {{"TIDEMARK_TIERS__TIER__GRACE", "10d"}}),
            "TIDEMARK_TIERS__TIER__GRACE: there is no ladder 'tier'; the nearest is 'vip'; nothing else is "
            "known here\n");
}

TEST(Overrides, ReachScalarsOfEveryNewGroup) {
  const char* const yaml = R"(
features: {attributes: {Birthday: date}, custom: {visits: {count: [page_view], window: 30d}}}
tiers: {tier: {levels: {a: 0, b: {at: 5, when: orders > 1}}}}
lifecycle: {stages: {lead: {when: orders == 0}, won: {when: orders > 0}}}
scores: {health: {parts: {p: {value: visits}}, levels: {low: 0, high: 50}}}
segments: {vip: orders > 5}
care: {hello: {on: joining}}
alerts: {limits: {tier: {cooldown: 1d}}}
)";
  const Config c = config_of(yaml, {{"TIDEMARK_FEATURES__MARGIN", "30%"},
                                    {"TIDEMARK_FEATURES__SESSIONS__GAP", "10m"},
                                    {"TIDEMARK_FEATURES__ATTRIBUTES__BIRTHDAY", "text"},
                                    {"TIDEMARK_FEATURES__CUSTOM__VISITS__WINDOW", "month"},
                                    {"TIDEMARK_TIERS__TIER__LEVELS__B__AT", "7"},
                                    {"TIDEMARK_TIERS__TIER__VALIDITY", "1Y"},
                                    {"TIDEMARK_LIFECYCLE__STAGES__WON__WORTH", "9"},
                                    {"TIDEMARK_SCORES__HEALTH__PARTS__P__WEIGHT", "3"},
                                    {"TIDEMARK_SEGMENTS__VIP", "orders > 6"},
                                    {"TIDEMARK_SEGMENTS__NEW", "orders==1"},
                                    {"TIDEMARK_CARE__HELLO__AHEAD", "3d"},
                                    {"TIDEMARK_ALERTS__LIMITS__TIER__BUDGET", "2 per 1w"}});
  EXPECT_EQ(c.features.margin, 0.3);
  EXPECT_EQ(c.features.session_gap, 10 * kMinute);
  EXPECT_EQ(c.features.attributes[0].name, "Birthday");
  EXPECT_EQ(c.features.attributes[0].type, Attribute::Type::kText);
  EXPECT_EQ(c.features.custom[0].window.unit, Window::Unit::kMonth);
  EXPECT_EQ(c.ladders[0].levels[1].at, 7 * kMicro);
  EXPECT_EQ(c.ladders[0].levels[1].when, "orders > 1");
  EXPECT_EQ(c.ladders[0].validity.span.count, 1);
  EXPECT_EQ(c.lifecycle.stages[1].worth, 9);
  EXPECT_EQ(c.scores[0].parts[0].weight, 3);
  ASSERT_EQ(c.segments.size(), 2U);
  EXPECT_EQ(c.segments[0].when, "orders > 6");
  EXPECT_EQ(c.segments[1].when, "orders == 1");
  EXPECT_EQ(c.care[0].ahead, 3 * kDay);
  EXPECT_EQ(c.alerts.limits[0].budget, 2U);
  EXPECT_EQ(c.alerts.limits[0].budget_per, kWeek);
}

TEST(Overrides, MistakesInExpressionsTellTheirByte) {
  EXPECT_EQ(mistakes_of("", {{"TIDEMARK_SEGMENTS__VIP", "orders > 1 and ordrs > 2"}}),
            "TIDEMARK_SEGMENTS__VIP: at its byte 16: there is no 'ordrs'; did you mean 'orders'?\n");
  EXPECT_EQ(
      mistakes_of("", {{"TIDEMARK_SCORES__HEALTH__HYSTERESIS", "3"}}),
      "TIDEMARK_SCORES__HEALTH__HYSTERESIS: has no parts; add 'parts', such as parts: {loyalty: {value: "
      "orders_365d, from: 0, to: 12}}\n"
      "TIDEMARK_SCORES__HEALTH__HYSTERESIS: has no levels; add 'levels', such as levels: {low: 0, mid: "
      "40, high: 70}\n");
}

TEST(Overrides, MistakesNameTheVariable) {
  EXPECT_EQ(mistakes_of("log: {keep: x}\n", {{"TIDEMARK_CHURN__HORIZON", "91"}, {"TIDEMARK_TIME__ZONE", ""}}),
            "f:1:13: log.keep: is not a size: 'x'; write a whole number with a unit (KiB, MiB, GiB, TiB), "
            "such as 64MiB\n"
            "TIDEMARK_TIME__ZONE: is not a time zone of this machine's database: ''; write an IANA name such "
            "as Europe/Berlin, "
            "America/New_York or UTC\n"
            "TIDEMARK_CHURN__HORIZON: has no unit: '91'; write 91d for days, 91h for hours\n");
}

TEST(Overrides, UnknownNamesAreMistakes) {
  const std::string text = mistakes_of("", {{"TIDEMARK_CHRUN__HORIZON", "1d"},
                                            {"TIDEMARK_CHRUN__MODEL", "x"},
                                            {"TIDEMARK_TIME__ZOEN", "UTC"},
                                            {"TIDEMARK_AUTH__KEYS", "1"}});
  EXPECT_NE(text.find("TIDEMARK_CHRUN__HORIZON: there is no setting 'chrun'; did you mean 'churn'?"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("TIDEMARK_CHRUN__MODEL: there is no setting 'chrun'"), std::string::npos);
  EXPECT_NE(text.find("TIDEMARK_TIME__ZOEN: there is no setting 'time.zoen'; did you mean 'zone'?"),
            std::string::npos);
  EXPECT_NE(text.find("TIDEMARK_AUTH__KEYS: 'auth' is not available in this version"), std::string::npos);
}

TEST(Overrides, NamesHaveOneForm) {
  for (const char* name : {"TIDEMARK_", "TIDEMARK_time__zone", "TIDEMARK___ZONE", "TIDEMARK_TIME__",
                           "TIDEMARK_TIME____ZONE", "OTHER_A__B", ""}) {
    EXPECT_NE(mistakes_of("", {{name, "UTC"}}).find("is not the name of a setting"), std::string::npos)
        << name;
  }
  EXPECT_NE(mistakes_of("", {{"TIDEMARK_TIME__ZONE", "a\nb"}}).find("control characters"), std::string::npos);
}

TEST(Overrides, SetSingleValuesOnly) {
  for (const char* yaml : {"", "events: {kinds: [a]}"}) {
    EXPECT_NE(mistakes_of(yaml, {{"TIDEMARK_EVENTS__KINDS", "b"}})
                  .find("unset the variable and set this in the file"),
              std::string::npos);
  }
  EXPECT_NE(mistakes_of("", {{"TIDEMARK_TIME", "x"}}).find("TIDEMARK_TIME: is a single value, not a group"),
            std::string::npos);
  EXPECT_NE(
      mistakes_of("time: {}", {{"TIDEMARK_TIME", "x"}}).find("TIDEMARK_TIME: 'time' is no single value"),
      std::string::npos);
  EXPECT_NE(mistakes_of("time: {zone: UTC}", {{"TIDEMARK_TIME__ZONE__X", "x"}})
                .find("'time.zone' has no settings inside"),
            std::string::npos);
  EXPECT_NE(mistakes_of("", {{"TIDEMARK_TIME__ZONE__X", "x"}})
                .find("TIDEMARK_TIME__ZONE__X: is a group, not a single value"),
            std::string::npos);
  EXPECT_NE(mistakes_of("events: {kinds: [a]}", {{"TIDEMARK_EVENTS__KINDS__0", "b"}})
                .find("has no settings inside"),
            std::string::npos);
}

TEST(Overrides, TheVariableOfTheFileIsNone) {
  EXPECT_EQ(mistakes_of("", {{"TIDEMARK_CONFIG", "/x"}}), "");
}

TEST(Overrides, AreFoundInTheProcess) {
  ::setenv("TIDEMARK_TIME__ZONE", "Europe/Berlin", 1);
  ::setenv("TIDEMARK_DURABILITY", "os", 1);
  ::setenv("TIDEMARK_CONFIG", "x", 1);
  ::setenv("TIDEMARK_OTHER", "x", 1);
  ::setenv("OTHER__A", "x", 1);
  const Variables expected = {{"TIDEMARK_DURABILITY", "os"}, {"TIDEMARK_TIME__ZONE", "Europe/Berlin"}};
  EXPECT_EQ(environment_overrides(), expected);
  for (const char* name :
       {"TIDEMARK_TIME__ZONE", "TIDEMARK_DURABILITY", "TIDEMARK_CONFIG", "TIDEMARK_OTHER", "OTHER__A"})
    ::unsetenv(name);
  EXPECT_TRUE(environment_overrides().empty());
}

}  // namespace
}  // namespace tidemark::config
