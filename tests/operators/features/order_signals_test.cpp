// Concern: the signals that stand on purchases: totals, windows, ages, gaps; as a plain pass has them.

#include "operators/features/order_signals.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/operators/features/shop.h"

namespace tidemark::operators::workbench {
namespace {

const std::vector<std::string> kNames = {"orders",
                                         "gross",
                                         "refunds",
                                         "net",
                                         "spend",
                                         "purchase_days",
                                         "recency_days",
                                         "tenure_days",
                                         "basket",
                                         "first_purchase_days",
                                         "mean_gap_days",
                                         "orders_30d",
                                         "gross_30d_prior",
                                         "refunds_90d",
                                         "net_month",
                                         "spend_quarter_prior",
                                         "purchase_days_365d",
                                         "overdue_ratio"};

const Programme& programme() {
  static const Programme kProgramme(shop_config(), kNames);
  return kProgramme;
}

TEST(OrderSignals, WithoutAPurchase) {
  const Customer customer(programme());
  for (const char* name : {"orders", "gross", "net", "purchase_days", "orders_30d", "net_month"}) {
    EXPECT_EQ(customer.number(name, kNewYear), 0) << name;
  }
  for (const char* name :
       {"recency_days", "tenure_days", "basket", "first_purchase_days", "mean_gap_days", "overdue_ratio"}) {
    EXPECT_TRUE(is_null(customer.number(name, kNewYear))) << name;
  }
}

TEST(OrderSignals, TotalsAndAges) {
  Customer customer(programme());
  customer.apply(event(Kind::kPageView, kNewYear - kDay));
  customer.apply(money(Kind::kPurchase, kNewYear, 30));
  customer.apply(money(Kind::kPurchase, kNewYear + 10 * kDay, 50));
  customer.apply(money(Kind::kRefund, kNewYear + 11 * kDay, 20));
  const Millis now = kNewYear + 12 * kDay;
  EXPECT_EQ(customer.number("orders", now), 2);
  EXPECT_EQ(customer.number("gross", now), 80);
  EXPECT_EQ(customer.number("refunds", now), 20);
  EXPECT_EQ(customer.number("net", now), 60);
  EXPECT_EQ(customer.number("spend", now), 60);
  EXPECT_EQ(customer.number("purchase_days", now), 2);
  EXPECT_EQ(customer.number("basket", now), 40);
  EXPECT_EQ(customer.number("recency_days", now), 2);
  EXPECT_EQ(customer.number("first_purchase_days", now), 12);
  EXPECT_EQ(customer.number("tenure_days", now), 13);
}

TEST(OrderSignals, GapsAreShrunkToThoseOfCustomersInGeneral) {
  Customer customer(programme());
  customer.apply(money(Kind::kPurchase, kNewYear, 30));
  EXPECT_EQ(customer.number("mean_gap_days", kNewYear), 30) << "the prior, two gaps' worth";
  customer.apply(money(Kind::kPurchase, kNewYear + 9 * kDay, 30));
  EXPECT_EQ(customer.number("mean_gap_days", kNewYear), 23) << "(2 · 30 + 9) / 3";
  EXPECT_EQ(customer.number("overdue_ratio", kNewYear + 55 * kDay), 2);
}

TEST(OrderSignals, WithoutPriorAnotherDayIsNeeded) {
  config::Config config;
  config.features.gap_weight = 0;
  const Programme own(config, {"mean_gap_days", "overdue_ratio"});
  Customer customer(own);
  customer.apply(money(Kind::kPurchase, kNewYear, 30));
  EXPECT_TRUE(is_null(customer.number("mean_gap_days", kNewYear)));
  EXPECT_TRUE(is_null(customer.number("overdue_ratio", kNewYear)));
  customer.apply(money(Kind::kPurchase, kNewYear + 8 * kDay, 30));
  EXPECT_EQ(customer.number("mean_gap_days", kNewYear), 8);
}

struct PlainDay {
  double orders = 0;
  Micro gross = 0;
  Micro refunds = 0;
};

TEST(OrderSignals, WindowsAsAPlainPassHasThem) {
  Random random(97);
  for (int round = 0; round < 60; ++round) {
    Customer customer(programme());
    std::map<Day, PlainDay> plain;
    for (int i = 0; i < 80; ++i) {
      const Millis t = kNewYear + random.between(0, 200 * kDay);
      const Micro amount = random.between(0, 100) * kMicro;
      const bool bought = random.chance(0.8);
      PlainEvent entry = event(bought ? Kind::kPurchase : Kind::kRefund, t);  // without ids: each by itself
      entry.amount = amount;
      customer.apply(entry);
      PlainDay& day = plain[programme().zone().local_day(t)];
      day.orders += bought ? 1 : 0;
      (bought ? day.gross : day.refunds) += amount;
    }
    const auto sum = [&](Day first, Day last) {
      PlainDay all;
      for (const auto& [day, entry] : plain) {
        if (day < first || day > last) continue;
        all.orders += entry.orders;
        all.gross += entry.gross;
        all.refunds += entry.refunds;
      }
      return all;
    };
    const auto units = [](Micro amount) { return static_cast<double>(amount) / 1e6; };
    const Millis now = kNewYear + 200 * kDay + random.between(0, 60 * kDay);
    const Day today = programme().zone().local_day(now);
    const CivilDay civil = civil_from_day(today);
    const Day month = day_from_civil(civil.year, civil.month, 1);
    ASSERT_EQ(customer.number("orders_30d", now), sum(today - 29, today).orders);
    ASSERT_EQ(customer.number("gross_30d_prior", now), units(sum(today - 59, today - 30).gross));
    ASSERT_EQ(customer.number("refunds_90d", now), units(sum(today - 89, today).refunds));
    const PlainDay this_month = sum(month, today);
    ASSERT_EQ(customer.number("net_month", now), units(this_month.gross - this_month.refunds));
    const PlainDay quarter = sum(day_from_civil(2024, 4, 1), day_from_civil(2024, 6, 30));
    ASSERT_EQ(customer.number("spend_quarter_prior", now), units(quarter.gross - quarter.refunds));
    double days = 0;
    for (const auto& [day, entry] : plain) days += entry.orders > 0 ? 1 : 0;
    ASSERT_EQ(customer.number("purchase_days_365d", now), days);
  }
}

TEST(OrderSignals, BoundsMeetWhereADayLeaves) {
  Customer customer(programme());
  customer.apply(money(Kind::kPurchase, kNewYear, 30));
  customer.apply(money(Kind::kPurchase, kNewYear + 10 * kDay, 50));
  const Millis leaves = programme().zone().day_start(programme().zone().local_day(kNewYear) + 30);
  const Range before = customer.range("orders_30d", kNewYear + 11 * kDay, leaves - 1);
  EXPECT_TRUE(before.low == 2 && before.high == 2);
  const Range across = customer.range("orders_30d", kNewYear + 11 * kDay, leaves);
  EXPECT_TRUE(across.low == 1 && across.high == 2);
}

}  // namespace
}  // namespace tidemark::operators::workbench
