// Concern: the shop's own time and its inverse agree, and the calendar's patterns are in it.
#include "tools/simulate/season.h"

#include <gtest/gtest.h>

#include "engine/base/random.h"

namespace tidemark::simulate {
namespace {

const Millis kStart = Millis{day_from_civil(2025, 1, 1)} * kDay;

Millis at(int month, unsigned day, int hour) {
  return Millis{day_from_civil(2025, static_cast<unsigned>(month), day)} * kDay + hour * kHour;
}

TEST(Season, InverseReturnsWithinAMillisecond) {
  Season season(kStart);
  Random random(7);
  for (int i = 0; i < 20'000; ++i) {
    const Millis instant = kStart + random.between(0, 1500 * kDay);
    EXPECT_NEAR(static_cast<double>(season.instant(season.busy_days(instant))), static_cast<double>(instant),
                1.0);
  }
}

TEST(Season, AYearHasAboutAsManyBusyDays) {
  Season season(kStart);
  EXPECT_NEAR(season.busy_days(kStart + 365 * kDay), 365, 15);
}

TEST(Season, EveningsWeekendsAndDecemberAreBusier) {
  Season season(kStart);
  const auto busy = [&](Millis from, Millis to) { return season.busy_days(to) - season.busy_days(from); };
  EXPECT_GT(busy(at(3, 4, 20), at(3, 4, 21)), 10 * busy(at(3, 4, 3), at(3, 4, 4)));
  EXPECT_GT(busy(at(3, 8, 0), at(3, 9, 0)), 1.2 * busy(at(3, 4, 0), at(3, 5, 0)));  // Saturday, Tuesday
  EXPECT_GT(busy(at(12, 1, 0), at(12, 21, 0)), 1.5 * busy(at(7, 1, 0), at(7, 21, 0)));
  EXPECT_GT(busy(at(11, 28, 0), at(11, 29, 0)), 1.7 * busy(at(11, 21, 0), at(11, 22, 0)));  // the last Friday
}

}  // namespace
}  // namespace tidemark::simulate
