#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace tidemark {

/// Milliseconds since 1970-01-01T00:00:00Z. The only representation of an instant inside the program.
using Millis = std::int64_t;
/// Days since 1970-01-01 in some zone's local calendar.
using Day = std::int32_t;

inline constexpr Millis kSecond = 1000;
inline constexpr Millis kMinute = 60 * kSecond;
inline constexpr Millis kHour = 60 * kMinute;
inline constexpr Millis kDay = 24 * kHour;
inline constexpr Millis kWeek = 7 * kDay;
/// "Never": later than any instant, still safe to add a few centuries to.
inline constexpr Millis kNever = std::numeric_limits<Millis>::max() / 2;
/// "Before everything": no time has been seen yet.
inline constexpr Millis kNoTime = std::numeric_limits<Millis>::min() / 2;

/// Parses RFC 3339 (any fraction, truncated to ms; any offset; no zone = UTC; lower-case t/z and a blank
/// for T allowed), a date alone (midnight UTC), or a string of epoch milliseconds.
/// Years 0000 to 9999; a leap second (23:59:60 UTC) counts as the first of the next minute. Digits alone,
/// up to 18, are always milliseconds. Error: kInvalidArgument, showing the text.
/// Cost: about 20 ns for the common form.
Result<Millis> parse_timestamp(std::string_view text);

/// Appends RFC 3339 in UTC: "2026-01-02T03:04:05.678Z", without fraction when it is zero.
/// Years of other than four digits get a sign, as ISO 8601 has it ("+10000-01-01T00:00:00Z").
void append_timestamp(std::string& out, Millis instant);
std::string format_timestamp(Millis instant);

/// Parses a duration as configurations write it: "30d", "12h", "15m", "90s", "250ms", "2w", or sums like
/// "1d12h", each unit once, the largest first. Zero needs a unit too. At most 10000 years.
/// Error: kInvalidArgument with the remedy.
Result<Millis> parse_duration(std::string_view text);
/// The shortest exact form parse_duration() reads back; negative ones get a "-", which it does not read.
std::string format_duration(Millis duration);

/// Proleptic Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
Day day_from_civil(int year, unsigned month, unsigned day);
struct CivilDay {
  int year;
  unsigned month;
  unsigned day;
};
CivilDay civil_from_day(Day day);

}  // namespace tidemark
