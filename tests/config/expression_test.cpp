// Expressions as text: what is grouped how, what comes out when they are printed, and what is no expression.
#include "config/expression.h"

#include <gtest/gtest.h>

#include "tests/config/feature_programme.h"

namespace tidemark::config {
namespace {

std::string canonical(std::string_view text) {
  const Result<Expression> expression = parse_expression(text, feature_programme());
  return expression.ok() ? to_text(*expression) : "refused " + expression.status().message();
}

std::string refusal(std::string_view text) {
  const Result<Expression> expression = parse_expression(text, feature_programme());
  return expression.ok() ? "fine: " + to_text(*expression) : expression.status().message();
}

TEST(Expressions, BindFromLooseToTight) {
  const std::pair<const char*, const char*> same[] = {
      {"segment.vip or segment.dormant and attribute.vip",
       "segment.vip or (segment.dormant and attribute.vip)"},
      {"not segment.vip and attribute.vip", "(not segment.vip) and attribute.vip"},
      {"not orders > 3", "not (orders > 3)"},
      {"orders + net * 2 > gross - 1", "(orders + (net * 2)) > (gross - 1)"},
      {"- orders * net", "(-orders) * net"},
      {"orders - net - gross", "(orders - net) - gross"},
      {"orders / net / gross * nps", "((orders / net) / gross) * nps"},
      {"tier in ['gold'] and orders > 1", "(tier in ['gold']) and (orders > 1)"},
      {"orders + 1 not in [1, 2]", "(orders + 1) not in [1, 2]"},
      {"not not segment.vip", "not (not segment.vip)"}};
  for (const auto& [plain, bracketed] : same) {
    EXPECT_EQ(canonical(plain), canonical(bracketed)) << plain;
    EXPECT_EQ(canonical(plain).find('('), std::string::npos) << canonical(plain);
  }
}

TEST(Expressions, BracketsThatMatterStay) {
  for (const char* text :
       {"(segment.vip or segment.dormant) and attribute.vip",
        "segment.vip or (segment.dormant or attribute.vip)", "not (segment.vip and attribute.vip)",
        "(not segment.vip) == attribute.vip", "orders - (net - gross)", "orders / (net * gross)",
        "(orders + net) * gross", "-(orders + net)", "(orders > 1) == (net > 1)", "abs(orders - net)",
        "min(orders, net, -3)", "if(orders > 1, net, gross) + 1", "(orders + 1) * -2",
        "days_since(coalesce(attribute.joined, null)) > 3", "known(tier) and not known(nps)"}) {
    EXPECT_EQ(canonical(text), text);
  }
}

TEST(Expressions, LiteralsAreWrittenInOneWay) {
  EXPECT_EQ(canonical("orders>=1e3"), "orders >= 1000");
  EXPECT_EQ(canonical("recency_days < 30d"), "recency_days < 30");
  EXPECT_EQ(canonical("recency_days < 1d12h"), "recency_days < 1.5");
  EXPECT_EQ(canonical("recency_days < 12h"), "recency_days < 0.5");
  EXPECT_EQ(canonical("orders == - 5"), "orders == -5");
  EXPECT_EQ(canonical("orders == --5"), "orders == 5");
  EXPECT_EQ(canonical("orders == -0"), "orders == 0");
  EXPECT_EQ(canonical("  orders\n ==\t0.50 "), "orders == 0.5");
  EXPECT_EQ(canonical("tier == \"gold\""), "tier == 'gold'");
  EXPECT_EQ(canonical("attribute.city == 'it''s \"x\"'"), "attribute.city == 'it''s \"x\"'");
  EXPECT_EQ(canonical("attribute.city == \"it's \"\"x\"\"\""), "attribute.city == 'it''s \"x\"'");
  EXPECT_EQ(canonical("attribute.city in ['Köln','']"), "attribute.city in ['Köln', '']");
  EXPECT_EQ(canonical("nps in [9,-1, 10 ]"), "nps in [9, -1, 10]");
  EXPECT_EQ(canonical("attribute.joined < '2026-01-31'"), "attribute.joined < '2026-01-31T00:00:00Z'");
  EXPECT_EQ(canonical("if(true, 1, null)"), "if(true, 1, null)");
}

TEST(Expressions, NamesOfAnySort) {
  EXPECT_EQ(canonical("gift-card_count_30d - 1"), "gift-card_count_30d - 1");
  EXPECT_EQ(canonical("`attribute.first name` == 'x'"), "`attribute.first name` == 'x'");
  EXPECT_EQ(canonical("`orders` > 1"), "orders > 1");
  EXPECT_EQ(refusal("orders-1 > 0"), "at column 1: there is no 'orders-1'; put blanks around a minus");
  EXPECT_EQ(refusal("``"),
            "at column 1: a name without letters; write the name of a feature between the backquotes");
  Config config;
  config.ladders.resize(1);
  config.ladders[0].name = "in";
  config.ladders[0].levels = {{"a", 0, ""}, {"b", 1, ""}};
  const Result<Expression> expression = parse_condition("`in` in ['a']", config);
  ASSERT_TRUE(expression.ok()) << expression.status().message();
  EXPECT_EQ(to_text(*expression), "`in` in ['a']");
}

TEST(Expressions, NamesAreListedOnceInTheirOrder) {
  const auto expression =
      parse_condition("net > 3 and orders_30d + net > 1 or known(attribute.age)", feature_programme());
  ASSERT_TRUE(expression.ok());
  EXPECT_EQ(referenced_names(*expression), (std::vector<std::string>{"net", "orders_30d", "attribute.age"}));
}

TEST(Expressions, NodesKnowTheirOperandsAndPlaces) {
  const auto expression = parse_condition("net > 3 and max(orders, 2, 1) < 1", feature_programme());
  ASSERT_TRUE(expression.ok());
  using Places = std::vector<std::uint32_t>;
  ASSERT_EQ(expression->nodes.size(), 10u);
  EXPECT_EQ(operands_of(*expression, 9), (Places{2, 8}));
  EXPECT_EQ(operands_of(*expression, 8), (Places{6, 7}));
  EXPECT_EQ(operands_of(*expression, 6), (Places{3, 4, 5}));
  EXPECT_EQ(operands_of(*expression, 5), Places());
  EXPECT_EQ(to_text(*expression, 8), "max(orders, 2, 1) < 1");
  EXPECT_EQ(expression->nodes[9].column, 9u);
  EXPECT_EQ(expression->nodes[6].column, 13u);
  EXPECT_EQ(expression->nodes[5].column, 28u);
}

TEST(Expressions, WhatIsNoExpression) {
  const std::pair<const char*, const char*> wrong[] = {
      {"", "at column 1: here a value is expected, not the end; write a name, a number, a 'text' or ( … )"},
      {"orders >",
       "at column 9: here a value is expected, not the end; write a name, a number, a 'text' or ( … )"},
      {"orders > 1 net",
       "at column 12: here an operator is expected, not 'net'; put and, or, a comparison or one of + - * / "
       "before it"},
      {"orders > 1 AND net > 2", "at column 12: there is no 'AND'; write and"},
      {"orders = 1", "at column 8: there is no '='; write =="},
      {"orders <> 1", "at column 8: there is no '<>'; write !="},
      {"orders > 1 && net > 2", "at column 12: there is no '&&'; write and"},
      {"!segment.vip", "at column 1: there is no '!'; write not"},
      {"1 < orders < 3",
       "at column 12: comparisons are not chained; write two of them with and between, such as a < b and b < "
       "c"},
      {"nps in [1] == true",
       "at column 12: comparisons are not chained; write two of them with and between, such as a < b and b < "
       "c"},
      {"(orders > 1", "at column 12: here ')' is expected, not the end; close the bracket with )"},
      {"orders > 1)", "at column 11: no bracket is open here; remove the )"},
      {"nps in 3", "at column 8: here '[' is expected, not '3'; write a list such as ['a', 'b'] or [1, 2]"},
      {"nps in []",
       "at column 9: a list has numbers or texts, not ']'; write all texts in quotes, or all numbers"},
      {"nps in [1, 'a']",
       "at column 12: a list has numbers or texts, not 'a'; write all texts in quotes, or all numbers"},
      {"nps in [1", "at column 10: here ']' is expected, not the end; close the list with ]"},
      {"[1]", "at column 1: here a value is expected, not '['; write a name, a number, a 'text' or ( … )"},
      {"tier == 'gold", "at column 9: the string has no end; close it with '"},
      {"recency_days > 30days",
       "at column 16: is neither a number nor a duration: '30days'; write a number such as 12 or 0.5, or a "
       "duration in whole units such as 30d, 12h or 1d12h"},
      {"orders > 1e999", "at column 10: is not a number: '1e999'; write a number such as 12, 0.5 or 1e3"},
      {"orders > 5.", "at column 10: is not a number: '5.'; write a number such as 12, 0.5 or 1e3"},
      {"orders > .5",
       "at column 10: there is no '.'; an expression has names, numbers, 'strings', and or not in, == != < "
       "<= > >= and + - * /"},
      {"orders % 2",
       "at column 8: there is no '%'; an expression has names, numbers, 'strings', and or not in, == != < <= "
       "> >= and + - * /"},
      {"spnd_30d > 1", "at column 1: there is no 'spnd_30d'; did you mean 'spend_30d'?"},
      {"maxi(1, 2)",
       "at column 1: there is no function 'maxi'; did you mean 'max'? known here: min, max, abs, coalesce, "
       "known, days_since, days_until, if"},
      {"orders > max(1)",
       "at column 10: the wrong number of values for 'max'; write 2 to 32 values between its brackets"},
      {"if(true, 1)",
       "at column 1: the wrong number of values for 'if'; write if(condition, value, otherwise)"},
      {"known()",
       "at column 7: here a value is expected, not ')'; write a name, a number, a 'text' or ( … )"},
      {"segment.vip == not attribute.vip",
       "at column 16: 'not' stands before a whole comparison; put it in brackets"}};
  for (const auto& [text, message] : wrong) EXPECT_EQ(refusal(text), message);
}

TEST(Expressions, AnyBytesAreSafe) {
  EXPECT_NE(refusal(std::string_view("orders > 1\0", 11)).find("bytes that no text has"), std::string::npos);
  EXPECT_NE(refusal("tier == '\xff'").find("bytes that no text has"), std::string::npos);
  EXPECT_NE(refusal("tier == '\x01'").find("bytes that no text has"), std::string::npos);
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

TEST(Expressions, HaveLimits) {
  EXPECT_EQ(canonical(repeated("(", 31) + "orders" + repeated(")", 31)), "orders");
  EXPECT_NE(refusal(repeated("(", 32) + "orders" + repeated(")", 32)).find("too much is nested"),
            std::string::npos);
  EXPECT_NE(refusal(repeated("not ", 40) + "segment.vip").find("too much is nested"), std::string::npos);
  EXPECT_NE(refusal(repeated("- ", 2000)).find("too much is nested"), std::string::npos);
  EXPECT_EQ(refusal("1" + repeated("+1", 255)).find("fine"), 0u);
  EXPECT_NE(refusal("1" + repeated("+1", 256)).find("too large"), std::string::npos);
  EXPECT_NE(refusal(std::string(4097, ' ')).find("is longer than 4096 bytes"), std::string::npos);
  // 12 bytes that are 31 when they are written out.
  EXPECT_NE(refusal("1" + repeated(" + 1d12h7m3ms", 250)).find("is longer than 4096 bytes"),
            std::string::npos);
  EXPECT_EQ(refusal("max(1" + repeated(",1", 31) + ")").find("fine"), 0u);
  EXPECT_NE(refusal("max(1" + repeated(",1", 32) + ")").find("too much is nested"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::config
