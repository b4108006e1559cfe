// Concern: which days and hours a window sees, when one enters and when it leaves, for every form of window.

#include "operators/features/window_shape.h"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark::operators {
namespace {

using Unit = config::Window::Unit;

std::vector<config::Window> all_forms() {
  std::vector<config::Window> forms;
  for (const bool prior : {false, true}) {
    for (const int length : {1, 2, 7, 30, 365}) {
      forms.push_back({Unit::kDays, length, prior});
      forms.push_back({Unit::kHours, length, prior});
    }
    for (const Unit unit : {Unit::kMonth, Unit::kQuarter, Unit::kYear}) forms.push_back({unit, 1, prior});
  }
  return forms;
}

TEST(WindowShape, EntersAndLeavesExactlyWhereItIsSeen) {
  for (const config::Window& window : all_forms()) {
    const WindowShape shape(window);
    for (const Bucket bucket : {-800, -1, 0, 59, 365, 19'722, 19'782, 19'783, 20'088}) {
      const Bucket enters = shape.enters(bucket);
      const Bucket leaves = shape.leaves(bucket);
      ASSERT_LT(enters, leaves);
      for (Bucket now = bucket - 5; now <= bucket + 1200; ++now) {
        const WindowShape::Span span = shape.at(now);
        const bool seen = span.first <= bucket && bucket <= span.last;
        ASSERT_EQ(seen, enters <= now && now < leaves)
            << "unit " << static_cast<int>(window.unit) << ", " << window.length << ", bucket " << bucket
            << " from " << now;
        ASSERT_FALSE(seen && now - bucket >= shape.reach());
      }
    }
  }
}

TEST(WindowShape, ReachIsNotLongerThanNeeded) {
  for (const config::Window& window : all_forms()) {
    const WindowShape shape(window);
    std::int32_t farthest = 0;
    for (Bucket now = 19'000; now < 19'000 + 3 * 366; ++now) {
      farthest = std::max(farthest, now - shape.at(now).first);
    }
    EXPECT_LT(farthest, shape.reach());
    EXPECT_GE(farthest, shape.reach() - 3) << static_cast<int>(window.unit);
  }
}

TEST(WindowShape, CalendarUnitsBeginOnTheirFirstDay) {
  const Day may_20 = day_from_civil(2024, 5, 20);
  const auto first = [&](Unit unit, bool prior) { return WindowShape({unit, 1, prior}).at(may_20).first; };
  const auto last = [&](Unit unit, bool prior) { return WindowShape({unit, 1, prior}).at(may_20).last; };
  EXPECT_EQ(first(Unit::kMonth, false), day_from_civil(2024, 5, 1));
  EXPECT_EQ(last(Unit::kMonth, false), may_20);
  EXPECT_EQ(first(Unit::kMonth, true), day_from_civil(2024, 4, 1));
  EXPECT_EQ(last(Unit::kMonth, true), day_from_civil(2024, 4, 30));
  EXPECT_EQ(first(Unit::kQuarter, false), day_from_civil(2024, 4, 1));
  EXPECT_EQ(first(Unit::kQuarter, true), day_from_civil(2024, 1, 1));
  EXPECT_EQ(last(Unit::kQuarter, true), day_from_civil(2024, 3, 31));
  EXPECT_EQ(first(Unit::kYear, false), day_from_civil(2024, 1, 1));
  EXPECT_EQ(first(Unit::kYear, true), day_from_civil(2023, 1, 1));
  EXPECT_EQ(last(Unit::kYear, true), day_from_civil(2023, 12, 31));
}

TEST(WindowShape, HoursAreWholeOnesOfUtcBeforeTheEpochToo) {
  EXPECT_EQ(hour_of(0), 0);
  EXPECT_EQ(hour_of(kHour - 1), 0);
  EXPECT_EQ(hour_of(kHour), 1);
  EXPECT_EQ(hour_of(-1), -1);
  EXPECT_EQ(hour_of(-kHour), -1);
  EXPECT_EQ(hour_of(-kHour - 1), -2);
  const WindowShape shape({Unit::kHours, 48, false});
  EXPECT_EQ(shape.now({90 * kMinute, 0}), 1);
  EXPECT_EQ(WindowShape({Unit::kDays, 2, false}).now({90 * kMinute, 17}), 17);
}

}  // namespace
}  // namespace tidemark::operators
