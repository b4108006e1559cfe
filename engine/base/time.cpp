#include "engine/base/time.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

#include "engine/base/json_writer.h"

namespace tidemark {
namespace {

/// Far more than any configuration means, and far from where sums of instants overflow.
constexpr Millis kDurationMax = 10'000 * 366 * kDay;
constexpr std::size_t kEpochDigitsMax = 18;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Outside text in an error message: quoted, escaped and cut.
std::string quoted(std::string_view text) {
  constexpr std::size_t kBytesMax = 64;
  std::string out;
  append_json_string(out, text.substr(0, kBytesMax));
  if (text.size() > kBytesMax) out += "…";
  return out;
}

[[gnu::cold]] Status bad_timestamp(std::string_view text) {
  return Status::invalid("not a timestamp: " + quoted(text) +
                         "; write RFC 3339 (2026-01-02T03:04:05Z), a date, or epoch milliseconds");
}

[[gnu::cold]] Status bad_duration(std::string_view text, std::string_view why) {
  return Status::invalid("not a duration: " + quoted(text) + ": " + std::string(why) +
                         "; write whole numbers with units w, d, h, m, s or ms, the largest first, "
                         "such as 30d or 1d12h");
}

/// Days since 1970-01-01 of a date, any year whose days fit 64 bits.
constexpr std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
  year -= month <= 2;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto year_of_era = static_cast<unsigned>(year - era * 400);
  const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + static_cast<std::int64_t>(day_of_era) - 719'468;
}

struct LongCivilDay {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

constexpr LongCivilDay civil_from_days(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const auto day_of_era = static_cast<unsigned>(days - era * 146'097);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted_month = (5 * day_of_year + 2) / 153;
  const unsigned day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const unsigned month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2), month, day};
}

unsigned days_in_month(unsigned year, unsigned month) {
  constexpr std::array<std::uint8_t, 13> kDays = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month];
}

/// Reads fixed-width digits. `bad` collects every byte that is no digit, so that one test at the end
/// replaces a branch per byte.
struct DigitReader {
  const char* p;
  unsigned bad = 0;

  unsigned digit(std::size_t at) {
    const unsigned value = static_cast<unsigned char>(p[at]) - static_cast<unsigned>('0');
    bad |= static_cast<unsigned>(value > 9);
    return value;
  }
  unsigned two(std::size_t at) { return digit(at) * 10 + digit(at + 1); }
  unsigned four(std::size_t at) { return two(at) * 100 + two(at + 2); }
};

struct Fields {
  unsigned year, month, day;
  unsigned hour = 0, minute = 0, second = 0;
  unsigned millisecond = 0;
};

bool is_date(const Fields& f) {
  return f.month >= 1 && f.month <= 12 && f.day >= 1 && f.day <= days_in_month(f.year, f.month);
}

Millis instant_of(const Fields& f) {
  const std::int64_t days = days_from_civil(f.year, f.month, f.day);
  return days * kDay + f.hour * kHour + f.minute * kMinute + f.second * kSecond + f.millisecond;
}

/// "YYYY-MM-DDTHH:MM:SSZ" and the same with three decimals; anything else is left to the slow path.
bool parse_common(std::string_view text, Millis& instant) {
  constexpr std::size_t kWhole = 20;
  constexpr std::size_t kWithMillis = 24;
  if (text.size() != kWhole && text.size() != kWithMillis) return false;
  const char* p = text.data();
  if (p[4] != '-' || p[7] != '-' || p[10] != 'T' || p[13] != ':' || p[16] != ':' || text.back() != 'Z') {
    return false;
  }
  DigitReader digits{p};
  Fields f{digits.four(0), digits.two(5), digits.two(8), digits.two(11), digits.two(14), digits.two(17)};
  if (text.size() == kWithMillis) {
    if (p[19] != '.') return false;
    f.millisecond = digits.digit(20) * 100 + digits.two(21);
  }
  if (digits.bad != 0 || !is_date(f) || f.hour > 23 || f.minute > 59 || f.second > 59) return false;
  instant = instant_of(f);
  return true;
}

