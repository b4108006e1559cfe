// Concern: events far ahead of time in the plain shop: parked, confirmed by another customer, given up.
#include <gtest/gtest.h>

#include "tests/reference/story.h"

namespace tidemark::reference {
namespace {

PlainEvent seen(const std::string& customer, Millis time) {
  return event(Kind::kPageView, customer, time);
}

class PlainParking : public ::testing::Test {
 protected:
  PlainParking() : shop_(config_, Zone::utc()) { shop_.event(seen("a", on(0))); }
  /// "fate" or "fate<parked at" of the inputs after the first.
  std::vector<std::pair<PlainFate, Position>> after_first() const {
    std::vector<std::pair<PlainFate, Position>> all;
    for (std::size_t i = 1; i < shop_.inputs().size(); ++i)
      all.emplace_back(shop_.inputs()[i].fate, shop_.inputs()[i].parked_at);
    return all;
  }
  using Fates = std::vector<std::pair<PlainFate, Position>>;
  config::Config config_ = story_config();
  ShopModel shop_;
};

TEST_F(PlainParking, TheGapItselfIsNoLeap) {
  shop_.event(seen("b", on(366)));
  EXPECT_EQ(after_first(), (Fates{{PlainFate::kAccepted, 0}}));
}

TEST_F(PlainParking, ALeapMovesNothing) {
  shop_.event(seen("b", on(366) + 1));
  EXPECT_EQ(after_first(), (Fates{{PlainFate::kParked, 0}}));
  EXPECT_EQ(shop_.confirmed(), on(0));
  EXPECT_EQ(shop_.customers().count("b"), 0U);
}

TEST_F(PlainParking, TheSameCustomerCannotConfirmItself) {
  shop_.event(seen("b", on(400)));
  shop_.event(seen("b", on(401)));
  EXPECT_EQ(shop_.parked_count(), 2U);
}

TEST_F(PlainParking, AnotherCustomerReleasesInOrderOfPosition) {
  shop_.event(seen("b", on(402)));  // position 2
  shop_.event(seen("b", on(400)));  // position 3
  shop_.event(seen("z", on(900)));  // position 4: too far from the others, and from the confirming one
  EXPECT_EQ(shop_.parked_count(), 3U);
  shop_.event(seen("c", on(401)));
  EXPECT_EQ(after_first(), (Fates{{PlainFate::kParked, 0},
                                  {PlainFate::kParked, 0},
                                  {PlainFate::kParked, 0},
                                  {PlainFate::kAccepted, 2},
                                  {PlainFate::kLate, 3},
                                  {PlainFate::kLate, 0}}));  // W stands at day 402 already
  EXPECT_EQ(shop_.confirmed(), on(402));
  EXPECT_EQ(shop_.parked_count(), 1U);
}

TEST_F(PlainParking, TooFarApartDoesNotConfirm) {
  shop_.event(seen("b", on(400)));
  shop_.event(seen("c", on(400 + 366) + 1));
  EXPECT_EQ(shop_.parked_count(), 2U);
}

TEST_F(PlainParking, OrdinaryTimeDoesNotRelease) {
  shop_.event(seen("b", on(400)));
  shop_.event(seen("c", on(300)));  // brings the parked one within the gap, but is no leap itself
  EXPECT_EQ(shop_.parked_count(), 1U);
}

TEST_F(PlainParking, TheEndGivesThemUp) {
  shop_.event(seen("b", on(400)));
  shop_.event(seen("b", on(500)));
  shop_.finish_until(on(10));
  EXPECT_EQ(after_first(), (Fates{{PlainFate::kParked, 0},
                                  {PlainFate::kParked, 0},
                                  {PlainFate::kInFuture, 2},
                                  {PlainFate::kInFuture, 3},
                                  {PlainFate::kAccepted, 0}}));
}

TEST_F(PlainParking, AFullLotGivesUpTheOldest) {
  for (std::size_t i = 0; i < ShopModel::kParkedMax; ++i) shop_.event(seen("b", on(400)));
  EXPECT_EQ(shop_.inputs().size(), 1 + ShopModel::kParkedMax);
  shop_.event(seen("b", on(400)));
  EXPECT_EQ(shop_.parked_count(), ShopModel::kParkedMax);
  ASSERT_EQ(shop_.inputs().size(), 3 + ShopModel::kParkedMax);
  EXPECT_EQ(after_first()[ShopModel::kParkedMax], (std::pair{PlainFate::kInFuture, Position{2}}));
}

}  // namespace
}  // namespace tidemark::reference
