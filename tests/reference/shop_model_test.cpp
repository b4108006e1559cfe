// Concern: marks, wake-ups and their budget, order of alerts, duplicates and old events in the plain shop.
#include <gtest/gtest.h>

#include "tests/reference/story.h"

namespace tidemark::reference {
namespace {

PlainEvent bought(const std::string& customer, Millis time, const std::string& id = "") {
  return event(Kind::kPurchase, customer, time, id, 10 * kMicro);
}
PlainEvent seen(const std::string& customer, Millis time) {
  return event(Kind::kPageView, customer, time);
}

std::vector<PlainFate> fates(const ShopModel& shop) {
  std::vector<PlainFate> fates;
  for (const PlainInput& input : shop.inputs()) fates.push_back(input.fate);
  return fates;
}

/// Positions, customers and values of the alerts of one level.
Told alerts_of(const ShopModel& shop, const std::string& level) {
  Told told;
  for (const PlainAlert& alert : shop.alerts())
    if (alert.transition.level == level)
      told.push_back(std::to_string(alert.position) + "/" + std::to_string(alert.kind) + " " +
                     alert.customer + " " + alert.transition.to);
  return told;
}

/// Two customers of one key group.
std::pair<std::string, std::string> neighbours() {
  for (int i = 1;; ++i) {
    const std::string other = fmt::format("c{}", i);
    if (key_group_of(customer_hash(other)) == key_group_of(customer_hash("c0"))) return {"c0", other};
  }
}

class PlainShop : public ::testing::Test {
 protected:
  config::Config config_ = story_config();
};

TEST_F(PlainShop, WatermarkTrailsAndMovesWithSeconds) {
  ShopModel shop(config_, Zone::utc());
  shop.event(seen("a", on(0) + 100));
  EXPECT_EQ(shop.watermark(), on(0) + 100 - 5 * kMinute);
  shop.event(seen("a", on(0) + 900));  // the same second: no mark
  EXPECT_EQ(shop.confirmed(), on(0) + 900);
  EXPECT_EQ(shop.watermark(), on(0) + 100 - 5 * kMinute);
  shop.event(seen("a", on(0) + 1000));
  EXPECT_EQ(shop.watermark(), on(0) + 1000 - 5 * kMinute);
}

TEST_F(PlainShop, SilenceFiresAtTheMarkBeforeSomebodyElsesEvent) {
  ShopModel shop(config_, Zone::utc());
  shop.event(bought("a", on(0)));
  shop.event(seen("b", on(30) + 5 * kMinute - 1000));
  EXPECT_EQ(alerts_of(shop, "lifecycle"), Told{"1/1 a new"});
  shop.event(seen("b", on(30) + 5 * kMinute));
  EXPECT_EQ(alerts_of(shop, "lifecycle"), (Told{"1/1 a new", "3/0 a active"}));
  EXPECT_EQ(dump_alert(shop.alerts()[1]), "3 0 2025-01-31T00:00:00Z a 2 lifecycle new active time - -");
}

TEST_F(PlainShop, AlertsOfOneMarkAreOrderedByInstantThenCustomer) {
  config_.rfm.enabled = false;
  ShopModel shop(config_, Zone::utc());
  shop.event(bought("b", on(0)));
  shop.event(bought("z", on(0)));
  shop.event(bought("a", on(0, 1)));
  shop.event(bought("d", on(31)));
  EXPECT_EQ(alerts_of(shop, "lifecycle"), (Told{"1/1 b new", "2/1 z new", "3/1 a new", "4/0 b active",
                                                "4/0 z active", "4/0 a active", "4/1 d new"}));
}

TEST_F(PlainShop, ABudgetLeavesTheRestToTheNextMark) {
  config_.log.wake_budget = 1;
  config_.rfm.enabled = false;
  const auto [first, second] = neighbours();
  ShopModel shop(config_, Zone::utc());
  shop.event(bought(second, on(0)));
  shop.event(bought(first, on(0, 1)));
  shop.event(seen("x", on(40)));
  EXPECT_EQ(shop.wakes_fired(), 1U);
  shop.event(seen("x", on(40) + 1));  // the same second: no mark
  EXPECT_EQ(shop.wakes_fired(), 1U);
  shop.event(seen("x", on(40) + 1000));
  EXPECT_EQ(alerts_of(shop, "lifecycle"), (Told{"1/1 " + second + " new", "2/1 " + first + " new",
                                                "3/0 " + second + " active", "5/0 " + first + " active"}));
}

TEST_F(PlainShop, TheFinalMarkFiresEverythingWithoutBudget) {
  config_.log.wake_budget = 1;
  config_.rfm.enabled = false;
  const auto [first, second] = neighbours();
  ShopModel shop(config_, Zone::utc());
  shop.event(bought(second, on(0)));
  shop.event(bought(first, on(0, 1)));
  shop.finish_until(on(90, 1));
  EXPECT_EQ(shop.watermark(), on(90, 1));
  EXPECT_EQ(alerts_of(shop, "lifecycle").size(), 6U);
  EXPECT_EQ(alerts_of(shop, "lifecycle").back(), "3/0 " + first + " at_risk");
}

TEST_F(PlainShop, EveryPositionOfTheGridIsAMarkAlsoADeadLetter) {
  ShopModel shop(config_, Zone::utc());
  shop.event(bought("a", on(0)));
  shop.event(seen("b", on(30) + 5 * kMinute - 900));
  shop.event(seen("b", on(30) + 5 * kMinute - 900 + 899));  // the same second: no mark
  while (shop.inputs().size() < 4095) shop.unreadable();
  EXPECT_EQ(shop.watermark(), on(30) - 900);
  shop.unreadable();
  EXPECT_EQ(shop.watermark(), on(30) - 1);
  while (shop.inputs().size() < 8191) shop.event(seen("b", on(29)));
  shop.event(seen("b", on(30) + 5 * kMinute - 1));
  EXPECT_EQ(shop.watermark(), on(30) - 1);
}

TEST_F(PlainShop, TooOldIsAgainstTheLastMark) {
  ShopModel shop(config_, Zone::utc());
  shop.event(seen("a", on(500)));
  const Millis limit = on(500) - 5 * kMinute - 400 * kDay;
  shop.event(bought("b", limit - 1));
  shop.event(bought("b", limit));
  EXPECT_EQ(fates(shop),
            (std::vector<PlainFate>{PlainFate::kAccepted, PlainFate::kTooOld, PlainFate::kLate}));
  EXPECT_EQ(shop.customers().at("b").history().orders(), 1);
}

TEST_F(PlainShop, DuplicatesHaveNoEffectButTime) {
  ShopModel shop(config_, Zone::utc());
  shop.event(bought("a", on(0), "1"));
  shop.event(bought("a", on(1), "1"));
  shop.event(bought("b", on(1), "1"));  // another customer's
  shop.event(bought("a", on(1)));       // no id
  shop.event(bought("a", on(1)));
  EXPECT_EQ(fates(shop)[1], PlainFate::kDuplicate);
  EXPECT_EQ(shop.customers().at("a").history().orders(), 3);
  EXPECT_EQ(shop.customers().at("b").history().orders(), 1);
  EXPECT_EQ(shop.watermark(), on(1) - 5 * kMinute);
}

TEST_F(PlainShop, IdsAreForgottenByTimeOnlyWhenAnotherIsRemembered) {
  config_.events.dedupe_horizon = 10 * kDay;
  ShopModel shop(config_, Zone::utc());
  shop.event(bought("a", on(0), "1"));
  shop.event(bought("a", on(20), "1"));  // beyond the horizon, but nothing has pushed it out
  EXPECT_EQ(fates(shop).back(), PlainFate::kDuplicate);
  shop.event(bought("a", on(20), "2"));
  shop.event(bought("a", on(20), "1"));
  EXPECT_EQ(fates(shop).back(), PlainFate::kAccepted);
}

TEST_F(PlainShop, IdsAreForgottenByCount) {
  config_.events.dedupe_ids = 2;
  ShopModel shop(config_, Zone::utc());
  for (const char* id : {"1", "2", "1", "3", "1"}) shop.event(bought("a", on(0), id));
  EXPECT_EQ(fates(shop)[2], PlainFate::kDuplicate);
  EXPECT_EQ(fates(shop)[4], PlainFate::kAccepted);
}

TEST_F(PlainShop, DumpsALineACustomer) {
  ShopModel shop(config_, Zone::utc());
  shop.event(bought("a", on(0, 1)));
  shop.event(seen("b", on(0, 2)));
  EXPECT_EQ(dump_customers(shop, config_, shop.confirmed()),
            "a orders=1 gross=10 refunds=0 first=2025-01-01T01:00:00Z last=2025-01-01T01:00:00Z x=0 days=1 "
            "tier=bronze since=2025-01-01T01:00:00Z lifecycle=new since=2025-01-01T01:00:00Z rfm=s7 "
            "since=2025-01-01T01:00:00Z scores=5/1/1 churn=unknown since=2025-01-01T01:00:00Z\n"
            "b orders=0 gross=0 refunds=0 first=null last=null x=null days=0 tier=bronze "
            "since=2025-01-01T02:00:00Z lifecycle=prospect since=2025-01-01T02:00:00Z rfm=null churn=unknown "
            "since=2025-01-01T02:00:00Z\n");
  // A read looks ahead without announcing.
  const std::string later = dump_customer("a", shop.customers().at("a"), config_, on(95));
  EXPECT_NE(later.find("lifecycle=at_risk"), std::string::npos);
  EXPECT_EQ(shop.alerts().size(), 1U);
}

}  // namespace
}  // namespace tidemark::reference
