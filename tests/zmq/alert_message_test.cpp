// Topics, previous sequences and requests: text that clients depend on.

#include "engine/zmq/alert_message.h"

#include <gtest/gtest.h>

#include "engine/commit/alert_envelope.h"
#include "engine/zmq/catch_up_request.h"

namespace tidemark::engine {
namespace {

CommittedAlert alert_of(std::string_view customer, std::string_view source = "tidemark/test") {
  operators::AlertDraft draft;
  draft.type = "tidemark.tier.changed";
  draft.data = R"({"subject":"not this","prevsequence":"77"})";
  CommittedAlert alert{70, "tier", "gold", {}};
  append_alert_envelope(alert.json, draft, customer, source, 70, 3, 68);
  return alert;
}

TEST(AlertTopic, IsLevelValueAndCustomer) {
  EXPECT_EQ(alert_topic(alert_of("c42")), "tier.gold.c42");
}

TEST(AlertTopic, EncodesWhatWouldLookLikeAnotherPart) {
  EXPECT_EQ(alert_topic(alert_of("a.b%2Ec")), "tier.gold.a%2Eb%252Ec");
}

TEST(AlertTopic, HasTheCustomersOwnBytes) {
  EXPECT_EQ(alert_topic(alert_of("\"x\"\\\b\f\n\r\t\x01\x1f é")), "tier.gold.\"x\"\\\b\f\n\r\t\x01\x1f é");
}

TEST(AlertTopic, DoesNotTakeAnotherTextForTheKey) {
  const std::string_view source = R"(x","subject":"y","prevsequence":"5)";
  EXPECT_EQ(alert_topic(alert_of("c42", source)), "tier.gold.c42");
  EXPECT_EQ(alert_previous(alert_of(R"(","prevsequence":"9)", source)), 68U);
}

TEST(AlertPrevious, IsTheLevels) {
  EXPECT_EQ(alert_previous(alert_of("c42")), 68U);
}

TEST(Heartbeat, NamesTheLastOfEachLevel) {
  EXPECT_EQ(heartbeat_json(3, 70, {{"churn", 69}, {"tier", 70}}),
            R"({"epoch":3,"last":70,"levels":{"churn":69,"tier":70}})");
  EXPECT_EQ(heartbeat_json(1, 0, {}), R"({"epoch":1,"last":0,"levels":{}})");
}

TEST(CatchUpRequest, HasDefaults) {
  const auto request = CatchUpRequest::parse(R"({"after":"3:70"})");
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->after.epoch, 3U);
  EXPECT_EQ(request->after.after, 70U);
  EXPECT_EQ(request->topic, "");
  EXPECT_EQ(request->limit, 1000U);
}

TEST(CatchUpRequest, LimitsTheLimit) {
  EXPECT_EQ(CatchUpRequest::parse(R"({"after":"3:70","limit":18446744073709551615})")->limit, 10'000U);
  EXPECT_EQ(CatchUpRequest::parse(R"({"limit":7,"after":"3:70"})")->limit, 7U);
}

TEST(CatchUpRequest, RefusesWhatItDoesNotKnow) {
  const std::string long_topic(1025, 'x');
  for (const std::string& json :
       {std::string(), std::string("{"), std::string("[]"), std::string("{}"), std::string(R"({"after":70})"),
        std::string(R"({"after":"70"})"), std::string(R"({"after":"3:"})"),
        std::string(R"({"after":"3:-1"})"), std::string(R"({"after":"3:70","limit":0})"),
        std::string(R"({"after":"3:70","limit":-1})"), std::string(R"({"after":"3:70","limit":1.5})"),
        std::string(R"({"after":"3:70","topic":7})"), std::string(R"({"after":"3:70","topics":"tier."})"),
        R"({"after":"3:70","topic":")" + long_topic + R"("})"}) {
    EXPECT_FALSE(CatchUpRequest::parse(json).ok()) << json;
  }
}

}  // namespace
}  // namespace tidemark::engine
