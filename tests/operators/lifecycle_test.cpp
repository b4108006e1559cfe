// Lifecycle: every edge of the rule, the won-back spell, and who may begin one.

#include <gtest/gtest.h>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

Customer newcomer() {
  return Customer(scoring_of(with_lifecycle()));
}

TEST(Lifecycle, ProspectUntilTheFirstPurchase) {
  Customer customer = newcomer();
  customer.apply(event(Kind::kPageView, noon(0)));
  EXPECT_EQ(customer.level("lifecycle"), "prospect");
  EXPECT_EQ(customer.due(), kNever);
  customer.apply(refund(noon(1), 5));
  EXPECT_EQ(customer.level("lifecycle"), "prospect");
  EXPECT_EQ(customer.told(), "");
}

TEST(Lifecycle, TheWholeWayInSilence) {
  Customer customer = newcomer();
  customer.buy(noon(0), 10);
  customer.wake(noon(1000));
  EXPECT_EQ(customer.told(),
            "lifecycle prospect>new event 2024-01-01T12:00:00Z\n"
            "lifecycle new>active time 2024-01-31T12:00:00Z\n"
            "lifecycle active>at_risk time 2024-03-31T12:00:00Z\n"
            "lifecycle at_risk>churned time 2024-06-29T12:00:00Z\n");
  EXPECT_EQ(customer.due(), kNever);
}

TEST(Lifecycle, SecondOrderIsActiveFourthIsLoyal) {
  Customer customer = newcomer();
  for (int day = 0; day < 4; ++day) customer.buy(noon(day), 10);
  EXPECT_EQ(customer.told(),
            "lifecycle prospect>new event 2024-01-01T12:00:00Z\n"
            "lifecycle new>active event 2024-01-02T12:00:00Z\n"
            "lifecycle active>loyal event 2024-01-04T12:00:00Z\n");
}

TEST(Lifecycle, SilenceComesBeforeLoyalty) {
  Customer customer = newcomer();
  for (int day = 0; day < 5; ++day) customer.buy(noon(day), 10);
  customer.wake(noon(4 + 90));
  EXPECT_EQ(customer.level("lifecycle"), "at_risk");
}

TEST(Lifecycle, WonBackForAWhile) {
  Customer customer = newcomer();
  customer.buy(noon(0), 10);
  customer.wake(noon(200));
  customer.forget_alerts();
  customer.buy(noon(210), 10);
  EXPECT_EQ(customer.due(), noon(240));
  customer.buy(noon(215), 10);
  EXPECT_EQ(customer.due(), noon(240)) << "the spell runs from the purchase that began it";
  customer.wake(noon(250));
  EXPECT_EQ(customer.told(),
            "lifecycle churned>won_back event 2024-07-29T12:00:00Z\n"
            "lifecycle won_back>active time 2024-08-28T12:00:00Z\n");
}

TEST(Lifecycle, APurchaseAtTheInstantOfChurnWinsBack) {
  Customer customer = newcomer();
  customer.buy(noon(0), 10);
  customer.buy(noon(180), 10);
  EXPECT_EQ(customer.level("lifecycle"), "won_back") << "the wake-up comes first";
  Customer earlier = newcomer();
  earlier.buy(noon(0), 10);
  earlier.buy(noon(180) - 1, 10);
  EXPECT_EQ(earlier.level("lifecycle"), "active");
}

TEST(Lifecycle, ALatePurchaseFromBeforeTheChurnBeginsNoSpell) {
  Customer customer = newcomer();
  customer.buy(noon(0), 10);
  customer.wake(noon(200));
  customer.forget_alerts();
  customer.apply(purchase(noon(150), 10), noon(200));
  EXPECT_EQ(customer.level("lifecycle"), "active");
}

TEST(Lifecycle, ALatePurchaseSinceTheChurnDoes) {
  Customer customer = newcomer();
  customer.buy(noon(0), 10);
  customer.wake(noon(200));
  customer.apply(purchase(noon(190), 10), noon(200));
  EXPECT_EQ(customer.level("lifecycle"), "won_back");
  EXPECT_EQ(customer.due(), noon(220)) << "from the event's time";
}

TEST(Lifecycle, NoSpellWhenTheNewValueIsStillChurned) {
  Customer customer = newcomer();
  customer.buy(noon(0), 10);
  customer.wake(noon(500));
  customer.apply(purchase(noon(200), 10), noon(500));
  EXPECT_EQ(customer.level("lifecycle"), "churned");
  customer.apply(purchase(noon(490), 10), noon(500));
  EXPECT_EQ(customer.level("lifecycle"), "won_back");
  EXPECT_EQ(customer.due(), noon(520));
}

TEST(Lifecycle, ASpellMayHideBehindSilence) {
  Customer customer = newcomer();
  customer.buy(noon(0), 10);
  customer.wake(noon(400));
  customer.apply(purchase(noon(300), 10), noon(400));  // 100 days of silence already
  EXPECT_EQ(customer.level("lifecycle"), "at_risk");
}

}  // namespace
}  // namespace tidemark::operators::story
