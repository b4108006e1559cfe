// Concern: what the decoder leaves behind – in the dictionary, in its buffers, in the result – and what the
// event is ready for.

#include <gtest/gtest.h>

#include "engine/decode/currency_table.h"
#include "tests/decode/line_decoder.h"

namespace tidemark::engine {
namespace {

using testing::LineDecoder;

TEST(DecoderState, OnlyAcceptedLinesFillTheDictionary) {
  LineDecoder decoder;
  for (const char* line : {
           R"({"type":"a","customer_id":"c","timestamp":0,"properties":{"k":1})",
           R"({"type":"a","timestamp":0,"properties":{"k":1}})",
           R"({"type":"purchase","customer_id":"c","timestamp":0,"properties":{"amount":"x"}})",
           R"({"type":"a","customer_id":"c","timestamp":-1,"k":1})",
       }) {
    EXPECT_FALSE(decoder.decode(line).ok());
    EXPECT_EQ(decoder.keys().size(), 0u) << line;
  }
  EXPECT_TRUE(
      decoder.decode(R"({"type":"a","customer_id":"c","timestamp":0,"k":1,"properties":{"j":2}})").ok());
  EXPECT_EQ(decoder.keys().size(), 3u);
  EXPECT_EQ(decoder.keys().name(decoder.decoded().event.type_key), "a");
  EXPECT_NE(decoder.keys().find("j"), KeyDictionary::kNone);
  EXPECT_NE(decoder.keys().find("k"), KeyDictionary::kNone);
  EXPECT_TRUE(decoder.decode(R"({"type":"a","customer_id":"c","timestamp":0,"j":1})").ok());
  EXPECT_EQ(decoder.keys().size(), 3u);
}

TEST(DecoderState, FullDictionaryStoresTypesByName) {
  LineDecoder decoder;
  for (std::uint32_t i = 0; i < KeyDictionary::kCapacity; ++i) (void)decoder.keys().intern(std::to_string(i));
  EXPECT_EQ(decoder.describe(R"({"type":"purchase","customer_id":"c","timestamp":0,"amount":5})"),
            R"({"type":"purchase","customer_id":"c","timestamp":"1970-01-01T00:00:00Z","properties":)"
            R"({"amount":5}} | purchase | 5 )");
  EXPECT_EQ(decoder.decoded().event.type_key, KeyDictionary::kNone);
  EXPECT_EQ(decoder.decoded().event.type_name, "purchase");
}

TEST(DecoderState, HashOfTheUnescapedCustomer) {
  LineDecoder decoder;
  ASSERT_TRUE(decoder.decode(R"({"type":"a","customer_id":"\u0063\u0034\u0032","timestamp":0})").ok());
  EXPECT_EQ(decoder.decoded().event.customer_id, "c42");
  EXPECT_EQ(decoder.decoded().customer_hash, customer_hash("c42"));
  ASSERT_TRUE(decoder.decode(R"({"type":"a","customer_id":42,"timestamp":0})").ok());
  EXPECT_EQ(decoder.decoded().customer_hash, customer_hash("42"));
}

TEST(DecoderState, SameTextSameBytes) {
  // Order of keys, blanks, escapes and line ends are not part of an event.
  LineDecoder decoder;
  const auto bytes = [&](std::string_view line) {
    EXPECT_TRUE(decoder.decode(line).ok()) << line;
    std::string out;
    encode_event(decoder.decoded().event, out);
    return out;
  };
  const std::string plain =
      bytes(R"({"type":"a","event_id":"e","customer_id":"c","timestamp":0,"properties":{"k":[1,2]}})");
  EXPECT_EQ(
      bytes(
          "{ \"properties\" : { \"k\" : [ 1 , 2 ] } , \"timestamp\" : \"1970-01-01\" , \"customer_id\":\"c\","
          "\"event_id\":\"\\u0065\",\"type\":\"a\"}\r"),
      plain);
}

TEST(DecoderState, SettledEventIsReadyForTheLog) {
  config::EventSettings settings;
  settings.currency = "EUR";
  settings.rates["USD"] = {{"", kNoTime, "0.92"}};
  CurrencyTable currencies = CurrencyTable::make(settings).take();
  LineDecoder decoder(settings);
  ASSERT_TRUE(
      decoder.decode(R"({"type":"purchase","customer_id":"c","timestamp":7,"amount":10.01,"currency":"usd"})")
          .ok());
  Decoded decoded = decoder.decoded();
  EXPECT_EQ(currencies.settle(decoded), CurrencyTable::Settled::kConverted);
  std::string bytes;
  encode_event(decoded.event, bytes);
  Event logged;
  ASSERT_TRUE(decode_event(bytes, logged));
  EXPECT_EQ(logged.amount, 9'209'200);
  std::string json;
  append_event_json(json, logged, decoder.keys());
  EXPECT_EQ(json, R"({"type":"purchase","customer_id":"c","timestamp":"1970-01-01T00:00:00.007Z",)"
                  R"("properties":{"amount":10.01,"currency":"usd"}})");
}

TEST(RejectNames, AreStable) {
  const std::vector<std::string_view> names = {
      "",           "bad_json",  "missing_field", "bad_field", "bad_timestamp",
      "bad_amount", "too_large", "too_old",       "in_future", "unknown_currency"};
  ASSERT_EQ(names.size(), kRejectCount);
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(reject_name(static_cast<Reject>(i)), names[i]);
}

}  // namespace
}  // namespace tidemark::engine
