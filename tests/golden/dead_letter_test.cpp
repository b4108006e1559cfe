// Concern: lines that are no events are kept with their reason and every byte, and harm nothing around them.

#include <algorithm>
#include <set>

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"
#include "tools/text.h"

namespace tidemark::golden {
namespace {

struct Nasty {
  std::string line;
  std::string reason;
};

std::string valid(std::string_view customer) {
  std::string line = event_line("page_view", customer, kBegin + 5 * kDay);
  line.pop_back();
  return line;
}

std::string replaced(std::string line, std::string_view what, std::string_view by) {
  line.replace(line.find(what), what.size(), by);
  return line;
}

std::vector<Nasty> nasty_lines() {
  const std::string good = valid("somebody");
  const std::string bought = replaced(good, "page_view", "purchase");
  const auto with = [](std::string line, std::string_view members) {
    return line.insert(line.size() - 1, members);
  };
  const std::string deep(2000, '[');
  return {
      {"not json at all", "bad_json"},
      {"{", "bad_json"},
      {"[1,2,3]", "bad_json"},
      {"null", "bad_json"},
      {good.substr(0, good.size() / 2), "bad_json"},
      {good + "}", "bad_json"},
      {good + " " + good, "bad_json"},
      {with(good, R"(,"type":"search")"), "bad_json"},
      {with(good, R"(,"unread":{"deep":)" + deep), "bad_json"},
      {with(good, R"(,"unread":01)"), "bad_json"},
      {with(good, R"(,"unread":"\x")"), "bad_json"},
      {with(good, ",\"unread\":\"\xff\xfe\""), "bad_json"},
      {with(good, ",\"unread\":\"\xed\xa0\x80\""), "bad_json"},
      {with(good, std::string(",\"unread\":\"a\0b\"", 15)), "bad_json"},
      {"\xef\xbb\xbf" + good.substr(1), "bad_json"},
      {std::string("\0\0\0\0", 4), "bad_json"},
      {"\xff\xfe\xfd", "bad_json"},
      {replaced(good, R"("type":"page_view",)", ""), "missing_field"},
      {replaced(good, R"("customer_id":"somebody",)", ""), "missing_field"},
      {R"({"type":"page_view","customer_id":"somebody"})", "missing_field"},
      {"{}", "missing_field"},
      {replaced(good, "somebody", ""), "bad_field"},
      {replaced(good, "somebody", std::string(257, 'x')), "bad_field"},
      {replaced(good, R"("somebody")", "{}"), "bad_field"},
      {replaced(good, R"("page_view")", "17"), "bad_field"},
      {with(good, R"(,"properties":[])"), "bad_field"},
      {replaced(good, "2025-01-06", "2025-02-30"), "bad_timestamp"},
      {replaced(good, "2025-01-06", "yesterday "), "bad_timestamp"},
      {with(bought, R"(,"properties":{"amount":"a lot","currency":"EUR"})"), "bad_amount"},
      {with(bought, R"(,"properties":{"amount":1e300,"currency":"EUR"})"), "bad_amount"},
      {replaced(good, "2025-01-06", "2201-01-06"), "in_future"},
      {replaced(good, "2025-01-06", "1969-12-31"), "too_old"},
      {replaced(good, "2025-01-06", "2023-01-06"), "too_old"},
      {with(good, R"(,"properties":{"note":")" + std::string(300 << 10, 'n') + "\"}"), "too_large"},
      {good + "\r\r", "accepted"},
  };
}

class DeadLetters : public Workshop {
 protected:
  static constexpr std::size_t kEvery = 150;  ///< one nasty line after so many good ones

