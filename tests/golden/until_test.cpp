// Concern: --until T is the state as of T of the events before T, and answers without it are as of the last
// event.

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

#include "tests/golden/real_data.h"
#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

double number_of(const tools::JsonValue& value, std::string_view path) {
  const std::string text(value.text_of(path));
  return text.empty() ? std::nan("") : std::strtod(text.c_str(), nullptr);
}

class Until : public Workshop {
 protected:
  static constexpr const char* kInstants[] = {"2025-01-20T00:00:00.000Z", "2025-02-03T12:34:56.789Z",
                                              "2025-06-01T00:00:00.000Z"};
  static const std::string& text() { return simulated(500, 15'000, 1); }
  /// Without the events from the instant on. Lines that are no events have no time and stay.
  static std::string without_events_from(std::string_view instant) {
    std::string kept;
    for (const std::string_view line : lines_with_ends(text())) {
      const Result<tools::JsonValue> event = tools::parse_json(line);
      if (!event.ok() || *parse_timestamp(event->text_of("timestamp")) < *parse_timestamp(instant))
        kept += line;
    }
    return kept;
  }
  ScoreCall until(std::string_view instant, const std::string& input) const {
    ScoreCall call;
    call.inputs = {input};
    if (!instant.empty()) call.more = {"--until", std::string(instant)};
    return call;
  }
};

TEST_F(Until, IsTheHistoryBeforeIt) {
  write("whole.ndjson", text());
  for (const char* instant : kInstants) {
    write("before.ndjson", without_events_from(instant));
    const Answers part = answers_of(until(instant, "before.ndjson"));
    ScoreCall call = until(instant, "whole.ndjson");
    const Answers whole = answers_of(call);
    EXPECT_TRUE(same_answers(part, whole)) << instant;
    call.shards = 8;
    EXPECT_TRUE(same_answers(whole, answers_of(call))) << instant;
    for (const tools::JsonValue& customer : json_lines(whole.customers)) {
      Result<Millis> as_of = parse_timestamp(customer.text_of("as_of"));
      ASSERT_TRUE(as_of.ok());
      ASSERT_EQ(*as_of, *parse_timestamp(instant));
    }
    for (const tools::JsonValue& alert : json_lines(whole.alerts)) {
      ASSERT_LE(*parse_timestamp(alert.text_of("time")), *parse_timestamp(instant));
    }
  }
}

/// Silence up to T is announced: the last event is long past.
TEST_F(Until, AnnouncesWhatFallsDueBeforeIt) {
  write("events.ndjson", purchase_line("a", kBegin, "150"));
  ScoreCall call = until("", "events.ndjson");
  const std::vector<tools::JsonValue> at_event = json_lines(answers_of(call).alerts);
  call = until("2025-01-21T00:00:00Z", "events.ndjson");
  const std::vector<tools::JsonValue> silent = json_lines(answers_of(call).alerts);
  ASSERT_GT(silent.size(), at_event.size());
  std::set<std::string> said;
  for (std::size_t i = at_event.size(); i < silent.size(); ++i) {
    EXPECT_EQ(silent[i].text_of("data.cause.kind"), "time");
    said.insert(std::string(silent[i].text_of("data.level")) + "=" +
                std::string(silent[i].text_of("data.to")) + "@" + std::string(silent[i].text_of("time")));
  }
  // Bought on January 1, 00:00 UTC: no longer new after 7 days, at risk after 10, churned after 20.
  EXPECT_TRUE(said.contains("lifecycle=active@2025-01-08T00:00:00Z"));
  EXPECT_TRUE(said.contains("lifecycle=at_risk@2025-01-11T00:00:00Z"));
  EXPECT_TRUE(said.contains("lifecycle=churned@2025-01-21T00:00:00Z")) << "due at T itself";
}

/// The end of the input moves nothing: levels of the answer may be ahead of the last alert.
TEST_F(Until, WithoutItTheAnswerIsAsOfTheLastEvent) {
  const std::string last = event_line("page_view", "b", kBegin + 12 * kDay);
  write("events.ndjson",
        purchase_line("a", kBegin, "150") + last + event_line("page_view", "b", kBegin + 11 * kDay));
  const ScoreCall call = until("", "events.ndjson");
  const tools::JsonValue summary = summary_of(call);
  EXPECT_EQ(summary.text_of("as_of"), "2025-01-13T00:00:00Z");
  const Answers answers = written_by(call);
  const std::vector<tools::JsonValue> customers = json_lines(answers.customers);
  ASSERT_EQ(customers.size(), 2U);
  EXPECT_EQ(customers[0].text_of("as_of"), "2025-01-13T00:00:00Z");
  EXPECT_EQ(customers[0].text_of("lifecycle"), "at_risk");
}

TEST_F(Until, IsRefusedWithAStore) {
  write("events.ndjson", purchase_line("a", kBegin, "1"));
  ScoreCall call = until("2025-02-01", "events.ndjson");
  call.data = "store";
  const Ended refused = run(call.arguments());
  EXPECT_EQ(refused.code, 2) << refused.err;
  EXPECT_NE(refused.err.find("--until"), std::string::npos);
  EXPECT_FALSE(exists("store"));
}

TEST_F(Until, BeforeTheFirstEventThereIsNothing) {
  write("events.ndjson", purchase_line("a", kBegin, "1"));
  const ScoreCall call = until("2024-01-01", "events.ndjson");
  const tools::JsonValue summary = summary_of(call);
  EXPECT_EQ(count_of(summary, "beyond_until"), 1U);
  EXPECT_EQ(written_by(call).customers + written_by(call).alerts, "");
}

/// The published parameters on the published data, at instants all over it.
class Cdnow : public Until {
 protected:
  struct Row {
    std::string customer;
    double x, t_x, T, p_alive_bgnbd, p_alive_mbgnbd, p_zero_bgnbd, p_zero_mbgnbd, expected_bgnbd;
  };

  void SetUp() override {
    if (shared_data().empty())
      GTEST_SKIP() << "there is no folder of real data; name it in TIDEMARK_SHARED_DATA";
    std::ifstream file(shared_data() / "cdnow_sample/expected/p_alive_tracks.csv", std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const std::vector<std::vector<std::string>> rows = csv_rows(all);
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const auto number = [&](std::size_t column) {
        return std::strtod(rows[i].at(column).c_str(), nullptr);
      };
      tracks_[rows[i].at(1)].push_back({rows[i][0], number(2), number(3), number(4), number(5), number(6),
                                        number(7), number(8), number(9)});
    }
  }

  /// `as_of` includes the events at that instant.
  std::map<std::string, tools::JsonValue> customers_as_of(const std::string& date,
                                                          const std::string& config) {
    ScoreCall call =
        until(date + "T00:00:00.001Z", (shared_data() / "cdnow_sample/events.ndjson.gz").string());
    call.config = config;
    call.alerts = "";
    std::map<std::string, tools::JsonValue> customers;
    for (tools::JsonValue& customer : json_lines(answers_of(call).customers)) {
      std::string id(customer.text_of("customer_id"));
      customers.emplace(std::move(id), std::move(customer));
    }
    return customers;
  }

  std::map<std::string, std::vector<Row>> tracks_;  ///< by date
};

TEST_F(Cdnow, AtInstantsAllOverTheTracks) {
  constexpr double kTolerance = 1e-6;
  write("mbgnbd.yaml",
        "churn: {model: mbgnbd, horizon: 273d, mbgnbd: {r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}}\n");
  write("bgnbd.yaml",
        "churn: {model: bgnbd, horizon: 273d, bgnbd: {r: 0.243, alpha: 4.414, a: 0.793, b: 2.426}}\n");
  std::size_t compared = 0;
  std::size_t number = 0;
  for (const auto& [date, rows] : tracks_) {
    if (number++ % 13 != 5) continue;
    const auto mbgnbd = customers_as_of(date, "mbgnbd.yaml");
    const auto bgnbd = customers_as_of(date, "bgnbd.yaml");
    for (const Row& row : rows) {
      SCOPED_TRACE(row.customer + " as of " + date);
      ASSERT_TRUE(mbgnbd.contains(row.customer) && bgnbd.contains(row.customer));
      const tools::JsonValue& m = mbgnbd.at(row.customer);
      const tools::JsonValue& b = bgnbd.at(row.customer);
      EXPECT_EQ(number_of(m, "btyd.x"), row.x);
      EXPECT_NEAR(number_of(m, "btyd.t_x"), row.t_x, kTolerance);
      EXPECT_NEAR(number_of(m, "btyd.T"), row.T, kTolerance);
      EXPECT_NEAR(number_of(m, "churn.p_alive"), row.p_alive_mbgnbd, kTolerance);
      EXPECT_NEAR(number_of(m, "churn.risk"), row.p_zero_mbgnbd, kTolerance);
      EXPECT_NEAR(number_of(b, "churn.p_alive"), row.p_alive_bgnbd, kTolerance);
      EXPECT_NEAR(number_of(b, "churn.risk"), row.p_zero_bgnbd, kTolerance);
      EXPECT_NEAR(number_of(b, "value.expected_purchases"), row.expected_bgnbd, kTolerance);
      ++compared;
    }
  }
  EXPECT_GT(compared, 50U);
}

}  // namespace
}  // namespace tidemark::golden
