// Concern: which fields make an event, which spoil it, and with what reason; where a reason could be two,
// which comes first.

#include <gtest/gtest.h>

#include "tests/decode/line_decoder.h"

namespace tidemark::engine {
namespace {

using testing::LineDecoder;

struct Case {
  std::string line;
  std::string expected;
};

void expect_all(const std::vector<Case>& cases, config::EventSettings settings = {}) {
  LineDecoder decoder(std::move(settings));
  for (const Case& c : cases) EXPECT_EQ(decoder.describe(c.line), c.expected) << c.line.substr(0, 300);
}

std::string with_type(const std::string& type) {
  return R"({"type":)" + type + R"(,"customer_id":"c","timestamp":0})";
}
std::string with_customer(const std::string& id) {
  return R"({"type":"search","customer_id":)" + id + R"(,"timestamp":0})";
}
std::string with_event_id(const std::string& id) {
  return R"({"type":"search","event_id":)" + id + R"(,"customer_id":"c","timestamp":0})";
}
std::string with_time(const std::string& time) {
  return R"({"type":"search","customer_id":"c","timestamp":)" + time + "}";
}
std::string event(const std::string& id, const std::string& time = "1970-01-01T00:00:00Z") {
  return R"({"type":"search","customer_id":")" + id + R"(","timestamp":")" + time + R"("} | search)";
}
std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

TEST(LinesFields, Type) {
  const std::string longest(128, 't');
  const auto kept = [](const std::string& type) {
    return R"({"type":")" + type + R"(","customer_id":"c","timestamp":"1970-01-01T00:00:00Z"} | other)";
  };
  expect_all({
      {R"({"customer_id":"c","timestamp":0})", "missing_field: type is missing"},
      {with_type("null"), "missing_field: type is missing"},
      {with_type("\"\""), "bad_field: type is empty"},
      {with_type("7"), "bad_field: type is not a string"},
      {with_type("true"), "bad_field: type is not a string"},
      {with_type(R"(["purchase"])"), "bad_field: type is not a string"},
      {with_type("{}"), "bad_field: type is not a string"},
      {with_type(quoted(longest)), kept(longest)},
      {with_type(quoted(longest + "t")), "bad_field: type is longer than 128 bytes"},
      {with_type(R"("a\u0000b")"), "bad_field: type contains a NUL character"},
      {with_type(R"("Purchase")"), kept("Purchase")},
      {with_type(R"(" purchase")"), kept(" purchase")},
      {with_type(R"("s\u0065arch")"), event("c")},
      {with_type(R"("été")"), kept("été")},
  });
}

TEST(LinesFields, CustomerId) {
  const std::string longest(256, 'c');
  const std::string digits(256, '9');
  expect_all({
      {R"({"type":"search","timestamp":0})", "missing_field: customer_id is missing"},
      {with_customer("null"), "missing_field: customer_id is missing"},
      {with_customer("\"\""), "bad_field: customer_id is empty"},
      {with_customer("\" \""), event(" ")},
      {with_customer(quoted(longest)), event(longest)},
      {with_customer(quoted(longest + "c")), "bad_field: customer_id is longer than 256 bytes"},
      {with_customer(quoted(longest.substr(1) + "é")), "bad_field: customer_id is longer than 256 bytes"},
      {with_customer(quoted("\\u0063" + std::string(255, 'c'))), event(longest)},
      {with_customer("42"), event("42")},
      {with_customer("-7"), event("-7")},
      {with_customer("0"), event("0")},
      {with_customer("-0"), event("0")},
      {with_customer("9223372036854775807"), event("9223372036854775807")},
      {with_customer("18446744073709551616000"), event("18446744073709551616000")},
      {with_customer(digits), event(digits)},
      {with_customer(digits + "9"), "bad_field: customer_id is longer than 256 bytes"},
      {with_customer("4.0"), "bad_field: customer_id is neither a string nor an integer"},
      {with_customer("1e3"), "bad_field: customer_id is neither a string nor an integer"},
      {with_customer("true"), "bad_field: customer_id is neither a string nor an integer"},
      {with_customer("[1]"), "bad_field: customer_id is neither a string nor an integer"},
      {with_customer(R"({"id":1})"), "bad_field: customer_id is neither a string nor an integer"},
      {with_customer(R"("c\u00001")"), "bad_field: customer_id contains a NUL character"},
      {with_customer(R"("c\n1")"), event("c\\n1")},
      {with_customer(R"("\uD83D\uDE00")"), event("\xF0\x9F\x98\x80")},
  });
}

TEST(LinesFields, EventId) {
  const std::string longest(256, 'e');
  const auto kept = [](const std::string& id) {
    return R"({"type":"search","event_id":")" + id +
           R"(","customer_id":"c","timestamp":"1970-01-01T00:00:00Z"} | search)";
  };
  expect_all({
      {with_event_id("null"), event("c")},
      {with_event_id("\"o-1\""), kept("o-1")},
      {with_event_id("981"), kept("981")},
      {with_event_id("-0"), kept("0")},
      {with_event_id("\"\""), "bad_field: event_id is empty"},
      {with_event_id(quoted(longest)), kept(longest)},
      {with_event_id(quoted(longest + "e")), "bad_field: event_id is longer than 256 bytes"},
      {with_event_id("1.5"), "bad_field: event_id is neither a string nor an integer"},
      {with_event_id("false"), "bad_field: event_id is neither a string nor an integer"},
      {with_event_id("[]"), "bad_field: event_id is neither a string nor an integer"},
      {with_event_id(R"("\u0000")"), "bad_field: event_id contains a NUL character"},
  });
}

