// What expressions are worth: every operator and function, and every rule about what is not known.
#include <gtest/gtest.h>

#include <limits>

#include "operators/expression/expression_signal.h"
#include "tests/operators/expression_world.h"

namespace tidemark::operators {
namespace {

constexpr Millis kNow = 1'760'000'000'000;

class Values : public testing::Test {
 protected:
  Values() {
    sample_.joined = kNow - 400 * kDay;
    sample_.last = kNow - 30 * kDay;
    sample_.first = kNow - 100 * kDay;
    sample_.city = "Berlin";
  }

  /// Also as a range of one instant, which must say the same.
  double worth(std::string_view text) {
    const CompiledExpression expression = world_.expression(text);
    const double value = expression.number(sample_.bytes(), world_.at(kNow));
    const Range range = expression.range(sample_.bytes(), world_.at(kNow), world_.at(kNow));
    if (is_null(value)) {
      EXPECT_FALSE(range.has_values()) << text;
      EXPECT_TRUE(range.may_be_null) << text;
    } else {
      EXPECT_EQ(range.low, value) << text;
      EXPECT_EQ(range.high, value) << text;
      EXPECT_FALSE(range.may_be_null) << text;
    }
    return value;
  }
  void expect(std::string_view text, double value) { EXPECT_EQ(worth(text), value) << text; }
  void expect_null(std::string_view text) { EXPECT_TRUE(is_null(worth(text))) << text; }

