// Concern: an event far ahead of time is set aside until somebody else confirms that time; one wrong date
// moves nobody, and what nobody confirms ends as a dead letter.

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

class Jump : public Workshop {
 protected:
  static constexpr int kDays = 30;
  static constexpr Millis kFar = kBegin + 3 * 365 * kDay;

  /// Seven people, one purchase a day.
  static std::string ordinary(int from, int to) {
    std::string text;
    for (int day = from; day < to; ++day) {
      text +=
          purchase_line("c" + std::to_string(day % 7), kBegin + day * kDay, "30", "e" + std::to_string(day));
    }
    return text;
  }
  static std::string far(const std::string& who, int days_later = 0) {
    return purchase_line(who, kFar + days_later * kDay, "500", "far-" + who + std::to_string(days_later));
  }
  ScoreCall call(std::string_view events, const std::string& data = "") const {
    write("events.ndjson", events);
    ScoreCall call;
    call.inputs = {"events.ndjson"};
    call.data = data;
    return call;
  }
  tools::JsonValue customer(std::string_view id) const {
    const std::string customers = read("customers.ndjson");
    for (const std::string_view line : lines_of(customers)) {
      tools::JsonValue value = json_of(line);
      if (value.text_of("customer_id") == id) return value;
    }
    return {};
  }
};

TEST_F(Jump, OneWrongDateMovesNobody) {
  const Answers without = answers_of(call(ordinary(0, kDays)));
  const std::string known = far("c3");
  const std::string unknown = far("stranger");
  for (const std::string& wrong : {known, unknown, known + known + far("c3", 1)}) {
    const ScoreCall with = call(ordinary(0, 10) + wrong + ordinary(10, kDays));
    const tools::JsonValue summary = summary_of(with);
    EXPECT_EQ(count_of(summary, "parked"), lines_of(wrong).size());
    EXPECT_EQ(count_of(summary, "accepted"), static_cast<std::uint64_t>(kDays));
    EXPECT_TRUE(same_answers(without, written_by(with))) << wrong;
  }
}

TEST_F(Jump, SomebodyElseConfirmsTheTime) {
  const ScoreCall jumping = call(ordinary(0, kDays) + far("c3") + far("c5", 1), "store");
  const tools::JsonValue summary = summary_of(jumping);
  EXPECT_EQ(count_of(summary, "parked"), 0U);
  EXPECT_EQ(count_of(summary, "accepted"), static_cast<std::uint64_t>(kDays) + 2);
  EXPECT_EQ(summary.text_of("as_of"), format_timestamp(kFar + kDay));
  EXPECT_EQ(customer("c3").text_of("last_purchase"), format_timestamp(kFar));
  EXPECT_EQ(customer("c5").text_of("lifecycle"), "won_back");
  EXPECT_EQ(customer("c0").text_of("lifecycle"), "churned") << "time has moved for all";
  // The released event has a position of its own and names where it had been parked.
  std::uint64_t parked_at = 0;
  std::uint64_t released = 0;
  for (const tools::JsonValue& line : json_lines(run({"log", "--data", "store"}).out)) {
    if (line.text_of("kind") == "parked") parked_at = count_of(line, "position");
    if (line.text_of("kind") == "release") released = count_of(line, "parked_at");
  }
  EXPECT_EQ(parked_at, static_cast<std::uint64_t>(kDays) + 1);
  EXPECT_EQ(released, parked_at);
}

TEST_F(Jump, TheSameCustomerDoesNotConfirmItself) {
  const tools::JsonValue summary =
      summary_of(call(ordinary(0, kDays) + far("c3") + far("c3", 1) + far("c3", 2)));
  EXPECT_EQ(count_of(summary, "parked"), 3U);
  EXPECT_EQ(summary.text_of("as_of"), format_timestamp(kBegin + (kDays - 1) * kDay));
}

TEST_F(Jump, WithinTheGapIsNoJump) {
  const tools::JsonValue summary =
      summary_of(call(ordinary(0, 1) + purchase_line("c1", kBegin + 366 * kDay, "1") +
                      purchase_line("c2", kBegin + 2 * 366 * kDay + 1, "1")));
  EXPECT_EQ(count_of(summary, "accepted"), 2U);
  EXPECT_EQ(count_of(summary, "parked"), 1U);
}

TEST_F(Jump, TooManyEndAsDeadLetters) {
  constexpr std::size_t kParkedMax = 256;
  constexpr std::size_t kMore = 10;
  std::string wrong;
  for (std::size_t i = 0; i < kParkedMax + kMore; ++i) wrong += far("c3", static_cast<int>(i));
  const ScoreCall with = call(ordinary(0, kDays) + wrong, "store");
  const tools::JsonValue summary = summary_of(with);
  EXPECT_EQ(count_of(summary, "parked"), kParkedMax);
  EXPECT_EQ(count_of(summary, "dead_letters.in_future"), kMore);
  const std::vector<tools::JsonValue> letters =
      json_lines(run({"dead-letters", "--data", "store", "--json"}).out);
  ASSERT_EQ(letters.size(), kMore);
  for (std::size_t i = 0; i < kMore; ++i) {
    EXPECT_EQ(letters[i].text_of("reason"), "in_future");
    const tools::JsonValue event = json_of(letters[i].text_of("payload"));
    EXPECT_EQ(event.text_of("event_id"), "far-c3" + std::to_string(i)) << "the oldest first";
  }
  const Answers found = written_by(with);
  EXPECT_TRUE(same_answers(answers_of(call(ordinary(0, kDays))), found));
}

TEST_F(Jump, UntilEndsTheWaiting) {
  ScoreCall with = call(ordinary(0, 10) + far("c3") + ordinary(10, kDays));
  with.more = {"--until", "2030-01-01"};
  const tools::JsonValue summary = summary_of(with);
  EXPECT_EQ(count_of(summary, "parked"), 0U);
  EXPECT_EQ(count_of(summary, "dead_letters.in_future"), 1U);
}

TEST_F(Jump, TheWaitingOutlastsTheProcess) {
  const std::string whole =
      ordinary(0, kDays) + far("c3") + ordinary(kDays, kDays + 5) + far("c5", 1) + far("c6", 2);
  const Answers uncut = answers_of(call(whole));
  remove("alerts.ndjson");
  Answers found;
  const std::vector<std::string_view> lines = lines_with_ends(whole);
  for (const std::size_t end : {std::size_t{kDays} + 1, std::size_t{kDays} + 3, lines.size()}) {
    const auto bytes =
        end == lines.size() ? whole.size() : static_cast<std::size_t>(lines[end].data() - whole.data());
    found = answers_of(call(std::string_view(whole).substr(0, bytes), "store"));
  }
  EXPECT_TRUE(same_answers(uncut, found));
}

}  // namespace
}  // namespace tidemark::golden
