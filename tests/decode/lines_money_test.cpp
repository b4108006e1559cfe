// Concern: what counts as money, for which kinds, exactly how much, and which money is refused.

#include <gtest/gtest.h>

#include "tests/decode/line_decoder.h"

namespace tidemark::engine {
namespace {

using testing::LineDecoder;

std::string line(const std::string& type, const std::string& properties) {
  return R"({"type":")" + type + R"(","customer_id":"c","timestamp":0,"properties":{)" + properties + "}}";
}

/// What describe() says behind the event's JSON.
std::string money(LineDecoder& decoder, const std::string& type, const std::string& properties) {
  const std::string text = decoder.describe(line(type, properties));
  const std::size_t bar = text.find(" | ");
  return bar == std::string::npos ? text : text.substr(bar + 3);
}

TEST(LinesMoney, Amounts) {
  LineDecoder decoder;
  const std::string bad = "bad_amount: properties.amount is not a decimal number up to 1e12";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"("amount":42.50,"currency":"EUR")", "purchase | 42.5 EUR"},
      {R"("amount":42.50)", "purchase | 42.5 "},
      {R"("amount":"42.50")", "purchase | 42.5 "},
      {R"("amount":7)", "purchase | 7 "},
      {R"("amount":0)", "purchase | 0 "},
      {R"("amount":-0.0)", "purchase | 0 "},
      {R"("amount":0.000001)", "purchase | 0.000001 "},
      {R"("amount":0.0000005)", "purchase | 0.000001 "},
      {R"("amount":0.00000049)", "purchase | 0 "},
      {R"("amount":1e3)", "purchase | 1000 "},
      {R"("amount":1.5E-2)", "purchase | 0.015 "},
      {R"("amount":1000000000000)", "purchase | 1000000000000 "},
      {R"("amount":1e12)", "purchase | 1000000000000 "},
      {R"("amount":1000000000000.000001)", bad},
      {R"("amount":1000000000001)", bad},
      {R"("amount":1e13)", bad},
      {R"("amount":1e999999999999)", bad},
      {R"("amount":999999999999999999)", bad},
      {R"("amount":99999999999999999999999999)", bad},
      {R"("amount":123456789012.12345678901234567890)", "purchase | 123456789012.123457 "},
      {R"("amount":1e-999999999999)", "purchase | 0 "},
      {R"("amount":null)", "purchase"},
      {R"("amount":null,"currency":"XXX")", "purchase"},
      {"", "purchase"},
      {R"("amount":"")", bad},
      {R"("amount":" 1")", bad},
      {R"("amount":"1,50")", bad},
      {R"("amount":"€5")", bad},
      {R"("amount":"NaN")", bad},
      {R"("amount":"Infinity")", bad},
      {R"("amount":"1e400")", bad},
      {R"("amount":true)", bad},
      {R"("amount":[1])", bad},
      {R"("amount":{"value":1})", bad},
      {R"("amount":-1)", "bad_amount: properties.amount of a purchase is negative"},
      {R"("amount":"-0.000001")", "bad_amount: properties.amount of a purchase is negative"},
  };
  for (const auto& [properties, expected] : cases)
    EXPECT_EQ(money(decoder, "purchase", properties), expected);
}

TEST(LinesMoney, Currencies) {
  LineDecoder decoder;
  const std::string lost = "purchase | unknown_currency";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"("currency":"usd")", "purchase | 5 USD"},
      {R"("currency":"uSd")", "purchase | 5 USD"},
      {R"("currency":null)", "purchase | 5 "},
      {R"("currency":"")", lost},
      {R"("currency":"EURO")", lost},
      {R"("currency":"E1R")", lost},
      {R"("currency":"€")", lost},
      {R"("currency":" EU")", lost},
      {R"("currency":978)", lost},
      {R"("currency":["EUR"])", lost},
      {R"("currency":"\u0045UR")", "purchase | 5 EUR"},
  };
  for (const auto& [currency, expected] : cases) {
    EXPECT_EQ(money(decoder, "purchase", R"("amount":5,)" + currency), expected) << currency;
  }
}

TEST(LinesMoney, OnlyOfMoneyKinds) {
  config::EventSettings settings;
  settings.kinds = {"rental"};
  settings.map = {{"Order Completed", "purchase"}, {"Rented", "rental"}, {"refund", "search"}};
  LineDecoder decoder(settings);
  EXPECT_EQ(money(decoder, "Order Completed", R"("amount":5)"), "purchase | 5 ");
  EXPECT_EQ(money(decoder, "Order Completed", R"("amount":-5)"),
            "bad_amount: properties.amount of a purchase is negative");
  EXPECT_EQ(money(decoder, "cancel", R"("amount":5)"), "cancel | 5 ");
  EXPECT_EQ(money(decoder, "cancel", R"("amount":-5)"), "cancel | -5 ");
  EXPECT_EQ(money(decoder, "refund", R"("amount":"x")"), "search") << "mapped away from money";
  EXPECT_EQ(money(decoder, "Rented", R"("amount":"x")"), "rental");
  EXPECT_EQ(money(decoder, "rental", R"("amount":5,"currency":"E")"), "rental");
  EXPECT_EQ(money(decoder, "add_to_cart", R"("amount":-1e99)"), "add_to_cart");
}

TEST(LinesMoney, AtTheTopToo) {
  LineDecoder decoder;
  EXPECT_EQ(
      decoder.describe(R"({"type":"purchase","customer_id":"c","timestamp":0,"amount":5,"currency":"EUR"})"),
      R"({"type":"purchase","customer_id":"c","timestamp":"1970-01-01T00:00:00Z","properties":)"
      R"({"amount":5,"currency":"EUR"}} | purchase | 5 EUR)");
  EXPECT_EQ(decoder.describe(R"({"amount":"x","type":"purchase","customer_id":"c","timestamp":0,)"
                             R"("properties":{"amount":5}})"),
            R"({"type":"purchase","customer_id":"c","timestamp":"1970-01-01T00:00:00Z","properties":)"
            R"({"amount":5}} | purchase | 5 )");
}

TEST(LinesMoney, NothingLeaksIntoTheNextLine) {
  LineDecoder decoder;
  EXPECT_EQ(money(decoder, "purchase", R"("amount":5,"currency":"EUR")"), "purchase | 5 EUR");
  EXPECT_EQ(money(decoder, "purchase", R"("amount":6)"), "purchase | 6 ");
  EXPECT_EQ(money(decoder, "purchase", R"("amount":6,"currency":"??")"), "purchase | unknown_currency");
  EXPECT_EQ(money(decoder, "purchase", ""), "purchase");
  EXPECT_EQ(money(decoder, "purchase", R"("amount":true)").substr(0, 10), "bad_amount");
  EXPECT_EQ(decoder.describe(R"({"type":"search","customer_id":true,"timestamp":0})").substr(0, 9),
            "bad_field");
}

}  // namespace
}  // namespace tidemark::engine
