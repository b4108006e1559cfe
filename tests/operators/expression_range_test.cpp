// Bounds of expressions over time: nothing they are worth lies outside, of one instant they are the value,
// and they become narrow.
#include <gtest/gtest.h>

#include <limits>

#include "operators/expression/range_math.h"
#include "tests/operators/expression_maker.h"

namespace tidemark::operators {
namespace {

constexpr Millis kNow = 1'760'000'000'000;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

::testing::AssertionResult contains(const Range& range, double value) {
  const bool has = is_null(value) ? range.may_be_null : range.low <= value && value <= range.high;
  if (has) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << value << " is not in [" << range.low << ", " << range.high << "]"
                                       << (range.may_be_null ? " or null" : "");
}

TEST(ExpressionRanges, ContainEveryValue) {
  const ExpressionWorld world;
  ExpressionMaker maker(world.config(), 1);
  Random& random = maker.random();
  for (int round = 0; round < 2000; ++round) {
    const std::string text = round % 2 == 0 ? maker.any_condition(3) : maker.any_number(3);
    const CompiledExpression expression = world.expression(text);
    const Sample sample = maker.customer(kNow);
    for (const Millis span : {Millis{1}, kMinute, kHour, 2 * kDay, 400 * kDay}) {
      const Millis from = kNow + random.between(0, 60 * kDay);
      const Millis to = from + random.between(0, span);
      const Range range = expression.range(sample.bytes(), world.at(from), world.at(to));
      for (int i = 0; i < 12; ++i) {
        const Millis t = i == 0 ? from : i == 1 ? to : random.between(from, to);
        ASSERT_TRUE(contains(range, expression.number(sample.bytes(), world.at(t))))
            << text << " over " << to - from << " ms at " << t;
      }
    }
  }
}

TEST(ExpressionRanges, OfOneInstantAreTheValue) {
  const ExpressionWorld world;
  ExpressionMaker maker(world.config(), 2);
  for (int round = 0; round < 8000; ++round) {
    const std::string text = round % 2 == 0 ? maker.any_condition(4) : maker.any_number(4);
    const CompiledExpression expression = world.expression(text);
    const Sample sample = maker.customer(kNow);
    const Moment t = world.at(kNow + maker.random().between(0, 60 * kDay));
    const double value = expression.number(sample.bytes(), t);
    const Range range = expression.range(sample.bytes(), t, t);
    ASSERT_TRUE(contains(range, value)) << text;
    ASSERT_EQ(range.has_values(), !is_null(value)) << text;
    ASSERT_EQ(range.may_be_null, is_null(value)) << text;
    if (range.has_values()) {
      ASSERT_EQ(range.low, range.high) << text;
    }
  }
}

/// All ranges with bounds out of a few numbers, and the values in them: every operator on every pair.
class RangeAlgebra : public testing::Test {
 protected:
  RangeAlgebra() {
    for (const bool null : {false, true}) {
      for (const double low : kNumbers) {
        for (const double high : kNumbers) {
          if (low <= high) ranges_.push_back({low, high, null});
        }
      }
      ranges_.push_back({-kInfinity, 1, null});
      ranges_.push_back({0, kInfinity, null});
    }
    ranges_.push_back(Range::null());
  }

  static std::vector<double> values_in(const Range& range) {
    std::vector<double> values;
    for (const double number : kNumbers) {
      if (range.low <= number && number <= range.high) values.push_back(number);
    }
    if (range.may_be_null) values.push_back(kNull);
    return values;
  }

  template <typename Operator>
  void check(const char* name, const Operator& op) const {
    for (const Range& a : ranges_) {
      for (const Range& b : ranges_) {
        const Range result = op(a, b);
        for (const double x : values_in(a)) {
          for (const double y : values_in(b)) {
            ASSERT_TRUE(contains(result, op(x, y))) << x << " " << name << " " << y;
          }
        }
      }
    }
  }

