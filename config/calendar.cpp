// Values that speak of the calendar: windows, spans of validity, days.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "config/feature_name.h"
#include "config/scalars.h"

namespace tidemark::config {
namespace {

/// A hundred years of each: longer is no expiry.
constexpr std::int32_t kDaysMax = 36'500;
constexpr std::int32_t kMonthsMax = 1'200;
constexpr std::int32_t kYearsMax = 100;
/// From 1970 to 2199, as events are.
constexpr Day kDayEnd = 84'006;
/// A year without a 29th of February: its days come every year.
constexpr int kCommonYear = 2001;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<std::int32_t> whole(std::string_view digits) {
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
  std::int32_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [p, error] = std::from_chars(digits.data(), end, value);
  return error == std::errc() && p == end ? std::optional(value) : std::nullopt;
}

/// A day of the calendar that exists.
std::optional<Day> real_day(int year, std::int32_t month, std::int32_t day) {
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const Day number = day_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  const CivilDay again = civil_from_day(number);  // the 31st of a shorter month would be the 1st of the next
  return again.month == static_cast<unsigned>(month) ? std::optional(number) : std::nullopt;
}

/// "_U" and "_D" taken off.
CalendarSpan::Rounding rounding_of(std::string_view& text) {
  using Rounding = CalendarSpan::Rounding;
  const Rounding rounding = text.ends_with("_U")   ? Rounding::kUp
                            : text.ends_with("_D") ? Rounding::kDown
                                                   : Rounding::kNone;
  if (rounding != Rounding::kNone) text.remove_suffix(2);
  return rounding;
}

struct CalendarUnit {
  char letter;
  CalendarSpan::Unit unit;
  std::int32_t most;
};
constexpr CalendarUnit kCalendarUnits[] = {{'D', CalendarSpan::Unit::kDay, kDaysMax},
                                           {'M', CalendarSpan::Unit::kMonth, kMonthsMax},
                                           {'Y', CalendarSpan::Unit::kYear, kYearsMax}};

std::string two_digits(std::int32_t value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

}  // namespace

Verdict parse_window(std::string_view text, Window& out) {
  Window window;
  const bool right = !text.empty() && parse_window_suffix("_" + std::string(text), window) && !window.prior;
  if (!right) {
    return Problem{"is no window: " + quoted(text), "write days or hours up to " +
                                                        std::to_string(kWindowLengthMax) +
                                                        " such as 90d or 48h, or month, quarter or year"};
  }
  out.unit = window.unit;
  out.length = window.length;
  return std::nullopt;
}

std::string format_window(const Window& window) {
  switch (window.unit) {
    case Window::Unit::kDays:
      return std::to_string(window.length) + "d";
    case Window::Unit::kHours:
      return std::to_string(window.length) + "h";
    case Window::Unit::kMonth:
      return "month";
    case Window::Unit::kQuarter:
      return "quarter";
    case Window::Unit::kYear:
      return "year";
    case Window::Unit::kLifetime:
      break;
  }
  return "";
}

Verdict parse_calendar_span(std::string_view text, CalendarSpan& out) {
  std::string_view rest = text;
  const CalendarSpan::Rounding rounding = rounding_of(rest);
  for (const CalendarUnit& unit : kCalendarUnits) {
    if (rest.empty() || rest.back() != unit.letter) continue;
    const std::optional<std::int32_t> count = whole(rest.substr(0, rest.size() - 1));
    if (!count || *count < 1 || *count > unit.most) break;
    out = {*count, unit.unit, rounding};
    return std::nullopt;
  }
  return Problem{"is no span of the calendar: " + quoted(text),
                 "write days, months or years such as 90D, 6M or 1Y; 1Y_U lasts to the end of the year it "
                 "ends in, 1Y_D to its beginning"};
}

std::string format_calendar_span(const CalendarSpan& span) {
  std::string out = std::to_string(span.count);
  for (const CalendarUnit& unit : kCalendarUnits) {
    if (unit.unit == span.unit) out += unit.letter;
  }
  if (span.rounding == CalendarSpan::Rounding::kUp) out += "_U";
  if (span.rounding == CalendarSpan::Rounding::kDown) out += "_D";
  return out;
}

Verdict parse_year_day(std::string_view text, std::int32_t& out) {
  const bool formed = text.size() == 5 && text[2] == '-';
  const std::optional<std::int32_t> month = formed ? whole(text.substr(0, 2)) : std::nullopt;
  const std::optional<std::int32_t> day = formed ? whole(text.substr(3)) : std::nullopt;
  if (!month || !day || !real_day(kCommonYear, *month, *day)) {
    return Problem{"is no day that every year has: " + quoted(text),
                   "write month and day as two digits each, such as 12-31"};
  }
  out = *month * 100 + *day;
  return std::nullopt;
}

std::string format_year_day(std::int32_t day) {
  return two_digits(day / 100) + "-" + two_digits(day % 100);
}

Verdict parse_date(std::string_view text, Day& out) {
  const bool formed = text.size() == 10 && text[4] == '-' && text[7] == '-';
  const std::optional<std::int32_t> year = formed ? whole(text.substr(0, 4)) : std::nullopt;
  const std::optional<std::int32_t> month = formed ? whole(text.substr(5, 2)) : std::nullopt;
  const std::optional<std::int32_t> day = formed ? whole(text.substr(8)) : std::nullopt;
  const std::optional<Day> number = year && month && day ? real_day(*year, *month, *day) : std::nullopt;
  if (!number || *number < 0 || *number >= kDayEnd) {
    return Problem{"is no date: " + quoted(text),
                   "write year, month and day such as 2026-01-31, from 1970 to 2199"};
  }
  out = *number;
  return std::nullopt;
}

}  // namespace tidemark::config
