#include "operators/features/window_shape.h"

#include "engine/base/assert.h"

namespace tidemark::operators {
namespace {

using Unit = config::Window::Unit;

int months_of(Unit unit) {
  switch (unit) {
    case Unit::kMonth:
      return 1;
    case Unit::kQuarter:
      return 3;
    case Unit::kYear:
      return 12;
    default:
      return 0;
  }
}

/// First day of the stretch of so many months, counted from January, that lies `later` stretches behind the
/// one with the day.
Day stretch_start(Day day, int months, int later) {
  const CivilDay civil = civil_from_day(day);
  int month = civil.year * 12 + static_cast<int>(civil.month) - 1;
  month += later * months - month % months;
  const int year = month >= 0 ? month / 12 : (month - 11) / 12;
  return day_from_civil(year, static_cast<unsigned>(month - year * 12) + 1, 1);
}

}  // namespace

Bucket hour_of(Millis t) {
  return static_cast<Bucket>(t >= 0 ? t / kHour : (t - kHour + 1) / kHour);
}

WindowShape::WindowShape(const config::Window& window)
    : unit_(window.unit),
      length_(window.length),
      months_(months_of(window.unit)),
      shift_(window.prior ? (months_ > 0 ? 1 : window.length) : 0) {
  TM_ASSERT(unit_ != Unit::kLifetime && (by_calendar() || length_ > 0));
}

WindowShape::Span WindowShape::at(Bucket now) const {
  if (!by_calendar()) return {now - shift_ - length_ + 1, now - shift_};
  if (shift_ == 0) return {stretch_start(now, months_, 0), now};
  return {stretch_start(now, months_, -1), stretch_start(now, months_, 0) - 1};
}

Bucket WindowShape::enters(Bucket bucket) const {
  if (!by_calendar()) return bucket + shift_;
  return shift_ == 0 ? bucket : stretch_start(bucket, months_, 1);
}

Bucket WindowShape::leaves(Bucket bucket) const {
  if (!by_calendar()) return bucket + shift_ + length_;
  return stretch_start(bucket, months_, 1 + shift_);
}

std::int32_t WindowShape::reach() const {
  if (!by_calendar()) return length_ + shift_;
  const std::int32_t days = months_ == 1 ? 31 : months_ == 3 ? 92 : 366;
  return days * (1 + shift_);
}

}  // namespace tidemark::operators
