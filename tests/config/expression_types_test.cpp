// Types of expressions: what may stand beside what, what a text becomes, and what is said about the rest.
#include <gtest/gtest.h>

#include "config/expression.h"
#include "config/expression_parser.h"
#include "tests/config/feature_programme.h"

namespace tidemark::config {
namespace {

ValueType type_of(std::string_view text) {
  const Result<Expression> expression = parse_expression(text, feature_programme());
  if (!expression.ok()) ADD_FAILURE() << text << ": " << expression.status().message();
  return expression.ok() ? expression->type() : ValueType::kNull;
}

std::string refusal(std::string_view text) {
  const Result<Expression> expression = parse_expression(text, feature_programme());
  return expression.ok() ? "fine" : expression.status().message();
}

TEST(ExpressionTypes, OfResults) {
  for (const char* text :
       {"orders", "orders + 1", "-net", "attribute.joined - attribute.joined", "days_since(attribute.joined)",
        "days_until('2026-01-31')", "abs(nps)", "if(segment.vip, 1, null)", "last_plan + 1",
        "coalesce(last_plan, 0)", "min(last_plan, 1)"}) {
    EXPECT_EQ(type_of(text), ValueType::kNumber) << text;
  }
  for (const char* text : {"orders > 1", "not segment.vip", "known(tier)", "tier in ['gold']", "subscribed",
                           "coalesce(subscribed, false)", "if(subscribed, segment.vip, null)",
                           "attribute.vip != segment.vip", "last_plan == 'pro'", "last_plan > 3",
                           "last_plan in ['pro', 'max']", "last_plan in [1, 2]", "tier != club"}) {
    EXPECT_EQ(type_of(text), ValueType::kTruth) << text;
  }
  EXPECT_EQ(type_of("coalesce(attribute.joined, '2026-01-31')"), ValueType::kInstant);
  EXPECT_EQ(type_of("max(attribute.joined, attribute.joined)"), ValueType::kInstant);
  EXPECT_EQ(type_of("tier"), ValueType::kText);
  EXPECT_EQ(type_of("null"), ValueType::kNull);
}

TEST(ExpressionTypes, ATextBesideAnInstantIsADate) {
  for (const char* text : {"attribute.joined < '2026-01-31'", "'2026-01-31' > attribute.joined",
                           "attribute.joined in ['2026-01-31', '2026-02-01T10:00:00Z']"}) {
    EXPECT_EQ(type_of(text), ValueType::kTruth) << text;
  }
  const auto expression = parse_condition("attribute.joined < '1970-01-02'", feature_programme());
  ASSERT_TRUE(expression.ok());
  EXPECT_EQ(expression->nodes[1].op, Expression::Op::kInstant);
  EXPECT_EQ(expression->nodes[1].number, 86'400'000.0);
  EXPECT_EQ(refusal("attribute.joined < 'soon'"),
            "at column 20: 'soon' is no date; write one such as '2026-01-31' or '2026-01-31T12:00:00Z'");
}

TEST(ExpressionTypes, WhatDoesNotFit) {
  const std::pair<const char*, const char*> wrong[] = {
      {"orders and segment.vip",
       "at column 1: 'orders' is a number, and true or false is needed; compare it, such as > 0"},
      {"segment.vip or (orders + net)",
       "at column 17: 'orders + net' is a number, and true or false is needed; compare it, such as > 0"},
      {"not tier", "at column 5: 'tier' is a text, and true or false is needed; compare it, such as == 'x'"},
      {"tier + 1",
       "at column 1: 'tier' is a text, and a number is needed; compare texts with == and !=, or look for "
       "them in a list; nothing else is done with them"},
      {"1 + segment.vip",
       "at column 5: 'segment.vip' is true or false, and a number is needed; make a number of it with if(…, "
       "1, 0)"},
      {"attribute.joined + 30d",
       "at column 1: 'attribute.joined' is an instant, and a number is needed; make days of it with "
       "days_since(…) or days_until(…)"},
      {"attribute.joined - 30d",
       "at column 20: '30' is a number, and an instant is needed; write a date attribute, or a date such as "
       "'2026-01-31'"},
      {"attribute.joined > 5",
       "at column 20: '5' is a number, and an instant is needed; write a date attribute, or a date such as "
       "'2026-01-31'"},
      {"days_since(orders)",
       "at column 12: 'orders' is a number, and an instant is needed; write a date attribute, or a date such "
       "as '2026-01-31'"},
      {"tier > 'gold'", "at column 6: '>' does not stand between texts or truth values; write == or !="},
      {"segment.vip >= true",
       "at column 13: '>=' does not stand between texts or truth values; write == or !="},
      {"tier == 3", "at column 9: '3' is a number, and a text is needed; write a text in quotes"},
      {"segment.vip == 1",
       "at column 16: '1' is a number, and true or false is needed; compare it, such as > 0"},
      {"(orders > 1) == net",
       "at column 17: 'net' is a number, and true or false is needed; compare it, such as > 0"},
      {"orders == null",
       "at column 11: a comparison with null is never true; write known(x) for what is known, not known(x) "
       "for what is not"},
      {"orders + 1 >= (orders + 1)",
       "at column 12: 'orders + 1' is compared with itself; compare it with something else"},
      {"null in [1]",
       "at column 1: a comparison with null is never true; write known(x) for what is known, not known(x) "
       "for what is not"},
      {"coalesce(null, null) in ['a']",
       "at column 1: a comparison with null is never true; write known(x) for what is known, not known(x) "
       "for what is not"},
      {"tier in [1]",
       "at column 10: the list does not fit what is looked for in it; write a list of texts such as ['a', "
       "'b']"},
      {"orders in ['1']",
       "at column 12: the list does not fit what is looked for in it; write a list of numbers such as [1, "
       "2]"},
      {"attribute.joined in [1]",
       "at column 22: the list does not fit what is looked for in it; write a list of dates such as "
       "['2026-01-31']"},
      {"attribute.joined in ['x']",
       "at column 22: the list does not fit what is looked for in it; write a list of dates such as "
       "['2026-01-31']"},
      {"coalesce(tier, 'gold') == 'gold'",
       "at column 10: 'tier' is a text, and a number is needed; compare texts with == and !=, or look for "
       "them in a list; nothing else is done with them"},
      {"max(segment.vip, attribute.vip)",
       "at column 5: 'segment.vip' is true or false, and a number is needed; make a number of it with if(…, "
       "1, 0)"},
      {"if(orders, 1, 2)",
       "at column 4: 'orders' is a number, and true or false is needed; compare it, such as > 0"},
      {"if(segment.vip, 1, true)",
       "at column 17: '1' is a number, and true or false is needed; compare it, such as > 0"}};
  for (const auto& [text, message] : wrong) EXPECT_EQ(refusal(text), message) << text;
}

TEST(ExpressionTypes, LevelsHaveTheirValuesOnly) {
  EXPECT_EQ(refusal("tier == 'glod'"),
            "at column 9: 'tier' is never 'glod'; did you mean 'gold'? known here: bronze, silver, gold");
  EXPECT_EQ(refusal("'glod' != tier"),
            "at column 1: 'tier' is never 'glod'; did you mean 'gold'? known here: bronze, silver, gold");
  EXPECT_EQ(refusal("lifecycle in ['churned', 'at risk']")
                .find("at column 26: 'lifecycle' is never 'at risk'; did you mean 'at_risk'?"),
            0u);
  EXPECT_EQ(refusal("score.health.level == 'bad'").find("at column 23: 'score.health.level' is never 'bad'"),
            0u);
  EXPECT_EQ(refusal("attribute.city == 'anywhere'"), "fine");
}

TEST(ExpressionTypes, OfTheWhole) {
  const Config config = feature_programme();
  EXPECT_TRUE(parse_condition("orders > 1", config).ok());
  EXPECT_TRUE(parse_value("orders", config).ok());
  EXPECT_TRUE(parse_value("last_plan", config).ok());
  EXPECT_EQ(parse_condition("orders", config).status().message(),
            "at column 1: 'orders' is a number, and true or false is needed; compare it, such as > 0");
  EXPECT_EQ(parse_value("orders > 1", config).status().message(),
            "at column 1: 'orders > 1' is true or false, and a number is needed; make a number of it with "
            "if(…, 1, 0)");
  EXPECT_EQ(
      parse_value("tier", config).status().message().find("at column 1: 'tier' is a text, and a number"), 0u);
  EXPECT_FALSE(parse_value("attribute.joined", config).ok());
  const auto nothing = parse_condition("null", config);
  ASSERT_TRUE(nothing.ok());
  EXPECT_EQ(nothing->type(), ValueType::kTruth);
}

TEST(ExpressionTypes, TheLoaderGetsPlaceTextAndRemedyApart) {
  Expression expression;
  const ExpressionVerdict verdict = read_condition("orders > ", feature_programme(), expression);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->column, 10u);
  EXPECT_EQ(verdict->problem.text, "here a value is expected, not the end");
  EXPECT_EQ(verdict->problem.remedy, "write a name, a number, a 'text' or ( … )");
  EXPECT_FALSE(read_value("orders", feature_programme(), expression));
  EXPECT_EQ(to_text(expression), "orders");
}

}  // namespace
}  // namespace tidemark::config