  /// Only lines that are events: so the nasty ones are the only dead letters.
  std::vector<std::string_view> good_lines() const {
    const std::string& text = simulated(300, 8000, 1);
    write("all.ndjson", text);
    ScoreCall call;
    call.inputs = {"all.ndjson"};
    call.data = "all";
    (void)summary_of(call);
    const std::string refused = run({"dead-letters", "--data", "all", "--payload"}).out;
    const std::vector<std::string_view> bad = lines_of(refused);
    std::vector<std::string_view> lines = lines_of(text);
    std::erase_if(
        lines, [&](std::string_view line) { return std::find(bad.begin(), bad.end(), line) != bad.end(); });
    return lines;
  }
  /// The letters as position → (reason, payload).
  struct Letter {
    std::uint64_t position;
    std::string reason;
    std::string payload;
  };
  std::vector<Letter> letters_of(const std::string& store) const {
    const Ended ended = run({"dead-letters", "--data", store, "--json"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    std::vector<Letter> letters;
    for (const tools::JsonValue& letter : json_lines(ended.out)) {
      const tools::JsonValue* payload = letter.find("payload");
      letters.push_back(
          {count_of(letter, "position"), std::string(letter.text_of("reason")),
           payload != nullptr ? payload->text : "base64:" + std::string(letter.text_of("payload_base64"))});
    }
    return letters;
  }
};

/// Without the fields that only say where in the outbox an alert stands.
std::vector<std::string> content_of(std::string_view alerts) {
  std::vector<std::string> lines;
  for (const std::string_view line : lines_of(alerts)) {
    const std::size_t begin = line.find(R"("sequence":)");
    const std::size_t end = line.find(R"("data":)");
    lines.push_back(std::string(line.substr(0, begin)) + std::string(line.substr(end)));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST_F(DeadLetters, KeepReasonAndPayloadAndHarmNothing) {
  std::vector<Nasty> nasty = nasty_lines();
  nasty.pop_back();  // the one that is an event
  std::string good_text;
  std::string mixed_text;
  std::size_t next = 0;
  std::uint64_t count = 0;
  std::map<std::uint64_t, Nasty> expected;
  for (const std::string_view line : good_lines()) {
    good_text.append(line).append("\n");
    mixed_text.append(line).append("\n");
    if (++count % kEvery == 0 && count > 10 * kEvery && next < nasty.size()) {
      mixed_text.append(nasty[next].line).append("\n");
      expected[count + next + 1] = nasty[next];
      ++next;
    }
  }
  ASSERT_EQ(next, nasty.size());
  write("good.ndjson", good_text);
  write("mixed.ndjson", mixed_text);

  ScoreCall good;
  good.inputs = {"good.ndjson"};
  const Answers without = answers_of(good);
  ScoreCall mixed = good;
  mixed.inputs = {"mixed.ndjson"};
  mixed.data = "store";
  mixed.shards = 2;
  const tools::JsonValue summary = summary_of(mixed);

  std::map<std::string, std::uint64_t> by_reason;
  const std::vector<Letter> letters = letters_of("store");
  ASSERT_EQ(letters.size(), expected.size());
  for (const Letter& letter : letters) {
    ASSERT_TRUE(expected.contains(letter.position))
        << letter.position << ": " << letter.payload.substr(0, 200);
    const Nasty& line = expected[letter.position];
    EXPECT_EQ(letter.reason, line.reason) << line.line.substr(0, 300);
    const std::string payload = tools::is_utf8(line.line) ? line.line : "base64:" + tools::base64(line.line);
    EXPECT_TRUE(same_bytes(payload, letter.payload)) << letter.reason;
    ++by_reason[line.reason];
  }
  for (const auto& [reason, times] : by_reason)
    EXPECT_EQ(count_of(summary, "dead_letters." + reason), times) << reason;

  // Positions move by the lines between, and with them the marks that stand at every 4096th: within a second
  // alerts may come in another order. Everything else is the same.
  const Answers with = written_by(mixed);
  EXPECT_TRUE(same_bytes(without.customers, with.customers));
  EXPECT_EQ(content_of(without.alerts), content_of(with.alerts));
}

TEST_F(DeadLetters, ALineEndsWithItsNewlineWhateverStandsBefore) {
  const Nasty last = nasty_lines().back();
  write("events.ndjson", valid("a") + "\r\n" + last.line + "\n\n  \t\r\n" + valid("b"));
  ScoreCall call;
  call.inputs = {"events.ndjson"};
  const tools::JsonValue summary = summary_of(call);
  EXPECT_EQ(count_of(summary, "accepted"), 3U);
  EXPECT_EQ(count_of(summary, "inputs"), 3U);
  EXPECT_TRUE(summary.find("dead_letters")->members.empty());
}

/// Longer than what is ever kept of a line: its beginning is, and the next line is whole again.
TEST_F(DeadLetters, AnEndlessLineIsCut) {
  constexpr std::size_t kKept = 8 << 20;
  const std::string endless(kKept + 12'345, 'x');
  write("events.ndjson", valid("a") + "\n" + endless + "\n" + valid("b") + "\n");
  ScoreCall call;
  call.inputs = {"events.ndjson"};
  call.data = "store";
  const tools::JsonValue summary = summary_of(call);
  EXPECT_EQ(count_of(summary, "accepted"), 2U);
  EXPECT_EQ(count_of(summary, "dead_letters.too_large"), 1U);
  const std::vector<Letter> letters = letters_of("store");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].position, 2U);
  EXPECT_TRUE(same_bytes(std::string(kKept, 'x'), letters[0].payload));
}

/// The event counts, its money waits in a dead letter that says how to score it again.
TEST_F(DeadLetters, MoneyInAnUnknownCurrencyIsSetAside) {
  write("events.ndjson",
        event_line("purchase", "a", kBegin, "e1", R"({"amount":10,"currency":"EUR"})") +
            event_line("purchase", "a", kBegin + kDay, "e2", R"({"amount":99,"currency":"XYZ"})") +
            event_line("purchase", "a", kBegin + kDay, "e2", R"({"amount":99,"currency":"XYZ"})"));
  ScoreCall call;
  call.inputs = {"events.ndjson"};
  call.data = "store";
  const tools::JsonValue summary = summary_of(call);
  EXPECT_EQ(count_of(summary, "accepted"), 2U);
  EXPECT_EQ(count_of(summary, "duplicates"), 1U);
  EXPECT_EQ(count_of(summary, "dead_letters.unknown_currency"), 1U);
  const tools::JsonValue customer = json_of(read(call.customers));
  EXPECT_EQ(customer.text_of("orders"), "2");
  EXPECT_EQ(customer.text_of("gross"), "10");
  const std::vector<Letter> letters = letters_of("store");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].position, 2U);
  const tools::JsonValue payload = json_of(letters[0].payload);
  EXPECT_EQ(payload.text_of("event_id"), "e2");
  EXPECT_EQ(payload.text_of("properties.amount"), "99");
  EXPECT_EQ(payload.text_of("properties.currency"), "XYZ");
}

/// What --payload gives can be repaired and scored again.
TEST_F(DeadLetters, PayloadsAreLinesAgain) {
  const std::string broken = replaced(valid("late-comer"), "2025-01-06", "2025-01-66");
  write("events.ndjson", valid("a") + "\n" + broken + "\n");
  ScoreCall call;
  call.inputs = {"events.ndjson"};
  call.data = "store";
  (void)answers_of(call);
  const Ended payloads = run({"dead-letters", "--data", "store", "--payload"});
  EXPECT_EQ(payloads.out, broken + "\n");
  write("again.ndjson", replaced(payloads.out, "2025-01-66", "2025-01-06"));
  call.inputs = {"again.ndjson"};
  EXPECT_EQ(count_of(summary_of(call), "accepted"), 1U);
  const std::string customers = read(call.customers);
  EXPECT_EQ(lines_of(customers).size(), 2U);
}

}  // namespace
}  // namespace tidemark::golden
