// The rules of time: the customer's clock, late events, what fires before an event, who is assessed when.

#include <gtest/gtest.h>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

Customer newcomer() {
  return Customer(scoring_of(with_lifecycle()));
}

TEST(TimeRules, LateIsOlderThanTheClock) {
  Customer customer = newcomer();
  customer.apply(purchase(noon(5), 1), noon(4));
  EXPECT_FALSE(customer.last_was_late());
  customer.apply(purchase(noon(5), 1), noon(4));
  EXPECT_FALSE(customer.last_was_late()) << "as old as the clock is on time";
  customer.apply(purchase(noon(5) - 1, 1), noon(4));
  EXPECT_TRUE(customer.last_was_late()) << "older than the latest event";
  customer.apply(purchase(noon(6), 1), noon(7));
  EXPECT_TRUE(customer.last_was_late()) << "older than the watermark";
}

TEST(TimeRules, AFirstEventMayBeLate) {
  Customer customer = newcomer();
  customer.apply(purchase(noon(0), 1), noon(40));
  EXPECT_TRUE(customer.last_was_late());
  EXPECT_EQ(customer.told(), "lifecycle prospect>active event 2024-02-10T12:00:00Z\n");
}

TEST(TimeRules, AnEventFiresWhatIsDueUpToIt) {
  Customer customer = newcomer();
  customer.buy(noon(0), 1);
  customer.forget_alerts();
  customer.apply(event(Kind::kPageView, noon(95)));
  EXPECT_EQ(customer.told(),
            "lifecycle new>active time 2024-01-31T12:00:00Z\n"
            "lifecycle active>at_risk time 2024-03-31T12:00:00Z\n");
}

TEST(TimeRules, ALateEventFiresWhatIsDueUpToTheClock) {
  Customer customer = newcomer();
  customer.buy(noon(0), 1);
  customer.forget_alerts();
  customer.apply(event(Kind::kPageView, noon(10)), noon(95));
  EXPECT_EQ(customer.told(),
            "lifecycle new>active time 2024-01-31T12:00:00Z\n"
            "lifecycle active>at_risk time 2024-03-31T12:00:00Z\n");
}

TEST(TimeRules, AWatermarkAheadOfAnEventOnTimeDoesNotExist) {
  Customer customer = newcomer();
  customer.buy(noon(0), 1);
  customer.forget_alerts();
  customer.apply(event(Kind::kPageView, noon(30)), noon(29));
  EXPECT_EQ(customer.told(), "lifecycle new>active time 2024-01-31T12:00:00Z\n") << "due ≤ the event's time";
}

TEST(TimeRules, WakeFiresInOrderAsOfTheDueInstants) {
  Customer one_go = newcomer();
  one_go.buy(noon(0), 1);
  Customer by_day(one_go);
  one_go.wake(noon(300));
  for (int day = 0; day <= 300; ++day) by_day.wake(noon(day));
  EXPECT_EQ(one_go.told(), by_day.told());
  EXPECT_EQ(one_go.encoded(), by_day.encoded());
}

TEST(TimeRules, WakeBeforeDueChangesNothing) {
  Customer customer(scoring_of(everything()));
  customer.buy(noon(0), 700);
  const std::string before = customer.encoded();
  customer.wake(customer.due() - 1);
  EXPECT_EQ(customer.encoded(), before);
}

TEST(TimeRules, DueIsStrictlyLaterAfterAStep) {
  Customer customer(scoring_of(everything()));
  for (int i = 0; i < 6; ++i) customer.buy(noon(30 * i), 900);
  int steps = 0;
  for (Millis due = customer.due(); due != kNever; ++steps) {
    customer.wake(due);
    ASSERT_GT(customer.due(), due);
    due = customer.due();
  }
  EXPECT_GT(steps, 8);
  EXPECT_EQ(customer.level("tier"), "bronze");
  EXPECT_EQ(customer.level("churn"), "critical");
}

TEST(TimeRules, OtherKindsAssessNothing) {
  Customer customer(scoring_of(everything()));
  customer.buy(noon(0), 10);
  customer.forget_alerts();
  const Millis due = customer.due();
  customer.apply(event(Kind::kPageView, due - 1));
  EXPECT_EQ(customer.due(), due);
  EXPECT_EQ(customer.told(), "");
}

TEST(TimeRules, LevelsAreAssessedInFixedOrder) {
  Customer customer(scoring_of(everything()));
  EXPECT_EQ(customer.scoring().level_names(),
            (std::vector<std::string>{"tier", "lifecycle", "rfm", "abc", "churn"}));
  customer.buy(noon(0), 600);
  EXPECT_EQ(customer.told(),
            "tier bronze>silver event 2024-01-01T12:00:00Z\n"
            "lifecycle prospect>new event 2024-01-01T12:00:00Z\n"
            "churn unknown>high event 2024-01-01T12:00:00Z\n");
  EXPECT_EQ(customer.alerts()[0].ordinal, 1u);
  EXPECT_EQ(customer.alerts()[2].ordinal, 3u);
}

}  // namespace
}  // namespace tidemark::operators::story
