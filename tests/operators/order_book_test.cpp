// Orders with an id: updates, partial and full refunds, cancels, refunds ahead of their order; in any order
// of arrival the same, and the same as a plain fold over all events.

#include "operators/order_book.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

class OrderBookTest : public testing::Test {
 protected:
  void buy(int day, double amount, std::string_view order) {
    customer_.apply(properties_.of_order(purchase(noon(day), amount, ""), order));
  }
  void refund_of(int day, double amount, std::string_view order) {
    customer_.apply(properties_.of_order(refund(noon(day), amount, ""), order));
  }
  void cancel(int day, std::string_view order) {
    customer_.apply(properties_.of_order(event(Kind::kCancel, noon(day)), order));
  }
  double number(std::string_view column, int day = 400) const { return customer_.number(column, noon(day)); }

  std::shared_ptr<const Scoring> scoring_ = scoring_of(everything());
  Properties properties_{*scoring_};
  Customer customer_{scoring_};
};

TEST_F(OrderBookTest, AnIdCountsOnceAndTheLatestAmountCounts) {
  buy(1, 100, "A");
  buy(3, 80, "A");
  buy(2, 90, "A");
  EXPECT_EQ(number("orders"), 1);
  EXPECT_EQ(number("gross"), 80);
  EXPECT_EQ(number("first_purchase"), static_cast<double>(noon(1)));
  EXPECT_EQ(number("last_purchase"), static_cast<double>(noon(1))) << "an update is no purchase of its own";
}

TEST_F(OrderBookTest, APartialRefundOnlyReducesMoney) {
  buy(1, 100, "A");
  refund_of(5, 30, "A");
  EXPECT_EQ(number("orders"), 1);
  EXPECT_EQ(number("net"), 70);
  EXPECT_EQ(number("btyd.x"), 0);
}

TEST_F(OrderBookTest, AFullRefundTakesTheOrderOutOfFrequency) {
  buy(1, 100, "A");
  buy(20, 50, "B");
  refund_of(25, 20, "B");
  refund_of(26, 30, "B");
  EXPECT_EQ(number("orders"), 1);
  EXPECT_EQ(number("gross"), 150);
  EXPECT_EQ(number("refunds"), 50);
  EXPECT_EQ(number("btyd.x"), 0) << "the day is no purchase day any more";
  EXPECT_EQ(number("btyd.t_x"), 0);
  EXPECT_EQ(number("last_purchase"), static_cast<double>(noon(1))) << "the one before counts again";
  EXPECT_EQ(number("recency_days", 31), 30);
}

TEST_F(OrderBookTest, ACancelIsOfTheWholeOrder) {
  buy(1, 100, "A");
  cancel(2, "A");
  EXPECT_EQ(number("orders"), 0);
  EXPECT_EQ(number("net"), 0);
  EXPECT_EQ(customer_.level("lifecycle"), "prospect");
}

TEST_F(OrderBookTest, ARefundIsNeverMoreThanItsOrder) {
  buy(1, 100, "A");
  refund_of(2, 300, "A");
  EXPECT_EQ(number("refunds"), 100);
  buy(3, 120, "A");
  EXPECT_EQ(number("refunds"), 120) << "of what the order is worth now";
}

TEST_F(OrderBookTest, ARefundAheadOfItsOrderLeavesNetAtOnceAndFrequencyWaits) {
  buy(1, 100, "A");
  refund_of(2, 40, "B");
  EXPECT_EQ(number("net"), 60);
  EXPECT_EQ(number("orders"), 1);
  buy(3, 40, "B");
  EXPECT_EQ(number("net"), 100) << "40 in, 40 out";
  EXPECT_EQ(number("orders"), 1);
  EXPECT_EQ(number("last_purchase"), static_cast<double>(noon(1)));
}

TEST_F(OrderBookTest, ACancelAheadOfItsOrderUndoesIt) {
  cancel(2, "A");
  buy(3, 40, "A");
  EXPECT_EQ(number("orders"), 0);
  EXPECT_EQ(number("gross"), 40);
  EXPECT_EQ(number("net"), 0);
}

