// Concern: events go out at the rate asked for, or as far apart as they happened, divided by the speed; a
// wrong date in a log holds up nothing.

#include "tools/client/pace.h"

#include <gtest/gtest.h>

#include <string>

namespace tidemark::tools {
namespace {

constexpr std::uint64_t kNow = 5'000'000;

std::string at(const std::string& time) {
  return R"({"type":"purchase","timestamp":")" + time + "\"}";
}

TEST(Pace, ARateIsKeptFromTheFirstEventOn) {
  Pace pace(1000, 0);
  for (std::uint64_t i = 0; i < 2000; ++i) EXPECT_EQ(pace.due_us("x", kNow + i * 999), kNow + i * 1000);
}

TEST(Pace, WithoutLimitsNothingWaits) {
  Pace pace(0, 0);
  EXPECT_FALSE(pace.limits());
  EXPECT_LE(pace.due_us(at("2026-01-01"), kNow), kNow);
}

TEST(Pace, TimeGoesFaster) {
  Pace pace(0, 3600);
  EXPECT_EQ(pace.due_us(at("2026-01-01T00:00:00Z"), kNow), kNow);
  EXPECT_EQ(pace.due_us(at("2026-01-01T01:00:00Z"), kNow), kNow + 1'000'000);
  EXPECT_EQ(pace.due_us(at("2026-01-01T00:30:00Z"), kNow + 1'000'000), kNow + 1'000'000)
      << "a late one goes at once";
  EXPECT_LE(pace.due_us("nonsense", kNow + 1'000'000), kNow + 1'000'000);
  EXPECT_EQ(pace.due_us(at("2026-01-01T02:00:00Z"), kNow + 1'000'000), kNow + 2'000'000);
}

TEST(Pace, ADateFarAheadIsAMistake) {
  Pace pace(0, 1);
  EXPECT_EQ(pace.due_us(at("2026-01-01T00:00:00Z"), kNow), kNow);
  EXPECT_LE(pace.due_us(at("2099-01-01T00:00:00Z"), kNow), kNow);
  EXPECT_EQ(pace.due_us(at("2026-01-01T00:00:01Z"), kNow), kNow + 1'000'000) << "the others keep their time";
}

TEST(Pace, AGapInTheLogIsLeftOut) {
  Pace pace(0, 1);
  EXPECT_EQ(pace.due_us(at("2026-01-01T00:00:00Z"), kNow), kNow);
  EXPECT_LE(pace.due_us(at("2026-03-01T00:00:00Z"), kNow + 1), kNow + 1);
  EXPECT_EQ(pace.due_us(at("2026-03-01T00:00:01Z"), kNow + 2), kNow + 2);
  EXPECT_EQ(pace.due_us(at("2026-03-01T00:00:03Z"), kNow + 3), kNow + 2 + 2'000'000);
}

TEST(Pace, TheLaterOfBothCounts) {
  Pace pace(1, 3600);
  EXPECT_EQ(pace.due_us(at("2026-01-01T00:00:00Z"), kNow), kNow);
  EXPECT_EQ(pace.due_us(at("2026-01-01T00:00:01Z"), kNow), kNow + 1'000'000);
  EXPECT_EQ(pace.due_us(at("2026-01-01T03:00:00Z"), kNow), kNow + 3'000'000);
}

}  // namespace
}  // namespace tidemark::tools
