// Concern: the system's clock counts in the units it promises, and its monotonic time never goes back.

#include "engine/base/clock.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <thread>

namespace tidemark {
namespace {

TEST(Clock, WallTimeIsMillisecondsSince1970) {
  const std::time_t before = std::time(nullptr);
  const Millis now = system_clock().wall_now();
  const std::time_t after = std::time(nullptr);
  EXPECT_GE(now, (before - 1) * kSecond);  // time() reads a coarser clock
  EXPECT_LE(now, (after + 1) * kSecond);
}

TEST(Clock, MonotonicTimeCountsMicroseconds) {
  const std::uint64_t before = system_clock().monotonic_us();
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_GE(system_clock().monotonic_us() - before, 5'000U);
}

TEST(Clock, MonotonicTimeNeverGoesBack) {
  std::uint64_t last = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t now = system_clock().monotonic_us();
    ASSERT_GE(now, last);
    last = now;
  }
}

}  // namespace
}  // namespace tidemark
