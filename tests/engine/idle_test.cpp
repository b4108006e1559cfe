// Concern: customers who do nothing cost nothing: timers are looked at when a level changes, and once more
// for each time that an event has moved them.
#include <gtest/gtest.h>

#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

constexpr std::size_t kIdle = 10'000;
constexpr std::uint64_t kDays = 200;

Life::Options options() {
  Life::Options options;
  // One level that silence changes twice: after 60 and after 150 days.
  options.config = config_of(
      "time: {silence_delay: 0s}\nevents: {currency: EUR}\nrfm: {enabled: false}\n"
      "lifecycle: {new_for: 60d, loyal_orders: 1000, at_risk_after: 150d, churned_after: 5000d, "
      "won_back_for: 1d}\n");
  return options;
}

/// One customer's event every hour, a purchase once a day.
void add_active_days(std::vector<std::string>& lines, std::uint64_t first_day, std::uint64_t end_day) {
  for (std::uint64_t hour = first_day * 24; hour < end_day * 24; ++hour) {
    const bool buys = hour % 24 == 0;
    lines.push_back(line_of(buys ? "purchase" : "page_view", "active",
                            kYear + static_cast<Millis>(hour + 1) * kHour, {}, buys ? "5" : ""));
  }
}

std::uint64_t alerts_of_time(const std::vector<CommittedAlert>& alerts) {
  std::uint64_t count = 0;
  for (const CommittedAlert& alert : alerts)
    count += alert.json.find(R"("cause":{"kind":"time"})") != std::string::npos;
  return count;
}

TEST(IdleCustomers, CostNothingUntilALevelChanges) {
  Storage storage;
  Life life(storage, options());
  ASSERT_TRUE(life.open().ok());
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < kIdle; ++i) {
    lines.push_back(
        line_of("purchase", "idle" + std::to_string(i), kYear + static_cast<Millis>(i) * 300, {}, "5"));
  }
  add_active_days(lines, 0, 59);
  ASSERT_TRUE(life.feed(lines).ok());
  EXPECT_EQ(life.wakes_fired, 0U);
  EXPECT_EQ(life.wakes_stale, 0U) << "1400 marks, and nobody was looked at";

  add_active_days(lines, 59, 149);
  ASSERT_TRUE(life.feed(lines).ok());
  EXPECT_EQ(life.wakes_fired, kIdle) << "nobody is new any more; the active one ended that by buying";
  EXPECT_EQ(alerts_of_time(life.alerts()), kIdle);
  EXPECT_LE(life.wakes_stale, 1U);

  add_active_days(lines, 149, kDays);
  ASSERT_TRUE(life.feed(lines).ok());
  EXPECT_EQ(life.wakes_fired, 2 * kIdle);
  EXPECT_EQ(alerts_of_time(life.alerts()), 2 * kIdle);
  // The active customer buys every day: its timer is found moved once in the time it was set for, not every
  // day.
  EXPECT_LE(life.wakes_stale, 1 + kDays / 60);
}

/// Events that move an instant later leave the timer alone; those that bring it forward set one more.
TEST(IdleCustomers, ATimerIsFoundMovedOncePerSetting) {
  Storage storage;
  Life life(storage, options());
  ASSERT_TRUE(life.open().ok());
  std::vector<std::string> lines;
  constexpr std::uint64_t kCustomers = 200;
  for (std::uint64_t day = 0; day < 400; ++day) {
    for (std::uint64_t i = 0; i < kCustomers; ++i) {
      const Millis time = kYear + static_cast<Millis>(day) * kDay + static_cast<Millis>(i) * kMinute;
      lines.push_back(line_of("purchase", "c" + std::to_string(i), time, {}, "5"));
    }
  }
  ASSERT_TRUE(life.feed(lines).ok());
  EXPECT_EQ(life.wakes_fired, 0U) << "nobody was ever silent";
  EXPECT_GE(life.wakes_stale, kCustomers) << "the timers of the first purchases";
  EXPECT_LE(life.core().shard(0).timers(), 2 * kCustomers) << "not one for every event";
  // Set for 60 days at first; from then on the limit of 150 days is found moved at most every 149 days.
  EXPECT_LE(life.wakes_stale, kCustomers * (1 + 400 / 149));
}

}  // namespace
}  // namespace tidemark::engine::testing
