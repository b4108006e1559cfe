// Corrections: which late events and refunds undo the last announced transition, and which do not.

#include <gtest/gtest.h>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

Customer tiered() {
  return Customer(scoring_of(with_ladder(spend_ladder())));
}

TEST(Correction, ARefundUndoesTheUpgradeOfAPurchase) {
  Customer customer = tiered();
  customer.buy(noon(0), 500);
  const std::string undone = hex(customer.last_alert().id);
  customer.apply(refund(noon(3), 1));
  EXPECT_EQ(customer.told(),
            "tier bronze>silver event 2024-01-01T12:00:00Z\n"
            "tier silver>bronze refund 2024-01-04T12:00:00Z corrected\n");
  const Json data(customer.last_alert().data);
  EXPECT_EQ(data.text("/supersedes"), undone);
  EXPECT_EQ(customer.last_alert().type, "tidemark.tier.corrected");
  EXPECT_EQ(customer.last_alert().ordinal, 2u);
}

TEST(Correction, ARefundThatLeadsElsewhereIsAPlainChange) {
  Customer customer = tiered();
  customer.buy(noon(0), 500);
  customer.buy(noon(1), 1500);
  customer.forget_alerts();
  customer.apply(refund(noon(2), 1900));
  EXPECT_EQ(customer.told(), "tier gold>bronze refund 2024-01-03T12:00:00Z\n");
  EXPECT_TRUE(Json(customer.last_alert().data).is_null("/supersedes"));
}

TEST(Correction, ARefundDoesNotUndoWhatTimeDid) {
  config::Ladder ladder = spend_ladder();
  ladder.basis = {config::Basis::Measure::kSpend, 10, "spend_10d"};
  Customer customer = Customer(scoring_of(with_ladder(ladder)));
  customer.apply(refund(noon(0), 100));
  customer.buy(noon(5), 550);
  customer.wake(noon(11));  // the refund has left: silver, by time
  ASSERT_EQ(customer.level("tier"), "silver");
  customer.forget_alerts();
  customer.apply(refund(noon(12), 100));
  EXPECT_EQ(customer.told(), "tier silver>bronze refund 2024-01-13T12:00:00Z\n");
}

TEST(Correction, ARefundDoesNotUndoADowngrade) {
  config::Config config = with_rfm();
  config.rfm.measure = config::Rfm::Measure::kNet;
  config.rfm.segments = {"middle", "outer"};
  config.rfm.cell.fill(1);
  for (std::size_t cell = 0; cell < 125; ++cell) {
    if (cell % 5 == 1) config.rfm.cell[cell] = 0;  // m = 2
  }
  Customer customer(scoring_of(config));
  customer.buy(noon(0), 60);  // m 2: middle, silently
  customer.apply(purchase(noon(1), 0));
  customer.apply(refund(noon(2), 20));  // m 1: outer, down
  customer.forget_alerts();
  customer.apply(refund(noon(3), -0.0));
  EXPECT_EQ(customer.told(), "");
  customer.buy(noon(4), 20);  // m 2: middle, up
  customer.apply(refund(noon(5), 20));
  EXPECT_EQ(customer.told(),
            "rfm outer>middle event 2024-01-05T12:00:00Z\n"
            "rfm middle>outer refund 2024-01-06T12:00:00Z corrected\n");
}

TEST(Correction, WithGraceARefundLeavesThePendingDowngradeToTime) {
  config::Ladder ladder = spend_ladder();
  ladder.grace = 10 * kDay;
  Customer customer = Customer(scoring_of(with_ladder(ladder)));
  customer.buy(noon(0), 500);
  customer.forget_alerts();
  customer.apply(refund(noon(1), 1));
  EXPECT_EQ(customer.told(), "");
  customer.wake(noon(11));
  EXPECT_EQ(customer.told(), "tier silver>bronze time 2024-01-12T12:00:00Z\n");
}

TEST(Correction, ALatePurchaseUndoesWhatSilenceDid) {
  Customer customer(scoring_of(with_lifecycle()));
  customer.buy(noon(0), 1);
  customer.buy(noon(1), 1);
  customer.wake(noon(100));
  ASSERT_EQ(customer.level("lifecycle"), "at_risk");
  const std::string undone = hex(customer.last_alert().id);
  customer.forget_alerts();
  customer.apply(purchase(noon(80), 1), noon(100));
  EXPECT_EQ(customer.told(), "lifecycle at_risk>active event 2024-04-10T12:00:00Z corrected\n");
  EXPECT_EQ(Json(customer.last_alert().data).text("/supersedes"), undone);
}

