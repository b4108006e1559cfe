// Concern: decayed sums as their definition has them, whatever the order of arrival; monotone in time.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/operators/features/shop.h"

namespace tidemark::operators::workbench {
namespace {

constexpr Millis kHalfLife = 14 * kDay;

double weight_of(Kind kind) {
  if (kind == Kind::kPageView) return 1;
  if (kind == Kind::kPurchase) return 5;
  return kind == Kind::kComplaint ? -2 : 0;
}

/// Σ weight · 2^(−age/half-life), and the same of the weights' amounts.
struct PlainSum {
  double value = 0;
  double scale = 0;
};

PlainSum plain_sum(const std::vector<PlainEvent>& events, Millis now) {
  PlainSum sum;
  for (const PlainEvent& plain : events) {
    const double age = static_cast<double>(now - plain.time) / static_cast<double>(kHalfLife);
    sum.value += weight_of(plain.kind) * std::exp2(-age);
    sum.scale += std::abs(weight_of(plain.kind)) * std::exp2(-age);
  }
  return sum;
}

TEST(Decayed, AsItsDefinitionHasItInAnyOrder) {
  Random random(51);
  const Programme programme(shop_config(), {"heat"});
  for (int round = 0; round < 100; ++round) {
    std::vector<PlainEvent> history = shop_history(random, 200, kNewYear, 300 * kDay);
    if (round % 2 == 0) shuffle(history, random);
    auto customer = std::make_unique<Customer>(programme);
    for (const PlainEvent& plain : history) {
      customer->apply(plain);
      if (random.chance(0.1)) customer = std::make_unique<Customer>(customer->reloaded());
    }
    const Millis now = kNewYear + 300 * kDay + random.between(0, 200 * kDay);
    const PlainSum plain = plain_sum(history, now);
    ASSERT_NEAR(customer->number("heat", now), plain.value, 1e-12 * plain.scale);
  }
}

TEST(Decayed, HalvesInAHalfLife) {
  const Programme programme(shop_config(), {"heat"});
  Customer customer(programme);
  EXPECT_EQ(customer.number("heat", kNewYear), 0);
  customer.apply(event(Kind::kPurchase, kNewYear));
  EXPECT_EQ(customer.number("heat", kNewYear), 5);
  EXPECT_EQ(customer.number("heat", kNewYear + kHalfLife), 2.5);
  customer.apply(event(Kind::kComplaint, kNewYear - kHalfLife));
  EXPECT_EQ(customer.number("heat", kNewYear + kHalfLife), 2) << "late, with its own age";
  EXPECT_EQ(customer.number("heat", kNewYear + 3000 * kHalfLife), 0);
}

TEST(Decayed, BoundsAreAsNarrowAsTheyCanBe) {
  const Programme programme(shop_config(), {"heat"});
  Customer customer(programme);
  customer.apply(event(Kind::kPurchase, kNewYear));
  const Range range = customer.range("heat", kNewYear, kNewYear + kHalfLife);
  EXPECT_NEAR(range.low, 2.5, 1e-14);
  EXPECT_NEAR(range.high, 5, 1e-14);
  EXPECT_FALSE(range.may_be_null);
}

TEST(Decayed, OtherWeightsAreAnotherSlot) {
  config::Config config = shop_config();
  config::CustomFeature other = config.features.custom[14];
  other.name = "other";
  other.weights = {1, 6, -2};
  config.features.custom.push_back(other);
  other.name = "same";
  other.kinds = {"complaint", "purchase", "page_view"};
  other.weights = {-2, 6, 1};
  config.features.custom.push_back(other);
  const Programme programme(config, {"heat", "other", "same"});
  EXPECT_EQ(programme.features().size(), 2u + 2u);
  Customer customer(programme);
  customer.apply(event(Kind::kPurchase, kNewYear));
  EXPECT_EQ(customer.number("heat", kNewYear), 5);
  EXPECT_EQ(customer.number("same", kNewYear), 6);
}

}  // namespace
}  // namespace tidemark::operators::workbench
