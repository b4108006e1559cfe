// Due is exact: nothing would be assessed otherwise a millisecond before it, something is at it.
// Random customers under random programmes, in zones whose days have 23, 24 and 25 hours.

#include <gtest/gtest.h>

#include "operators/composition.h"
#include "operators/first_instant.h"
#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

config::Config random_programme(Random& random) {
  static constexpr std::array<const char*, 5> kZones = {"UTC", "Europe/Berlin", "America/New_York",
                                                        "Australia/Lord_Howe", "America/Santiago"};
  config::Config config = everything();
  config.time.zone = kZones[random.below(kZones.size())];
  config.ladders.front().grace = random.chance(0.5) ? 0 : random.between(0, 40 * kDay);
  config.ladders.front().minimum_stay = random.chance(0.5) ? 0 : random.between(0, 80 * kDay);
  config.ladders.front().downgrade_by_step = random.chance(0.5);
  config::Ladder orders = spend_ladder();
  orders.name = "frequent";
  orders.basis = {config::Basis::Measure::kOrders, static_cast<std::int32_t>(random.between(1, 60)),
                  "orders"};
  orders.levels = {{"none", 0}, {"some", 1}, {"many", 3}};
  config.ladders.push_back(orders);
  config.churn.horizon = random.between(1, 40) * kWeek;
  config.churn.unknown_for = random.chance(0.5) ? 0 : random.between(0, 30 * kDay);
  if (random.chance(0.5)) {
    config.churn.model = config::Churn::Model::kBgNbd;
    config.churn.parameters() = published_bgnbd();
  }
  if (random.chance(0.5)) {
    config.churn.bands_on = config::Churn::BandsOn::kOddsRatio;
    config.churn.enter = {2, 4, 8};
    config.churn.leave = {1.5, 3, 6};
  }
  return config;
}

/// Whether any level's value or pending downgrade would differ, asked of the levels themselves.
bool differs(const Composition& composition, const std::byte* state, Millis t) {
  const Facts facts = composition.features.facts(state);
  for (std::size_t i = 0; i < composition.machine.size(); ++i) {
    const LevelState& level = composition.levels(state)[i];
    const Verdict verdict = composition.machine[i].assess(facts, level, composition.moment(t), {});
    const bool pending = i < composition.parts->ladders.size() && verdict.memory != level.memory;
    if (verdict.value != level.value || pending) return true;
  }
  return false;
}

TEST(Due, IsTheFirstMillisecondThatDiffers) {
  Random random(2024);
  int exact = 0;
  for (int round = 0; round < 150; ++round) {
    const config::Config config = random_programme(random);
    Result<std::unique_ptr<const Composition>> composition = Composition::make(config, 1, 1);
    ASSERT_TRUE(composition.ok());
    Customer customer(scoring_of(config));
    Millis clock = kNoTime;
    for (const Event& e : random_history(random, 25, kNewYear, 400 * kDay)) {
      customer.apply(e);
      clock = std::max(clock, e.time);
      if (e.kind == Kind::kPageView) continue;
      const Millis due = customer.due();
      const Millis until = std::min(due, clock + 3000 * kDay);
      ASSERT_GT(due, clock);
      ASSERT_FALSE(differs(**composition, customer.state(), until - 1));
      for (int i = 0; i < 5; ++i) {
        ASSERT_FALSE(differs(**composition, customer.state(), random.between(clock, until - 1)));
      }
      if (due == kNever) continue;
      ASSERT_TRUE(differs(**composition, customer.state(), due)) << format_timestamp(due);
      ++exact;
    }
    for (Millis due = customer.due(); due != kNever; due = customer.due()) {
      ASSERT_FALSE(differs(**composition, customer.state(), due - 1));
      ASSERT_TRUE(differs(**composition, customer.state(), due));
      customer.wake(due);
    }
  }
  EXPECT_GT(exact, 2000);
}

TEST(Due, MidnightsWhereClocksChange) {
  config::Config config = with_ladder(spend_ladder());
  config.ladders.front().basis = {config::Basis::Measure::kSpend, 3, "spend_3d"};
  config.time.zone = "America/Santiago";  // summer time begins at midnight: the day starts at 01:00
  Customer customer(scoring_of(config));
  const Millis begins = *parse_timestamp("2024-09-08T04:00:00Z");
  customer.buy(*parse_timestamp("2024-09-05T12:00:00Z"), 500);
  EXPECT_EQ(customer.due(), begins);
  customer.wake(begins - 1);
  EXPECT_EQ(customer.level("tier"), "silver");
  customer.wake(begins);
  EXPECT_EQ(customer.level("tier"), "bronze");
}

TEST(FirstInstant, FindsTheEdgeFromAnyGuess) {
  for (const Millis edge : {1, 2, 17, 999'999, 1'000'000}) {
    const auto reached = [&](Millis t) { return t >= edge; };
    for (const Millis guess : {-5, 0, 1, 2, 16, 17, 18, 500'000, 999'998, 1'000'000, 2'000'000}) {
      EXPECT_EQ(first_instant(0, guess, 1'000'000, reached), edge);
    }
  }
  EXPECT_EQ(first_instant(0, 5, 100, [](Millis) { return false; }), kNever);
}

}  // namespace
}  // namespace tidemark::operators::story
