// Tier ladders: up at once, windows that let go at midnight, hysteresis, grace, minimum stay, one step at a
// time.

#include <gtest/gtest.h>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

/// Midnight after which a purchase of day 0 is out of a window of 365 days.
constexpr Millis kDayZeroLeaves = kNewYear + 365 * kDay;

Customer customer_of(const config::Ladder& ladder) {
  return Customer(scoring_of(with_ladder(ladder)));
}

TEST(Ladder, StartsOnTheFirstLevelUnannounced) {
  Customer customer = customer_of(spend_ladder());
  EXPECT_EQ(customer.level("tier"), "bronze");
  customer.buy(noon(0), 100);
  EXPECT_EQ(customer.level("tier"), "bronze");
  EXPECT_EQ(customer.told(), "");
}

TEST(Ladder, UpAtOnceAndStraight) {
  Customer customer = customer_of(spend_ladder());
  customer.buy(noon(0), 499.99);
  EXPECT_EQ(customer.level("tier"), "bronze");
  customer.buy(noon(1), 0.01);
  EXPECT_EQ(customer.told(), "tier bronze>silver event 2024-01-02T12:00:00Z\n");
  customer.forget_alerts();
  Customer rich = customer_of(spend_ladder());
  rich.buy(noon(0), 2000);
  EXPECT_EQ(rich.told(), "tier bronze>gold event 2024-01-01T12:00:00Z\n");
}

TEST(Ladder, ADayLeavesAtLocalMidnight) {
  Customer customer = customer_of(spend_ladder());
  customer.buy(noon(0), 500);
  EXPECT_EQ(customer.due(), kDayZeroLeaves);
  customer.forget_alerts();
  customer.wake(kDayZeroLeaves - 1);
  EXPECT_EQ(customer.told(), "");
  customer.wake(kDayZeroLeaves);
  EXPECT_EQ(customer.told(), "tier silver>bronze time 2024-12-31T00:00:00Z\n");
}

TEST(Ladder, LocalMidnightIsTheZones) {
  config::Config config = with_ladder(spend_ladder());
  config.time.zone = "America/New_York";
  Customer customer(scoring_of(config));
  customer.buy(kNewYear + 2 * kHour, 500);  // still December 31st in New York
  EXPECT_EQ(customer.due(), kDayZeroLeaves - kDay + 5 * kHour);
}

TEST(Ladder, HysteresisHoldsALevelAndNeverLiftsToIt) {
  config::Ladder ladder = spend_ladder();
  ladder.hysteresis_ppm = 50'000;
  Customer customer = customer_of(ladder);
  customer.buy(noon(0), 480);
  EXPECT_EQ(customer.level("tier"), "bronze") << "475 holds silver, it does not earn it";
  customer.buy(noon(0), 20);
  customer.apply(refund(noon(1), 25));
  EXPECT_EQ(customer.level("tier"), "silver");
  customer.apply(refund(noon(2), 0.01));
  EXPECT_EQ(customer.level("tier"), "bronze");
}

TEST(Ladder, HysteresisIsRoundedDown) {
  config::Ladder ladder = spend_ladder();
  ladder.levels = {{"none", 0}, {"some", 3}};  // micro-units
  ladder.hysteresis_ppm = 500'000;             // 1.5 becomes 1: held from 2
  Customer customer = customer_of(ladder);
  customer.apply([] {
    Event e = purchase(noon(0), 0);
    e.amount = 3;
    return e;
  }());
  customer.apply([] {
    Event e = refund(noon(0), 0);
    e.amount = 1;
    return e;
  }());
  EXPECT_EQ(customer.level("tier"), "some");
  customer.apply([] {
    Event e = refund(noon(0), 0);
    e.amount = 1;
    return e;
  }());
  EXPECT_EQ(customer.level("tier"), "none");
}

TEST(Ladder, GraceDelaysTheDowngrade) {
  config::Ladder ladder = spend_ladder();
  ladder.grace = 30 * kDay;
  Customer customer = customer_of(ladder);
  customer.buy(noon(0), 500);
  customer.forget_alerts();
  customer.wake(kDayZeroLeaves);
  EXPECT_EQ(customer.due(), kDayZeroLeaves + 30 * kDay);
  EXPECT_EQ(customer.level("tier"), "silver");
  customer.wake(kDayZeroLeaves + 30 * kDay);
  EXPECT_EQ(customer.told(), "tier silver>bronze time 2025-01-30T00:00:00Z\n");
}

TEST(Ladder, RecoveryCancelsTheDowngradeSilently) {
  config::Ladder ladder = spend_ladder();
  ladder.grace = 30 * kDay;
  Customer customer = customer_of(ladder);
  customer.buy(noon(0), 500);
  customer.forget_alerts();
  customer.wake(kDayZeroLeaves);
  customer.buy(noon(380), 500);
  customer.wake(kDayZeroLeaves + 60 * kDay);
  EXPECT_EQ(customer.told(), "");
  EXPECT_EQ(customer.level("tier"), "silver");
}

