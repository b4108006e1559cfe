#pragma once

#include <optional>
#include <string_view>

#include "engine/base/time.h"

namespace tidemark {

/// The yearly rule a zone follows after its listed changes: a POSIX TZ string with the extensions of
/// RFC 8536, 3.3.1, such as "CET-1CEST,M3.5.0,M10.5.0/3".
class ZoneRule {
 public:
  /// Nothing when the text is malformed.
  static std::optional<ZoneRule> parse(std::string_view text);

  bool has_summer() const { return has_summer_; }
  Millis standard_offset() const { return standard_offset_; }  ///< local = UTC + offset
  Millis summer_offset() const { return summer_offset_; }
  /// The instants when summer time begins and ends in a year; requires has_summer(). South of the equator
  /// the end is before the beginning.
  Millis summer_begin(int year) const { return begin_.in_year(year) - standard_offset_; }
  Millis summer_end(int year) const { return end_.in_year(year) - summer_offset_; }

 private:
  class Reader;
  struct Moment {
    enum class Form { kMonthWeekDay, kDayOfYear, kDayOfYearWithoutLeap };
    Form form = Form::kDayOfYear;
    unsigned month = 0;
    unsigned week = 0;  ///< 5: the last
    unsigned day = 0;   ///< of the week (0 is Sunday), or of the year (from 0; from 1 without leap days)
    Millis time = 2 * kHour;

    /// In local time, as if it were UTC.
    Millis in_year(int year) const;
  };

  Millis standard_offset_ = 0;
  Millis summer_offset_ = 0;
  bool has_summer_ = false;
  Moment begin_;
  Moment end_;
};

}  // namespace tidemark
