// Concern: appointments come out in order of time, whatever the order and moment they are made in.
#include "tools/simulate/calendar.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/base/random.h"

namespace tidemark::simulate {
namespace {

const Millis kStart = 20'000 * kDay;

TEST(Calendar, AgreesWithASortedSet) {
  Calendar calendar(kStart);
  std::set<std::pair<Millis, std::uint32_t>> expected;
  Random random(11);
  std::uint32_t number = 0;
  const auto add = [&](Millis at) {
    calendar.add({at, number, 0, 0, Act::kStep});
    expected.emplace(at, number++);
  };
  for (int i = 0; i < 2000; ++i) add(kStart + random.between(0, 3 * kDay));
  while (!expected.empty()) {
    const Appointment next = calendar.next();
    ASSERT_EQ(std::make_pair(next.at, next.customer), *expected.begin());
    expected.erase(expected.begin());
    // The same instant, the same minute, the same day, and far away.
    if (number < 20'000) {
      constexpr Millis kReach[] = {0, 500, kMinute, kDay, 90 * kDay};
      for (int i = 0; i < 2; ++i) add(next.at + random.between(0, kReach[random.below(5)]));
    }
  }
}

TEST(Calendar, EqualInstantsHaveATotalOrder) {
  Calendar calendar(kStart);
  calendar.add({kStart + 5, 2, 0, 0, Act::kStep});
  calendar.add({kStart + 5, 1, 7, 0, Act::kReview});
  calendar.add({kStart + 5, 1, 3, 0, Act::kReview});
  calendar.add({kStart + 5, 1, 9, 0, Act::kSession});
  EXPECT_EQ(calendar.next().subject, 9U);
  EXPECT_EQ(calendar.next().subject, 3U);
  EXPECT_EQ(calendar.next().subject, 7U);
  EXPECT_EQ(calendar.next().customer, 2U);
}

}  // namespace
}  // namespace tidemark::simulate