TEST(Ladder, ARefundThatLeavesTheWindowLiftsAgain) {
  config::Ladder ladder = spend_ladder();
  ladder.basis = {config::Basis::Measure::kSpend, 10, "spend_10d"};
  ladder.grace = 5 * kDay;
  Customer customer = customer_of(ladder);
  customer.apply(refund(noon(0), 300));
  customer.buy(noon(5), 600);
  EXPECT_EQ(customer.level("tier"), "bronze");
  EXPECT_EQ(customer.due(), kNewYear + 10 * kDay);
  customer.wake(kNewYear + 10 * kDay);
  EXPECT_EQ(customer.told(), "tier bronze>silver time 2024-01-11T00:00:00Z\n");
}

TEST(Ladder, MinimumStayDelaysDowngradesNotUpgrades) {
  config::Ladder ladder = spend_ladder();
  ladder.minimum_stay = 400 * kDay;
  Customer customer = customer_of(ladder);
  customer.buy(noon(0), 500);
  customer.buy(noon(1), 1500);
  EXPECT_EQ(customer.level("tier"), "gold");
  customer.forget_alerts();
  customer.wake(noon(402));
  EXPECT_EQ(customer.told(), "tier gold>bronze time 2025-02-05T12:00:00Z\n");
}

TEST(Ladder, StayCountsFromTheFirstEvent) {
  config::Ladder ladder = spend_ladder();
  ladder.levels = {{"bronze", 0}, {"silver", money(500)}};
  ladder.minimum_stay = 10 * kDay;
  Customer customer = customer_of(ladder);
  customer.apply(event(Kind::kPageView, noon(0)));
  customer.buy(noon(1), 500);
  customer.apply(refund(noon(2), 500));
  EXPECT_EQ(customer.level("tier"), "silver");
  EXPECT_EQ(customer.due(), noon(11)) << "ten days after the upgrade";
}

TEST(Ladder, OneStepAtATimeWithGraceBetween) {
  config::Ladder ladder = spend_ladder();
  ladder.grace = 30 * kDay;
  ladder.downgrade_by_step = true;
  Customer customer = customer_of(ladder);
  customer.buy(noon(0), 2000);
  customer.forget_alerts();
  customer.wake(kDayZeroLeaves + 100 * kDay);
  EXPECT_EQ(customer.told(),
            "tier gold>silver time 2025-01-30T00:00:00Z\n"
            "tier silver>bronze time 2025-03-01T00:00:00Z\n");
}

TEST(Ladder, StepsWithoutGraceFollowAMillisecondLater) {
  config::Ladder ladder = spend_ladder();
  ladder.downgrade_by_step = true;
  Customer customer = customer_of(ladder);
  customer.buy(noon(0), 2000);
  customer.forget_alerts();
  customer.wake(kDayZeroLeaves);
  EXPECT_EQ(customer.told(), "tier gold>silver time 2024-12-31T00:00:00Z\n");
  EXPECT_EQ(customer.due(), kDayZeroLeaves + 1);
  customer.wake(kDayZeroLeaves + 1);
  EXPECT_EQ(customer.level("tier"), "bronze");
}

TEST(Ladder, OverALifetimeNothingLeaves) {
  config::Ladder ladder = spend_ladder();
  ladder.basis = {config::Basis::Measure::kSpend, 0, "spend"};
  Customer customer = customer_of(ladder);
  customer.buy(noon(0), 500);
  EXPECT_EQ(customer.due(), kNever);
  customer.apply(refund(noon(9), 1));
  EXPECT_EQ(customer.level("tier"), "bronze");
}

TEST(Ladder, OverOrdersAndPurchaseDays) {
  config::Config config = bare();
  config::Ladder orders = spend_ladder();
  orders.name = "frequent";
  orders.basis = {config::Basis::Measure::kOrders, 30, "orders_30d"};
  orders.levels = {{"no", 0}, {"yes", 3}};
  config::Ladder days = orders;
  days.name = "regular";
  days.basis = {config::Basis::Measure::kPurchaseDays, 30, "purchase_days_30d"};
  days.levels = {{"no", 0}, {"yes", 2}};
  config.ladders = {orders, days};
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 1);
  customer.buy(noon(0) + kHour, 1);
  EXPECT_EQ(customer.level("frequent"), "no");
  EXPECT_EQ(customer.level("regular"), "no") << "two orders on one day";
  customer.buy(noon(1), 1);
  EXPECT_EQ(customer.level("frequent"), "yes");
  EXPECT_EQ(customer.level("regular"), "yes");
  customer.wake(kNewYear + 30 * kDay);
  EXPECT_EQ(customer.level("frequent"), "no") << "day 0 left with its two orders";
  EXPECT_EQ(customer.level("regular"), "no");
}

TEST(Ladder, ALateEventLandsInItsDay) {
  Customer customer = customer_of(spend_ladder());
  customer.buy(noon(100), 300);
  customer.apply(purchase(noon(20), 200), noon(110));
  EXPECT_TRUE(customer.last_was_late());
  EXPECT_EQ(customer.told(), "tier bronze>silver event 2024-04-20T12:00:00Z\n") << "as of the clock";
  EXPECT_EQ(customer.due(), kNewYear + (20 + 365) * kDay);
}

TEST(Ladder, ALateEventOutsideTheWindowCountsForTheLifetimeOnly) {
  Customer customer = customer_of(spend_ladder());
  customer.buy(noon(400), 300);
  customer.apply(purchase(noon(10), 900));
  EXPECT_EQ(customer.level("tier"), "bronze");
  EXPECT_EQ(customer.number("gross", noon(400)), 1200);
}

}  // namespace
}  // namespace tidemark::operators::story