TEST(LinesFields, Timestamp) {
  const std::string bad = "bad_timestamp: timestamp is neither RFC 3339, a date, nor epoch milliseconds";
  const std::string type = "bad_timestamp: timestamp is neither a string nor whole epoch milliseconds";
  expect_all({
      {R"({"type":"search","customer_id":"c"})", "missing_field: timestamp is missing"},
      {with_time("null"), "missing_field: timestamp is missing"},
      {with_time(R"("2026-01-02T03:04:05.678Z")"), event("c", "2026-01-02T03:04:05.678Z")},
      {with_time(R"("2026-01-02T03:04:05.6789999Z")"), event("c", "2026-01-02T03:04:05.678Z")},
      {with_time(R"("2026-01-02T03:04:05")"), event("c", "2026-01-02T03:04:05Z")},
      {with_time(R"("2026-01-02 03:04:05z")"), event("c", "2026-01-02T03:04:05Z")},
      {with_time(R"("2026-01-02T03:04:05+02:00")"), event("c", "2026-01-02T01:04:05Z")},
      {with_time(R"("2026-01-01T00:30:00+01:00")"), event("c", "2025-12-31T23:30:00Z")},
      {with_time(R"("2026-01-02T03:04:05-23:59")"), event("c", "2026-01-03T03:03:05Z")},
      {with_time(R"("2016-12-31T23:59:60Z")"), event("c", "2017-01-01T00:00:00Z")},
      {with_time(R"("2024-02-29")"), event("c", "2024-02-29T00:00:00Z")},
      {with_time(R"("2025-02-29")"), bad},
      {with_time(R"("2026-13-01")"), bad},
      {with_time(R"("2026-1-2")"), bad},
      {with_time(R"("02.01.2026")"), bad},
      {with_time(R"("2026-01-02T25:00:00Z")"), bad},
      {with_time(R"("2026-01-02T03:04:05Zjunk")"), bad},
      {with_time(R"("")"), bad},
      {with_time(R"("now")"), bad},
      {with_time("1767323045678"), event("c", "2026-01-02T03:04:05.678Z")},
      {with_time(R"("1767323045678")"), event("c", "2026-01-02T03:04:05.678Z")},
      {with_time("0"), event("c")},
      {with_time("-0"), event("c")},
      {with_time("-1"), "too_old: timestamp is before 1970"},
      {with_time(R"("1969-12-31T23:59:59.999Z")"), "too_old: timestamp is before 1970"},
      {with_time(R"("0000-01-01")"), "too_old: timestamp is before 1970"},
      {with_time(R"("0001-01-01T00:00:00Z")"), "too_old: timestamp is before 1970"},
      {with_time(R"("2199-12-31T23:59:59.999Z")"), event("c", "2199-12-31T23:59:59.999Z")},
      {with_time(R"("2200-01-01")"), "in_future: timestamp is after 2199"},
      {with_time(R"("9999-12-31T23:59:59Z")"), "in_future: timestamp is after 2199"},
      {with_time("7258118400000"), "in_future: timestamp is after 2199"},
      {with_time("7258118399999"), event("c", "2199-12-31T23:59:59.999Z")},
      {with_time("99999999999999999999"), bad},
      {with_time("1767323045.678"), type},
      {with_time("1.767e12"), type},
      {with_time("true"), type},
      {with_time("[2026,1,2]"), type},
      {with_time(R"({"$date":0})"), type},
  });
}

