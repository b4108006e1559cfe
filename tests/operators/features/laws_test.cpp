// Concern: the laws of all features at once. Order of arrival changes no commutative one; cutting, saving,
// loading and copying anywhere changes none; damaged sections do no harm; bounds over time hold.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/operators/features/shop.h"

namespace tidemark::operators::workbench {
namespace {

constexpr Millis kSpan = 300 * kDay;

const Programme& shop() {
  static const Programme kShop(shop_config(), shop_names(shop_config()));
  return kShop;
}

/// Those that are the same to the last bit in any order.
bool is_exact(const Feature& feature) {
  for (const std::string_view name : {"decayed", "sessions", "preferences", "satisfaction"}) {
    if (feature.name().starts_with(name)) return false;
  }
  return true;
}

TEST(FeatureLaws, TheShopAsksForEveryFeatureOnce) {
  constexpr std::size_t kBase = 2;     // activity, purchases
  constexpr std::size_t kCounts = 36;  // each of 34 kinds, begun subscriptions, web_logins
  constexpr std::size_t kTotals = 2;   // price of all events (sum, min, max), of product views (mean)
  constexpr std::size_t kStreams = 9;
  constexpr std::size_t kOthers = 6;  // heat, attributes, sessions, preferences, satisfaction, margin
  EXPECT_EQ(shop().features().size(), kBase + kCounts + kTotals + kStreams + kOthers);
}

TEST(FeatureLaws, OrderOfArrivalChangesNothing) {
  Random random(21);
  for (int round = 0; round < 60; ++round) {
    std::vector<PlainEvent> history = shop_history(random, 150, kNewYear, kSpan);
    Customer straight(shop());
    straight.apply(history);
    shuffle(history, random);
    Customer shuffled(shop());
    shuffled.apply(history);
    for (const auto& feature : shop().features()) {
      if (is_exact(*feature)) {
        ASSERT_EQ(straight.section(*feature), shuffled.section(*feature)) << feature->name();
      }
    }
    const Millis now = kNewYear + kSpan;
    ASSERT_NEAR(straight.number("heat", now), shuffled.number("heat", now), 1e-12 * 700);
  }
}

TEST(FeatureLaws, CuttingSavingAndLoadingAnywhereChangesNothing) {
  Random random(22);
  for (int round = 0; round < 20; ++round) {
    const std::vector<PlainEvent> history = shop_history(random, 120, kNewYear, kSpan);
    Customer whole(shop());
    auto saved = std::make_unique<Customer>(shop());
    for (const PlainEvent& plain : history) {
      whole.apply(plain);
      saved->apply(plain);
      if (random.chance(0.3)) saved = std::make_unique<Customer>(saved->reloaded());
      if (random.chance(0.3)) saved = std::make_unique<Customer>(*saved);
    }
    ASSERT_EQ(whole.sections(), saved->sections());
    const Millis now = kNewYear + kSpan + random.between(0, 50 * kDay);
    for (const ListedSignal& listed : shop().catalogue().listed()) {
      const double a = whole.number(listed.name, now);
      const double b = saved->number(listed.name, now);
      ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << listed.name;
      ASSERT_EQ(whole.text(listed.name), saved->text(listed.name)) << listed.name;
    }
  }
}

TEST(FeatureLaws, ACopyLivesOnItsOwn) {
  Random random(23);
  Customer customer(shop());
  customer.apply(shop_history(random, 200, kNewYear, kSpan));
  const std::string before = customer.sections();
  Customer copy(customer);
  EXPECT_EQ(copy.sections(), before);
  copy.apply(shop_history(random, 200, kNewYear + kSpan, kSpan));
  EXPECT_NE(copy.sections(), before);
  EXPECT_EQ(customer.sections(), before);
}

TEST(FeatureLaws, NobodyTakesRoomInARecordWhoHasNothingToSay) {
  const Customer nobody(shop());
  EXPECT_EQ(nobody.heap_bytes(), 0u);
  for (const auto& feature : shop().features()) {
    if (feature->name() == "activity") continue;  // its first and last event are in every record
    EXPECT_EQ(nobody.section(*feature), "") << feature->name();
  }
}

TEST(FeatureLaws, DamagedSectionsDoNoHarm) {
  Random random(24);
  for (int round = 0; round < 4; ++round) {
    Customer customer(shop());
    customer.apply(shop_history(random, 100, kNewYear, kSpan));
    expect_damage_is_harmless(shop(), customer, random);
  }
}

TEST(FeatureLaws, NewerFormsAreRefused) {
  Customer customer(shop());
  for (const auto& feature : shop().features()) {
    InstantTable instants;
    SectionReader reader("", instants);
    std::vector<std::uint64_t> block(shop().state_bytes() / 8);
    auto* state = reinterpret_cast<std::byte*>(block.data());
    feature->construct(state);
    EXPECT_EQ(feature->decode_slot(state, 7, reader).code(), Code::kUnsupported) << feature->name();
    feature->destroy(state);
  }
}

TEST(FeatureLaws, BoundsOverTimeHoldForEverySignal) {
  Random random(25);
  for (int round = 0; round < 12; ++round) {
    Customer customer(shop());
    customer.apply(shop_history(random, 10 + 40 * round, kNewYear, kSpan));
    for (const ListedSignal& listed : shop().catalogue().listed()) {
      expect_sound_ranges(shop(), customer, listed.name, kNewYear + kSpan, kNewYear + kSpan + 500 * kDay,
                          random);
    }
  }
}

TEST(FeatureLaws, EveryListedSignalIsMovedByItsKindsOnly) {
  Random random(26);
  Customer customer(shop());
  const Millis now = kNewYear + kSpan;
  for (const PlainEvent& plain : shop_history(random, 400, kNewYear, kSpan)) {
    const Customer before(customer);
    customer.apply(plain);
    for (const ListedSignal& listed : shop().catalogue().listed()) {
      if (listed.signal->moved_by(plain.kind)) continue;
      const double a = before.number(listed.name, now);
      const double b = customer.number(listed.name, now);
      ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << listed.name;
      ASSERT_EQ(before.text(listed.name), customer.text(listed.name)) << listed.name;
    }
  }
}

}  // namespace
}  // namespace tidemark::operators::workbench