/// [.digits], cut to milliseconds.
bool take_fraction(std::string_view& text, unsigned& millisecond) {
  if (text.empty() || text.front() != '.') return true;
  std::size_t end = 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end == 1) return false;
  for (std::size_t i = 1; i <= 3; ++i) {
    millisecond = millisecond * 10 + (i < end ? static_cast<unsigned>(text[i] - '0') : 0);
  }
  text.remove_prefix(end);
  return true;
}

/// Z, ±HH:MM or nothing, and then the end.
bool parse_offset(std::string_view text, Millis& offset) {
  offset = 0;
  if (text.empty() || text == "Z" || text == "z") return true;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  DigitReader digits{text.data()};
  const unsigned hours = digits.two(1);
  const unsigned minutes = digits.two(4);
  if (digits.bad != 0 || hours > 23 || minutes > 59) return false;
  offset = hours * kHour + minutes * kMinute;
  if (text[0] == '-') offset = -offset;
  return true;
}

bool parse_any(std::string_view text, Millis& instant) {
  constexpr std::size_t kDate = 10;
  constexpr std::size_t kDateAndTime = 19;
  if (text.size() < kDate || text[4] != '-' || text[7] != '-') return false;
  DigitReader digits{text.data()};
  Fields f{digits.four(0), digits.two(5), digits.two(8)};
  if (digits.bad != 0 || !is_date(f)) return false;
  if (text.size() == kDate) {
    instant = instant_of(f);
    return true;
  }

  if (text.size() < kDateAndTime || text[13] != ':' || text[16] != ':') return false;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return false;
  f.hour = digits.two(11);
  f.minute = digits.two(14);
  f.second = digits.two(17);
  if (digits.bad != 0 || f.hour > 23 || f.minute > 59 || f.second > 60) return false;
  text.remove_prefix(kDateAndTime);
  Millis offset = 0;
  if (!take_fraction(text, f.millisecond) || !parse_offset(text, offset)) return false;
  instant = instant_of(f) - offset;
  // Leap seconds are inserted at the end of a day of UTC, everywhere at once.
  return f.second < 60 || (instant - f.millisecond) % kDay == 0;
}

bool parse_epoch(std::string_view text, Millis& instant) {
  const std::size_t digits = text.size() - (text.starts_with('-') ? 1 : 0);
  if (digits == 0 || digits > kEpochDigitsMax) return false;
  const char* const end = text.data() + text.size();
  const auto [p, error] = std::from_chars(text.data(), end, instant);
  return error == std::errc() && p == end;
}

/// The value with at least `width` digits.
void append_padded(std::string& out, std::uint64_t value, std::size_t width) {
  char buffer[24];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  const auto digits = static_cast<std::size_t>(result.ptr - buffer);
  if (digits < width) out.append(width - digits, '0');
  out.append(buffer, digits);
}

struct Unit {
  std::string_view name;
  Millis length;
};
constexpr std::array<Unit, 6> kUnits = {
    {{"w", kWeek}, {"d", kDay}, {"h", kHour}, {"m", kMinute}, {"s", kSecond}, {"ms", 1}}};

/// A duration in the units of a set (bit i: kUnits[i]), the largest first; "" when they do not divide it.
std::string format_in_units(std::uint64_t duration, unsigned set) {
  std::string out;
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if ((set >> i & 1) == 0) continue;
    const auto length = static_cast<std::uint64_t>(kUnits[i].length);
    if (duration < length) continue;
    append_padded(out, duration / length, 1);
    out += kUnits[i].name;
    duration %= length;
  }
  return duration == 0 ? out : std::string();
}

}  // namespace

