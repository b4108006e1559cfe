#include "operators/calendar.h"

#include <algorithm>

namespace tidemark::operators {
namespace {

using config::CalendarSpan;

std::int32_t months_of(CalendarUnit unit) {
  return unit == CalendarUnit::kMonth ? 1 : unit == CalendarUnit::kQuarter ? 3 : 12;
}

/// Months since January of year 0.
std::int32_t month_number(Day day) {
  const CivilDay civil = civil_from_day(day);
  return civil.year * 12 + static_cast<std::int32_t>(civil.month) - 1;
}

Day month_start(std::int32_t month_number) {
  const std::int32_t year = month_number >= 0 ? month_number / 12 : (month_number - 11) / 12;
  return day_from_civil(year, static_cast<unsigned>(month_number - year * 12) + 1, 1);
}

Day month_unit_start(CalendarUnit unit, Day day, std::int32_t later) {
  const std::int32_t months = months_of(unit);
  const std::int32_t number = month_number(day);
  const std::int32_t inside = (number % months + months) % months;
  return month_start(number - inside + later * months);
}

/// Anniversaries of the origin that have come.
std::int32_t years_between(Day origin, Day today) {
  if (today <= origin) return 0;
  const std::int32_t years = civil_from_day(today).year - civil_from_day(origin).year;
  return add_months(origin, 12 * years) <= today ? years : years - 1;
}

CalendarUnit unit_of(CalendarSpan::Unit unit) {
  return unit == CalendarSpan::Unit::kDay     ? CalendarUnit::kDay
         : unit == CalendarSpan::Unit::kMonth ? CalendarUnit::kMonth
                                              : CalendarUnit::kYear;
}

std::int32_t months_in(const CalendarSpan& span) {
  return span.unit == CalendarSpan::Unit::kYear ? 12 * span.count : span.count;
}

/// So many spans from the first day are certainly not over two spans before the other.
std::int32_t times_at_least(const CalendarSpan& span, Day from, Day to) {
  const std::int32_t whole = span.unit == CalendarSpan::Unit::kDay
                                 ? (to - from) / span.count
                                 : (month_number(to) - month_number(from)) / months_in(span);
  return std::max(1, whole - 2);
}

}  // namespace

Day unit_start(CalendarUnit unit, Day day) {
  return unit == CalendarUnit::kDay ? day : month_unit_start(unit, day, 0);
}

Day next_unit_start(CalendarUnit unit, Day day) {
  return unit == CalendarUnit::kDay ? day + 1 : month_unit_start(unit, day, 1);
}

Day add_months(Day day, std::int32_t months) {
  const std::int32_t number = month_number(day) + months;
  const Day first = month_start(number);
  const auto in_month = static_cast<Day>(civil_from_day(day).day) - 1;
  return std::min(first + in_month, month_start(number + 1) - 1);
}

Day anniversary(Day origin, Day today) {
  const std::int32_t years = years_between(origin, today);
  return years == 0 ? origin : add_months(origin, 12 * years);
}

Day next_anniversary(Day origin, Day today) {
  return add_months(origin, 12 * (years_between(origin, today) + 1));
}

Millis span_end(const Zone& zone, Millis from, const CalendarSpan& span, std::int32_t times) {
  const Day begin = zone.local_day(from);
  const Millis since_midnight = from - zone.day_start(begin);
  const Day end = span.unit == CalendarSpan::Unit::kDay ? begin + span.count * times
                                                        : add_months(begin, months_in(span) * times);
  const CalendarUnit unit = unit_of(span.unit);
  switch (span.rounding) {
    case CalendarSpan::Rounding::kNone:
      break;
    case CalendarSpan::Rounding::kUp:
      if (since_midnight > 0 || unit_start(unit, end) != end)
        return zone.day_start(next_unit_start(unit, end));
      break;
    case CalendarSpan::Rounding::kDown:
      return zone.day_start(unit_start(unit, end));
  }
  return std::min(zone.day_start(end) + since_midnight, zone.day_start(end + 1));
}

Millis next_span_end(const Zone& zone, Millis from, const CalendarSpan& span, Millis after) {
  std::int32_t times = times_at_least(span, zone.local_day(from), zone.local_day(after));
  while (true) {
    const Millis end = span_end(zone, from, span, times++);
    if (end > after) return end;
  }
}

Millis next_cycle_end(const Zone& zone, std::int32_t month_day, Millis after) {
  const auto month = static_cast<unsigned>(month_day / 100);
  const auto day = static_cast<unsigned>(month_day % 100);
  int year = civil_from_day(zone.local_day(after)).year - 1;
  while (true) {
    const Millis end = zone.day_start(day_from_civil(year++, month, day) + 1);
    if (end > after) return end;
  }
}

}  // namespace tidemark::operators