TEST_F(OrderBookTest, ARefundTakesTheTierBackWithItsCause) {
  buy(1, 2500, "A");
  EXPECT_EQ(customer_.level("tier"), "gold");
  customer_.forget_alerts();
  cancel(2, "A");
  customer_.wake(noon(40));
  EXPECT_EQ(customer_.level("tier"), "bronze");
}

/// What is asked of an order id by hand, from all its events at once.
struct PlainOrder {
  Millis time = kNoTime;
  Millis updated = kNoTime;
  Micro amount = 0;
  Micro refunded = 0;
  bool cancelled = false;
};

TEST_F(OrderBookTest, AnyOrderOfArrivalGivesWhatAPlainFoldGives) {
  Random random(17);
  static constexpr std::array<std::string_view, 5> kOrders = {"A", "B", "C", "D", "E"};
  for (int round = 0; round < 200; ++round) {
    std::vector<Event> events;
    std::map<std::string_view, PlainOrder> plain;
    for (int i = 0; i < 14; ++i) {
      const std::string_view id = kOrders[random.below(kOrders.size())];
      const Millis t = noon(0) + random.between(0, 300) * kDay;
      const auto draw = random.below(6);
      Event e = draw < 4   ? purchase(t, static_cast<double>(random.between(1, 50)), "")
                : draw < 5 ? refund(t, static_cast<double>(random.between(1, 30)), "")
                           : event(Kind::kCancel, t);
      events.push_back(properties_.of_order(e, id));
      PlainOrder& order = plain[id];
      if (e.kind == Kind::kPurchase) {
        if (t > order.updated || (t == order.updated && e.amount > order.amount)) order.amount = e.amount;
        order.updated = std::max(order.updated, t);
        order.time = order.time == kNoTime ? t : std::min(order.time, t);
      } else {
        order.refunded += e.has_amount ? e.amount : 0;
        order.cancelled = order.cancelled || e.kind == Kind::kCancel;
      }
    }
    std::int64_t orders = 0;
    Micro gross = 0;
    Micro refunds = 0;
    std::set<Day> days;
    for (const auto& [id, order] : plain) {
      const bool known = order.time != kNoTime;
      const bool full = known && (order.cancelled || (order.refunded > 0 && order.refunded >= order.amount));
      gross += order.amount;
      refunds += !known ? order.refunded : full ? order.amount : order.refunded;
      if (!known || full) continue;
      ++orders;
      days.insert(static_cast<Day>(order.time / kDay));
    }
    std::string first_bytes;
    for (int shuffle = 0; shuffle < 4; ++shuffle) {
      Customer customer(scoring_);
      for (const Event& e : events) customer.apply(e);
      ASSERT_EQ(customer.number("orders", noon(400)), static_cast<double>(orders));
      ASSERT_EQ(customer.number("gross", noon(400)), static_cast<double>(gross) / 1e6);
      ASSERT_EQ(customer.number("refunds", noon(400)), static_cast<double>(refunds) / 1e6);
      if (!days.empty()) {
        ASSERT_EQ(customer.number("btyd.x", noon(400)), static_cast<double>(days.size() - 1));
      }
      ASSERT_EQ(customer.reloaded().encoded(), customer.encoded());
      for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random.below(i)]);
    }
  }
}

TEST(OrderBook, ForgetsWhatIsTooOldOrTooManyAndLetsItStand) {
  config::Config config = bare();
  config.features.order_keep = 30 * kDay;
  config.features.order_count = 3;
  const auto scoring = scoring_of(config);
  Properties properties(*scoring);
  Customer customer(scoring);
  customer.apply(properties.of_order(purchase(noon(0), 10, ""), "A"));
  customer.apply(properties.of_order(purchase(noon(40), 10, ""), "B"));
  customer.apply(properties.of_order(event(Kind::kCancel, noon(41)), "A"));
  EXPECT_EQ(customer.number("orders", noon(50)), 2) << "A is settled: its cancel is of an unknown order";
  for (const std::string_view id : {"C", "D", "E"}) {
    customer.apply(properties.of_order(purchase(noon(42), 10, ""), id));
  }
  customer.apply(properties.of_order(event(Kind::kCancel, noon(43)), "B"));
  EXPECT_EQ(customer.number("orders", noon(50)), 5);
  EXPECT_EQ(customer.number("first_purchase", noon(50)), static_cast<double>(noon(0)));
}

}  // namespace
}  // namespace tidemark::operators::story
