// Concern: margins as a plain pass over whole orders has them: costs, shares, refunds, updates, service.

#include "operators/features/margin.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/operators/features/shop.h"

namespace tidemark::operators::workbench {
namespace {

const std::vector<std::string> kNames = {"margin", "margin_30d", "margin_quarter_prior"};

PlainEvent order(Kind kind, Millis t, std::string id, double amount, std::vector<Property> more = {}) {
  more.push_back(text("order_id", std::move(id)));
  return money(kind, t, amount, std::move(more));
}

double margin_of(std::optional<double> share, const std::vector<PlainEvent>& events) {
  config::Config config;
  config.features.margin = share;
  const Programme programme(config, {"margin"});
  Customer customer(programme);
  customer.apply(events);
  return customer.number("margin", kNewYear);
}

TEST(Margin, IsNullWhereNobodyKnowsIt) {
  EXPECT_TRUE(is_null(margin_of(std::nullopt, {})));
  EXPECT_TRUE(is_null(margin_of(std::nullopt, {order(Kind::kPurchase, kNewYear, "a", 100)})));
  EXPECT_EQ(margin_of(0.3, {}), 0);
  EXPECT_EQ(margin_of(std::nullopt, {order(Kind::kPurchase, kNewYear, "a", 100, {number("cost", "60")})}),
            40);
}

TEST(Margin, CostsBeforeShares) {
  const PlainEvent plain = order(Kind::kPurchase, kNewYear, "a", 100);
  const PlainEvent with_cost = order(Kind::kPurchase, kNewYear, "b", 100, {number("cost", "95.5")});
  EXPECT_EQ(margin_of(0.3, {plain}), 30);
  EXPECT_EQ(margin_of(0.3, {plain, with_cost}), 34.5);
  EXPECT_EQ(margin_of(std::nullopt, {plain, with_cost}), 104.5) << "without a share all of it";
  EXPECT_EQ(margin_of(0.3, {plain, event(Kind::kTicketResolved, kNewYear, {number("service_cost", "12.5")})}),
            17.5);
}

TEST(Margin, RefundsTakeBackTheOrdersOwnShare) {
  const PlainEvent bought = order(Kind::kPurchase, kNewYear, "a", 100, {number("cost", "60")});
  EXPECT_EQ(margin_of(0.3, {bought, order(Kind::kRefund, kNewYear + 1, "a", 25)}), 30);
  EXPECT_EQ(margin_of(0.3, {order(Kind::kRefund, kNewYear + 1, "a", 25), bought}), 30) << "in any order";
  EXPECT_EQ(margin_of(0.3, {bought, order(Kind::kRefund, kNewYear + 1, "a", 200)}), 0);
  EXPECT_EQ(margin_of(0.3, {bought, event(Kind::kCancel, kNewYear + 1, {text("order_id", "a")})}), 0);
  EXPECT_EQ(margin_of(0.3, {bought, money(Kind::kRefund, kNewYear + 1, 25)}), 32.5) << "of nobody knows what";
  EXPECT_EQ(margin_of(0.3, {order(Kind::kRefund, kNewYear + 1, "z", 25)}), -7.5) << "until its order comes";
}

TEST(Margin, AnOrderCountsOnceWithItsLatestAmountAndCost) {
  const PlainEvent first = order(Kind::kPurchase, kNewYear, "a", 100, {number("cost", "60")});
  const PlainEvent update = order(Kind::kPurchase, kNewYear + 2, "a", 120);
  const PlainEvent cost = order(Kind::kPurchase, kNewYear + 1, "a", 110, {number("cost", "70")});
  EXPECT_EQ(margin_of(0.3, {first, update}), 60) << "its cost is still known";
  EXPECT_EQ(margin_of(0.3, {first, update, cost}), 50);
  EXPECT_EQ(margin_of(0.3, {update, cost, first}), 50);
}

TEST(Margin, CostsAreInTheEventsCurrency) {
  config::Config config;
  config.events.currency = "EUR";
  config.events.rates["USD"] = {{"2026-01-01", kNewYear, "0.5"}, {"2026-01-02", kNewYear + kDay, "0.25"}};
  const Programme programme(config, {"margin"});
  const auto margin = [&](Millis t, const char* currency) {
    Customer customer(programme);
    // The amount is in the base currency already, a property is as the event has it.
    customer.apply(order(Kind::kPurchase, t, "a", 50, {number("cost", "60"), text("currency", currency)}));
    return customer.number("margin", t);
  };
  EXPECT_EQ(margin(kNewYear, "EUR"), -10);
  EXPECT_EQ(margin(kNewYear, "USD"), 20);
  EXPECT_EQ(margin(kNewYear, "usd"), 20);
  EXPECT_EQ(margin(kNewYear + kDay, "USD"), 35) << "by the rate of the event's day";
  EXPECT_TRUE(is_null(margin(kNewYear - 1, "USD"))) << "no rate, no cost";
  EXPECT_TRUE(is_null(margin(kNewYear, "GBP")));

  Customer served(programme);
  served.apply(order(Kind::kPurchase, kNewYear, "a", 50, {number("cost", "10")}));
  served.apply(
      event(Kind::kTicketResolved, kNewYear, {number("service_cost", "12"), text("currency", "USD")}));
  EXPECT_EQ(served.number("margin", kNewYear), 34);
  served.apply(
      event(Kind::kTicketResolved, kNewYear, {number("service_cost", "12"), text("currency", "GBP")}));
  EXPECT_EQ(served.number("margin", kNewYear), 34);
}

/// What is known of an order after all events.
struct PlainOrder {
  Millis first = kNever;
  Millis refunded_first = kNever;
  Millis amount_at = kNoTime;
  Micro amount = 0;
  Millis cost_at = kNoTime;
  Micro cost = 0;
  Micro refunded = 0;
  bool cancelled = false;

