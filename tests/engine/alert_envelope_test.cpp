// Concern: an alert is a CloudEvent with exactly the members that readers were promised, whatever the names
// in it.
#include "engine/commit/alert_envelope.h"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace tidemark::engine {
namespace {

operators::AlertDraft some_draft() {
  operators::AlertDraft draft;
  draft.id = {0x0123456789ABCDEF, 0xF};
  draft.instant = 1'767'323'045'678;
  draft.type = "tidemark.tier.changed";
  draft.data = R"({"customer_id":"c42","level":"tier"})";
  return draft;
}

/// Its members in order, "name=value" with the value as JSON.
std::vector<std::string> members_of(const std::string& json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  std::vector<std::string> members;
  EXPECT_EQ(parser.parse(json).get(object), simdjson::SUCCESS) << json;
  for (const auto& [key, value] : object) members.push_back(std::string(key) + "=" + simdjson::minify(value));
  return members;
}

TEST(AlertEnvelope, HasThePromisedMembers) {
  std::string json;
  append_alert_envelope(json, some_draft(), "c42", "tidemark/default", 1234, 3, 1201);
  const std::vector<std::string> wanted = {
      R"(specversion="1.0")",
      R"(id="0123456789abcdef000000000000000f")",
      R"(source="tidemark/default")",
      R"(type="tidemark.tier.changed")",
      R"(subject="c42")",
      R"(time="2026-01-02T03:04:05.678Z")",
      R"(datacontenttype="application/json")",
      R"(sequence="0000000000001234")",
      R"(epoch="3")",
      R"(prevsequence="0000000000001201")",
      R"(data={"customer_id":"c42","level":"tier"})",
  };
  EXPECT_EQ(members_of(json), wanted);
}

TEST(AlertEnvelope, IsAppended) {
  std::string text = "before ";
  append_alert_envelope(text, some_draft(), "c", "s", 1, 1, 0);
  EXPECT_EQ(text.substr(0, 8), "before {");
  EXPECT_EQ(text.find('\n'), std::string::npos) << "one line";
}

TEST(AlertEnvelope, EscapesNames) {
  const std::string subject = "a\"b\\c\n\x01ü😀";
  const std::string source = "shop \"north\"";
  std::string json;
  append_alert_envelope(json, some_draft(), subject, source, 1, 1, 0);
  simdjson::dom::parser parser;
  simdjson::dom::element event;
  ASSERT_EQ(parser.parse(json).get(event), simdjson::SUCCESS) << json;
  EXPECT_EQ(std::string_view(event["subject"]), subject);
  EXPECT_EQ(std::string_view(event["source"]), source);
}

TEST(AlertEnvelope, TheFirstOfALevelHasNoneBefore) {
  std::string json;
  append_alert_envelope(json, some_draft(), "c", "s", 1, 1, 0);
  EXPECT_NE(json.find(R"("prevsequence":"0000000000000000")"), std::string::npos);
}

TEST(AlertEnvelope, SequencesSortAsText) {
  std::string last;
  for (const Sequence sequence : {1ULL, 9ULL, 10ULL, 99'999ULL, 1'000'000'000'000ULL}) {
    std::string json;
    append_alert_envelope(json, some_draft(), "c", "s", sequence, 1, 0);
    const std::string text = json.substr(json.find(R"("sequence":")"), 29);
    EXPECT_LT(last, text);
    last = text;
  }
}

TEST(AlertEnvelope, MembersAreFoundWhateverStandsInStrings) {
  const std::string nasty = R"(a"type":"b\",""subject":"x)";
  std::string json;
  append_alert_envelope(json, some_draft(), nasty, "tidemark/test", 5, 1, 4);
  EXPECT_EQ(alert_member(json, "type"), "tidemark.tier.changed");
  EXPECT_EQ(alert_member(json, "prevsequence"), "0000000000000004");
  EXPECT_EQ(alert_member(json, "level"), "tier");
  EXPECT_EQ(alert_member(json, "subject"), R"(a\"type\":\"b\\\",\"\"subject\":\"x)");
  EXPECT_EQ(alert_member(json, "nothing"), "");
}

}  // namespace
}  // namespace tidemark::engine
