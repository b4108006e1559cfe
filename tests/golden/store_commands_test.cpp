// Concern: what the commands say about a store is what scoring it wrote; the log, folded, gives the summary.

#include <algorithm>
#include <filesystem>

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

class StoreCommands : public Workshop {
 protected:
  void SetUp() override {
    write("events.ndjson", events());
    call_.inputs = {"events.ndjson"};
    call_.data = "store";
    call_.shards = 2;
    call_.environment = {{"TIDEMARK_LOG__BATCH_INPUTS", "500"}};
  }
  static const std::string& events() { return simulated(400, 10'000, 1); }
  std::string said(const std::vector<std::string>& arguments) const {
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.out;
  }
  std::string list(std::vector<std::string> more) const {
    std::vector<std::string> arguments = {"list", "--data", "store", "--json", "--limit", "0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return said(arguments);
  }
  /// The lines of the log that have this value under "kind".
  std::vector<tools::JsonValue> log_of(std::string_view kind) const {
    std::vector<tools::JsonValue> found;
    for (tools::JsonValue& line : json_lines(said({"log", "--data", "store"}))) {
      if (line.text_of("kind") == kind) found.push_back(std::move(line));
    }
    return found;
  }

  ScoreCall call_;
};

TEST_F(StoreCommands, ListAndGetShowTheCustomersFile) {
  const std::string customers = answers_of(call_).customers;
  EXPECT_TRUE(same_bytes(customers, list({})));
  const std::vector<std::string_view> lines = lines_of(customers);
  for (std::size_t i = 0; i < lines.size(); i += 60) {
    const std::string id(json_of(lines[i]).text_of("customer_id"));
    EXPECT_TRUE(same_bytes(std::string(lines[i]) + "\n", said({"get", id, "--data", "store", "--json"})));
  }
}

TEST_F(StoreCommands, ListFiltersAndSorts) {
  const std::string customers = answers_of(call_).customers;
  std::string expected;
  for (const std::string_view line : lines_of(customers)) {
    const tools::JsonValue customer = json_of(line);
    if (customer.text_of("lifecycle") == "at_risk" && customer.text_of("tier") == "silver") {
      expected.append(line).append("\n");
    }
  }
  EXPECT_GT(lines_of(expected).size(), 3U);
  EXPECT_TRUE(same_bytes(expected, list({"--level", "lifecycle=at_risk", "--level", "tier:silver"})));
  double last = 1e300;
  std::size_t known = 0;
  const std::string sorted = list({"--sort", "churn.risk"});
  for (const tools::JsonValue& customer : json_lines(sorted)) {
    const std::string_view risk = customer.text_of("churn.risk");
    if (risk.empty()) {
      last = -1;  // from here on nothing is known
      continue;
    }
    const double value = std::strtod(std::string(risk).c_str(), nullptr);
    EXPECT_LE(value, last);
    last = value;
    ++known;
  }
  EXPECT_GT(known, 100U);
  EXPECT_EQ(lines_of(sorted).size(), lines_of(customers).size());
}

TEST_F(StoreCommands, TheFoldedLogIsTheSummary) {
  const tools::JsonValue summary = summary_of(call_);
  std::map<std::string, std::uint64_t> verdicts;
  std::uint64_t last_position = 0;
  std::map<std::string, std::uint64_t> reasons;
  std::string alerts;
  const std::string log = said({"log", "--data", "store"});
  for (const std::string_view line : lines_of(log)) {
    const tools::JsonValue record = json_of(line);
    const std::string_view kind = record.text_of("kind");
    if (kind == "alert") {
      constexpr std::string_view kBefore = R"({"kind":"alert","alert":)";
      alerts.append(line.substr(kBefore.size(), line.size() - kBefore.size() - 1)).append("\n");
    } else if (kind == "event" || kind == "dead_letter") {
      EXPECT_EQ(count_of(record, "position"), ++last_position);
      if (kind == "event") ++verdicts[std::string(record.text_of("verdict"))];
      if (kind == "dead_letter") ++reasons[std::string(record.text_of("reason"))];
    }
  }
  EXPECT_EQ(last_position, count_of(summary, "inputs"));
  EXPECT_EQ(verdicts["accepted"] + verdicts["late"], count_of(summary, "accepted"));
  EXPECT_EQ(verdicts["late"], count_of(summary, "late"));
  EXPECT_EQ(verdicts["duplicate"], count_of(summary, "duplicates"));
  for (const auto& [reason, count] : reasons) EXPECT_EQ(count, count_of(summary, "dead_letters." + reason));
  EXPECT_GT(reasons.size(), 0U);
  EXPECT_EQ(log_of("wake").size(), count_of(summary, "wakes_fired"));
  EXPECT_TRUE(same_bytes(read(call_.alerts), alerts));
}

TEST_F(StoreCommands, DeadLettersAreThoseOfTheLog) {
  (void)answers_of(call_);
  const std::vector<tools::JsonValue> logged = log_of("dead_letter");
  const std::vector<tools::JsonValue> letters =
      json_lines(said({"dead-letters", "--data", "store", "--json"}));
  ASSERT_EQ(letters.size(), logged.size());
  for (std::size_t i = 0; i < letters.size(); ++i) {
    for (const char* field : {"position", "reason", "detail", "payload"}) {
      EXPECT_EQ(letters[i].text_of(field), logged[i].text_of(field));
    }
  }
}

/// Looking at a store whose owner was killed folds its log's tail, and writes nothing.
TEST_F(StoreCommands, LookAtAStoreThatWasNotClosed) {
  const std::string& text = events();
  const auto log_files = [&] {
    std::map<std::string, std::string> found;
    if (!exists("store/log")) return found;
    for (const auto& entry : std::filesystem::directory_iterator(path("store/log"))) {
      found[entry.path().filename()] = read("store/log/" + entry.path().filename().string());
    }
    return found;
  };
  call_.inputs = {"-"};
  call_.environment["TIDEMARK_LOG__SEGMENT"] = "64KiB";
  Program killed(directory(), call_.arguments(), call_.environment, Program::Stdin::kPipe);
  ASSERT_TRUE(killed.write_stdin(text));
  while (log_files().size() < 10) ASSERT_FALSE(killed.ended_within(std::chrono::milliseconds(10)));
  killed.kill();

  const auto before = log_files();
  const std::string customers = list({});
  const std::string letters = said({"dead-letters", "--data", "store", "--json"});
  const std::size_t inputs = log_of("event").size() + log_of("dead_letter").size();
  EXPECT_TRUE(before == log_files()) << "looking at the store changed its log";
  ASSERT_GT(inputs, 1000U) << "nothing was committed";

  // As if what was committed had been the whole input.
  const std::vector<std::string_view> lines = lines_with_ends(text);
  const auto end = inputs == lines.size() ? text.data() + text.size() : lines.at(inputs).data();
  write("events.ndjson", std::string_view(text).substr(0, static_cast<std::size_t>(end - text.data())));
  remove("store");
  call_.inputs = {"events.ndjson"};
  EXPECT_TRUE(same_bytes(answers_of(call_).customers, customers));
  EXPECT_TRUE(same_bytes(said({"dead-letters", "--data", "store", "--json"}), letters));
}

}  // namespace
}  // namespace tidemark::golden