  bool known() const { return first != kNever; }
  Micro margin(double share) const {
    const auto of = [share](Micro whole) {
      return std::llround(std::trunc(static_cast<double>(whole) * share));
    };
    if (!known()) return -of(refunded);
    if (cancelled || (refunded > 0 && refunded >= amount)) return 0;
    const Micro whole = cost_at == kNoTime ? of(amount) : amount - cost;
    if (refunded == 0) return whole;
    return whole - static_cast<Micro>(Micro128{whole} * refunded / amount);
  }
};

struct PlainMargin {
  std::map<Day, Micro> days;
  Micro total = 0;

  PlainMargin(const std::vector<PlainEvent>& events, const Zone& zone, double share) {
    std::map<std::string, PlainOrder> orders;
    const auto add = [&](Millis t, Micro amount) {
      days[zone.local_day(t)] += amount;
      total += amount;
    };
    for (const PlainEvent& plain : events) {
      if (const Property* cost = plain.find("service_cost")) add(plain.time, -*parse_micro(cost->text));
      if (!is_order_kind(plain.kind)) continue;
      const Property* id = plain.find("order_id");
      PlainOrder lone;
      PlainOrder& entry = id != nullptr ? orders[id->text] : lone;
      take(entry, plain);
      if (id == nullptr && plain.amount) add(plain.time, alone(entry, plain, share));
    }
    for (const auto& [id, entry] : orders) {
      add(entry.known() ? entry.first : entry.refunded_first, entry.margin(share));
    }
  }
  static Micro alone(const PlainOrder& entry, const PlainEvent& plain, double share) {
    if (plain.kind == Kind::kPurchase) return entry.margin(share);
    return -std::llround(std::trunc(static_cast<double>(*plain.amount) * share));
  }
  static void take(PlainOrder& entry, const PlainEvent& plain) {
    const Micro amount = plain.amount.value_or(0);
    if (plain.kind != Kind::kPurchase) {
      entry.refunded_first = std::min(entry.refunded_first, plain.time);
      entry.refunded += amount;
      entry.cancelled = entry.cancelled || plain.kind == Kind::kCancel || !plain.amount;
      return;
    }
    entry.first = std::min(entry.first, plain.time);
    if (plain.time > entry.amount_at || (plain.time == entry.amount_at && amount > entry.amount)) {
      entry.amount = amount;
      entry.amount_at = plain.time;
    }
    const Property* cost = plain.find("cost");
    if (cost == nullptr || !plain.amount) return;
    const Micro value = *parse_micro(cost->text);
    if (plain.time > entry.cost_at || (plain.time == entry.cost_at && value > entry.cost)) {
      entry.cost = value;
      entry.cost_at = plain.time;
    }
  }
  double between(Day first, Day last) const {
    Micro sum = 0;
    for (const auto& [day, amount] : days) sum += day >= first && day <= last ? amount : 0;
    return static_cast<double>(sum) / 1e6;
  }
};

TEST(Margin, AsAPlainPassOverWholeOrdersHasIt) {
  Random random(95);
  const Programme programme(shop_config(), kNames);
  for (int round = 0; round < 100; ++round) {
    std::vector<PlainEvent> history = shop_history(random, 150, kNewYear, 200 * kDay);
    if (round % 2 == 0) shuffle(history, random);
    Customer customer(programme);
    customer.apply(history);
    const PlainMargin plain(history, programme.zone(), 0.3);
    const Millis now = kNewYear + 200 * kDay + random.between(0, 30 * kDay);
    const Day today = programme.zone().local_day(now);
    ASSERT_EQ(customer.number("margin", now), static_cast<double>(plain.total) / 1e6);
    ASSERT_EQ(customer.number("margin_30d", now), plain.between(today - 29, today));
    const unsigned quarter = (civil_from_day(today).month - 1) / 3;  // day 200 and later: the third of 2024
    ASSERT_EQ(quarter, 2u);
    ASSERT_EQ(customer.number("margin_quarter_prior", now),
              plain.between(day_from_civil(2024, 4, 1), day_from_civil(2024, 6, 30)));
  }
}

TEST(Margin, OldDaysAndOrdersAreForgotten) {
  config::Config config = shop_config();
  config.features.order_count = 10;
  const Programme programme(config, {"margin", "margin_30d"});
  Customer customer(programme);
  for (int i = 0; i < 500; ++i) {
    customer.apply(
        order(Kind::kPurchase, kNewYear + i * kDay, "o" + std::to_string(i), 10, {number("cost", "4")}));
  }
  EXPECT_EQ(customer.number("margin", kNewYear), 3000);
  EXPECT_EQ(customer.number("margin_30d", kNewYear + 499 * kDay), 180);
  EXPECT_LT(programme.features().back()->heap_bytes(customer.state()), 4'000u);
}

}  // namespace
}  // namespace tidemark::operators::workbench
