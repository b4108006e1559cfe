// Concern: the examples are true. Each one's commands run as its README says, and every alert that is quoted
// there, and the sentence in front of it, is what the program really writes.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

constexpr const char* kExamples[] = {"b2b", "banking", "retail", "subscription"};
constexpr std::string_view kCommand = "$ tidemark ";

std::filesystem::path folder() {
  return std::filesystem::path(TIDEMARK_SOURCE_DIR) / "config/examples";
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// An alert as the README has it.
struct Quote {
  std::string said;  ///< the last sentence before it that is set off by '> '
  std::string alert;
};

std::vector<Quote> quotes_of(std::string_view readme) {
  std::vector<Quote> quotes;
  std::string said;
  bool inside = false;
  for (const std::string_view line : lines_of(readme)) {
    if (line.starts_with("> ")) said = line.substr(2);
    if (inside && line != "```") quotes.push_back({said, std::string(line)});
    inside = line == "```json" || (inside && line != "```");
  }
  return quotes;
}

/// The words of every command of ours, without the program's name.
std::vector<std::vector<std::string>> commands_of(std::string_view readme) {
  std::vector<std::vector<std::string>> commands;
  for (const std::string_view line : lines_of(readme)) {
    if (!line.starts_with(kCommand)) continue;
    std::istringstream words{std::string(line.substr(kCommand.size()))};
    commands.emplace_back(std::istream_iterator<std::string>(words), std::istream_iterator<std::string>());
  }
  return commands;
}

/// What a reader is told of an alert: its reasons, and in bold what to do.
std::string sentence_of(const tools::JsonValue& alert) {
  std::string sentence;
  const tools::JsonValue* const reasons = alert.find("data.reasons");
  if (reasons == nullptr) return "(no reasons)";
  for (const tools::JsonValue& reason : reasons->items) {
    sentence += (sentence.empty() ? "" : " ") + std::string(reason.text_of("text"));
  }
  const std::string_view action = alert.text_of("data.action.text");
  if (!action.empty()) sentence += " **" + std::string(action) + ".**";
  return sentence;
}

class Examples : public Workshop, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    for (const auto& entry : std::filesystem::directory_iterator(folder() / GetParam())) {
      write(entry.path().filename().string(), content_of(entry.path()));
    }
  }
  std::string readme() const { return read("README.md"); }
  /// The produced alert that the quoted one seems to mean.
  static std::string nearest(std::string_view alerts, const std::string& quoted) {
    const std::string id = "\"id\":\"" + std::string(json_of(quoted).text_of("id")) + "\"";
    for (const std::string_view line : lines_of(alerts)) {
      if (line.find(id) != std::string_view::npos) return std::string(line);
    }
    return "(none with this id)";
  }
};

TEST_P(Examples, CommandsRunAndAlertsAreAsQuoted) {
  const std::vector<std::vector<std::string>> commands = commands_of(readme());
  ASSERT_GE(commands.size(), 3U);
  for (const std::vector<std::string>& command : commands) {
    const Ended ended = run(command);
    EXPECT_EQ(ended.code, 0) << command.front() << ": " << ended.err << ended.out;
    EXPECT_FALSE(ended.out.empty()) << command.front();
  }
  const std::string alerts = read("alerts.ndjson");
  const std::vector<std::string_view> produced = lines_of(alerts);
  const std::vector<Quote> quotes = quotes_of(readme());
  EXPECT_GE(quotes.size(), 3U);
  for (const Quote& quote : quotes) {
    EXPECT_NE(std::find(produced.begin(), produced.end(), quote.alert), produced.end())
        << "quoted:   " << quote.alert << "\nproduced: " << nearest(alerts, quote.alert);
    EXPECT_EQ(quote.said, sentence_of(json_of(quote.alert)));
  }
}

TEST_P(Examples, EveryEventIsTakenAndSilenceTellsItsPart) {
  const std::string events = read("events.ndjson");
  const std::vector<std::string_view> lines = lines_of(events);
  EXPECT_GE(lines.size(), 40U);
  EXPECT_LE(lines.size(), 200U);
  ScoreCall call;
  call.inputs = {"events.ndjson"};
  call.config = "tidemark.yaml";
  call.more = {"--until", "2026-06-01"};
  const tools::JsonValue summary = summary_of(call);
  EXPECT_EQ(count_of(summary, "accepted"), lines.size());
  const std::string last(json_of(lines.back()).text_of("timestamp"));
  bool silence_spoke = false;
  for (const tools::JsonValue& alert : json_lines(written_by(call).alerts)) {
    silence_spoke |= alert.text_of("data.cause.kind") == "time" && alert.text_of("time") > last;
  }
  EXPECT_TRUE(silence_spoke) << "nothing after " << last;
}

INSTANTIATE_TEST_SUITE_P(All, Examples, ::testing::ValuesIn(kExamples),
                         [](const auto& example) { return std::string(example.param); });

/// No folder without its tests, and none the overview forgot.
TEST(ExamplesOverview, NamesEveryFolder) {
  const std::string overview = content_of(folder() / "README.md");
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    if (!entry.is_directory()) continue;
    ++count;
    const std::string name = entry.path().filename().string();
    EXPECT_NE(std::find(std::begin(kExamples), std::end(kExamples), name), std::end(kExamples)) << name;
    EXPECT_NE(overview.find("](" + name + "/README.md)"), std::string::npos) << name;
  }
  EXPECT_EQ(count, std::size(kExamples));
}

}  // namespace
}  // namespace tidemark::golden
