// Concern: counts, totals and days since, over the whole life, as a plain pass over the events has them.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/operators/features/shop.h"

namespace tidemark::operators::workbench {
namespace {

using Form = config::CustomFeature::Form;

/// One custom feature and nothing else.
config::Config with(config::CustomFeature feature) {
  config::Config config;
  config.events.kinds = {"login"};
  config.features.custom = {std::move(feature)};
  return config;
}

TEST(Counts, OfAKind) {
  const Programme programme(shop_config(), {"page_view_count", "days_since_page_view", "login_count"});
  Customer customer(programme);
  EXPECT_EQ(customer.number("page_view_count", kNewYear), 0);
  EXPECT_TRUE(is_null(customer.number("days_since_page_view", kNewYear)));
  customer.apply(event(Kind::kPageView, kNewYear));
  customer.apply(event(Kind::kPageView, kNewYear - kDay));
  customer.apply(event(kLogin, kNewYear + kDay));
  EXPECT_EQ(customer.number("page_view_count", kNewYear), 2);
  EXPECT_EQ(customer.number("days_since_page_view", kNewYear + 36 * kHour), 1.5)
      << "of the latest, late or not";
  EXPECT_EQ(customer.number("login_count", kNewYear), 1);
}

TEST(Counts, WhereEveryConditionHolds) {
  config::CustomFeature feature = custom("n", Form::kCount, {"login", "page_view"});
  feature.where = {{"channel", {"web", "7", "true"}}, {"plan", {"pro"}}};
  const Programme programme(with(feature), {"n"});
  Customer customer(programme);
  const auto count_of = [&](const PlainEvent& plain) {
    Customer fresh(programme);
    fresh.apply(plain);
    return fresh.number("n", kNewYear);
  };
  const Property pro = text("plan", "pro");
  EXPECT_EQ(count_of(event(kLogin, kNewYear, {text("channel", "web"), pro})), 1);
  EXPECT_EQ(count_of(event(Kind::kPageView, kNewYear, {pro, number("channel", "7")})), 1);
  EXPECT_EQ(count_of(event(kLogin, kNewYear, {truth("channel", true), pro})), 1);
  EXPECT_EQ(count_of(event(kLogin, kNewYear, {number("channel", "7.0"), pro})), 0) << "as written";
  EXPECT_EQ(count_of(event(kLogin, kNewYear, {text("channel", "web")})), 0);
  EXPECT_EQ(count_of(event(kLogin, kNewYear, {null("channel"), pro})), 0);
  EXPECT_EQ(count_of(event(kLogin, kNewYear, {text("channel", "Web"), pro})), 0);
  EXPECT_EQ(count_of(event(Kind::kSearch, kNewYear, {text("channel", "web"), pro})), 0);
}

TEST(Counts, FiltersThatSayTheSameShareASlot) {
  config::Config config = with(custom("a", Form::kCount, {"login", "page_view"}));
  config.features.custom.push_back(custom("b", Form::kDaysSince, {"page_view", "login", "login"}));
  config.features.custom.push_back(custom("c", Form::kCount, {"page_view"}));
  config.features.custom[0].where = {{"x", {"1", "2"}}, {"y", {"z"}}};
  config.features.custom[1].where = {{"y", {"z"}}, {"x", {"2", "1"}}};
  const Programme programme(config, {"a", "b", "c", "page_view_count"});
  EXPECT_EQ(programme.features().size(), 2u + 2u);
}

TEST(Counts, SectionsAreSmall) {
  const Programme programme(shop_config(), {"page_view_count"});
  Customer customer(programme);
  for (int i = 0; i < 100; ++i) customer.apply(event(Kind::kPageView, kNewYear + i * kHour));
  InstantTable instants;
  std::string body;
  SectionWriter writer(body, instants);
  programme.features().back()->encode_slot(customer.state(), writer);
  EXPECT_EQ(body.size(), 3u);
}

TEST(Totals, AsAPlainPassHasThem) {
  const Programme programme(shop_config(), {"price_sum", "price_mean", "price_min", "price_max"});
  Random random(31);
  Customer customer(programme);
  EXPECT_EQ(customer.number("price_sum", kNewYear), 0);
  EXPECT_TRUE(is_null(customer.number("price_mean", kNewYear)));
  EXPECT_TRUE(is_null(customer.number("price_min", kNewYear)));
  Micro sum = 0;
  Micro least = kAmountMax;
  Micro most = -kAmountMax;
  Micro of_views = 0;
  int views = 0;
  for (const PlainEvent& plain : shop_history(random, 2'000, kNewYear, 100 * kDay)) {
    customer.apply(plain);
    const Property* price = plain.find("price");
    if (price == nullptr) continue;
    const Micro value = *parse_micro(price->text);
    sum += value;
    least = std::min(least, value);
    most = std::max(most, value);
    if (plain.kind == Kind::kProductView) of_views += value;
    if (plain.kind == Kind::kProductView) ++views;
  }
  ASSERT_GT(views, 20);
  EXPECT_EQ(customer.number("price_sum", kNewYear), static_cast<double>(sum) / 1e6);
  EXPECT_EQ(customer.number("price_min", kNewYear), static_cast<double>(least) / 1e6);
  EXPECT_EQ(customer.number("price_max", kNewYear), static_cast<double>(most) / 1e6);
  EXPECT_NEAR(customer.number("price_mean", kNewYear), static_cast<double>(of_views) / views / 1e6, 1e-12);
}

TEST(Totals, AmountIsMoneyOfOrdersAndAPropertyOfOthers) {
  const Programme programme(with(custom("sum", Form::kSum, {}, "amount")), {"sum"});
  Customer customer(programme);
  customer.apply(money(Kind::kPurchase, kNewYear, 20, {number("amount", "999")}));
  EXPECT_EQ(customer.number("sum", kNewYear), 20) << "in base currency";
  customer.apply(event(Kind::kPurchase, kNewYear, {number("amount", "999")}));
  EXPECT_EQ(customer.number("sum", kNewYear), 20) << "of a currency nobody knows";
  customer.apply(event(kLogin, kNewYear, {number("amount", "-5.5")}));
  customer.apply(event(kLogin, kNewYear, {text("amount", "much")}));
  EXPECT_EQ(customer.number("sum", kNewYear), 14.5);
}

TEST(Totals, StopAtTheEndsOfTheirRange) {
  const Programme programme(with(custom("sum", Form::kSum, {}, "x")), {"sum"});
  Customer customer(programme);
  for (int i = 0; i < 20; ++i) customer.apply(event(kLogin, kNewYear, {number("x", "1e12")}));
  EXPECT_NEAR(customer.number("sum", kNewYear), 9.223372036854e12, 1);
  EXPECT_EQ(customer.reloaded().sections(), customer.sections());
}

TEST(Activity, CountsEventsOfEveryKind) {
  const Programme programme(shop_config(), {"events", "days_since_event", "tenure_days"});
  EXPECT_EQ(programme.features().size(), 2u) << "nothing of its own";
  Customer customer(programme);
  EXPECT_TRUE(is_null(customer.number("tenure_days", kNewYear)));
  customer.apply(event(Kind::kOther, kNewYear + kDay));
  customer.apply(event(Kind::kPageView, kNewYear));
  EXPECT_EQ(customer.number("events", kNewYear), 2);
  EXPECT_EQ(customer.number("days_since_event", kNewYear + 2 * kDay), 1);
  EXPECT_EQ(customer.number("tenure_days", kNewYear + 2 * kDay), 2);
}

TEST(Subscribed, TheLatestWordCounts) {
  const Programme programme(shop_config(), {"subscribed"});
  const auto after = [&](const std::vector<PlainEvent>& events) {
    Customer customer(programme);
    customer.apply(events);
    return customer.number("subscribed", kNewYear);
  };
  const PlainEvent started = event(Kind::kSubscriptionStarted, kNewYear);
  const PlainEvent renewed = event(Kind::kSubscriptionRenewed, kNewYear + 2 * kDay);
  const PlainEvent cancelled = event(Kind::kSubscriptionCancelled, kNewYear + kDay);
  EXPECT_TRUE(is_null(after({})));
  EXPECT_EQ(after({started}), 1);
  EXPECT_EQ(after({started, cancelled}), 0);
  EXPECT_EQ(after({cancelled, started}), 0) << "late";
  EXPECT_EQ(after({started, cancelled, renewed}), 1);
  EXPECT_EQ(after({cancelled}), 0);
  EXPECT_EQ(after({started, event(Kind::kSubscriptionCancelled, kNewYear)}), 0) << "at the same time";
}

}  // namespace
}  // namespace tidemark::operators::workbench
