// Concern: the same seed gives the same numbers on every machine, within their bounds.

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark {
namespace {

TEST(Random, FollowsThePublishedGenerator) {
  // splitmix64 and xoshiro256++ written down once more, from the authors' C sources.
  std::uint64_t x = 42;
  std::uint64_t s[4];
  for (auto& word : s) {
    std::uint64_t z = (x += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    word = z ^ (z >> 31);
  }
  const auto rotl = [](std::uint64_t v, int k) { return (v << k) | (v >> (64 - k)); };
  Random random(42);
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t expected = rotl(s[0] + s[3], 23) + s[0];
    const std::uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    ASSERT_EQ(random.next(), expected);
  }
}

TEST(Random, FirstNumbersOfASeedArePinned) {
  Random random(0);
  EXPECT_EQ(random.next(), 5987356902031041503U);
  EXPECT_EQ(random.next(), 7051070477665621255U);
  EXPECT_NE(Random(0).next(), Random(1).next());
}

TEST(Random, BoundsHoldAndAreReached) {
  Random random(7);
  std::vector<int> seen(5);
  for (int i = 0; i < 10'000; ++i) ++seen[random.below(5)];
  for (const int count : seen) EXPECT_NEAR(count, 2000, 200);

  bool low = false;
  bool high = false;
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t value = random.between(-2, 2);
    ASSERT_GE(value, -2);
    ASSERT_LE(value, 2);
    low = low || value == -2;
    high = high || value == 2;
  }
  EXPECT_TRUE(low && high);
}

TEST(Random, DistributionsHaveTheirMeans) {
  Random random(8);
  double uniform = 0;
  double exponential = 0;
  int hits = 0;
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const double u = random.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    uniform += u;
    exponential += random.exponential(3.0);
    hits += random.chance(0.25) ? 1 : 0;
  }
  EXPECT_NEAR(uniform / kDraws, 0.5, 0.01);
  EXPECT_NEAR(exponential / kDraws, 3.0, 0.06);
  EXPECT_NEAR(hits / double{kDraws}, 0.25, 0.01);
}

}  // namespace
}  // namespace tidemark
