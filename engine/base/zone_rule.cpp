#include "engine/base/zone_rule.h"

namespace tidemark {

/// Takes a TZ string apart from the left. After a mistake ok() is false and everything else empty or zero.
class ZoneRule::Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool done() const { return rest_.empty(); }
  bool at(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool take(char c) {
    if (!at(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail();
  }

  /// Letters, or anything in angle brackets.
  void name() {
    std::size_t bytes = 0;
    if (at('<')) {
      bytes = rest_.find('>') + 1;  // 0 when there is none
    } else {
      while (bytes < rest_.size() && is_letter(rest_[bytes])) ++bytes;
    }
    if (bytes == 0) return fail();
    rest_.remove_prefix(bytes);
  }

  unsigned number(unsigned low, unsigned high) {
    unsigned value = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && is_digit(rest_[digits]) && value <= high; ++digits) {
      value = value * 10 + static_cast<unsigned>(rest_[digits] - '0');
    }
    rest_.remove_prefix(digits);
    if (digits > 0 && value >= low && value <= high) return value;
    fail();
    return 0;
  }

  /// [+-]h[:mm[:ss]]
  Millis time() {
    const bool negative = take('-');
    if (!negative) take('+');
    Millis value = number(0, 167) * kHour;
    if (take(':')) value += number(0, 59) * kMinute;
    if (take(':')) value += number(0, 59) * kSecond;
    return negative ? -value : value;
  }

  Moment moment() {
    Moment m;
    if (take('M')) {
      m.form = Moment::Form::kMonthWeekDay;
      m.month = number(1, 12);
      expect('.');
      m.week = number(1, 5);
      expect('.');
      m.day = number(0, 6);
    } else if (take('J')) {
      m.form = Moment::Form::kDayOfYearWithoutLeap;
      m.day = number(1, 365);
    } else {
      m.day = number(0, 365);
    }
    if (take('/')) m.time = time();
    return m;
  }

 private:
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  void fail() {
    ok_ = false;
    rest_ = {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

Millis ZoneRule::Moment::in_year(int year) const {
  const Day new_year = day_from_civil(year, 1, 1);
  Day date = new_year;
  switch (form) {
    case Form::kDayOfYear:
      date += static_cast<Day>(day);
      break;
    case Form::kDayOfYearWithoutLeap: {
      const bool leap = day_from_civil(year + 1, 1, 1) - new_year == 366;
      date += static_cast<Day>(day) - 1 + (leap && day >= 60 ? 1 : 0);  // day 60 is the first of March
      break;
    }
    case Form::kMonthWeekDay: {
      const Day first = day_from_civil(year, month, 1);
      const Day next = month == 12 ? day_from_civil(year + 1, 1, 1) : day_from_civil(year, month + 1, 1);
      const int weekday = ((first + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
      date = first + (static_cast<int>(day) - weekday + 7) % 7 + 7 * static_cast<Day>(week - 1);
      if (date >= next) date -= 7;
      break;
    }
  }
  return date * kDay + time;
}

std::optional<ZoneRule> ZoneRule::parse(std::string_view text) {
  Reader reader(text);
  ZoneRule rule;
  reader.name();
  rule.standard_offset_ = -reader.time();  // POSIX counts westwards
  if (!reader.done()) {
    rule.has_summer_ = true;
    reader.name();
    rule.summer_offset_ = reader.at(',') ? rule.standard_offset_ + kHour : -reader.time();
    reader.expect(',');
    rule.begin_ = reader.moment();
    reader.expect(',');
    rule.end_ = reader.moment();
  }
  if (!reader.ok() || !reader.done()) return std::nullopt;
  return rule;
}

}  // namespace tidemark
