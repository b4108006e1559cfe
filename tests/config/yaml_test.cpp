// What YAML may look like: syntax, doubled keys, references, and files made to hurt.
#include <ctime>

#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(Yaml, EmptyTextsMeanTheDefault) {
  for (const char* text :
       {"", "\n\n", "# only a comment\n", "---\n", "---\n...\n", "{}", "\xEF\xBB\xBF# BOM\n"}) {
    EXPECT_EQ(config_of(text).content, default_config().content) << text;
  }
}

TEST(Yaml, WindowsLineEndsAndQuotesAreFine) {
  const Config config = config_of("time:\r\n  zone: 'Europe/Berlin'\r\n  \"jump_gap\": \"5d\"\r\n");
  EXPECT_EQ(config.time.zone, "Europe/Berlin");
  EXPECT_EQ(config.time.jump_gap, 5 * kDay);
}

TEST(Yaml, EmptyGroupsMeanTheDefault) {
  const Config config =
      config_of("time:\nevents:\ntiers:\nlifecycle:\nrfm:\n  segments:\nchurn:\n  bands:\n  mbgnbd:\nlog:\n");
  EXPECT_EQ(config.content, default_config().content);
}

TEST(Yaml, SyntaxErrorsAreOneMistakeWithItsPlace) {
  EXPECT_EQ(
      mistakes_of("time:\n  zone: UTC\n clock: wall\n"),
      "f:3:2: the line does not fit the lines before it; give all settings of a group the same indentation, "
      "each as 'key: value'\n");
  EXPECT_EQ(mistakes_of("time:\n  zone: a: b\n"),
            "f:2:10: a ':' where no value may begin; put text that contains ': ' into quotes, and check the "
            "indentation\n");
  EXPECT_EQ(mistakes_of("events:\n  kinds: [a, b\n"),
            "f:2:1: a '[' is never closed; add the missing ']', or a comma before this\n");
}

TEST(Yaml, CommonSlipsAreToldInPlainWords) {
  EXPECT_EQ(mistakes_of("time:\n\tzone: UTC\n"),
            "f:2:6: the line is indented with a tab; indent with blanks\n");
  EXPECT_EQ(mistakes_of("alerts:\n  source: \"abc\ntime: {}\n"),
            "f:3:9: a quote is opened and never closed; close it; it may stand some lines above\n");
  EXPECT_EQ(mistakes_of("alerts:\n  source: @abc\n"),
            "f:2:11: a character that no value begins with; put the value into quotes\n");
  EXPECT_EQ(mistakes_of("churn:\n  horizon:91d\n"),
            "f:2:3: churn: is a single value, not a group of settings; put a blank behind the ':', as in "
            "'key: value'\n");
  EXPECT_NE(mistakes_of("rfm: {recency: [1, 2]}").find("did you mean 'recency_days'?"), std::string::npos);
}

TEST(Yaml, DoubledKeysAreToldWithBothLines) {
  EXPECT_EQ(mistakes_of("time:\n  zone: UTC\n  clock: wall\n  zone: UTC\n"),
            "f:4:3: time.zone: is there twice, first in line 2; remove one of the two\n");
  EXPECT_EQ(mistakes_of("durability: os\ndurability: os\n"),
            "f:2:1: durability: is there twice, first in line 1; remove one of the two\n");
  EXPECT_EQ(mistakes_of("tiers: {tier: {levels: [{name: a, at: 0}, {name: b, name: c, at: 1}]}}"),
            "f:1:53: tiers.tier.levels[1].name: is there twice, first in line 1; remove one of the two\n");
}

TEST(Yaml, UnknownKeysAreToldWithTheNearestName) {
  EXPECT_EQ(
      mistakes_of("time:\n  zoen: UTC\n"),
      "f:2:3: time.zoen: there is no setting 'time.zoen'; did you mean 'zone'? known here: clock, zone, "
      "silence_delay, accept_late, accept_future, restart_grace, jump_gap\n");
  EXPECT_NE(mistakes_of("life-cycle: {}").find("did you mean 'lifecycle'?"), std::string::npos);
  EXPECT_NE(mistakes_of("memory: {budgets_of_the_day: x}")
                .find("the nearest is 'budget'; nothing else is known here"),
            std::string::npos);
}

TEST(Yaml, WhatTheContractHasLaterIsNotUnknown) {
  for (const char* key : {"auth", "webhooks"}) {
    EXPECT_EQ(mistakes_of(std::string(key) + ": {a: 1}"),
              "f:1:1: " + std::string(key) + ": '" + key + "' is not available in this version; remove it\n");
  }
}

TEST(Yaml, ReferencesAndTagsAreRefusedAndTheRestIsStillChecked) {
  EXPECT_EQ(mistakes_of("time:\n  zone: &z UTC\n  clock: *z\nalerts:\n  source: !!str x\nlog: {keep: x}\n"),
            "f:3:10: a reference with '*' to another place; write the value itself here\n"
            "f:5:11: a type tag 'tag:yaml.org,2002:str'; remove it; every setting knows its type\n"
            "f:6:13: log.keep: is not a size: 'x'; write a whole number with a unit (KiB, MiB, GiB, TiB), "
            "such as 64MiB\n");
}

