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
  EXPECT_EQ(c.churn.parameters->r, 0.5);
  EXPECT_EQ(c.churn.parameters->alpha, 2);
  EXPECT_EQ(c.durability, Durability::kOs);
  EXPECT_EQ(c.log.batch_inputs, 7U);
  EXPECT_EQ(c.events.rates.at("USD"), "0.92");
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
  EXPECT_EQ(c.churn.parameters->b, 4);
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
