// The calendar of ladders: months of different length, the 29th of February, days of 23 and 25 hours.

#include "operators/calendar.h"

#include <gtest/gtest.h>

#include "engine/base/random.h"

namespace tidemark::operators {
namespace {

using config::CalendarSpan;
using Unit = CalendarSpan::Unit;
using Rounding = CalendarSpan::Rounding;

Millis at(std::string_view text) {
  return parse_timestamp(text).take();
}
Day day(std::string_view text) {
  return static_cast<Day>(at(text) / kDay);
}
std::string date(Day day) {
  return format_timestamp(Millis{day} * kDay).substr(0, 10);
}
std::shared_ptr<const Zone> berlin() {
  return Zone::load("Europe/Berlin").take();
}
std::string end(const std::shared_ptr<const Zone>& zone, std::string_view from, const CalendarSpan& span,
                std::int32_t times = 1) {
  return format_timestamp(span_end(*zone, at(from), span, times));
}

TEST(Calendar, UnitsBeginWithTheirFirstDay) {
  const Day in_may = day("2024-05-17");
  EXPECT_EQ(date(unit_start(CalendarUnit::kDay, in_may)), "2024-05-17");
  EXPECT_EQ(date(unit_start(CalendarUnit::kMonth, in_may)), "2024-05-01");
  EXPECT_EQ(date(unit_start(CalendarUnit::kQuarter, in_may)), "2024-04-01");
  EXPECT_EQ(date(unit_start(CalendarUnit::kYear, in_may)), "2024-01-01");
  EXPECT_EQ(date(next_unit_start(CalendarUnit::kDay, in_may)), "2024-05-18");
  EXPECT_EQ(date(next_unit_start(CalendarUnit::kMonth, in_may)), "2024-06-01");
  EXPECT_EQ(date(next_unit_start(CalendarUnit::kQuarter, in_may)), "2024-07-01");
  EXPECT_EQ(date(next_unit_start(CalendarUnit::kYear, in_may)), "2025-01-01");
  EXPECT_EQ(date(next_unit_start(CalendarUnit::kMonth, day("2024-12-31"))), "2025-01-01");
  EXPECT_EQ(unit_start(CalendarUnit::kQuarter, -1), day_from_civil(1969, 10, 1));
  EXPECT_EQ(unit_start(CalendarUnit::kYear, day_from_civil(-1, 12, 31)), day_from_civil(-1, 1, 1));
}

TEST(Calendar, AMonthThatIsTooShortEndsSooner) {
  EXPECT_EQ(date(add_months(day("2024-01-31"), 1)), "2024-02-29");
  EXPECT_EQ(date(add_months(day("2023-01-31"), 1)), "2023-02-28");
  EXPECT_EQ(date(add_months(day("2023-01-31"), 3)), "2023-04-30");
  EXPECT_EQ(date(add_months(day("2024-12-15"), 1)), "2025-01-15");
  EXPECT_EQ(date(add_months(day("2024-02-29"), 12)), "2025-02-28");
  EXPECT_EQ(date(add_months(day("2024-02-29"), 48)), "2028-02-29");
}

TEST(Calendar, AnniversariesOfTheLastOfFebruary) {
  const Day origin = day("2024-02-29");
  EXPECT_EQ(date(anniversary(origin, day("2024-02-29"))), "2024-02-29");
  EXPECT_EQ(date(anniversary(origin, day("2025-02-27"))), "2024-02-29");
  EXPECT_EQ(date(anniversary(origin, day("2025-02-28"))), "2025-02-28");
  EXPECT_EQ(date(anniversary(origin, day("2028-02-28"))), "2027-02-28");
  EXPECT_EQ(date(anniversary(origin, day("2028-02-29"))), "2028-02-29");
  EXPECT_EQ(date(anniversary(origin, day("2020-01-01"))), "2024-02-29") << "nothing is older";
  EXPECT_EQ(date(next_anniversary(origin, day("2024-02-29"))), "2025-02-28");
  EXPECT_EQ(date(next_anniversary(origin, day("2025-02-27"))), "2025-02-28");
  EXPECT_EQ(date(next_anniversary(origin, day("2025-02-28"))), "2026-02-28");
  EXPECT_EQ(date(next_anniversary(origin, day("2027-03-01"))), "2028-02-29");
}

TEST(Calendar, SpansKeepTheTimeOfDay) {
  const auto utc = Zone::utc();
  EXPECT_EQ(end(utc, "2024-01-02T12:00:00Z", {90, Unit::kDay}), "2024-04-01T12:00:00Z");
  EXPECT_EQ(end(utc, "2024-01-31T12:00:00Z", {1, Unit::kMonth}), "2024-02-29T12:00:00Z");
  EXPECT_EQ(end(utc, "2024-01-31T12:00:00Z", {1, Unit::kMonth}, 2), "2024-03-31T12:00:00Z");
  EXPECT_EQ(end(utc, "2024-02-29T12:00:00Z", {1, Unit::kYear}), "2025-02-28T12:00:00Z");
  EXPECT_EQ(end(utc, "2024-02-29T12:00:00Z", {1, Unit::kYear}, 4), "2028-02-29T12:00:00Z");
  EXPECT_EQ(end(utc, "2024-02-29T12:00:00Z", {2, Unit::kYear}, 2), "2028-02-29T12:00:00Z");
}

TEST(Calendar, RoundedUpASpanLastsToTheEndOfItsUnit) {
  const auto utc = Zone::utc();
  EXPECT_EQ(end(utc, "2024-05-10T12:00:00Z", {1, Unit::kYear, Rounding::kUp}), "2026-01-01T00:00:00Z");
  EXPECT_EQ(end(utc, "2024-05-10T12:00:00Z", {1, Unit::kYear, Rounding::kUp}, 2), "2027-01-01T00:00:00Z");
  EXPECT_EQ(end(utc, "2024-01-01T00:00:00Z", {1, Unit::kYear, Rounding::kUp}), "2025-01-01T00:00:00Z")
      << "it ends with the last millisecond of 2024";
  EXPECT_EQ(end(utc, "2024-01-01T00:00:00.001Z", {1, Unit::kYear, Rounding::kUp}), "2026-01-01T00:00:00Z");
  EXPECT_EQ(end(utc, "2024-01-31T10:00:00Z", {1, Unit::kMonth, Rounding::kUp}), "2024-03-01T00:00:00Z");
  EXPECT_EQ(end(utc, "2024-01-31T10:00:00Z", {3, Unit::kDay, Rounding::kUp}), "2024-02-04T00:00:00Z");
  EXPECT_EQ(end(berlin(), "2024-05-10T12:00:00Z", {1, Unit::kYear, Rounding::kUp}), "2025-12-31T23:00:00Z");
}

TEST(Calendar, RoundedDownItEndsAtTheBeginningOfItsUnit) {
  const auto utc = Zone::utc();
  EXPECT_EQ(end(utc, "2024-05-10T12:00:00Z", {1, Unit::kYear, Rounding::kDown}), "2025-01-01T00:00:00Z");
  EXPECT_EQ(end(utc, "2024-05-10T12:00:00Z", {1, Unit::kMonth, Rounding::kDown}), "2024-06-01T00:00:00Z");
  EXPECT_EQ(end(utc, "2024-05-10T12:00:00Z", {1, Unit::kDay, Rounding::kDown}), "2024-05-11T00:00:00Z");
  EXPECT_EQ(end(berlin(), "2024-05-10T12:00:00Z", {1, Unit::kMonth, Rounding::kDown}),
            "2024-05-31T22:00:00Z");
}

TEST(Calendar, ADayMayHave23Or25Hours) {
  // Summer time begins on March 31st and ends on October 27th.
  EXPECT_EQ(end(berlin(), "2024-03-30T11:00:00Z", {1, Unit::kDay}), "2024-03-31T11:00:00Z")
      << "twelve hours after the midnight at 23:00Z";
  EXPECT_EQ(end(berlin(), "2024-03-30T22:30:00Z", {1, Unit::kDay}), "2024-03-31T22:00:00Z")
      << "the day is over after 23 hours";
  EXPECT_EQ(end(berlin(), "2024-03-30T11:00:00Z", {2, Unit::kDay}), "2024-04-01T10:00:00Z");
  EXPECT_EQ(end(berlin(), "2024-03-30T11:00:00Z", {1, Unit::kDay, Rounding::kUp}), "2024-03-31T22:00:00Z");
  EXPECT_EQ(end(berlin(), "2024-10-26T11:00:00Z", {1, Unit::kDay, Rounding::kUp}), "2024-10-27T23:00:00Z");
}

TEST(Calendar, TheNextEndIsTheFirstOfAll) {
  static constexpr Unit kUnits[] = {Unit::kDay, Unit::kMonth, Unit::kYear};
  static constexpr Rounding kRoundings[] = {Rounding::kNone, Rounding::kUp, Rounding::kDown};
  Random random(17);
  const std::shared_ptr<const Zone> zones[] = {Zone::utc(), berlin(), Zone::load("America/Santiago").take()};
  for (int round = 0; round < 3000; ++round) {
    const Zone& zone = *zones[random.below(3)];
    const CalendarSpan span{static_cast<std::int32_t>(random.between(1, 40)), kUnits[random.below(3)],
                            kRoundings[random.below(3)]};
    Millis from = at("2024-01-01") + random.between(-3000 * kDay, 3000 * kDay);
    if (random.chance(0.3)) from = zone.day_start(zone.local_day(from));
    const Millis after = from + random.between(-100 * kDay, 2000 * kDay);
    std::int32_t times = 1;
    Millis previous = from;
    while (span_end(zone, from, span, times) <= after) {
      ASSERT_GT(span_end(zone, from, span, times), previous);
      previous = span_end(zone, from, span, times++);
    }
    ASSERT_EQ(next_span_end(zone, from, span, after), span_end(zone, from, span, times));
  }
}

TEST(Calendar, ACycleEndsWithItsDay) {
  const auto utc = Zone::utc();
  EXPECT_EQ(format_timestamp(next_cycle_end(*utc, 1231, at("2024-05-01"))), "2025-01-01T00:00:00Z");
  EXPECT_EQ(format_timestamp(next_cycle_end(*utc, 1231, at("2025-01-01") - 1)), "2025-01-01T00:00:00Z");
  EXPECT_EQ(format_timestamp(next_cycle_end(*utc, 1231, at("2025-01-01"))), "2026-01-01T00:00:00Z");
  EXPECT_EQ(format_timestamp(next_cycle_end(*utc, 331, at("2024-03-31T12:00:00Z"))), "2024-04-01T00:00:00Z");
  EXPECT_EQ(format_timestamp(next_cycle_end(*berlin(), 331, at("2024-01-01"))), "2024-03-31T22:00:00Z");
}

}  // namespace
}  // namespace tidemark::operators