TEST(Yaml, WrongShapesAreTold) {
  EXPECT_NE(mistakes_of("- a\n- b\n").find("f:1:1: is a list, not a group of settings"), std::string::npos);
  EXPECT_NE(mistakes_of("just text").find("is a single value, not a group of settings"), std::string::npos);
  EXPECT_NE(mistakes_of("time: wall").find("f:1:7: time: is a single value, not a group of settings"),
            std::string::npos);
  EXPECT_NE(mistakes_of("time: {zone: [UTC]}").find("time.zone: is a list, not a single value"),
            std::string::npos);
  EXPECT_NE(mistakes_of("time: {zone: {a: b}}").find("time.zone: is a group, not a single value"),
            std::string::npos);
  EXPECT_NE(mistakes_of("events: {kinds: visit}").find("events.kinds: is a single value, not a list"),
            std::string::npos);
  EXPECT_NE(mistakes_of("events: {map: [a]}").find("events.map: is a list, not a group"), std::string::npos);
}

TEST(Yaml, AMissingValueIsToldAtItsKey) {
  EXPECT_EQ(mistakes_of("time:\n  zone:\n  clock: wall\n"),
            "f:2:3: time.zone: has no value; write one behind the ':', or remove the line for the default\n");
}

TEST(Yaml, KeysMustBeNames) {
  for (const char* text : {"? [a, b]\n: c\n", "{{a: b}: c}", ": c\n", "? *x\n: c\n", "~: c\n", "\"\": c\n"}) {
    EXPECT_NE(mistakes_of(text), "") << text;
  }
}

TEST(Yaml, OneDocumentOnly) {
  EXPECT_EQ(mistakes_of("time: {}\n---\nlog: {}\n"),
            "f:2:1: a second document begins here; keep one, without a line '---' inside\n");
}

TEST(Yaml, OnlyTextIsRead) {
  EXPECT_EQ(mistakes_of("a: b\nc: \xFF\n"), "f:2:4: is not UTF-8 text; save the file with encoding UTF-8\n");
  EXPECT_EQ(mistakes_of("\xFF\xFE\x74\x00"), "f:1:1: is not UTF-8 text; save the file with encoding UTF-8\n");
  EXPECT_NE(mistakes_of(std::string("a: b\0", 5)).find("control character"), std::string::npos);
  for (const char* bad :
       {"\xC0\x80", "\xED\xA0\x80", "\xE0\x80\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"}) {
    EXPECT_NE(mistakes_of(bad).find("is not UTF-8"), std::string::npos);
  }
  EXPECT_EQ(mistakes_of("# \xE2\x82\xAC \xF0\x9F\x98\x80 \xC3\xA4\n"), "");
}

TEST(Yaml, MistakesComeInTheOrderOfTheFile) {
  const std::string text =
      mistakes_of("log: {keep: x}\nchurn: {horizon: x}\ntime: {zone: 'no such', clock: x}\n");
  EXPECT_LT(text.find("log.keep"), text.find("churn.horizon"));
  EXPECT_LT(text.find("churn.horizon"), text.find("time.zone"));
  EXPECT_LT(text.find("time.zone"), text.find("time.clock"));
}

std::string repeated(std::string_view unit, std::size_t bytes) {
  std::string out;
  while (out.size() + unit.size() <= bytes) out += unit;
  return out;
}

TEST(Yaml, FilesMadeToHurtAreRefusedQuickly) {
  const std::size_t mebibyte = 1 << 20;
  const char* const units[] = {"[",     "{",      "- ",   "? ",   "[a,", "{a: ",  "a: ",    "&a ",    "*a ",
                               "!!a ",  "'",      "\"",   "\n",   "#\n", "---\n", "%a b\n", "a\n\n",  "|\n",
                               "]",     "a: b\n", "\t",   " ",    "\\",  ":",     ",",      "<<: ",   "!<",
                               "- a\n", "a",      "\"\\", "- - ", "\r",  "? a\n", "...\n",  ">-\n \n"};
  for (const char* unit : units) {
    const std::clock_t begin = std::clock();
    (void)load(repeated(unit, mebibyte / 4));
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    // CPU time, a few hundredths of a second as a rule; what grows with the square of the size takes minutes.
    EXPECT_LT(seconds, 10) << testing::PrintToString(std::string(unit));
  }
  EXPECT_NE(mistakes_of(repeated("#", mebibyte + 1)).find("larger than 1 MiB"), std::string::npos);
  EXPECT_NE(mistakes_of("a: " + repeated("[", 100) + repeated("]", 100)).find("nested deeper than 16 levels"),
            std::string::npos);
  EXPECT_NE(mistakes_of("events: {kinds: [" + repeated("a,", 100'000) + "]}").find("more than 20000 values"),
            std::string::npos);
}

TEST(Yaml, LongAndStrangeTextIsCutInMessages) {
  const std::string text = mistakes_of("time: {zone: " + std::string(5000, 'x') + "}");
  EXPECT_LT(text.size(), 250U);
  EXPECT_NE(mistakes_of("time: {zone: \"a\\tb\"}").find("'a?b'"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::config
