// Concern: what a customer prefers is the decayed favourite of what its events name; few names are kept.

#include "operators/features/preferences.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/operators/features/shop.h"

namespace tidemark::operators::workbench {
namespace {

const std::vector<std::string> kNames = {"preferred_channel", "preferred_category", "preferred_product"};

PlainEvent view(Millis t, std::string property, std::string name) {
  return event(Kind::kPageView, t, {text(std::move(property), std::move(name))});
}

TEST(Preferences, TheHeaviestLately) {
  const Programme programme(shop_config(), kNames);
  Customer customer(programme);
  EXPECT_EQ(customer.text("preferred_channel").data(), nullptr);
  customer.apply(view(kNewYear, "channel", "web"));
  customer.apply(view(kNewYear, "channel", "web"));
  customer.apply(view(kNewYear, "channel", "app"));
  EXPECT_EQ(customer.text("preferred_channel"), "web");
  EXPECT_EQ(customer.text("preferred_category").data(), nullptr);
  customer.apply(view(kNewYear + 89 * kDay, "category", "hats"));
  EXPECT_EQ(customer.text("preferred_channel"), "web") << "time alone changes nothing";
  customer.apply(view(kNewYear + 90 * kDay, "channel", "app"));
  EXPECT_EQ(customer.text("preferred_channel"), "app") << "2 a half-life ago against 1 and a half";
}

TEST(Preferences, OfEqualOnesTheFirstInOrder) {
  const Programme programme(shop_config(), kNames);
  Customer customer(programme);
  customer.apply(view(kNewYear, "channel", "web"));
  customer.apply(view(kNewYear, "channel", "app"));
  EXPECT_EQ(customer.text("preferred_channel"), "app");
}

TEST(Preferences, ProductsHaveAnIdOrAName) {
  const Programme programme(shop_config(), kNames);
  Customer customer(programme);
  customer.apply(event(Kind::kPageView, kNewYear, {text("product", "Hat"), number("product_id", "12")}));
  EXPECT_EQ(customer.text("preferred_product"), "12");
  customer.apply(view(kNewYear, "product", "Hat"));
  customer.apply(view(kNewYear, "product", "Hat"));
  EXPECT_EQ(customer.text("preferred_product"), "Hat");
}

TEST(Preferences, WhoTakesBackOrIntroducesPrefersNothing) {
  const Programme programme(shop_config(), kNames);
  Customer customer(programme);
  for (const Kind kind : {Kind::kRefund, Kind::kCancel, Kind::kIdentify, Kind::kAlias}) {
    customer.apply(event(kind, kNewYear, {text("channel", "mail")}));
  }
  EXPECT_EQ(customer.text("preferred_channel").data(), nullptr);
}

TEST(Preferences, OnlyWhatIsAskedForIsRemembered) {
  const Programme programme(shop_config(), {"preferred_category"});
  Customer customer(programme);
  customer.apply(event(Kind::kPageView, kNewYear, {text("channel", "web"), text("product", "Hat")}));
  EXPECT_EQ(customer.heap_bytes(), 0u);
}

TEST(Preferences, FewNamesAreKept) {
  const Programme programme(shop_config(), kNames);
  Customer customer(programme);
  for (int i = 0; i < 3; ++i) customer.apply(view(kNewYear, "product", "favourite"));
  for (int i = 0; i < 500; ++i) {
    customer.apply(view(kNewYear + i * kMinute, "product", std::string(100, 'p') + std::to_string(i)));
    customer.apply(view(kNewYear + i * kMinute, "product", "x" + std::to_string(i)));
  }
  EXPECT_EQ(customer.text("preferred_product"), std::string(PreferencesFeature::kNameBytesMax, 'p'))
      << "names that are equal as far as they are kept are one";
  EXPECT_LT(customer.heap_bytes(), 1000u);
}

TEST(Preferences, AsTheirDefinitionHasThemInAnyOrder) {
  Random random(91);
  const Programme programme(shop_config(), kNames);
  const double half_life = static_cast<double>(shop_config().features.preference_half_life);
  for (int round = 0; round < 100; ++round) {
    std::map<std::string, double> weights;
    std::vector<PlainEvent> events;
    const Millis now = kNewYear + 400 * kDay;
    for (int i = 0; i < 100; ++i) {
      const std::string name = "n" + std::to_string(random.below(8));
      const Millis t = kNewYear + random.between(0, 400 * kDay);
      events.push_back(view(t, "category", name));
      weights[name] += std::exp2(static_cast<double>(t - now) / half_life);
    }
    Customer customer(programme);
    customer.apply(events);
    std::string favourite;
    for (const auto& [name, weight] : weights) {
      if (favourite.empty() || weight > weights[favourite]) favourite = name;
    }
    ASSERT_EQ(customer.text("preferred_category"), favourite);
    const Rare<Preferences>& slot =
        static_cast<const PreferencesFeature&>(*programme.features().back()).in(customer.state());
    const double age = static_cast<double>(now - slot.get()->at) / half_life;
    for (const Preference& preference : slot.get()->by_taste[1]) {
      const double expected = weights[std::string(preference.name.view())];
      ASSERT_NEAR(preference.weight * std::exp2(-age), expected, 1e-12 * expected);
    }
  }
}

}  // namespace
}  // namespace tidemark::operators::workbench
