// Lifetime totals and activity: what each kind of event adds, nulls, late events, sums that would overflow.

#include <gtest/gtest.h>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

TEST(Orders, PurchasesCountAndAdd) {
  Customer customer(scoring_of(bare()));
  customer.buy(noon(0), 10.5);
  customer.buy(noon(3), 20);
  EXPECT_EQ(customer.number("orders", noon(4)), 2);
  EXPECT_EQ(customer.number("gross", noon(4)), 30.5);
  EXPECT_EQ(customer.number("net", noon(4)), 30.5);
  EXPECT_EQ(customer.number("recency_days", noon(4)), 1);
}

TEST(Orders, RefundsAndCancelsTakeTheAbsoluteAmountAndNoOrder) {
  Customer customer(scoring_of(bare()));
  customer.buy(noon(0), 100);
  customer.apply(refund(noon(1), 30));
  Event cancel = refund(noon(2), 20);
  cancel.kind = Kind::kCancel;
  cancel.amount = -cancel.amount;
  customer.apply(cancel);
  EXPECT_EQ(customer.number("orders", noon(2)), 1);
  EXPECT_EQ(customer.number("refunds", noon(2)), 50);
  EXPECT_EQ(customer.number("net", noon(2)), 50);
  EXPECT_EQ(customer.number("recency_days", noon(2)), 2) << "money back is no purchase";
}

TEST(Orders, WithoutAmountTheOrderCountsAndItsMoneyIsZero) {
  Customer customer(scoring_of(bare()));
  Event order = event(Kind::kPurchase, noon(0));
  order.amount = 77;  // not to be looked at
  customer.apply(order);
  customer.apply(event(Kind::kRefund, noon(1)));
  EXPECT_EQ(customer.number("orders", noon(1)), 1);
  EXPECT_EQ(customer.number("gross", noon(1)), 0);
  EXPECT_EQ(customer.number("refunds", noon(1)), 0);
}

TEST(Orders, FirstAndLastPurchaseAreByEventTime) {
  Customer customer(scoring_of(bare()));
  customer.buy(noon(10), 1);
  customer.buy(noon(5), 1);
  customer.apply(event(Kind::kPageView, noon(1)));
  customer.apply(event(Kind::kPageView, noon(20)));
  EXPECT_EQ(customer.number("first_purchase", noon(20)), static_cast<double>(noon(5)));
  EXPECT_EQ(customer.number("last_purchase", noon(20)), static_cast<double>(noon(10)));
  EXPECT_EQ(customer.number("first_seen", noon(20)), static_cast<double>(noon(1)));
  EXPECT_EQ(customer.number("last_seen", noon(20)), static_cast<double>(noon(20)));
  EXPECT_EQ(customer.number("events", noon(20)), 4);
}

TEST(Orders, EveryKindIsActivityOnly) {
  for (const int kind : {0, 4, 17, 22, 31, 64, 255}) {
    Customer customer(scoring_of(everything()));
    customer.apply(event(static_cast<Kind>(kind), noon(0)));
    EXPECT_EQ(customer.number("events", noon(0)), 1);
    EXPECT_EQ(customer.number("orders", noon(0)), 0);
    EXPECT_EQ(customer.due(), kNever);
    EXPECT_TRUE(customer.alerts().empty());
  }
}

TEST(Orders, SumsStopInsteadOfWrapping) {
  Customer customer(scoring_of(everything()));
  Event order = purchase(noon(0), 0);
  order.amount = kAmountMax;
  for (int i = 0; i < 30; ++i) customer.apply(order);
  const double most = static_cast<double>(INT64_MAX) / static_cast<double>(kMicro);
  EXPECT_EQ(customer.number("gross", noon(0)), most);
  EXPECT_EQ(customer.level("tier"), "platinum");
  Event back = refund(noon(1), 0);
  back.amount = -kAmountMax;
  for (int i = 0; i < 30; ++i) customer.apply(back);
  EXPECT_EQ(customer.number("refunds", noon(1)), most);
  EXPECT_EQ(customer.number("net", noon(1)), 0);
}

}  // namespace
}  // namespace tidemark::operators::story
