// Concern: the rule lines of zone files are understood in all their forms, and malformed ones refused.

#include "engine/base/zone_rule.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/random.h"

namespace tidemark {
namespace {

ZoneRule rule(std::string_view text) {
  const auto parsed = ZoneRule::parse(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(ZoneRule());
}

std::string begin_of(const ZoneRule& r, int year) {
  return format_timestamp(r.summer_begin(year));
}
std::string end_of(const ZoneRule& r, int year) {
  return format_timestamp(r.summer_end(year));
}

TEST(ZoneRule, OneOffsetForAllTheYear) {
  EXPECT_FALSE(rule("CST-8").has_summer());
  EXPECT_EQ(rule("CST-8").standard_offset(), 8 * kHour);
  EXPECT_EQ(rule("<-03>3").standard_offset(), -3 * kHour);
  EXPECT_EQ(rule("<+0545>-5:45").standard_offset(), 5 * kHour + 45 * kMinute);
  EXPECT_EQ(rule("LMT0:01:15").standard_offset(), -75 * kSecond);
}

TEST(ZoneRule, LastSundaysOfEurope) {
  const ZoneRule berlin = rule("CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(berlin.standard_offset(), kHour);
  EXPECT_EQ(berlin.summer_offset(), 2 * kHour);
  EXPECT_EQ(begin_of(berlin, 2026), "2026-03-29T01:00:00Z");
  EXPECT_EQ(end_of(berlin, 2026), "2026-10-25T01:00:00Z");
  EXPECT_EQ(begin_of(berlin, 2050), "2050-03-27T01:00:00Z");
}

TEST(ZoneRule, SecondAndFirstSundaysOfAmerica) {
  const ZoneRule new_york = rule("EST5EDT,M3.2.0,M11.1.0");
  EXPECT_EQ(begin_of(new_york, 2026), "2026-03-08T07:00:00Z");
  EXPECT_EQ(end_of(new_york, 2026), "2026-11-01T06:00:00Z");
}

TEST(ZoneRule, HalfAnHourSouthOfTheEquator) {
  const ZoneRule lord_howe = rule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0");
  EXPECT_EQ(lord_howe.summer_offset(), 11 * kHour);
  EXPECT_EQ(end_of(lord_howe, 2026), "2026-04-04T15:00:00Z");
  EXPECT_EQ(begin_of(lord_howe, 2026), "2026-10-03T15:30:00Z");
}

TEST(ZoneRule, TimesOutsideTheDay) {
  EXPECT_EQ(begin_of(rule("<-02>2<-01>,M3.4.0/-1,M10.4.0/0"), 2026), "2026-03-22T01:00:00Z");
  EXPECT_EQ(begin_of(rule("EET-2EEST,M3.4.4/50,M10.4.4/50"), 2026), "2026-03-28T00:00:00Z");
}

TEST(ZoneRule, WinterTimeOfIrelandIsTheException) {
  const ZoneRule dublin = rule("IST-1GMT0,M10.5.0,M3.5.0/1");
  EXPECT_EQ(dublin.standard_offset(), kHour);
  EXPECT_EQ(dublin.summer_offset(), 0);
  EXPECT_EQ(begin_of(dublin, 2026), "2026-10-25T01:00:00Z");
}

TEST(ZoneRule, DaysOfTheYear) {
  const ZoneRule leap_less = rule("AAA0BBB,J60/0,J365/0");
  EXPECT_EQ(begin_of(leap_less, 2026), "2026-03-01T00:00:00Z");
  EXPECT_EQ(begin_of(leap_less, 2028), "2028-03-01T00:00:00Z");
  EXPECT_EQ(end_of(leap_less, 2028), "2028-12-30T23:00:00Z");
  const ZoneRule counted = rule("AAA0BBB,0/0,59/0");
  EXPECT_EQ(begin_of(counted, 2026), "2026-01-01T00:00:00Z");
  EXPECT_EQ(end_of(counted, 2027), "2027-02-28T23:00:00Z");
  EXPECT_EQ(end_of(counted, 2028), "2028-02-28T23:00:00Z");
}

TEST(ZoneRule, RefusesWhatIsMalformed) {
  for (const char* text : {"",
                           "1",
                           "CET",
                           "<CET-1",
                           "CET-",
                           "CET-1x!",
                           "CET-1CEST",
                           "CET-1CEST,",
                           "CET-1CEST,M3.5.0",
                           "CET-1CEST,M13.1.0,M10.5.0",
                           "CET-1CEST,M3.6.0,M10.5.0",
                           "CET-1CEST,M3.0.0,M10.5.0",
                           "CET-1CEST,M3.5.7,M10.5.0",
                           "CET-1CEST,J0,J1",
                           "CET-1CEST,J366,J1",
                           "CET-1CEST,366,1",
                           "CET-1CEST,M3.5.0,M10.5.0/3 ",
                           "CET-1CEST,M3.5.0,M10.5.0/168",
                           "CET-1CEST,M3.5.0,M10.5.0/1:60",
                           "CET-99999999999999999999"}) {
    EXPECT_FALSE(ZoneRule::parse(text).has_value()) << text;
  }
}

TEST(ZoneRule, RandomTextIsSafe) {
  Random random(1);
  const std::string good = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0/3:30:15";
  for (int i = 0; i < 50'000; ++i) {
    std::string text = good.substr(0, random.below(good.size() + 1));
    for (std::uint64_t changes = random.below(4); changes > 0 && !text.empty(); --changes) {
      text[random.below(text.size())] = good[random.below(good.size())];
    }
    const auto parsed = ZoneRule::parse(text);
    if (!parsed || !parsed->has_summer()) continue;
    ASSERT_LT(std::abs(parsed->summer_begin(2026) - day_from_civil(2026, 7, 1) * kDay), 400 * kDay) << text;
  }
}

}  // namespace
}  // namespace tidemark