TEST(LinesFields, Properties) {
  const auto line = [](const std::string& properties, const std::string& rest = "") {
    return R"({"type":"search","customer_id":"c","timestamp":0,"properties":)" + properties + rest + "}";
  };
  const auto kept = [](const std::string& properties) {
    return R"({"type":"search","customer_id":"c","timestamp":"1970-01-01T00:00:00Z","properties":)" +
           properties + "} | search";
  };
  expect_all({
      {line("{}"), event("c")},
      {line("null"), event("c")},
      {line("[]"), "bad_field: properties is not an object"},
      {line("\"a=1\""), "bad_field: properties is not an object"},
      {line("0"), "bad_field: properties is not an object"},
      {line("true"), "bad_field: properties is not an object"},
      {line(R"({"amount":"much","currency":7})"), kept(R"({"amount":"much","currency":7})")},
      {line(R"({"a":null})"), kept(R"({"a":null})")},
      {line("{}", R"(,"page":"/x","depth":3)"), kept(R"({"page":"/x","depth":3})")},
      {line("null", R"(,"context":{"ip":"::1"},"tags":["a"])"),
       kept(R"({"context":{"ip":"::1"},"tags":["a"]})")},
      {line(R"({"a":1})", R"(,"a":2,"b":3)"), kept(R"({"a":1,"b":3})")},
      {line(R"({"a":null})", R"(,"a":2)"), kept(R"({"a":null})")},
      {R"({"b":3,"type":"search","customer_id":"c","timestamp":0,"properties":{"a":1}})",
       kept(R"({"a":1,"b":3})")},
      {line(R"({"type":"x","customer_id":"y","event_id":1})"),
       kept(R"({"type":"x","customer_id":"y","event_id":1})")},
      {line("{}", R"(,"Type":"x","EVENT_ID":1)"), kept(R"({"Type":"x","EVENT_ID":1})")},
  });
}

TEST(LinesFields, FirstReasonWins) {
  expect_all({
      {R"({"properties":[],"a":tru})", "bad_json: not a value, at byte 21"},
      {R"({"properties":[]})", "missing_field: type is missing"},
      {R"({"properties":[],"type":"x","timestamp":"never"})", "missing_field: customer_id is missing"},
      {R"({"properties":[],"type":"x","customer_id":1,"event_id":[],"timestamp":"never"})",
       "bad_field: event_id is neither a string nor an integer"},
      {R"({"properties":[],"type":"x","customer_id":1,"timestamp":"never"})",
       "bad_field: properties is not an object"},
      {R"({"properties":{"amount":"x"},"type":"purchase","customer_id":1,"timestamp":-1})",
       "too_old: timestamp is before 1970"},
      {R"({"properties":{"amount":"x"},"type":"purchase","customer_id":1,"timestamp":1})",
       "bad_amount: properties.amount is not a decimal number up to 1e12"},
  });
}

TEST(LinesFields, Size) {
  config::EventSettings settings;
  settings.line_bytes_max = 100;
  const std::string line = R"({"type":"search","customer_id":"c","timestamp":0,"properties":{"q":")";
  const std::string fits = line + std::string(100 - line.size() - 3, 'x') + "\"}}";
  ASSERT_EQ(fits.size(), 100u);
  LineDecoder decoder(settings);
  EXPECT_TRUE(decoder.decode(fits).ok());
  EXPECT_TRUE(decoder.decode(fits + "\r").ok());
  EXPECT_EQ(decoder.describe(fits + " "), "too_large: the line is longer than events.line_bytes_max");
  EXPECT_EQ(decoder.decode(std::string(101, 'x')).reject, Reject::kTooLarge);
  EXPECT_EQ(decoder.decode(std::string(100, 'x')).reject, Reject::kBadJson);
}

TEST(LinesFields, AMegabyteInAnyPlace) {
  config::EventSettings settings;
  settings.line_bytes_max = 4 << 20;
  LineDecoder decoder(settings);
  const std::string much(1 << 20, 'm');
  EXPECT_TRUE(
      decoder.decode(R"({"type":"search","customer_id":"c","timestamp":0,"q":")" + much + "\"}").ok());
  EXPECT_EQ(decoder.decoded().event.properties.size(),
            much.size() + 5u);  // key, tag, a length of three bytes
  EXPECT_TRUE(decoder.decode(R"({"type":"search","customer_id":"c","timestamp":0,")" + much + "\":1}").ok());
  EXPECT_EQ(decoder.decode(with_customer(quoted(much))).reject, Reject::kBadField);
  EXPECT_EQ(decoder.decode(with_time(quoted(much))).reject, Reject::kBadTimestamp);
  EXPECT_EQ(decoder.decode(with_time(std::string(1 << 20, '1'))).reject, Reject::kBadTimestamp);
  EXPECT_EQ(decoder
                .decode(R"({"type":"purchase","customer_id":"c","timestamp":0,"amount":)" +
                        std::string(1 << 20, '1') + "}")
                .reject,
            Reject::kBadAmount);
}

}  // namespace
}  // namespace tidemark::engine
