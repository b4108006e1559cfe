// Concern: local days of real zones, with clocks that skip midnight, repeat it, or drop a day altogether.

#include "engine/base/zone.h"

#include <gtest/gtest.h>

#include <vector>

#include "engine/base/random.h"

namespace tidemark {
namespace {

std::shared_ptr<const Zone> zone(std::string_view name) {
  auto result = Zone::load(name);
  EXPECT_TRUE(result.ok()) << result.status().message();
  return result.ok() ? result.take() : Zone::utc();
}

Millis at(std::string_view text) {
  const auto result = parse_timestamp(text);
  EXPECT_TRUE(result.ok()) << text;
  return result.ok() ? *result : 0;
}

Day day(int year, unsigned month, unsigned day_of_month) {
  return day_from_civil(year, month, day_of_month);
}

std::string start(const Zone& z, int year, unsigned month, unsigned day_of_month) {
  return format_timestamp(z.day_start(day(year, month, day_of_month)));
}

Millis length(const Zone& z, int year, unsigned month, unsigned day_of_month) {
  const Day d = day(year, month, day_of_month);
  return z.day_start(d + 1) - z.day_start(d);
}

const std::vector<const char*>& zones() {
  static const std::vector<const char*> kNames = {"UTC",
                                                  "Europe/Berlin",
                                                  "America/New_York",
                                                  "America/Sao_Paulo",
                                                  "Asia/Shanghai",
                                                  "Asia/Kolkata",
                                                  "Australia/Lord_Howe",
                                                  "America/St_Johns",
                                                  "Pacific/Apia",
                                                  "Pacific/Kwajalein",
                                                  "Asia/Tehran",
                                                  "Africa/Cairo",
                                                  "Europe/Dublin",
                                                  "Asia/Gaza",
                                                  "Antarctica/Troll",
                                                  "America/Nuuk",
                                                  "Asia/Beirut",
                                                  "Africa/Casablanca",
                                                  "America/Havana",
                                                  "Asia/Kathmandu",
                                                  "Africa/Monrovia"};
  return kNames;
}

TEST(Zone, UtcIsPlainDivision) {
  const auto utc = zone("UTC");
  EXPECT_EQ(utc, Zone::utc());
  EXPECT_EQ(utc->name(), "UTC");
  EXPECT_EQ(utc->local_day(0), 0);
  EXPECT_EQ(utc->local_day(-1), -1);
  EXPECT_EQ(utc->local_day(kDay - 1), 0);
  EXPECT_EQ(utc->local_day(-kDay), -1);
  EXPECT_EQ(utc->day_start(-1), -kDay);
}

TEST(Zone, UnknownNamesAreNamed) {
  for (const char* name : {"", "Europe/Atlantis", "europe/berlin", "../../etc/passwd", "/etc/localtime",
                           "Europe", "CET-1CEST", "Europe/Berlin "}) {
    const auto result = Zone::load(name);
    ASSERT_FALSE(result.ok()) << name;
    EXPECT_EQ(result.status().code(), Code::kInvalidArgument);
    EXPECT_TRUE(result.status().message().starts_with("unknown time zone \"" + std::string(name) + "\""))
        << result.status().message();
  }
  EXPECT_FALSE(Zone::load(std::string_view("UTC\0", 4)).ok());
}

TEST(Zone, BerlinHasShortAndLongDays) {
  const auto berlin = zone("Europe/Berlin");
  EXPECT_EQ(berlin->name(), "Europe/Berlin");
  EXPECT_EQ(start(*berlin, 2026, 1, 2), "2026-01-01T23:00:00Z");
  EXPECT_EQ(start(*berlin, 2026, 7, 1), "2026-06-30T22:00:00Z");
  EXPECT_EQ(length(*berlin, 2026, 3, 29), 23 * kHour);
  EXPECT_EQ(length(*berlin, 2026, 10, 25), 25 * kHour);
  EXPECT_EQ(length(*berlin, 2026, 10, 26), 24 * kHour);
  EXPECT_EQ(berlin->local_day(at("2026-06-30T21:59:59.999Z")), day(2026, 6, 30));
  EXPECT_EQ(berlin->local_day(at("2026-06-30T22:00:00Z")), day(2026, 7, 1));
}

TEST(Zone, SummerTimeGoesOnBeyondTheListedYears) {
  const auto berlin = zone("Europe/Berlin");
  EXPECT_EQ(start(*berlin, 2037, 7, 1), "2037-06-30T22:00:00Z");
  EXPECT_EQ(start(*berlin, 2038, 7, 1), "2038-06-30T22:00:00Z");
  EXPECT_EQ(start(*berlin, 2199, 7, 1), "2199-06-30T22:00:00Z");
  EXPECT_EQ(length(*berlin, 2050, 3, 27), 23 * kHour);
  EXPECT_EQ(length(*zone("America/New_York"), 2099, 11, 1), 25 * kHour);
}

TEST(Zone, SaoPauloSkippedMidnight) {
  const auto sao_paulo = zone("America/Sao_Paulo");
  // 2018-11-04 began at 01:00: clocks went from 00:00 -03 to 01:00 -02, the same instant.
  EXPECT_EQ(start(*sao_paulo, 2018, 11, 4), "2018-11-04T03:00:00Z");
  EXPECT_EQ(length(*sao_paulo, 2018, 11, 4), 23 * kHour);
  EXPECT_EQ(sao_paulo->local_day(at("2018-11-04T02:59:59Z")), day(2018, 11, 3));
  EXPECT_EQ(sao_paulo->local_day(at("2018-11-04T03:00:00Z")), day(2018, 11, 4));
  // 2019-02-16 had its last hour twice.
  EXPECT_EQ(length(*sao_paulo, 2019, 2, 16), 25 * kHour);
  EXPECT_EQ(start(*sao_paulo, 2019, 2, 17), "2019-02-17T03:00:00Z");
  // No summer time since.
  EXPECT_EQ(length(*sao_paulo, 2050, 11, 6), 24 * kHour);
}

TEST(Zone, ShanghaiOnceHadSummerTime) {
  const auto shanghai = zone("Asia/Shanghai");
  EXPECT_EQ(start(*shanghai, 2026, 7, 1), "2026-06-30T16:00:00Z");
  EXPECT_EQ(start(*shanghai, 1988, 7, 1), "1988-06-30T15:00:00Z");
  EXPECT_EQ(start(*shanghai, 2150, 7, 1), "2150-06-30T16:00:00Z");
}

TEST(Zone, LordHoweMovesByHalfAnHour) {
  const auto lord_howe = zone("Australia/Lord_Howe");
  EXPECT_EQ(length(*lord_howe, 2026, 4, 5), 24 * kHour + 30 * kMinute);
  EXPECT_EQ(length(*lord_howe, 2026, 10, 4), 23 * kHour + 30 * kMinute);
  EXPECT_EQ(start(*lord_howe, 2026, 1, 1), "2025-12-31T13:00:00Z");
  EXPECT_EQ(start(*lord_howe, 2026, 7, 1), "2026-06-30T13:30:00Z");
}

TEST(Zone, OffsetsOfQuartersAndSeconds) {
  EXPECT_EQ(start(*zone("Asia/Kathmandu"), 2026, 1, 1), "2025-12-31T18:15:00Z");
  EXPECT_EQ(start(*zone("Africa/Monrovia"), 1971, 1, 1), "1971-01-01T00:44:30Z");
}

TEST(Zone, ADayThatWasSkippedIsEmpty) {
  const auto apia = zone("Pacific/Apia");  // crossed the date line: no 2011-12-30
  EXPECT_EQ(length(*apia, 2011, 12, 29), 24 * kHour);
  EXPECT_EQ(length(*apia, 2011, 12, 30), 0);
  EXPECT_EQ(length(*apia, 2011, 12, 31), 24 * kHour);
  EXPECT_EQ(apia->local_day(at("2011-12-30T09:59:59Z")), day(2011, 12, 29));
  EXPECT_EQ(apia->local_day(at("2011-12-30T10:00:00Z")), day(2011, 12, 31));
}

TEST(Zone, ADayThatHasBegunDoesNotEndWhenClocksGoBackOverMidnight) {
  // St. John's went from 00:01 back to 23:01: the new day was a minute old and stays begun.
  const auto st_johns = zone("America/St_Johns");
  const Day new_day = day(2010, 11, 7);
  EXPECT_EQ(format_timestamp(st_johns->day_start(new_day)), "2010-11-07T02:30:00Z");
  EXPECT_EQ(st_johns->local_day(at("2010-11-07T02:29:59Z")), new_day - 1);
  EXPECT_EQ(st_johns->local_day(at("2010-11-07T02:30:30Z")), new_day);
  EXPECT_EQ(st_johns->local_day(at("2010-11-07T02:45:00Z")), new_day);
  EXPECT_EQ(st_johns->local_day(at("2010-11-07T03:31:00Z")), new_day);
  EXPECT_EQ(st_johns->day_start(new_day + 1) - st_johns->day_start(new_day), 25 * kHour);
}

// The law of the header: day n lasts from day_start(n) until day_start(n + 1).
TEST(Zone, EveryInstantLiesInItsDay) {
  Random random(1);
  for (const char* name : zones()) {
    const auto z = zone(name);
    for (int i = 0; i < 20'000; ++i) {
      const Millis instant = random.between(at("1880-01-01"), at("2230-01-01"));
      const Day d = z->local_day(instant);
      ASSERT_LE(z->day_start(d), instant) << name << ' ' << format_timestamp(instant);
      ASSERT_GT(z->day_start(d + 1), instant) << name << ' ' << format_timestamp(instant);
    }
  }
}

TEST(Zone, DayStartsAscendAndAreTheFirstInstantOfTheirDay) {
  for (const char* name : zones()) {
    const auto z = zone(name);
    for (Day d = day(1899, 1, 1); d < day(2201, 1, 1); ++d) {
      const Millis begin = z->day_start(d);
      const Millis end = z->day_start(d + 1);
      ASSERT_LE(begin, end) << name << ' ' << d;
      ASSERT_LE(end - begin, 49 * kHour) << name << ' ' << d;
      ASSERT_LT(z->local_day(begin - 1), d) << name << ' ' << d;
      if (begin == end) {
        ASSERT_GT(z->local_day(begin), d) << name << ' ' << d;
      } else {
        ASSERT_EQ(z->local_day(begin), d) << name << ' ' << d;
        ASSERT_EQ(z->local_day(end - 1), d) << name << ' ' << d;
      }
    }
  }
}

TEST(Zone, TimeNeverLeadsBackToAnEarlierDay) {
  for (const char* name : zones()) {
    const auto z = zone(name);
    Day last = z->local_day(at("1960-01-01"));
    for (Millis instant = at("1960-01-01"); instant < at("2060-01-01"); instant += 15 * kMinute) {
      const Day d = z->local_day(instant);
      ASSERT_GE(d, last) << name << ' ' << format_timestamp(instant);
      last = d;
    }
  }
}

TEST(Zone, FarInstantsStopAtTheEndsOfTheCalendar) {
  for (const auto& z : {Zone::utc(), zone("Europe/Berlin")}) {
    EXPECT_EQ(z->local_day(kNever), std::numeric_limits<Day>::max());
    EXPECT_EQ(z->local_day(kNoTime), std::numeric_limits<Day>::min());
  }
}

TEST(Zone, RulesHashTellsRulesApartNotNames) {
  const auto berlin = zone("Europe/Berlin");
  EXPECT_EQ(berlin->rules_hash(), zone("Europe/Berlin")->rules_hash());
  EXPECT_NE(berlin->rules_hash(), zone("America/New_York")->rules_hash());
  EXPECT_NE(berlin->rules_hash(), Zone::utc()->rules_hash());
  EXPECT_EQ(Zone::utc()->rules_hash(), zone("Etc/UTC")->rules_hash());
  EXPECT_NE(Zone::utc()->rules_hash(), 0U);
}

}  // namespace
}  // namespace tidemark