  ExpressionWorld world_;
  Sample sample_;
};

TEST_F(Values, Arithmetic) {
  expect("orders + 1 * 2", 5);
  expect("(orders + 1) * 2", 8);
  expect("orders - 1 - 1", 1);
  expect("12 / orders / 2", 2);
  expect("-orders * -2", 6);
  expect("abs(1 - orders)", 2);
  expect("abs(orders)", 3);
  expect("min(orders, 5, 2)", 2);
  expect("max(orders, 5, 2)", 5);
  expect("attribute.age - orders", 37);
}

TEST_F(Values, Comparisons) {
  for (const auto& [text, value] : std::vector<std::pair<const char*, double>>{{"orders == 3", 1},
                                                                               {"orders != 3", 0},
                                                                               {"orders < 3", 0},
                                                                               {"orders <= 3", 1},
                                                                               {"orders > 3", 0},
                                                                               {"orders >= 3", 1},
                                                                               {"3 == orders", 1},
                                                                               {"4 < orders", 0},
                                                                               {"2 < orders", 1},
                                                                               {"3 <= orders", 1},
                                                                               {"3 > orders", 0},
                                                                               {"4 >= orders", 1},
                                                                               {"orders + 0 < 4", 1},
                                                                               {"orders * 1 >= 3 + 1", 0},
                                                                               {"orders < attribute.age", 1},
                                                                               {"orders in [1, 3]", 1},
                                                                               {"orders in [1, 2]", 0},
                                                                               {"orders not in [1, 2]", 1},
                                                                               {"orders + 1 in [4]", 1}}) {
    expect(text, value);
  }
}

TEST_F(Values, Texts) {
  expect("attribute.city == 'Berlin'", 1);
  expect("attribute.city == 'berlin'", 0);
  expect("'Berlin' != attribute.city", 0);
  expect("attribute.city in ['Rome', 'Berlin']", 1);
  expect("attribute.city not in ['Rome', 'Berlin']", 0);
  expect("attribute.city == tier", 0);
  expect("'a' == 'b'", 0);
  expect("'a' != 'b'", 1);
  expect("'a' in ['b']", 0);
  expect("known(attribute.city)", 1);
  expect("known('a')", 1);
  sample_.city = std::string_view("x", 0);
  expect("attribute.city == ''", 1);  // empty is known
  expect("known(attribute.city)", 1);
  sample_.city = {};
  expect_null("attribute.city == 'Berlin'");
  expect_null("attribute.city != 'Berlin'");
  expect_null("attribute.city in ['Berlin']");
  expect_null("attribute.city not in ['Berlin']");
  expect_null("attribute.city == tier");
  expect("known(attribute.city)", 0);
}

TEST_F(Values, TheLatestValueIsWhatIsAskedFor) {
  sample_.plan = "pro";
  expect("last_plan == 'pro'", 1);
  expect("last_plan in ['pro']", 1);
  expect("known(last_plan)", 1);
  expect_null("last_plan > 3");
  sample_.plan = {};
  sample_.plan_number = 4;
  expect("last_plan > 3", 1);
  expect("coalesce(last_plan, 0) + 1", 5);
  expect("known(last_plan)", 1);
  expect_null("last_plan == 'pro'");
  sample_.plan_number = kNull;
  expect("known(last_plan)", 0);
}

TEST_F(Values, Instants) {
  expect("recency_days", 30);
  expect("recency_days >= 30d", 1);
  expect("recency_days > 720h", 0);
  expect("days_since(attribute.joined)", 400);
  expect("days_until(attribute.joined)", -400);
  expect("days_since(attribute.joined) > 399.9", 1);
  expect("days_until(coalesce(attribute.joined, '2026-01-01'))", -400);
  expect("attribute.joined - '1970-01-02'",
         static_cast<double>(kNow - 401 * kDay) / static_cast<double>(kDay));
  expect("attribute.joined < '2030-01-01'", 1);
  expect("attribute.joined == '2030-01-01'", 0);
  expect("attribute.joined in ['2030-01-01', '2024-09-04T08:53:20Z']", 1);
  expect("days_since(attribute.joined) - tenure_days", 300);
  expect("tenure_days - recency_days", 70);
  expect("recency_days + 70 == tenure_days", 1);
  expect("70d + recency_days < tenure_days", 0);
  expect("tenure_days - 70 > recency_days", 0);
  expect("recency_days + 69 < tenure_days - 0.5", 1);
  expect("max(recency_days, days_since(attribute.joined)) - tenure_days", 300);
  expect("coalesce(days_since_login, tenure_days) > recency_days", 1);
  expect("days_since('2025-10-09T08:53:20Z')", 0);
  sample_.joined = kNoTime;
  expect_null("days_since(attribute.joined)");
  expect_null("days_until(attribute.joined) < 3");
  expect_null("attribute.joined < '2030-01-01'");
  expect_null("days_since(attribute.joined) - tenure_days");
  expect_null("days_since(attribute.joined) > tenure_days");
}

TEST_F(Values, WhatIsNotKnownStaysSo) {
  for (const char* text : {"nps + 1",
                           "1 - nps",
                           "nps * 0",
                           "nps / 2",
                           "2 / nps",
                           "-nps",
                           "abs(nps)",
                           "min(nps, 1)",
                           "max(1, 2, nps)",
                           "nps == 1",
                           "nps != 1",
                           "1 < nps",
                           "nps >= orders",
                           "nps in [1, 2]",
                           "nps not in [1]",
                           "not attribute.vip",
                           "attribute.vip",
                           "attribute.vip == true",
                           "days_since(null)",
                           "null + 1",
                           "if(true, nps, 1)",
                           "coalesce(nps, null)",
                           "null"}) {
    expect_null(text);
  }
}

TEST_F(Values, WhatIsNoNumberIsNotKnown) {
  expect_null("orders / 0");
  expect_null("0 / 0");
  expect_null("orders / (orders - 3)");
  expect_null("1e308 * 10");
  expect_null("1e308 + 1e308");
  expect_null("-1e308 - 1e308");
  expect_null("1e308 / 1e-10");
  expect_null("(1e308 * 10) * 0");
  expect("0 / orders", 0);
}

TEST_F(Values, LogicOfThree) {
  // attribute.vip is null.
  const std::pair<const char*, double> table[] = {{"attribute.vip and false", 0},
                                                  {"false and attribute.vip", 0},
                                                  {"attribute.vip or true", 1},
                                                  {"true or attribute.vip", 1},
                                                  {"true and true", 1},
                                                  {"true and false", 0},
                                                  {"false or false", 0},
                                                  {"false or true", 1},
                                                  {"not true", 0},
                                                  {"not false", 1},
                                                  {"orders > 1 and nps > 1 and orders > 5", 0},
                                                  {"nps > 1 or orders > 1", 1}};
  for (const auto& [text, value] : table) expect(text, value);
  for (const char* text : {"attribute.vip and true", "true and attribute.vip", "attribute.vip or false",
                           "false or attribute.vip", "attribute.vip and attribute.vip",
                           "attribute.vip or attribute.vip", "not (nps > 1)"}) {
    expect_null(text);
  }
}

TEST_F(Values, WhatIsKnown) {
  expect("known(nps)", 0);
  expect("known(orders)", 1);
  expect("known(attribute.vip and false)", 1);
  expect("known(attribute.vip and true)", 0);
  expect("known(null)", 0);
  expect("not known(nps)", 1);
  expect("coalesce(nps, orders)", 3);
  expect("coalesce(nps, null, 7, orders)", 7);
  expect("coalesce(orders, nps)", 3);
  expect("coalesce(attribute.vip, true)", 1);
}

TEST_F(Values, OneOrTheOther) {
  expect("if(orders > 1, 10, 20)", 10);
  expect("if(orders > 5, 10, 20)", 20);
  expect("if(attribute.vip, 10, 20)", 20);  // null does not hold
  expect("if(orders > 1, orders > 2, attribute.vip)", 1);
  expect("days_since(if(orders > 1, attribute.joined, '2020-01-01'))", 400);
  expect("1 + if(orders > 1, 2 * orders, nps) + 1", 8);
}

TEST_F(Values, AConditionThatIsNotKnownDoesNotHold) {
  EXPECT_FALSE(world_.condition("attribute.vip").holds(sample_.bytes(), world_.at(kNow)));
  EXPECT_FALSE(world_.condition("not attribute.vip").holds(sample_.bytes(), world_.at(kNow)));
  EXPECT_TRUE(world_.condition("orders == 3").holds(sample_.bytes(), world_.at(kNow)));
  EXPECT_FALSE(world_.condition("orders == 4").holds(sample_.bytes(), world_.at(kNow)));
}

TEST_F(Values, LargeExpressionsFitTheStack) {
  std::string text = "orders";
  for (int i = 0; i < 29; ++i) text = "(1 + " + text + ")";
  expect(text, 32);
  std::string list = "max(1";
  for (int i = 2; i <= 32; ++i) list += ", " + std::to_string(i);
  expect(list + ")", 32);
}

TEST_F(Values, SignalsOfExpressions) {
  const ExpressionSignal signal("risk_of_gold", world_.condition("churn.risk > 0.4 and orders > 2"));
  EXPECT_EQ(signal.type(), SignalType::kTruth);
  EXPECT_EQ(signal.name(), "risk_of_gold");
  EXPECT_EQ(signal.number(sample_.bytes(), world_.at(kNow)), 1);
  EXPECT_TRUE(signal.moved_by(Kind::kPurchase));
  EXPECT_TRUE(signal.moved_by(Kind::kComplaint));
  EXPECT_FALSE(signal.moved_by(Kind::kSearch));
  EXPECT_EQ(signal.expression().text(), "churn.risk > 0.4 and orders > 2");
  const Range range = signal.range(sample_.bytes(), world_.at(kNow), world_.at(kNow + kDay));
  EXPECT_EQ(range.low, 1);
  EXPECT_EQ(range.high, 1);
  EXPECT_EQ(ExpressionSignal("x", world_.value("orders")).type(), SignalType::kNumber);
  EXPECT_EQ(ExpressionSignal("x", world_.expression("max(attribute.joined, '2020-01-01')")).type(),
            SignalType::kInstant);
}

TEST_F(Values, SignalsMustBeWhatTheirNamesSay) {
  const auto expression = config::parse_condition("orders > 1", world_.config());
  ASSERT_TRUE(expression.ok());
  const auto text = CompiledExpression::make(*expression, [this](auto) { return world_.signal("tier"); });
  EXPECT_EQ(text.status().message(), "the signal 'orders' is not of the type of its name");
  const auto missing = CompiledExpression::make(
      *expression, [](auto) -> Result<const Signal*> { return Status::not_found("no such signal"); });
  EXPECT_EQ(missing.status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace tidemark::operators
