// Concern: CloudEvents 1.0 of all three modes become native events that the engine's decoder takes, with the
// values' own text; what is no valid CloudEvent is passed on untouched.

#include <gtest/gtest.h>

#include "engine/base/time.h"
#include "engine/decode/decoder.h"
#include "tests/api/body.h"

namespace tidemark::engine {
namespace {

using testing::Read;
using testing::read;

const HttpField kStructured{"Content-Type", "application/cloudevents+json; charset=utf-8"};
const HttpField kBatch{"Content-Type", "Application/CloudEvents-Batch+JSON"};

/// An event with the required attributes and subject and time, and `more` behind them.
std::string event_with(const std::string& more) {
  return R"({"specversion":"1.0","id":"o-1","source":"/shop","type":"purchase","subject":"c42",)"
         R"("time":"2026-01-02T03:04:05Z")" +
         more + "}";
}

std::string line_of(const std::string& event) {
  const Read got = read(event, {kStructured});
  EXPECT_EQ(got.lines.size(), 1U) << event << got.detail;
  return got.lines.empty() ? std::string() : got.lines[0];
}

const std::string kHead =
    R"({"type":"purchase","event_id":"o-1","customer_id":"c42","timestamp":"2026-01-02T03:04:05Z")";

TEST(CloudEvent, DataBecomesPropertiesByteForByte) {
  const std::string data = "{ \"amount\" : 42.5000, \"note\":\"\\u00e9\\n\", \"list\":[1, 2]}";
  EXPECT_EQ(line_of(event_with(R"(,"datacontenttype":"application/json","data":)" + data)),
            kHead + ",\"properties\":" + data + "}");
  EXPECT_EQ(line_of(event_with("")), kHead + "}");
  EXPECT_EQ(line_of(event_with(R"(,"data":null)")), kHead + "}");
}

TEST(CloudEvent, TheDecoderTakesIt) {
  config::EventSettings settings;
  KeyDictionary keys;
  KindTable kinds = KindTable::make(settings).take();
  Decoder decoder(settings, kinds, keys);
  std::string line = line_of(event_with(R"(,"data":{"amount":"42.50","currency":"EUR"})"));
  const std::size_t bytes = line.size();
  line.append(kLinePadding, '\0');
  Decoded decoded;
  ASSERT_TRUE(decoder.decode(std::string_view(line).substr(0, bytes), decoded).ok());
  EXPECT_EQ(decoded.event.customer_id, "c42");
  EXPECT_EQ(decoded.event.event_id, "o-1");
  EXPECT_EQ(format_timestamp(decoded.event.time), "2026-01-02T03:04:05Z");
  EXPECT_EQ(decoded.event.amount, 42'500'000);
}

TEST(CloudEvent, TheCustomerOfTheDataGoesBeforeTheSubject) {
  const std::string data = R"({"customer_id":7,"amount":1})";
  EXPECT_EQ(
      line_of(event_with(",\"data\":" + data)),
      R"({"type":"purchase","event_id":"o-1","customer_id":7,"timestamp":"2026-01-02T03:04:05Z","properties":)" +
          data + "}");
  EXPECT_EQ(line_of(event_with(R"(,"data":{"customer_id":null})")),
            kHead + R"(,"properties":{"customer_id":null}})");
}

TEST(CloudEvent, ANativeEventInTheDataStaysOne) {
  EXPECT_EQ(line_of(event_with(
                R"(,"data":{"type":"refund","customer_id":"c1","x":[1, 2],"properties":{"amount": 3}})")),
            R"({"type":"refund","event_id":"o-1","customer_id":"c1","timestamp":"2026-01-02T03:04:05Z",)"
            R"("x":[1, 2],"properties":{"amount": 3}})");
  EXPECT_EQ(
      line_of(event_with(R"(,"data":{"timestamp":"2025-01-01","event_id":"e","type":null,"properties":{}})")),
      R"({"type":"purchase","event_id":"e","customer_id":"c42","timestamp":"2025-01-01","properties":{}})");
}

/// `type` alone does not make a native event: many payloads have one.
TEST(CloudEvent, ATypeInTheDataIsAProperty) {
  EXPECT_EQ(line_of(event_with(R"(,"data":{"type":"card"})")), kHead + R"(,"properties":{"type":"card"}})");
}

TEST(CloudEvent, DataThatIsNoObjectIsAProperty) {
  EXPECT_EQ(line_of(event_with(R"(,"data":"text")")), kHead + R"(,"properties":{"data":"text"}})");
  EXPECT_EQ(line_of(event_with(R"(,"data":[1, 2])")), kHead + R"(,"properties":{"data":[1, 2]}})");
  EXPECT_EQ(line_of(event_with(R"(,"data":false)")), kHead + R"(,"properties":{"data":false}})");
}

TEST(CloudEvent, BinaryDataIsUnpackedWhereItIsJson) {
  EXPECT_EQ(line_of(event_with(R"(,"data_base64":"eyJhbW91bnQiOjEyLjV9")")),
            kHead + R"(,"properties":{"amount":12.5}})");
  EXPECT_EQ(line_of(event_with(R"(,"data_base64":"AAEC")")),
            kHead + R"(,"properties":{"data_base64":"AAEC"}})");
  EXPECT_EQ(line_of(event_with(R"(,"datacontenttype":"text/plain","data_base64":"eyJhbW91bnQiOjEyLjV9")")),
            kHead + R"(,"properties":{"data_base64":"eyJhbW91bnQiOjEyLjV9"}})");
}

TEST(CloudEvent, WhatIsNoValidCloudEventIsPassedOnAsItIs) {
  const std::string wrong[] = {
      R"({"specversion":"0.3","id":"1","source":"s","type":"t"})",
      R"({"specversion":"1.0","id":"","source":"s","type":"t"})",
      R"({"specversion":"1.0","id":"1","type":"t"})",
      R"({"specversion":"1.0","id":"1","source":"s","type":null})",
      R"({"specversion":"1.0","id":1,"source":"s","type":"t"})",
      R"({"specversion":"1.0","id":"1","source":"s","type":"t","data":1,"data_base64":"AAEC"})",
      R"({"specversion":"1.0","id":"1","source":"s","type":"t","data":{"a":1,"a":2}})",
      R"({"specversion":"1.0","id":"1","source":"s","type":"t","data":{"a":01}})",
      R"({"type":"purchase","customer_id":"c1","timestamp":"2026-01-02"})",
      R"("specversion")"};
  for (const std::string& event : wrong) {
    EXPECT_EQ(read("[" + event_with("") + "," + event + "]", {kBatch}).lines,
              std::vector<std::string>({kHead + "}", event}));
  }
}

TEST(CloudEvent, ABatchIsCountedByItsItems) {
  const Read got = read("[\n" + event_with("") + ",\n 12, " + event_with("") + "]", {kBatch});
  EXPECT_EQ(got.lines, std::vector<std::string>({kHead + "}", "12", kHead + "}"}));
  EXPECT_EQ(got.numbers, std::vector<unsigned>({1, 2, 3}));
  EXPECT_EQ(read("[]", {kBatch}).status, 0);
}

TEST(CloudEvent, AreRecognisedWithoutTheirContentType) {
  const std::string native = R"({"type":"page_view","customer_id":"c1","timestamp":"2026-01-02"})";
  EXPECT_EQ(read(native + "\n" + event_with("") + "\n").lines,
            std::vector<std::string>({native, kHead + "}"}));
}

std::vector<HttpField> headers_with(std::vector<HttpField> more) {
  std::vector<HttpField> headers = {{"CE-SpecVersion", "1.0"},
                                    {"ce-id", "o-1"},
                                    {"ce-source", "/shop"},
                                    {"ce-type", "purchase"},
                                    {"ce-time", "2026-01-02T03:04:05Z"}};
  headers.insert(headers.end(), more.begin(), more.end());
  return headers;
}

TEST(CloudEvent, BinaryModeTakesAttributesFromHeaders) {
  const std::string data = "{\n  \"amount\": 1.50\n}";
  for (const char* type :
       {"application/json", "application/vnd.shop+json", "application/x-www-form-urlencoded"}) {
    EXPECT_EQ(read(data, headers_with({{"ce-subject", "c42"}, {"Content-Type", type}})).lines,
              std::vector<std::string>({kHead + ",\"properties\":" + data + "}"}))
        << type;
  }
  EXPECT_EQ(read("", headers_with({{"ce-subject", "c42"}})).lines, std::vector<std::string>({kHead + "}"}));
  EXPECT_EQ(read("12 \"x\"", headers_with({{"ce-subject", "c42"}, {"Content-Type", "text/plain"}})).lines,
            std::vector<std::string>({kHead + R"(,"properties":{"data":"12 \"x\""}})"}));
}

/// The vector of the binding, and old producers' quotes.
TEST(CloudEvent, HeaderValuesAreDecodedOnce) {
  const auto customer = [](const std::string& value) {
    const Read got = read("", headers_with({{"ce-subject", value}}));
    if (got.lines.size() != 1) return "status " + std::to_string(got.status);
    const std::size_t begin = got.lines[0].find("\"customer_id\":") + 14;
    return got.lines[0].substr(begin, got.lines[0].find(",\"timestamp\"") - begin);
  };
  EXPECT_EQ(customer("Euro%20%E2%82%AC%20%F0%9F%98%80"), "\"Euro € 😀\"");
  EXPECT_EQ(customer("%e2%82%ac%2541"), "\"€%41\"");
  EXPECT_EQ(customer("100%"), "\"100%\"");
  EXPECT_EQ(customer("\"a\\\"b\""), "\"a\\\"b\"");
  EXPECT_EQ(customer("%C0%A0"), "status 400");
}

TEST(CloudEvent, WrongHeadersAreRefusedByName) {
  const auto without = [](const std::string& name) {
    std::vector<HttpField> headers = headers_with({});
    for (HttpField& header : headers) {
      if (http_equal_names(header.name, name)) header.value.clear();
    }
    return read("{}", headers);
  };
  for (const std::string name : {"ce-specversion", "ce-id", "ce-source", "ce-type"}) {
    EXPECT_EQ(without(name).status, 400) << name;
    EXPECT_NE(without(name).detail.find(name), std::string::npos) << without(name).detail;
  }
  EXPECT_EQ(without("ce-time").status, 0) << "the engine says what the event lacks";
  EXPECT_EQ(read("{", headers_with({{"Content-Type", "application/json"}})).status, 400);
}

}  // namespace
}  // namespace tidemark::engine
