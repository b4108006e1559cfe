// Concern: the retail example over a year of a real shop puts every customer where a plain computation puts
// it: tier, lifecycle and segments, in its middle, at its end, weeks later, in the grace after the tiers'
// end, and when all is lost.

#include <zlib.h>

#include <map>

#include "tests/golden/plain_retail.h"
#include "tests/golden/real_data.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

std::string unpacked(const std::filesystem::path& path) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return text;
  char bytes[1 << 16];
  for (int count = 0; (count = gzread(file, bytes, sizeof bytes)) > 0;) {
    text.append(bytes, static_cast<std::size_t>(count));
  }
  gzclose(file);
  return text;
}

PlainStanding standing_in(const tools::JsonValue& customer) {
  PlainStanding standing{
      std::string(customer.text_of("tier")), std::string(customer.text_of("lifecycle")), {}};
  if (const tools::JsonValue* segments = customer.find("segments"); segments != nullptr) {
    for (const tools::JsonValue& segment : segments->items) standing.segments.insert(segment.text);
  }
  return standing;
}

using Standings = std::map<std::string, PlainStanding>;
using Counts = std::map<std::string, std::size_t>;

Counts counts_of(const Standings& standings) {
  Counts counts;
  for (const auto& [customer, standing] : standings) {
    ++counts["tier=" + standing.tier];
    ++counts["lifecycle=" + standing.lifecycle];
    for (const std::string& segment : standing.segments) ++counts["segment=" + segment];
  }
  return counts;
}

class CompleteJourney : public Workshop {
 protected:
  void SetUp() override {
    if (shared_data().empty())
      GTEST_SKIP() << "there is no folder of real data; name it in TIDEMARK_SHARED_DATA";
    lines_ = unpacked(events());
    ASSERT_FALSE(lines_.empty());
  }
  static std::filesystem::path events() { return shared_data() / "complete_journey/events.ndjson.gz"; }

  /// Counts when both agree on every customer.
  Counts compare(const std::string& until) {
    ScoreCall call;
    call.inputs = {events().string()};
    call.config = std::string(TIDEMARK_SOURCE_DIR) + "/config/examples/retail/tidemark.yaml";
    if (!until.empty()) call.more = {"--until", until};
    const auto histories = plain_histories(lines_, until.empty() ? kNever : *parse_timestamp(until));
    Standings found;
    Standings expected;
    for (const tools::JsonValue& customer : json_lines(answers_of(call).customers)) {
      const std::string id(customer.text_of("customer_id"));
      found[id] = standing_in(customer);
      expected[id] = plain_standing(histories.at(id), *parse_timestamp(customer.text_of("as_of")));
      EXPECT_EQ(found[id], expected[id]) << id;
    }
    EXPECT_EQ(found.size(), histories.size());
    EXPECT_EQ(counts_of(found), counts_of(expected));
    return counts_of(expected);
  }

  std::string lines_;
};

TEST_F(CompleteJourney, AtTheLastEvent) {
  const Counts counts = compare("");
  for (const char* value : {"tier=green", "tier=silver", "tier=gold", "lifecycle=prospect", "lifecycle=new",
                            "lifecycle=active", "lifecycle=loyal", "lifecycle=at_risk", "lifecycle=churned",
                            "lifecycle=won_back", "segment=missed", "segment=coupon_hunter"}) {
    EXPECT_TRUE(counts.contains(value)) << value << ": this set tests nothing about it";
  }
}

TEST_F(CompleteJourney, InTheMiddleOfTheYear) {
  const Counts counts = compare("2017-07-04T16:00:00Z");
  EXPECT_GT(counts.at("tier=silver"), 0U);
  EXPECT_GT(counts.at("lifecycle=new"), 0U);
}

TEST_F(CompleteJourney, SevenWeeksOfSilenceLater) {
  const Counts counts = compare("2018-02-20T12:00:00Z");
  EXPECT_GT(counts.at("segment=missed"), 0U);
}

TEST_F(CompleteJourney, TiersLastThroughTheNextYearAndTheGrace) {
  EXPECT_GT(compare("2019-02-01T04:59:59Z").at("tier=gold"), 0U);
  EXPECT_EQ(compare("2019-02-01T05:00:00Z").at("tier=green"), 2379U);
}

}  // namespace
}  // namespace tidemark::golden
