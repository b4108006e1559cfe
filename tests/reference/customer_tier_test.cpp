// Concern: ladders of the plain model by stories worked out by hand: windows, grace, stay, steps, hysteresis.
#include <gtest/gtest.h>

#include <limits>

#include "tests/reference/story.h"

namespace tidemark::reference {
namespace {

TEST(PlainTier, RisesAtOnceAndStraight) {
  Story story(tier_config());
  EXPECT_EQ(told(story.apply(purchase(on(0, 9), 2000)), "tier"),
            Told{"bronze>gold@2025-01-01T09:00:00Z event 1"});
  EXPECT_EQ(story.since("tier"), on(0, 9));
}

TEST(PlainTier, ADayLeavesTheWindowAtMidnight) {
  Story story(tier_config());
  story.apply(purchase(on(0, 9), 600));
  EXPECT_EQ(told(story.wait_until(on(365) - 1), "tier"), Told{});
  EXPECT_EQ(told(story.wait_until(on(365)), "tier"), Told{"silver>bronze@2026-01-01T00:00:00Z time 2"});
}

TEST(PlainTier, MidnightIsTheZonesOwn) {
  const auto zone = Zone::load("Europe/Berlin");
  if (!zone.ok()) GTEST_SKIP() << zone.status().message();
  config::Config config = tier_config();
  config.ladders[0].basis.days = 200;
  Story story(config, *zone);
  // 23:30 UTC is the next local day; 200 days later it is summer, two hours ahead of UTC.
  story.apply(purchase(on(0, 23) + 30 * kMinute, 600));
  EXPECT_EQ(told(story.wait_until(on(300)), "tier"), Told{"silver>bronze@2025-07-20T22:00:00Z time 2"});
}

TEST(PlainTier, GraceDelaysAndRecoveryCancels) {
  config::Config config = tier_config();
  config.ladders[0].grace = 30 * kDay;
  Story story(config);
  story.apply(purchase(on(0), 600));
  story.wait_until(on(365));
  EXPECT_TRUE(story.pending("tier"));
  EXPECT_EQ(told(story.apply(purchase(on(394), 500)), "tier"), Told{});
  EXPECT_FALSE(story.pending("tier"));
  EXPECT_EQ(told(story.wait_until(on(394 + 365 + 30)), "tier"),
            Told{"silver>bronze@" + format_timestamp(on(394 + 365 + 30)) + " time 2"});
}

TEST(PlainTier, MinimumStayHoldsADowngradeBack) {
  config::Config config = tier_config();
  config.ladders[0].minimum_stay = 100 * kDay;
  Story story(config);
  story.apply(purchase(on(0), 600));
  EXPECT_EQ(told(story.apply(refund(on(10), 600)), "tier"), Told{});
  EXPECT_TRUE(story.pending("tier"));
  EXPECT_EQ(told(story.wait_until(on(100)), "tier"), Told{"silver>bronze@2025-04-11T00:00:00Z time 2"});
}

TEST(PlainTier, StepsGoOneLevelAndWaitAgain) {
  config::Config config = tier_config();
  config.ladders[0].grace = 10 * kDay;
  config.ladders[0].downgrade_by_step = true;
  Story story(config);
  story.apply(purchase(on(0), 2500));
  EXPECT_EQ(told(story.wait_until(on(500)), "tier"),
            (Told{"gold>silver@2026-01-11T00:00:00Z time 2", "silver>bronze@2026-01-21T00:00:00Z time 3"}));
}

TEST(PlainTier, ASecondEventOfTheSameInstantTakesNoSecondStep) {
  config::Config config = tier_config();
  config.ladders[0].downgrade_by_step = true;
  Story story(config);
  story.apply(purchase(on(0), 2500));
  EXPECT_EQ(told(story.apply(refund(on(10), 2400)), "tier"),
            Told{"gold>silver@2025-01-11T00:00:00Z refund 2"});
  EXPECT_EQ(told(story.apply(purchase(on(9), 1)), "tier"), Told{});  // late: assessed at the refund's instant
  EXPECT_EQ(told(story.wait_until(on(11)), "tier"), Told{"silver>bronze@2025-01-11T00:00:00.001Z time 3"});
}

TEST(PlainTier, HysteresisHoldsALevelThatWasReached) {
  config::Config config = tier_config();
  config.ladders[0].hysteresis_ppm = 100'000;
  Story story(config);
  story.apply(purchase(on(0), 550));
  EXPECT_EQ(told(story.apply(refund(on(1), 100)), "tier"), Told{});  // 450: exactly held
  EXPECT_EQ(told(story.apply(refund(on(2), 1)), "tier").size(), 1U);
  EXPECT_EQ(told(story.apply(purchase(on(3), 50)), "tier"), Told{});  // 499: not deserved again
}

TEST(PlainTier, BasesOfOrdersAndDaysCount) {
  config::Config config = tier_config();
  config.ladders[0].basis = {config::Basis::Measure::kPurchaseDays, 0, "purchase_days"};
  config.ladders[0].levels = {{"one", 0}, {"two", 2}};
  Story story(config);
  story.apply(purchase(on(0, 1), 1));
  EXPECT_EQ(told(story.apply(purchase(on(0, 2), 1)), "tier"), Told{});
  EXPECT_EQ(told(story.apply(purchase(on(1), 1)), "tier").size(), 1U);
  config.ladders[0].basis = {config::Basis::Measure::kOrders, 30, "orders_30d"};
  Story orders(config);
  orders.apply(event(Kind::kPurchase, "c", on(0, 1)));  // without an amount: the order counts
  EXPECT_EQ(told(orders.apply(purchase(on(0, 2), 1)), "tier").size(), 1U);
  EXPECT_EQ(told(orders.wait_until(on(30)), "tier").size(), 1U);
}

TEST(PlainTier, SumsStopAtTheLargestNumber) {
  Story story(tier_config());
  for (int i = 0; i < 12; ++i) story.apply(purchase(on(0, i), kAmountMax / kMicro));
  EXPECT_EQ(story.customer().history().gross(), std::numeric_limits<Micro>::max());
  EXPECT_EQ(story.value("tier"), "gold");
}

TEST(PlainTier, ActivityAloneChangesNothing) {
  Story story(tier_config());
  EXPECT_TRUE(story.apply(event(Kind::kPageView, "c", on(0))).empty());
  EXPECT_EQ(story.customer().due(), kNever);
  story.apply(purchase(on(5), 10));
  EXPECT_EQ(story.since("tier"), on(0));
  EXPECT_EQ(story.value("tier"), "bronze");
}

}  // namespace
}  // namespace tidemark::reference
