// The laws of laws_test.cpp for additive churn models: saving, cutting, and waking at other marks change
// nothing.

#include <gtest/gtest.h>

#include "tests/operators/churn_world.h"

namespace tidemark::operators::story {
namespace {

std::string ids(const Customer& customer) {
  std::string all;
  for (const AlertDraft& alert : customer.alerts()) all += hex(alert.id) + alert.data + "\n";
  return all;
}

TEST(ChurnLaws, SavingAndLoadingAnywhereChangesNothing) {
  Random random(31);
  for (int round = 0; round < 25; ++round) {
    const auto scoring = scoring_of(random_churn(random));
    Customer kept(scoring);
    auto saved = std::make_unique<Customer>(scoring);
    std::string told;
    for (const Event& e : busy_history(random, 25, kNewYear, 250 * kDay)) {
      kept.apply(e);
      saved->apply(e);
      told += ids(*saved);
      saved = std::make_unique<Customer>(saved->reloaded());
      ASSERT_EQ(kept.encoded(), saved->encoded());
      ASSERT_EQ(kept.due(), saved->due());
    }
    kept.wake(kNewYear + 600 * kDay);
    saved->wake(kNewYear + 600 * kDay);
    ASSERT_EQ(ids(kept), told + ids(*saved));
    ASSERT_EQ(kept.encoded(), saved->encoded());
  }
}

TEST(ChurnLaws, OfTwoWatermarksTheFinerOnlyAnnouncesSooner) {
  Random random(32);
  for (int round = 0; round < 25; ++round) {
    const auto scoring = scoring_of(random_churn(random));
    Customer coarse(scoring);
    for (const Event& e : busy_history(random, 12, kNewYear, 100 * kDay)) coarse.apply(e);
    Customer fine(coarse);
    coarse.wake(noon(700));
    for (int i = 0; i < 100; ++i) fine.wake(noon(100) + i * 6 * kDay - i);
    fine.wake(noon(700));
    ASSERT_EQ(ids(coarse), ids(fine));
  }
}

TEST(ChurnLaws, AnotherModelTakesOverWhereTheCustomerStands) {
  const std::string yaml = "churn: {mbgnbd: " + std::string(kMbgNbd) +
                           ", rules: {gone: {when: recency_days > 5, points: 200}}, base_rate: 0.1}\n";
  const config::Config before = programme(yaml);
  config::Config after = before;
  after.churn.model = config::Churn::Model::kRules;
  Customer customer(scoring_of(before));
  for (int week = 0; week < 8; ++week) customer.buy(noon(7 * week), 10);
  ASSERT_EQ(customer.level("churn"), "low");
  Customer loaded = customer.reloaded(scoring_of(after));
  EXPECT_EQ(loaded.level("churn"), "low");
  EXPECT_EQ(loaded.due(), noon(54) + 1);
  loaded.wake(noon(55));
  EXPECT_EQ(loaded.level("churn"), "critical");
}

}  // namespace
}  // namespace tidemark::operators::story
