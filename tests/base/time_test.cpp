// Concern: timestamps and durations are read strictly, exactly and for every year, and come back as printed.

#include "engine/base/time.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <ctime>
#include <vector>

#include "engine/base/random.h"

namespace tidemark {
namespace {

Millis parsed(std::string_view text) {
  const auto result = parse_timestamp(text);
  EXPECT_TRUE(result.ok()) << text << ": " << result.status().message();
  return result.ok() ? *result : kNoTime;
}

constexpr Millis kInstant = 1'767'323'045'000;  // 2026-01-02T03:04:05Z

TEST(Timestamp, ReadsTheCommonForms) {
  EXPECT_EQ(parsed("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parsed("2026-01-02T03:04:05Z"), kInstant);
  EXPECT_EQ(parsed("2026-01-02T03:04:05.678Z"), kInstant + 678);
  EXPECT_EQ(parsed("1969-12-31T23:59:59.999Z"), -1);
}

TEST(Timestamp, ReadsEveryOtherFormOfRfc3339) {
  EXPECT_EQ(parsed("2026-01-02t03:04:05z"), kInstant);
  EXPECT_EQ(parsed("2026-01-02 03:04:05"), kInstant);
  EXPECT_EQ(parsed("2026-01-02T03:04:05"), kInstant);
  EXPECT_EQ(parsed("2026-01-02T03:04:05.6"), kInstant + 600);
  EXPECT_EQ(parsed("2026-01-02T03:04:05.67Z"), kInstant + 670);
  EXPECT_EQ(parsed("2026-01-02T03:04:05.6789Z"), kInstant + 678);
  EXPECT_EQ(parsed("2026-01-02T03:04:05.999999999999999999999999Z"), kInstant + 999);
  EXPECT_EQ(parsed("2026-01-02T03:04:05.000999+00:00"), kInstant);
  EXPECT_EQ(parsed("2026-01-02T04:34:05+01:30"), kInstant);
  EXPECT_EQ(parsed("2026-01-01T22:04:05-05:00"), kInstant);
  EXPECT_EQ(parsed("2026-01-02T03:04:05-00:00"), kInstant);
  EXPECT_EQ(parsed("2026-01-03T03:03:05+23:59"), kInstant);
  EXPECT_EQ(parsed("2026-01-02"), kInstant - 3 * kHour - 4 * kMinute - 5 * kSecond);
}

TEST(Timestamp, ReadsEpochMilliseconds) {
  EXPECT_EQ(parsed("0"), 0);
  EXPECT_EQ(parsed("-1"), -1);
  EXPECT_EQ(parsed("2026"), 2026);
  EXPECT_EQ(parsed("1767323045678"), kInstant + 678);
  EXPECT_EQ(parsed("999999999999999999"), 999'999'999'999'999'999);
  EXPECT_EQ(parsed("-999999999999999999"), -999'999'999'999'999'999);
}

TEST(Timestamp, ALeapSecondIsTheFirstOfTheNextMinute) {
  EXPECT_EQ(parsed("2016-12-31T23:59:60Z"), parsed("2017-01-01T00:00:00Z"));
  EXPECT_EQ(parsed("2016-12-31T23:59:60.5Z"), parsed("2017-01-01T00:00:00.5Z"));
  EXPECT_EQ(parsed("2017-01-01T00:59:60+01:00"), parsed("2017-01-01T00:00:00Z"));
  EXPECT_FALSE(parse_timestamp("2026-01-02T03:04:60Z").ok());
  EXPECT_FALSE(parse_timestamp("2016-12-31T23:59:60+01:00").ok());
  EXPECT_FALSE(parse_timestamp("2016-12-31T23:59:61Z").ok());
}

TEST(Timestamp, RefusesWhatIsNone) {
  for (const char* text : {"",
                           "-",
                           "+1",
                           "--1",
                           "1.5",
                           "1e3",
                           " 1",
                           "1 ",
                           "1000000000000000000",
                           "-1000000000000000000",
                           "0000000000000000000",
                           "2026-02-29",
                           "2026-02-30",
                           "2100-02-29",
                           "2026-04-31",
                           "2026-00-01",
                           "2026-13-01",
                           "2026-01-00",
                           "2026-01-32",
                           "2026-1-02",
                           "2026-01-2",
                           "26-01-02",
                           "2026/01/02",
                           "2026-01",
                           "20260102T030405Z",
                           "-2026-01-02",
                           "+2026-01-02",
                           "2026-01-02T",
                           "2026-01-02Z",
                           "2026-01-02T03",
                           "2026-01-02T03:04",
                           "2026-01-02T03:04Z",
                           "2026-01-02T03:04:5Z",
                           "2026-01-02T24:00:00Z",
                           "2026-01-02T03:60:00Z",
                           "2026-01-02T03:04:05.Z",
                           "2026-01-02T03:04:05.",
                           "2026-01-02T03:04:05,5Z",
                           "2026-01-02T03:04:05ZZ",
                           "2026-01-02T03:04:05Z ",
                           " 2026-01-02T03:04:05Z",
                           "2026-01-02_03:04:05Z",
                           "2026-01-02T03:04:05+01",
                           "2026-01-02T03:04:05+0100",
                           "2026-01-02T03:04:05+24:00",
                           "2026-01-02T03:04:05+01:60",
                           "2026-01-02T03:04:05+01:00Z",
                           "2026-01-02T03:04:05 +01:00",
                           "2026-01-02T03:04:05 UTC",
                           "2026-01-02T-3:04:05Z",
                           "2026-01-02T03:04:05.-12Z",
                           "2026-01-02T03:04:05.67:Z",
                           "yesterday",
                           "２０２６-01-02"}) {
    const auto result = parse_timestamp(text);
    EXPECT_FALSE(result.ok()) << '"' << text << '"';
    EXPECT_EQ(result.status().code(), Code::kInvalidArgument);
  }
  EXPECT_FALSE(parse_timestamp(std::string_view("2026-01-02T03:04:05Z\0", 21)).ok());
  EXPECT_FALSE(parse_timestamp(std::string_view("2026-01-02\0", 11)).ok());
  EXPECT_FALSE(parse_timestamp(std::string_view("1\0", 2)).ok());
  EXPECT_FALSE(parse_timestamp(std::string_view("\0", 1)).ok());
}

TEST(Timestamp, ErrorsShowTheTextAndTheRemedy) {
  EXPECT_EQ(parse_timestamp("tuesday\n").status().message(),
            "not a timestamp: \"tuesday\\n\"; write RFC 3339 (2026-01-02T03:04:05Z), a date, or epoch "
            "milliseconds");
  EXPECT_LT(parse_timestamp(std::string(100'000, 'x')).status().message().size(), 250U);
}

// Damaging any one byte of the common form must agree with the rules, not with the fast path's shortcuts.
TEST(Timestamp, NoSingleByteChangeSlipsThrough) {
  for (const std::string good : {"2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678Z"}) {
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text = good;
        text[at] = static_cast<char>(byte);
        const auto result = parse_timestamp(text);
        if (!result.ok()) continue;
        // Accepted: it says so itself, but for the letters' case, a blank and digits for the zone.
        std::string canonical = format_timestamp(*result);
        if (text[10] == 't' || text[10] == ' ') canonical[10] = text[10];
        if (text.back() == 'z') canonical.back() = 'z';
        const bool more_digits = text.size() == 24 && text.back() >= '0' && text.back() <= '9';
        if (more_digits) canonical.back() = text.back();
        const bool no_fraction = canonical.size() == 20 && text.starts_with(canonical.substr(0, 19));
        EXPECT_TRUE(canonical == text || no_fraction) << text << " read as " << canonical;
      }
    }
  }
}

TEST(Timestamp, AgreesWithTimegm) {
  Random random(1);
  for (int i = 0; i < 50'000; ++i) {
    std::tm tm{};
    tm.tm_year = static_cast<int>(random.between(0, 9999)) - 1900;
    tm.tm_mon = static_cast<int>(random.below(12));
    tm.tm_mday = static_cast<int>(random.between(1, 31));
    tm.tm_hour = static_cast<int>(random.below(24));
    tm.tm_min = static_cast<int>(random.below(60));
    tm.tm_sec = static_cast<int>(random.below(60));
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1,
                  tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
    const int day = tm.tm_mday;
    const std::time_t expected = timegm(&tm);  // carries a day the month does not have into the next
    const auto result = parse_timestamp(text);
    ASSERT_EQ(result.ok(), tm.tm_mday == day) << text;
    if (!result.ok()) continue;
    ASSERT_EQ(*result, expected * kSecond) << text;
    ASSERT_EQ(format_timestamp(*result), text);
  }
}

TEST(Timestamp, OffsetsAreSubtracted) {
  Random random(2);
  for (int i = 0; i < 20'000; ++i) {
    const Millis local = random.between(-2'000'000'000, 4'000'000'000) * kSecond + random.between(0, 999);
    const auto minutes = static_cast<int>(random.between(-(24 * 60 - 1), 24 * 60 - 1));
    char zone[16];
    std::snprintf(zone, sizeof zone, "%c%02d:%02d", minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                  std::abs(minutes) % 60);
    std::string text = format_timestamp(local);
    text.pop_back();
    ASSERT_EQ(parsed(text + zone), local - minutes * kMinute) << text << zone;
  }
}

TEST(Timestamp, PrintingComesBack) {
  Random random(3);
  for (int i = 0; i < 50'000; ++i) {
    const Millis instant = random.between(-62'167'219'200'000, 253'402'300'799'999);  // years 0 to 9999
    ASSERT_EQ(parsed(format_timestamp(instant)), instant);
  }
}

TEST(Timestamp, PrintsBeforeTheEpochWithFloor) {
  EXPECT_EQ(format_timestamp(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(format_timestamp(-1000), "1969-12-31T23:59:59Z");
  EXPECT_EQ(format_timestamp(-kDay), "1969-12-31T00:00:00Z");
  EXPECT_EQ(format_timestamp(-62'167'219'200'000), "0000-01-01T00:00:00Z");
  EXPECT_EQ(format_timestamp(253'402'300'799'999), "9999-12-31T23:59:59.999Z");
}

TEST(Timestamp, PrintsInstantsBeyondFourDigitYears) {
  EXPECT_EQ(format_timestamp(253'402'300'800'000), "+10000-01-01T00:00:00Z");
  EXPECT_EQ(format_timestamp(-62'167'219'200'001), "-0001-12-31T23:59:59.999Z");
  for (const Millis extreme : {kNever, kNoTime, std::numeric_limits<Millis>::max(),
                               std::numeric_limits<Millis>::min(), Millis{999'999'999'999'999'999}}) {
    EXPECT_GT(format_timestamp(extreme).size(), 24U);
  }
}

Millis duration(std::string_view text) {
  const auto result = parse_duration(text);
  EXPECT_TRUE(result.ok()) << text << ": " << result.status().message();
  return result.ok() ? *result : -1;
}

TEST(Duration, ReadsUnitsAndSums) {
  EXPECT_EQ(duration("30d"), 30 * kDay);
  EXPECT_EQ(duration("12h"), 12 * kHour);
  EXPECT_EQ(duration("15m"), 15 * kMinute);
  EXPECT_EQ(duration("90s"), 90 * kSecond);
  EXPECT_EQ(duration("250ms"), 250);
  EXPECT_EQ(duration("2w"), 2 * kWeek);
  EXPECT_EQ(duration("1d12h"), 36 * kHour);
  EXPECT_EQ(duration("1w2d3h4m5s6ms"), kWeek + 2 * kDay + 3 * kHour + 4 * kMinute + 5 * kSecond + 6);
  EXPECT_EQ(duration("0s"), 0);
  EXPECT_EQ(duration("007d"), 7 * kDay);
}

TEST(Duration, RefusesTheRestWithTheRemedy) {
  for (const char* text : {"",
                           "0",
                           "30",
                           "d",
                           "30 d",
                           " 30d",
                           "30d ",
                           "-1d",
                           "+1d",
                           "1.5h",
                           "1h2",
                           "1y",
                           "1D",
                           "1d1d",
                           "1h1d",
                           "1ms1s",
                           "1min",
                           "30days",
                           "1d,2h",
                           "P1D",
                           "1dd",
                           "99999999999999999999d",
                           "9223372036854775807w",
                           "9223372036854775807ms",
                           "1w9223372036854775807ms"}) {
    const auto result = parse_duration(text);
    EXPECT_FALSE(result.ok()) << '"' << text << '"';
    EXPECT_EQ(result.status().code(), Code::kInvalidArgument);
    EXPECT_NE(result.status().message().find("such as 30d"), std::string::npos);
  }
  EXPECT_FALSE(parse_duration(std::string_view("1d\0", 3)).ok());
  EXPECT_NE(parse_duration("3y").status().message().find("unknown unit \"y\""), std::string::npos);
}

TEST(Duration, PrintsTheShortestForm) {
  EXPECT_EQ(format_duration(0), "0s");
  EXPECT_EQ(format_duration(1), "1ms");
  EXPECT_EQ(format_duration(kSecond), "1s");
  EXPECT_EQ(format_duration(90 * kSecond), "90s");
  EXPECT_EQ(format_duration(kHour), "1h");
  EXPECT_EQ(format_duration(36 * kHour), "36h");
  EXPECT_EQ(format_duration(kDay), "1d");
  EXPECT_EQ(format_duration(7 * kDay), "7d");
  EXPECT_EQ(format_duration(14 * kDay), "2w");
  EXPECT_EQ(format_duration(91 * kDay), "91d");
  EXPECT_EQ(format_duration(30 * kDay), "30d");
  EXPECT_EQ(format_duration(kDay + 1), "1d1ms");
  EXPECT_EQ(format_duration(-36 * kHour), "-36h");
}

TEST(Duration, PrintingComesBack) {
  Random random(4);
  for (int i = 0; i < 20'000; ++i) {
    const Millis unit = std::vector<Millis>{1, kSecond, kMinute, kHour, kDay, kWeek}[random.below(6)];
    const Millis value =
        random.between(0, 10'000) * unit + (random.chance(0.2) ? random.between(0, kDay) : 0);
    ASSERT_EQ(duration(format_duration(value)), value);
  }
  EXPECT_FALSE(format_duration(std::numeric_limits<Millis>::min()).empty());
}

TEST(Civil, DaysFollowEachOtherThroughFourCenturies) {
  CivilDay last = civil_from_day(day_from_civil(1799, 12, 31));
  for (Day day = day_from_civil(1800, 1, 1); day < day_from_civil(2200, 1, 1); ++day) {
    const CivilDay civil = civil_from_day(day);
    ASSERT_EQ(day_from_civil(civil.year, civil.month, civil.day), day);
    const bool next_day = civil.year == last.year && civil.month == last.month && civil.day == last.day + 1;
    const bool next_month = civil.year == last.year && civil.month == last.month + 1 && civil.day == 1;
    const bool next_year = civil.year == last.year + 1 && civil.month == 1 && civil.day == 1;
    ASSERT_TRUE(next_day || (next_month && last.day >= 28) || (next_year && last.day == 31));
    last = civil;
  }
  EXPECT_EQ(day_from_civil(1970, 1, 1), 0);
  EXPECT_EQ(day_from_civil(2000, 2, 29), 11'016);
  EXPECT_EQ(day_from_civil(0, 3, 1), -719'468);
}

}  // namespace
}  // namespace tidemark
