// Churn over another activity than purchases: x, t_x and T from the days of those events, in any order.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "operators/models/btyd.h"
#include "tests/operators/churn_world.h"

namespace tidemark::operators::story {
namespace {

constexpr Kind kLogin = static_cast<Kind>(kFirstCustomKind);

config::Config logins(std::string_view zone = "UTC") {
  return programme("time: {zone: " + std::string(zone) +
                   "}\nevents: {kinds: [login]}\nchurn: {activity: [login, search], mbgnbd: " +
                   std::string(kMbgNbd) + "}\n");
}

TEST(ChurnActivity, CountsDaysOfTheseKindsAlone) {
  Customer customer(scoring_of(logins()));
  customer.buy(noon(0), 100);
  EXPECT_EQ(customer.level("churn"), "unknown") << "purchases are not the activity";
  EXPECT_TRUE(Json(customer.json(noon(0))).is_null("/btyd/x"));
  customer.apply(event(kLogin, noon(3)));
  customer.apply(event(Kind::kSearch, noon(3) + kHour));
  customer.apply(event(kLogin, noon(10)));
  customer.apply(refund(noon(11), 100));
  const Json customer_now(customer.json(noon(20)));
  EXPECT_EQ(customer_now.number("/btyd/x"), 1);
  EXPECT_EQ(customer_now.number("/btyd/t_x"), 1);
  EXPECT_EQ(customer_now.number("/btyd/T"), 17.5 / 7);
  const Btyd model(config::Churn::Model::kMbgNbd, published_mbgnbd());
  EXPECT_EQ(customer.number("churn.risk", noon(20)), model.silence_probability({1, 1, 2.5}, 13));
  EXPECT_EQ(customer.level("churn"), "low");
  customer.wake(noon(200));
  const Json alert(customer.last_alert().data);
  EXPECT_EQ(alert.text("/reasons/0/feature"), "activity_history");
  EXPECT_EQ(alert.text("/reasons/1/feature"), "silent_days");
  EXPECT_NE(alert.text("/reasons/1/text").find("the risk of no activity within 91 days is now"),
            std::string::npos);
}

TEST(ChurnActivity, DueIsExact) {
  Customer customer(scoring_of(logins()));
  for (int day = 0; day < 30; day += 3) customer.apply(event(kLogin, noon(day)));
  ASSERT_EQ(customer.level("churn"), "low");
  const Millis due = customer.due();
  EXPECT_LT(customer.number("churn.risk", due - 1), 0.5);
  EXPECT_GE(customer.number("churn.risk", due), 0.5);
}

/// Days of a zone that has days of 23 and 25 hours, counted plainly.
TEST(ChurnActivity, AnyOrderOfArrivalGivesTheSame) {
  Random random(12);
  const config::Config config = logins("Europe/Berlin");
  const auto scoring = scoring_of(config);
  const Result<std::shared_ptr<const Zone>> zone = Zone::load("Europe/Berlin");
  for (int round = 0; round < 100; ++round) {
    std::vector<Event> history;
    std::set<Day> days;
    Millis first = kNever;
    for (int i = 0; i < 40; ++i) {
      const Millis t = noon(0) + random.between(-600 * kDay, 390 * kDay);
      history.push_back(event(random.chance(0.6) ? kLogin : Kind::kPurchase, t));
      if (history.back().kind != kLogin) continue;
      days.insert((*zone)->local_day(t));
      first = std::min(first, t);
    }
    const Millis end = noon(400);
    Customer customer(scoring);
    for (const Event& e : history) customer.apply(e);
    const Json object(customer.json(end));
    ASSERT_EQ(object.number("/btyd/x"), static_cast<double>(days.size() - 1));
    ASSERT_EQ(object.number("/btyd/t_x"), static_cast<double>(*days.rbegin() - *days.begin()) / 7);
    ASSERT_EQ(object.number("/btyd/T"),
              static_cast<double>(end - (*zone)->day_start(*days.begin())) / static_cast<double>(kWeek));
    std::sort(history.begin(), history.end(), [](const Event& a, const Event& b) { return a.time < b.time; });
    Customer sorted(scoring);
    for (const Event& e : history) sorted.apply(e);
    ASSERT_EQ(sorted.number("churn.risk", end), customer.number("churn.risk", end));
  }
}

TEST(ChurnActivity, LongHistoriesStaySmallAndExact) {
  Customer customer(scoring_of(logins()));
  for (int day = 0; day < 3000; ++day) customer.apply(event(kLogin, noon(day)));
  EXPECT_EQ(customer.number("btyd.x", noon(3000)), 2999);
  EXPECT_LT(customer.scoring().heap_bytes(customer.state()), 1200u);
  const Customer loaded = customer.reloaded();
  EXPECT_EQ(loaded.number("btyd.x", noon(3000)), 2999);
  EXPECT_EQ(loaded.due(), customer.due());
}

TEST(ChurnActivity, RecordsUnderAnotherActivity) {
  Customer customer(scoring_of(logins()));
  customer.buy(noon(0), 10);
  for (int day = 1; day < 9; ++day) customer.apply(event(kLogin, noon(day)));
  ASSERT_EQ(customer.level("churn"), "low");

  config::Config bought = logins();
  bought.churn.activity.clear();
  Customer back = customer.reloaded(scoring_of(bought));
  EXPECT_EQ(back.number("btyd.x", noon(9)), 0) << "purchases were kept all along";
  EXPECT_EQ(back.level("churn"), "high");

  config::Config searches = logins();
  searches.churn.activity = {"search"};
  Customer other = customer.reloaded(scoring_of(searches));
  EXPECT_EQ(other.level("churn"), "unknown") << "nobody counted searches alone before";
  other.apply(event(Kind::kSearch, noon(12)));
  EXPECT_EQ(other.number("btyd.x", noon(12)), 0);
}

TEST(ChurnActivity, CostsNothingWhenNotConfigured) {
  config::Config without = logins();
  without.churn.activity.clear();
  EXPECT_LT(scoring_of(without)->state_bytes(), scoring_of(logins())->state_bytes());
  EXPECT_EQ(scoring_of(without)->state_bytes(), scoring_of(programme(""))->state_bytes());
}

}  // namespace
}  // namespace tidemark::operators::story