  static constexpr double kNumbers[] = {-1e300, -7, -1, -0.3, 0, 1e-300, 0.5, 1, 3, 1e200};
  std::vector<Range> ranges_;
};

TEST_F(RangeAlgebra, ContainsWhatNumbersGive) {
  check("+", [](const auto& a, const auto& b) { return algebra::add(a, b); });
  check("-", [](const auto& a, const auto& b) { return algebra::subtract(a, b); });
  check("*", [](const auto& a, const auto& b) { return algebra::multiply(a, b); });
  check("/", [](const auto& a, const auto& b) { return algebra::divide(a, b); });
  check("min", [](const auto& a, const auto& b) { return algebra::lesser(a, b); });
  check("max", [](const auto& a, const auto& b) { return algebra::greater(a, b); });
  check("coalesce", [](const auto& a, const auto& b) { return algebra::first_known(a, b); });
  check("known", [](const auto& a, const auto&) { return algebra::known(a); });
  check("abs", [](const auto& a, const auto&) { return algebra::absolute(a); });
  check("negate", [](const auto& a, const auto&) { return algebra::negate(a); });
  using algebra::Comparison;
  for (const Comparison comparison :
       {Comparison::kEqual, Comparison::kNotEqual, Comparison::kLess, Comparison::kLessEqual,
        Comparison::kGreater, Comparison::kGreaterEqual}) {
    check("compare",
          [comparison](const auto& a, const auto& b) { return algebra::compare(comparison, a, b); });
  }
}

TEST_F(RangeAlgebra, LogicIsExact) {
  const double truths[] = {0, 1, kNull};
  const auto range_of = [&truths](unsigned set) {
    Range range;
    for (unsigned i = 0; i < 3; ++i) {
      if ((set >> i & 1U) != 0) range.include(Range::point(truths[i]));
    }
    return range;
  };
  const auto check_logic = [&](const auto& op) {
    for (unsigned a = 1; a < 8; ++a) {
      for (unsigned b = 1; b < 8; ++b) {
        Range expected;
        for (unsigned i = 0; i < 9; ++i) {
          if ((a >> i / 3 & 1U) != 0 && (b >> i % 3 & 1U) != 0) {
            expected.include(Range::point(op(truths[i / 3], truths[i % 3])));
          }
        }
        const Range result = op(range_of(a), range_of(b));
        EXPECT_EQ(result.low, expected.low);
        EXPECT_EQ(result.high, expected.high);
        EXPECT_EQ(result.may_be_null, expected.may_be_null) << a << " " << b;
      }
    }
  };
  check_logic([](const auto& a, const auto& b) { return algebra::both(a, b); });
  check_logic([](const auto& a, const auto& b) { return algebra::either(a, b); });
  check_logic([](const auto& a, const auto&) { return algebra::opposite(a); });
  check_logic([](const auto& a, const auto& b) { return algebra::choose(a, b, b); });
}

TEST(ExpressionRanges, AreNarrow) {
  const ExpressionWorld world;
  Sample sample;
  sample.last = kNow - 30 * kDay;
  sample.first = sample.last;
  sample.login = kNow - 10 * kDay;
  const auto range_of = [&](std::string_view text, Millis span) {
    return world.expression(text).range(sample.bytes(), world.at(kNow), world.at(kNow + span));
  };
  EXPECT_EQ(range_of("recency_days + 1", 5 * kDay).low, 31);
  EXPECT_EQ(range_of("recency_days + 1", 5 * kDay).high, 36);
  // What ages in step stays as far apart, however long.
  EXPECT_EQ(range_of("recency_days - days_since_login", 5000 * kDay).low, 20);
  EXPECT_EQ(range_of("recency_days - days_since_login", 5000 * kDay).high, 20);
  EXPECT_EQ(range_of("recency_days > tenure_days", 5000 * kDay).high, 0);
  EXPECT_EQ(range_of("recency_days >= tenure_days", 5000 * kDay).low, 1);
  EXPECT_EQ(range_of("days_since_login < recency_days", 5000 * kDay).low, 1);
  // and, or with a side that decides.
  EXPECT_EQ(range_of("orders > 5 and wave > 0", kDay).high, 0);
  EXPECT_EQ(range_of("wave > 0 and orders > 5", kDay).high, 0);
  EXPECT_EQ(range_of("orders < 5 or nps > 3", kDay).low, 1);
  EXPECT_FALSE(range_of("orders < 5 or nps > 3", kDay).may_be_null);
}

}  // namespace
}  // namespace tidemark::operators
