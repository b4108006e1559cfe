// Concern: the alerts file is a reader of the store: whatever happens to it between two runs, the next run
// brings it to what one run would have written.

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

class AlertsFile : public Workshop {
 protected:
  void SetUp() override {
    const std::string& text = simulated(400, 8000, 1);
    const std::size_t half = text.find('\n', text.size() / 2) + 1;
    write("first.ndjson", std::string_view(text).substr(0, half));
    write("second.ndjson", std::string_view(text).substr(half));
    write("whole.ndjson", text);
  }
  ScoreCall call(const std::string& input) const {
    ScoreCall call;
    call.inputs = {input};
    call.data = "store";
    call.durability = "os";
    call.alerts = alerts_;
    return call;
  }
  Answers uncut() const {
    ScoreCall whole = call("whole.ndjson");
    whole.data = "";
    whole.alerts = "uncut_" + alerts_;
    return answers_of(whole);
  }
  /// Scores the first half, lets `happen` befall the file, scores the second half.
  template <typename Happen>
  Answers with(Happen happen) {
    remove("store");
    remove(alerts_);
    (void)answers_of(call("first.ndjson"));
    happen();
    return answers_of(call("second.ndjson"));
  }

  std::string alerts_ = "alerts.ndjson";
};

TEST_F(AlertsFile, IsContinuedWhateverBefellIt) {
  for (const char* name : {"alerts.ndjson", "alerts.csv"}) {
    alerts_ = name;
    const Answers expected = uncut();
    const auto cut_to = [&](std::size_t bytes) { write(alerts_, read(alerts_).substr(0, bytes)); };
    EXPECT_TRUE(same_answers(expected, with([] {}))) << name;
    EXPECT_TRUE(same_answers(expected, with([&] { remove(alerts_); }))) << name << " removed";
    EXPECT_TRUE(same_answers(expected, with([&] { write(alerts_, ""); }))) << name << " emptied";
    EXPECT_TRUE(same_answers(expected, with([&] { cut_to(read(alerts_).size() - 1); })))
        << name << " lost its newline";
    EXPECT_TRUE(same_answers(expected, with([&] { cut_to(read(alerts_).size() / 2); }))) << name << " cut";
    EXPECT_TRUE(same_answers(expected, with([&] { cut_to(10); }))) << name << " cut within its first line";
    EXPECT_TRUE(same_answers(expected, with([&] { append(alerts_, "{\"specversion\":\"1.0\",\"id"); })))
        << name << " got half a line";
  }
}

TEST_F(AlertsFile, IsWrittenAgainWithoutNewInputs) {
  const Answers expected = uncut();
  (void)answers_of(call("whole.ndjson"));
  remove(alerts_);
  EXPECT_TRUE(same_answers(expected, answers_of(call("whole.ndjson"))));
}

TEST_F(AlertsFile, OfANewPathBeginsAtTheHead) {
  const std::string expected = uncut().alerts;
  const std::string first = answers_of(call("first.ndjson")).alerts;
  alerts_ = "other.ndjson";
  EXPECT_TRUE(
      same_bytes(std::string_view(expected).substr(first.size()), answers_of(call("second.ndjson")).alerts));
  // … and from then on that is its beginning.
  remove(alerts_);
  EXPECT_TRUE(
      same_bytes(std::string_view(expected).substr(first.size()), answers_of(call("second.ndjson")).alerts));
  // The first path goes on where it was left.
  alerts_ = "alerts.ndjson";
  EXPECT_TRUE(same_bytes(expected, answers_of(call("second.ndjson")).alerts));
}

TEST_F(AlertsFile, IsTheSameByRelativeAndAbsolutePath) {
  const std::string expected = uncut().alerts;
  (void)answers_of(call("first.ndjson"));
  alerts_ = path("./alerts.ndjson");
  EXPECT_EQ(summary_of(call("second.ndjson")).text_of("resumed"), "true");
  EXPECT_TRUE(same_bytes(expected, read("alerts.ndjson")));
}

TEST_F(AlertsFile, OfSomebodyElseIsNotTouched) {
  (void)answers_of(call("first.ndjson"));
  append(alerts_, "a note somebody took\n");
  const std::string before = read(alerts_);
  const Ended refused = run(call("second.ndjson").arguments());
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("alerts.ndjson"), std::string::npos) << refused.err;
  EXPECT_TRUE(same_bytes(before, read(alerts_)));
}

/// Every alert has the next sequence and names the previous one of its level.
TEST_F(AlertsFile, SequencesHaveNoGap) {
  std::uint64_t sequence = 0;
  std::map<std::string, std::uint64_t, std::less<>> last_of_level;
  std::map<std::string, int> ids;
  for (const tools::JsonValue& alert : json_lines(uncut().alerts)) {
    const std::string level(alert.text_of("data.level"));
    EXPECT_EQ(std::stoull(std::string(alert.text_of("sequence"))), ++sequence);
    EXPECT_EQ(std::stoull(std::string(alert.text_of("prevsequence"))), last_of_level[level]);
    last_of_level[level] = sequence;
    const std::string type(alert.text_of("type"));
    EXPECT_TRUE(type == "tidemark." + level + ".changed" || type == "tidemark." + level + ".corrected")
        << type;
    EXPECT_EQ(ids[std::string(alert.text_of("id"))]++, 0);
  }
  EXPECT_GT(sequence, 500U);
  EXPECT_EQ(last_of_level.size(), 5U);
}

}  // namespace
}  // namespace tidemark::golden
