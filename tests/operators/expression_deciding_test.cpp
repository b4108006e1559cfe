// Which part of a condition made it change, for the sentences that explain it.
#include "operators/expression/deciding.h"

#include <gtest/gtest.h>

#include "tests/operators/expression_world.h"

namespace tidemark::operators {
namespace {

constexpr Millis kNow = 1'760'000'000'000;

class Deciding : public testing::Test {
 protected:
  std::vector<DecidingComparison> of(std::string_view text) {
    conditions_.push_back(std::make_unique<CompiledExpression>(world_.condition(text)));
    return deciding_comparisons(*conditions_.back(), {before_.bytes(), world_.at(then_)},
                                {after_.bytes(), world_.at(kNow)});
  }

  ExpressionWorld world_;
  Sample before_;
  Sample after_;
  Millis then_ = kNow - 1;
  std::vector<std::unique_ptr<CompiledExpression>> conditions_;
};

TEST_F(Deciding, TheComparisonThatTimeReached) {
  before_.login = after_.login = kNow - 30 * kDay;
  const auto deciding = of("days_since_login >= 30d and orders >= 3");
  ASSERT_EQ(deciding.size(), 1u);
  EXPECT_EQ(deciding[0].text, "days_since_login >= 30");
  EXPECT_EQ(deciding[0].feature, "days_since_login");
  EXPECT_TRUE(deciding[0].holds);
  EXPECT_EQ(deciding[0].value, 30);
  EXPECT_EQ(deciding[0].limit, 30);
  EXPECT_LT(deciding[0].before, 30);
  EXPECT_GT(deciding[0].before, 29.99);
}

TEST_F(Deciding, EveryOneThatChangedInTheirOrder) {
  after_.orders = 7;
  after_.nps = 9;
  const auto deciding = of("not (orders < 5) and (nps > 8 or attribute.age > 1) or 6 <= orders * 2");
  ASSERT_EQ(deciding.size(), 2u);
  EXPECT_EQ(deciding[0].text, "orders < 5");
  EXPECT_FALSE(deciding[0].holds);
  EXPECT_EQ(deciding[0].before, 3);
  EXPECT_EQ(deciding[0].value, 7);
  EXPECT_EQ(deciding[1].text, "nps > 8");
  EXPECT_TRUE(is_null(deciding[1].before));
  EXPECT_TRUE(deciding[1].holds);
}

TEST_F(Deciding, ALiteralOnTheLeftIsTheLimit) {
  after_.orders = 2;
  const auto deciding = of("6 <= orders * 2");
  ASSERT_EQ(deciding.size(), 1u);
  EXPECT_EQ(deciding[0].feature, "orders * 2");
  EXPECT_EQ(deciding[0].before, 6);
  EXPECT_EQ(deciding[0].value, 4);
  EXPECT_EQ(deciding[0].limit, 6);
  EXPECT_FALSE(deciding[0].holds);
}

TEST_F(Deciding, ALimitThatIsAFeature) {
  after_.age = 2;
  const auto deciding = of("orders > attribute.age");
  ASSERT_EQ(deciding.size(), 1u);
  EXPECT_EQ(deciding[0].feature, "orders");
  EXPECT_EQ(deciding[0].before, 3);
  EXPECT_EQ(deciding[0].limit, 2);
}

TEST_F(Deciding, TextsListsAndTruthValues) {
  before_.city = "Rome";
  after_.city = "Berlin";
  after_.orders = 4;
  after_.vip = 1;
  after_.nps = 3;
  const auto deciding =
      of("attribute.city == 'Berlin' and orders in [4, 5] and attribute.vip and known(nps) and "
         "attribute.city in ['Oslo', 'Berlin']");
  ASSERT_EQ(deciding.size(), 5u);
  EXPECT_EQ(deciding[0].feature, "attribute.city");
  EXPECT_EQ(deciding[0].before_text, "Rome");
  EXPECT_EQ(deciding[0].value_text, "Berlin");
  EXPECT_TRUE(is_null(deciding[0].value));
  EXPECT_TRUE(is_null(deciding[0].limit));
  EXPECT_EQ(deciding[1].text, "orders in [4, 5]");
  EXPECT_EQ(deciding[1].value, 4);
  EXPECT_TRUE(is_null(deciding[1].limit));
  EXPECT_EQ(deciding[2].text, "attribute.vip");
  EXPECT_EQ(deciding[2].feature, "attribute.vip");
  EXPECT_EQ(deciding[2].value, 1);
  EXPECT_EQ(deciding[3].text, "known(nps)");
  EXPECT_EQ(deciding[3].feature, "nps");
  EXPECT_EQ(deciding[3].value, 3);
  EXPECT_EQ(deciding[4].value_text, "Berlin");
}

TEST_F(Deciding, NothingWhereNothingChanged) {
  after_.orders = 4;
  EXPECT_TRUE(of("orders > 2").empty());
  // From not known to false is no change of what holds.
  after_.nps = 1;
  EXPECT_TRUE(of("nps > 5").empty());
  EXPECT_EQ(of("nps <= 5").size(), 1u);
}

}  // namespace
}  // namespace tidemark::operators