TEST(Correction, ALateEventAtTheInstantStillUndoesAndLaterDoesNot) {
  for (const Millis after : {Millis{0}, Millis{1}}) {
    Customer customer(scoring_of(with_lifecycle()));
    customer.buy(noon(0), 1);
    customer.buy(noon(1), 1);
    customer.wake(noon(100));
    customer.forget_alerts();
    customer.apply(purchase(noon(91) + after, 1), noon(100));
    EXPECT_EQ(customer.last_alert().type,
              after == 0 ? "tidemark.lifecycle.corrected" : "tidemark.lifecycle.changed");
  }
}

TEST(Correction, ALateRefundGoesByTheRuleOfLateEvents) {
  Customer customer = tiered();
  customer.apply(event(Kind::kPageView, noon(1)));
  customer.buy(noon(5), 500);
  customer.forget_alerts();
  Customer copy(customer);
  customer.apply(refund(noon(3), 1), noon(6));
  EXPECT_EQ(customer.told(), "tier silver>bronze refund 2024-01-07T12:00:00Z corrected\n");
  copy.apply(refund(noon(5) + 1, 1), noon(6));
  EXPECT_EQ(copy.told(), "tier silver>bronze refund 2024-01-07T12:00:00Z\n")
      << "late, but after the transition";
}

TEST(Correction, SinceBecomesWhatItWas) {
  config::Ladder ladder = spend_ladder();
  ladder.minimum_stay = 20 * kDay;
  Customer customer = Customer(scoring_of(with_ladder(ladder)));
  customer.buy(noon(0), 500);           // silver since day 0
  customer.buy(noon(30), 1500);         // gold since day 30
  customer.apply(refund(noon(35), 1));  // pending: gold has to stay until day 50
  ASSERT_EQ(customer.level("tier"), "gold");
  customer.wake(noon(50));
  ASSERT_EQ(customer.level("tier"), "silver") << "by time, since day 50";
  customer.forget_alerts();
  customer.apply(purchase(noon(40), 10), noon(51));
  EXPECT_EQ(customer.told(), "tier silver>gold event 2024-02-21T12:00:00Z corrected\n");
  customer.apply(refund(noon(52), 10));
  EXPECT_EQ(customer.level("tier"), "silver") << "gold since day 30 again: the stay is long over";
}

TEST(Correction, IsNotUndoneAgain) {
  Customer customer = tiered();
  customer.buy(noon(0), 500);
  customer.apply(refund(noon(1), 1));
  customer.forget_alerts();
  customer.apply(purchase(noon(0) + 1, 1, "late"), noon(2));
  EXPECT_EQ(customer.told(), "tier bronze>silver event 2024-01-03T12:00:00Z\n") << "a plain change";
  customer.apply(refund(noon(3), 1));
  EXPECT_EQ(customer.last_alert().type, "tidemark.tier.corrected") << "which may be undone in its turn";
}

TEST(Correction, OnlyTheLastAnnouncedOne) {
  Customer customer = tiered();
  customer.buy(noon(0), 500);
  customer.buy(noon(1), 1500);
  customer.apply(refund(noon(2), 1));
  ASSERT_EQ(customer.last_alert().type, "tidemark.tier.corrected");
  customer.forget_alerts();
  customer.apply(refund(noon(3), 1500));
  EXPECT_EQ(customer.told(), "tier silver>bronze refund 2024-01-04T12:00:00Z\n")
      << "the first upgrade is history";
}

TEST(Correction, ANewPurchaseOnTimeCorrectsNothing) {
  Customer customer(scoring_of(with_lifecycle()));
  customer.buy(noon(0), 1);
  customer.buy(noon(1), 1);
  customer.wake(noon(100));
  customer.forget_alerts();
  customer.apply(purchase(noon(101), 1), noon(100));
  EXPECT_EQ(customer.told(), "lifecycle at_risk>active event 2024-04-11T12:00:00Z\n");
}

}  // namespace
}  // namespace tidemark::operators::story
