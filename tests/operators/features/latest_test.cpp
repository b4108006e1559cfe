// Concern: attributes and latest values: the latest event time wins, whatever arrives first; types; deletion.

#include "operators/features/latest.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/operators/features/shop.h"

namespace tidemark::operators::workbench {
namespace {

const std::vector<std::string> kAttributes = {"attribute.plan", "attribute.age", "attribute.vip",
                                              "attribute.birthday"};

PlainEvent identify(Millis t, std::vector<Property> traits) {
  return event(Kind::kIdentify, t, std::move(traits));
}

TEST(Attributes, HaveTheirTypes) {
  const Programme programme(shop_config(), kAttributes);
  Customer customer(programme);
  for (const std::string& name : kAttributes) {
    EXPECT_TRUE(is_null(customer.number(name, kNewYear)));
    EXPECT_EQ(customer.text(name).data(), nullptr);
  }
  customer.apply(identify(kNewYear, {text("plan", "pro"), text("age", "42"), truth("vip", true),
                                     text("birthday", "1990-05-20")}));
  EXPECT_EQ(customer.text("attribute.plan"), "pro");
  EXPECT_EQ(customer.number("attribute.age", kNewYear), 42);
  EXPECT_EQ(customer.number("attribute.vip", kNewYear), 1);
  EXPECT_EQ(customer.number("attribute.birthday", kNewYear), 643'161'600'000.0);
  EXPECT_EQ(programme.signal("attribute.plan").type(), SignalType::kText);
  EXPECT_EQ(programme.signal("attribute.age").type(), SignalType::kNumber);
  EXPECT_EQ(programme.signal("attribute.vip").type(), SignalType::kTruth);
  EXPECT_EQ(programme.signal("attribute.birthday").type(), SignalType::kInstant);
}

TEST(Attributes, ValuesOfAnotherTypeChangeNothing) {
  const Programme programme(shop_config(), kAttributes);
  Customer customer(programme);
  customer.apply(identify(kNewYear, {number("plan", "7"), number("age", "42"), text("vip", "false"),
                                     number("birthday", "643161600000")}));
  customer.apply(
      identify(kNewYear + 1, {text("age", "old"), number("vip", "1"), text("birthday", "in May")}));
  EXPECT_EQ(customer.text("attribute.plan"), "7");
  EXPECT_EQ(customer.number("attribute.age", kNewYear), 42);
  EXPECT_EQ(customer.number("attribute.vip", kNewYear), 0);
  EXPECT_EQ(customer.number("attribute.birthday", kNewYear), 643'161'600'000.0);
}

TEST(Attributes, NullDeletesAndAbsenceDoesNot) {
  const Programme programme(shop_config(), kAttributes);
  Customer customer(programme);
  customer.apply(identify(kNewYear, {text("plan", "pro"), number("age", "42")}));
  customer.apply(identify(kNewYear + 2, {null("plan")}));
  EXPECT_EQ(customer.text("attribute.plan").data(), nullptr);
  EXPECT_EQ(customer.number("attribute.age", kNewYear), 42);
  customer.apply(identify(kNewYear + 1, {text("plan", "late")}));
  EXPECT_EQ(customer.text("attribute.plan").data(), nullptr) << "it was deleted after that";
  customer.apply(identify(kNewYear + 3, {text("plan", "free"), text("age", "")}));
  EXPECT_EQ(customer.text("attribute.plan"), "free");
  EXPECT_TRUE(is_null(customer.number("attribute.age", kNewYear))) << "an empty text deletes, too";
}

TEST(Attributes, ComeWithIdentifyAndGroupOnly) {
  const Programme programme(shop_config(), kAttributes);
  Customer customer(programme);
  customer.apply(event(Kind::kPageView, kNewYear, {text("plan", "view")}));
  EXPECT_EQ(customer.text("attribute.plan").data(), nullptr);
  customer.apply(event(kGroup, kNewYear, {text("plan", "group")}));
  EXPECT_EQ(customer.text("attribute.plan"), "group");
  const Signal& plan = programme.signal("attribute.plan");
  EXPECT_TRUE(plan.moved_by(Kind::kIdentify) && plan.moved_by(kGroup));
  EXPECT_FALSE(plan.moved_by(Kind::kPageView));
}

TEST(Attributes, TheLatestTimeWinsInEveryOrder) {
  Random random(61);
  const Programme programme(shop_config(), kAttributes);
  for (int round = 0; round < 200; ++round) {
    std::vector<PlainEvent> events;
    for (int i = 0; i < 12; ++i) {
      const std::string age = std::to_string(random.between(20, 25));
      const Property trait = random.chance(0.2) ? null("age") : number("age", age);
      events.push_back(identify(kNewYear + random.between(0, 5), {trait}));
    }
    double expected = kNull;  // of the latest time the greatest, a deletion least of all
    Millis latest = kNoTime;
    for (const PlainEvent& plain : events) {
      const Property& age = plain.properties.front();
      const double value = age.tag == ValueTag::kNull ? kNull : std::stod(age.text);
      const bool greater = is_null(expected) ? !is_null(value) : value > expected;
      if (plain.time > latest || (plain.time == latest && greater)) expected = value;
      latest = std::max(latest, plain.time);
    }
    Customer straight(programme);
    straight.apply(events);
    const double found = straight.number("attribute.age", kNewYear);
    ASSERT_TRUE(found == expected || (is_null(found) && is_null(expected))) << found << " " << expected;
    shuffle(events, random);
    Customer shuffled(programme);
    shuffled.apply(events);
    ASSERT_EQ(straight.sections(), shuffled.sections());
  }
}

TEST(Attributes, LongTextsAreCutWhereACharacterBegins) {
  const Programme programme(shop_config(), kAttributes);
  Customer customer(programme);
  std::string plan(199, 'x');
  plan += "ö and more";
  customer.apply(identify(kNewYear, {text("plan", plan)}));
  EXPECT_EQ(customer.text("attribute.plan"), std::string(199, 'x'));
  EXPECT_EQ(customer.reloaded().text("attribute.plan"), std::string(199, 'x'));
}

TEST(Attributes, ThoseNoLongerConfiguredAreForgotten) {
  config::Config config = shop_config();
  const Programme all(config, kAttributes);
  Customer before(all);
  before.apply(identify(kNewYear, {text("plan", "pro"), number("age", "42"), truth("vip", true)}));
  config.features.attributes.erase(config.features.attributes.begin());
  std::swap(config.features.attributes[0], config.features.attributes[2]);
  const Programme fewer(config, {"attribute.birthday", "attribute.vip", "attribute.age"});
  Customer after(fewer);
  ASSERT_TRUE(after.load(*fewer.features().back(), before.section(*all.features().back())));
  EXPECT_EQ(after.number("attribute.age", kNewYear), 42);
  EXPECT_EQ(after.number("attribute.vip", kNewYear), 1);
  Customer again(all);
  ASSERT_TRUE(again.load(*all.features().back(), after.section(*fewer.features().back())));
  EXPECT_EQ(again.text("attribute.plan").data(), nullptr);
}

TEST(Last, IsTextAndNumberAtOnce) {
  const Programme programme(shop_config(), {"last_price", "last_product"});
  Customer customer(programme);
  customer.apply(event(Kind::kAddToCart, kNewYear, {number("price", "7.50"), text("product_id", "p1")}));
  EXPECT_EQ(customer.number("last_price", kNewYear), 7.5);
  EXPECT_EQ(customer.text("last_price"), "7.50");
  EXPECT_EQ(customer.text("last_product"), "p1");
  EXPECT_TRUE(is_null(customer.number("last_product", kNewYear)));
  customer.apply(event(Kind::kAddToCart, kNewYear + 1, {null("price")}));
  EXPECT_EQ(customer.number("last_price", kNewYear), 7.5) << "null says nothing here";
  customer.apply(event(Kind::kPageView, kNewYear + 2, {text("product_id", "p2"), text("price", "8")}));
  EXPECT_EQ(customer.number("last_price", kNewYear), 8);
  EXPECT_EQ(customer.text("last_product"), "p1") << "of additions to the cart only";
}

}  // namespace
}  // namespace tidemark::operators::workbench
