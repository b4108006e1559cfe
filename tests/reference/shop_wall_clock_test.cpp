// Concern: the plain shop under the wall clock: ticks alone move W, nothing is parked, what is later than the
// limit is refused, and a change of the clock.
#include <gtest/gtest.h>

#include "tests/reference/story.h"

namespace tidemark::reference {
namespace {

class PlainWallClock : public ::testing::Test {
 protected:
  PlainWallClock() : shop_(config_, Zone::utc()) { shop_.set_clock(config::ClockMode::kWall); }
  std::vector<PlainFate> fates() const {
    std::vector<PlainFate> all;
    for (const PlainInput& input : shop_.inputs()) all.push_back(input.fate);
    return all;
  }
  std::vector<Millis> alerts() const {
    std::vector<Millis> instants;
    for (const PlainAlert& alert : shop_.alerts()) instants.push_back(alert.transition.instant);
    return instants;
  }
  config::Config config_ = lifecycle_config();
  ShopModel shop_;
};

TEST_F(PlainWallClock, EventsDoNotMoveTime) {
  shop_.event(event(Kind::kPurchase, "a", on(0)));
  shop_.event(event(Kind::kPurchase, "b", on(300)));
  EXPECT_EQ(shop_.watermark(), kNoTime);
  EXPECT_EQ(shop_.confirmed(), on(300));
  EXPECT_EQ(shop_.wakes_fired(), 0U);
}

TEST_F(PlainWallClock, ATickIsAnInputAndWakesAsOfTheInstants) {
  shop_.event(event(Kind::kPurchase, "a", on(0)));
  const std::size_t alerts_before = alerts().size();
  shop_.tick(on(29));
  EXPECT_EQ(alerts().size(), alerts_before);
  shop_.tick(on(31));
  EXPECT_EQ(fates(), (std::vector<PlainFate>(3, PlainFate::kAccepted)));
  EXPECT_EQ(shop_.watermark(), on(31));
  EXPECT_EQ(shop_.confirmed(), on(31));
  ASSERT_EQ(alerts().size(), alerts_before + 1);
  EXPECT_EQ(alerts().back(), on(30)) << "no longer new";
  EXPECT_EQ(shop_.alerts().back().position, 3U);
}

TEST_F(PlainWallClock, ATickNeverMovesBack) {
  shop_.tick(on(2));
  shop_.tick(on(1));
  EXPECT_EQ(shop_.watermark(), on(2));
}

TEST_F(PlainWallClock, WhatIsBeyondTheLimitIsRefusedAndNothingIsParked) {
  shop_.event(event(Kind::kPageView, "a", on(0)));
  shop_.event(event(Kind::kPageView, "b", on(5000)));
  shop_.set_future_limit(on(5000));
  shop_.event(event(Kind::kPageView, "c", on(5000)));
  shop_.event(event(Kind::kPageView, "d", on(5000) + 1));
  EXPECT_EQ(fates(), (std::vector{PlainFate::kAccepted, PlainFate::kAccepted, PlainFate::kAccepted,
                                  PlainFate::kInFuture}));
  EXPECT_EQ(shop_.customers().count("d"), 0U);
}

TEST_F(PlainWallClock, OnlyItsWayGivesUpWhatIsParked) {
  shop_.set_clock(config::ClockMode::kEvent);
  shop_.event(event(Kind::kPageView, "a", on(0)));
  shop_.event(event(Kind::kPageView, "b", on(400)));
  ASSERT_EQ(shop_.parked_count(), 1U);
  shop_.set_clock(config::ClockMode::kEvent);
  EXPECT_EQ(shop_.parked_count(), 1U);
  shop_.set_clock(config::ClockMode::kWall);
  EXPECT_EQ(shop_.parked_count(), 0U);
  EXPECT_EQ(fates(), (std::vector{PlainFate::kAccepted, PlainFate::kParked, PlainFate::kInFuture}));
  EXPECT_EQ(shop_.inputs().back().parked_at, 2U);
}

TEST_F(PlainWallClock, TheGridIsAMarkWithoutMovingW) {
  config_.log.wake_budget = 1;
  shop_.event(event(Kind::kPurchase, "c0", on(0)));
  std::string other;
  for (int i = 1; other.empty(); ++i) {
    const std::string name = "c" + std::to_string(i);
    if (key_group_of(customer_hash(name)) == key_group_of(customer_hash("c0"))) other = name;
  }
  shop_.event(event(Kind::kPurchase, other, on(0)));
  shop_.tick(on(31));
  EXPECT_EQ(shop_.wakes_fired(), 1U);
  while (shop_.inputs().size() < ShopModel::kMarkEvery - 1) shop_.unreadable();
  EXPECT_EQ(shop_.wakes_fired(), 1U);
  shop_.unreadable();
  EXPECT_EQ(shop_.wakes_fired(), 2U);
  EXPECT_EQ(shop_.watermark(), on(31));
}

}  // namespace
}  // namespace tidemark::reference
