// Concern: lifecycle and RFM of the plain model under silence, and the search for the next due instant.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/base/random.h"
#include "tests/reference/due_search.h"
#include "tests/reference/story.h"

namespace tidemark::reference {
namespace {

TEST(PlainLifecycle, GoesByItselfThroughSilence) {
  Story story(lifecycle_config());
  EXPECT_EQ(told(story.apply(purchase(on(0, 9), 10)), "lifecycle"),
            Told{"prospect>new@2025-01-01T09:00:00Z event 1"});
  EXPECT_EQ(told(story.wait_until(on(180, 9)), "lifecycle"),
            (Told{"new>active@2025-01-31T09:00:00Z time 2", "active>at_risk@2025-04-01T09:00:00Z time 3",
                  "at_risk>churned@2025-06-30T09:00:00Z time 4"}));
}

TEST(PlainLifecycle, AnEventFiresWhatWasDueBeforeIt) {
  Story story(lifecycle_config());
  story.apply(purchase(on(0), 10));
  const Told heard = told(story.apply(purchase(on(90), 10)), "lifecycle");
  EXPECT_EQ(heard,
            (Told{"new>active@2025-01-31T00:00:00Z time 2", "active>at_risk@2025-04-01T00:00:00Z time 3",
                  "at_risk>active@2025-04-01T00:00:00Z event 4"}));
}

TEST(PlainLifecycle, WonBackForAWhile) {
  Story story(lifecycle_config());
  story.apply(purchase(on(0), 10));
  story.wait_until(on(200));
  EXPECT_EQ(story.value("lifecycle"), "churned");
  EXPECT_EQ(told(story.apply(purchase(on(210), 10)), "lifecycle").back().substr(0, 16), "churned>won_back");
  EXPECT_EQ(told(story.wait_until(on(240) - 1), "lifecycle"), Told{});
  EXPECT_EQ(told(story.wait_until(on(240)), "lifecycle").front().substr(0, 15), "won_back>active");
}

TEST(PlainLifecycle, LoyalByOrders) {
  Story story(lifecycle_config());
  for (int day = 0; day < 3; ++day) story.apply(purchase(on(day), 10));
  EXPECT_EQ(story.value("lifecycle"), "active");
  story.apply(purchase(on(3), 10));
  EXPECT_EQ(story.value("lifecycle"), "loyal");
}

TEST(PlainRfm, StartsSilentlyAndFallsRightAfterTheCut) {
  Story story(rfm_config());
  EXPECT_EQ(told(story.apply(purchase(on(0), 60)), "rfm"), Told{});
  EXPECT_EQ(story.value("rfm"), "s8");  // 5 + 1 + 2
  EXPECT_EQ(told(story.wait_until(on(30)), "rfm"), Told{});
  EXPECT_EQ(told(story.wait_until(on(30) + 1), "rfm"), Told{"s8>s7@2025-01-31T00:00:00.001Z time 1"});
}

/// Without the search: no level would be assessed otherwise at this instant. (Not the lifecycle: its spell is
/// not to be seen from outside.)
void expect_nothing_due(const CustomerModel& customer, const config::Config& config, Millis at) {
  for (std::size_t i = 0; i < customer.rules().size(); ++i) {
    const LevelRule& rule = customer.rules()[i];
    if (rule.sort == LevelSort::kLifecycle) continue;
    const auto place = std::find(rule.values.begin(), rule.values.end(), customer.value(i));
    const InForce now{
        static_cast<int>(place - rule.values.begin()), customer.since(i), customer.pending(i), {}};
    EXPECT_EQ(assess(config, rule, customer.history(), now, at, nullptr).value, now.value) << rule.name;
  }
}

TEST(PlainDue, SteppingThroughTimeFindsNothingEarlierOrOther) {
  config::Config config = story_config();
  config.churn.parameters() = churn_config().churn.parameters();
  config.churn.enter = config.churn.leave = {0.72, 0.8, 0.9};
  config.ladders[0].basis.days = 30;
  config.ladders[0].grace = 5 * kDay;
  config.ladders[0].downgrade_by_step = true;
  Random random(3);
  for (int round = 0; round < 20; ++round) {
    Story story(config);
    Millis now = on(0);
    for (int i = 0; i < 6; ++i) {
      now += random.between(1, 20 * kDay);
      story.apply(purchase(now, random.between(100, 1500)));
      if (random.chance(0.3))
        story.apply(refund(now += random.between(0, 3 * kDay), random.between(1, 2000)));
    }
    CustomerModel leap = story.customer();
    CustomerModel steps = story.customer();
    const std::vector<PlainTransition> at_once = leap.wake(now + 400 * kDay);
    std::vector<PlainTransition> by_hours;
    for (Millis W = now; W <= now + 400 * kDay; W += kHour) {
      if (steps.due() > W) expect_nothing_due(steps, config, W);
      for (const PlainTransition& t : steps.wake(W)) by_hours.push_back(t);
    }
    ASSERT_EQ(by_hours.size(), at_once.size());
    EXPECT_GT(at_once.size(), 3U);
    for (std::size_t i = 0; i < at_once.size(); ++i) {
      EXPECT_EQ(by_hours[i].instant, at_once[i].instant);
      EXPECT_EQ(by_hours[i].to, at_once[i].to);
    }
  }
}

TEST(PlainDue, TheMillisecondBeforeStillAgrees) {
  Story story(story_config());
  story.apply(purchase(on(0, 7) + 123, 700));
  for (int i = 0; i < 8 && story.customer().due() != kNever; ++i) {
    const Millis due = story.customer().due();
    CustomerModel before = story.customer();
    EXPECT_TRUE(before.wake(due - 1).empty());
    EXPECT_FALSE(story.wait_until(due).empty());
    EXPECT_GT(story.customer().due(), due);
  }
}

}  // namespace
}  // namespace tidemark::reference