Result<Millis> parse_timestamp(std::string_view text) {
  Millis instant = 0;
  if (parse_common(text, instant) || parse_any(text, instant) || parse_epoch(text, instant)) return instant;
  return bad_timestamp(text);
}

void append_timestamp(std::string& out, Millis instant) {
  std::int64_t day = instant / kDay;
  Millis in_day = instant % kDay;
  if (in_day < 0) {
    --day;
    in_day += kDay;
  }
  const LongCivilDay date = civil_from_days(day);
  const auto millis = static_cast<unsigned>(in_day);

  if (date.year < 0) out.push_back('-');
  if (date.year > 9999) out.push_back('+');
  append_padded(out, static_cast<std::uint64_t>(date.year < 0 ? -date.year : date.year), 4);
  char rest[] = "-00-00T00:00:00.000Z";
  const auto put = [&rest](std::size_t at, unsigned value) {
    rest[at] = static_cast<char>('0' + value / 10);
    rest[at + 1] = static_cast<char>('0' + value % 10);
  };
  put(1, date.month);
  put(4, date.day);
  put(7, millis / 3'600'000);
  put(10, millis / 60'000 % 60);
  put(13, millis / 1000 % 60);
  const unsigned fraction = millis % 1000;
  if (fraction == 0) {
    out.append(rest, 15);
    out.push_back('Z');
    return;
  }
  rest[16] = static_cast<char>('0' + fraction / 100);
  put(17, fraction % 100);
  out.append(rest, sizeof rest - 1);
}

std::string format_timestamp(Millis instant) {
  std::string out;
  append_timestamp(out, instant);
  return out;
}

Result<Millis> parse_duration(std::string_view text) {
  if (text.empty()) return bad_duration(text, "it is empty");
  Millis total = 0;
  std::size_t next_unit = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0) return bad_duration(text, "a whole number is missing");
    Millis count = 0;
    const bool fits = std::from_chars(rest.data(), rest.data() + digits, count).ec == std::errc();
    rest.remove_prefix(digits);

    const std::size_t letters = std::min(rest.find_first_of("0123456789"), rest.size());
    const std::string_view name = rest.substr(0, letters);
    rest.remove_prefix(letters);
    if (name.empty()) return bad_duration(text, "a unit is missing");
    std::size_t unit = 0;
    while (unit < kUnits.size() && kUnits[unit].name != name) ++unit;
    if (unit == kUnits.size()) return bad_duration(text, "unknown unit " + quoted(name));
    if (unit < next_unit) return bad_duration(text, "units are doubled or out of order");
    next_unit = unit + 1;

    if (!fits || count > (kDurationMax - total) / kUnits[unit].length) {
      return bad_duration(text, "it is longer than 10000 years");
    }
    total += count * kUnits[unit].length;
  }
  return total;
}

std::string format_duration(Millis duration) {
  if (duration == 0) return "0s";
  const auto value = static_cast<std::uint64_t>(duration);
  const std::uint64_t magnitude = duration < 0 ? 0 - value : value;
  std::string best;
  int best_units = 0;
  // The shortest text; among equals the one of fewer units, then of smaller ones (7d rather than 1w).
  for (unsigned set = 1; set < 1U << kUnits.size(); ++set) {
    std::string candidate = format_in_units(magnitude, set);
    if (candidate.empty()) continue;
    const int units = std::popcount(set);
    if (best.empty() || candidate.size() < best.size() ||
        (candidate.size() == best.size() && units <= best_units)) {
      best = std::move(candidate);
      best_units = units;
    }
  }
  if (duration < 0) best.insert(0, 1, '-');
  return best;
}

Day day_from_civil(int year, unsigned month, unsigned day) {
  return static_cast<Day>(days_from_civil(year, month, day));
}

CivilDay civil_from_day(Day day) {
  const LongCivilDay date = civil_from_days(day);
  return {static_cast<int>(date.year), date.month, date.day};
}

}  // namespace tidemark
