// Concern: the wheel gives out every timer when the watermark has passed it and none earlier, whatever the
// order of adding and however far the watermark leaps; earliest() is a bound that holds and that ends.
#include "engine/shard/wheel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "engine/base/random.h"

namespace tidemark::engine {
namespace {

/// The wheel beside a sorted map.
class Pair {
 public:
  explicit Pair(Millis now) : now_(now) {}

  void add(Millis due) {
    const Wheel::Timer timer{due, ++slots_, slots_ * 7};
    wheel_.add(timer);
    if (due < kNever) model_.emplace(due, timer.slot);
    check();
  }
  void advance(Millis to) {
    now_ = std::max(now_, to);
    std::vector<Wheel::Timer> taken;
    wheel_.take_due(now_, taken);
    std::vector<std::pair<Millis, std::uint32_t>> got;
    for (const Wheel::Timer& timer : taken) {
      EXPECT_EQ(timer.generation, timer.slot * 7);
      got.emplace_back(timer.due, timer.slot);
    }
    std::sort(got.begin(), got.end());
    const auto end = model_.upper_bound(now_);
    std::vector<std::pair<Millis, std::uint32_t>> wanted(model_.begin(), end);
    std::sort(wanted.begin(), wanted.end());
    model_.erase(model_.begin(), end);
    ASSERT_EQ(got, wanted) << "at " << now_;
    check();
    EXPECT_GT(wheel_.earliest(), now_) << "what is not due is not looked at again and again";
  }
  Millis now() const { return now_; }
  std::size_t size() const { return wheel_.size(); }

 private:
  void check() {
    ASSERT_EQ(wheel_.size(), model_.size());
    ASSERT_LE(wheel_.earliest(), model_.empty() ? kNever : model_.begin()->first);
    if (model_.empty()) {
      EXPECT_EQ(wheel_.earliest(), kNever);
    }
  }

  Wheel wheel_;
  std::multimap<Millis, std::uint32_t> model_;
  Millis now_;
  std::uint32_t slots_ = 0;
};

/// Instants where a calendar can be wrong: edges of hours and days, beside ordinary ones.
Millis some_due(Random& random, Millis now) {
  const Millis edge = random.between(-1, 1);
  switch (random.below(10)) {
    case 0:
      return now + random.between(0, kMinute);
    case 1:
      return now + random.between(0, kHour);
    case 2:
      return now / kHour * kHour + random.between(0, 50) * kHour + edge;
    case 3:
      return now / kDay * kDay + random.between(-1, 5) * kDay + edge;
    case 4:
      return now + random.between(0, 3 * kDay);
    case 5:
      return now + random.between(0, 400 * kDay);
    case 6:
      return now - random.between(0, 400 * kDay);
    case 7:
      return random.chance(0.5) ? kNoTime + random.between(0, 5) : now - 100'000 * kDay;
    case 8:
      return kNever - random.between(0, 3);
    default:
      return now + edge;
  }
}

Millis some_leap(Random& random) {
  switch (random.below(8)) {
    case 0:
      return 0;
    case 1:
      return random.between(0, kMinute);
    case 2:
    case 3:
      return random.between(0, 2 * kHour);
    case 4:
    case 5:
      return random.between(0, 2 * kDay);
    case 6:
      return random.between(0, 40 * kDay);
    default:
      return random.between(0, 1000 * kDay);
  }
}

TEST(Wheel, AgreesWithASortedMap) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Random random(seed);
    // Some begin at the epoch or before it, where division rounds the other way.
    Pair pair(seed % 3 == 0 ? -500 * kDay : 1'735'689'600'000);
    for (int step = 0; step < 400; ++step) {
      if (random.chance(0.75)) {
        pair.add(some_due(random, pair.now()));
      } else {
        pair.advance(pair.now() + some_leap(random));
      }
      if (::testing::Test::HasFailure()) FAIL() << "seed " << seed << ", step " << step;
    }
    pair.advance(kNever - 1);
    EXPECT_EQ(pair.size(), 0U) << "seed " << seed;
  }
}

TEST(Wheel, AnEmptyWheelIsNeverDue) {
  Wheel wheel;
  EXPECT_EQ(wheel.earliest(), kNever);
  std::vector<Wheel::Timer> taken;
  wheel.take_due(kNever - 1, taken);
  EXPECT_TRUE(taken.empty());
}

TEST(Wheel, NeverIsNoTimer) {
  Wheel wheel;
  wheel.add({kNever, 1, 1});
  EXPECT_EQ(wheel.size(), 0U);
  EXPECT_EQ(wheel.earliest(), kNever);
}

TEST(Wheel, TheSameTimerTwiceComesTwice) {
  Wheel wheel;
  wheel.add({kDay, 1, 1});
  wheel.add({kDay, 1, 1});
  std::vector<Wheel::Timer> taken;
  wheel.take_due(kDay - 1, taken);
  EXPECT_TRUE(taken.empty());
  wheel.take_due(kDay, taken);
  EXPECT_EQ(taken.size(), 2U);
}

/// A day's timers are moved when the day comes and when their hour comes, not at every step of the watermark.
TEST(Wheel, ATimerIsMovedAFewTimesAtMost) {
  Wheel wheel;
  constexpr std::uint32_t kTimers = 20'000;
  Random random(5);
  for (std::uint32_t i = 0; i < kTimers; ++i) wheel.add({kDay * 30 + random.between(0, kDay - 1), i, 1});
  std::vector<Wheel::Timer> taken;
  Millis last = kNoTime;
  std::size_t steps_due = 0;
  for (Millis now = 0; now <= 31 * kDay; now += 10 * kMinute) {
    if (wheel.earliest() > now) continue;
    ++steps_due;
    wheel.take_due(now, taken);
    EXPECT_GT(wheel.earliest(), last);
    last = now;
  }
  EXPECT_EQ(taken.size(), kTimers);
  EXPECT_LE(steps_due, 150U) << "before its day the wheel must not be looked at";
}

}  // namespace
}  // namespace tidemark::engine
