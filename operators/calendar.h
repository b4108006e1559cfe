#pragma once

#include <cstdint>

#include "config/levels.h"
#include "engine/base/time.h"
#include "engine/base/zone.h"

/// The calendar of a zone's local days: units, anniversaries, spans. Thread: pure. Cost: some civil dates.
namespace tidemark::operators {

enum class CalendarUnit : std::uint8_t { kDay, kMonth, kQuarter, kYear };

/// First day of the unit with the day.
Day unit_start(CalendarUnit unit, Day day);
/// First day of the unit after it.
Day next_unit_start(CalendarUnit unit, Day day);

/// The same day of the month so many months later; the last day of a month that is too short: January 31st
/// and a month is February 28th or 29th.
Day add_months(Day day, std::int32_t months);

/// The last day ≤ `today` that lies whole years after `origin` (February 29th: the 28th where there is none);
/// `origin` itself in the first year and before.
Day anniversary(Day origin, Day today);
/// The first such day after `today`, at least a year after `origin`.
Day next_anniversary(Day origin, Day today);

/// The end of `times` spans one after the other, counted from an instant.
///
/// The time since local midnight is kept, but never beyond the day's end; rounded up it is the end of the
/// unit in which the last span ends (an instant between two units is the end of the first), rounded down its
/// beginning. Days shorter or longer than 24 hours count as days. Ends of more spans are later.
Millis span_end(const Zone& zone, Millis from, const config::CalendarSpan& span, std::int32_t times);

/// The earliest end of one or more such spans after an instant.
Millis next_span_end(const Zone& zone, Millis from, const config::CalendarSpan& span, Millis after);

/// The next local midnight after an instant that ends a day of this month and day (month·100 + day) of a
/// year.
Millis next_cycle_end(const Zone& zone, std::int32_t month_day, Millis after);

}  // namespace tidemark::operators
