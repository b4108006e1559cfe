#include "tests/golden/workshop.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/golden/place.h"
#include "tests/golden/stream.h"

namespace tidemark::golden {
namespace {

constexpr char kMovingText[] = R"(
time: {clock: event, zone: Europe/Berlin}
events: {currency: EUR}
tiers:
  tier:
    basis: spend_30d
    levels: {bronze: 0, silver: 100, gold: 300, platinum: 700}
    hysteresis: 5%
    grace: 3d
    minimum_stay: 2d
    downgrade: step
  visits:
    basis: purchase_days_14d
    levels: {rare: 0, weekly: 2, often: 4}
lifecycle: {new_for: 7d, loyal_orders: 4, at_risk_after: 10d, churned_after: 20d, won_back_for: 5d}
abc: {enabled: false}
rfm: {cuts: fixed, recency_days: [3, 7, 14, 28], frequency: [2, 3, 5, 8], monetary: [50, 150, 400, 1000]}
churn:
  model: mbgnbd
  horizon: 14d
  unknown_for: 2d
  mbgnbd: {r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}
  bands: {on: odds_ratio, enter: [1.2, 1.5, 2], leave: [1.1, 1.4, 1.8]}
alerts: {source: tidemark/golden}
log: {segment: 1MiB}  # quicker to begin than one of the usual size
)";

std::string heavy_text() {
  std::string text =
      "events: {currency: EUR}\n"
      "rfm: {enabled: false}\n"
      "lifecycle: {enabled: false}\n"
      "alerts: {source: tidemark/golden}\n"
      "log: {segment: 4MiB}\n"
      "tiers:\n"
      "  tier: {basis: spend_30d, levels: {bronze: 0, silver: 100}, grace: 0d, hysteresis: 0%}\n";
  for (int i = 0; i < 15; ++i) {
    text += "  ladder" + std::to_string(i) + ": {basis: spend_90d, levels: {low: 0, high: 1000000}}\n";
  }
  return text;
}

}  // namespace

std::vector<std::string> ScoreCall::arguments() const {
  std::vector<std::string> words = {"score", "--json",   "--config",
                                    config,  "--shards", std::to_string(shards)};
  const auto option = [&](const char* name, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {name, value});
  };
  option("--data", data);
  option("--durability", durability);
  option("--alerts", alerts);
  option("--customers", customers);
  words.insert(words.end(), more.begin(), more.end());
  words.insert(words.end(), inputs.begin(), inputs.end());
  return words;
}

Workshop::Workshop() : directory_(make_directory()) {
  write(kMoving, kMovingText);
  write(kDefault, "");
  write(kHeavy, heavy_text());
}

Workshop::~Workshop() {
  std::error_code ignored;  // what is left in the temporary directory fails no test
  std::filesystem::remove_all(directory_, ignored);
}

void Workshop::write(const std::string& name, std::string_view content) const {
  std::ofstream file(directory_ / name, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + name);
}

void Workshop::append(const std::string& name, std::string_view content) const {
  std::ofstream file(directory_ / name, std::ios::binary | std::ios::app);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + name);
}

std::string Workshop::read(const std::string& name) const {
  if (name.empty()) return {};
  std::ifstream file(directory_ / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Ended Workshop::run(const std::vector<std::string>& arguments, const Environment& environment) const {
  Environment variables = environment;
  variables.emplace("TMPDIR", directory_.string());  // the temporary stores too
  return Program(directory_, arguments, variables).wait();
}

tools::JsonValue Workshop::summary_of(const ScoreCall& call) const {
  const Ended ended = run(call.arguments(), call.environment);
  EXPECT_EQ(ended.code, 0) << ended.err;
  return ended.code == 0 ? json_of(ended.out) : tools::JsonValue();
}

Answers Workshop::answers_of(const ScoreCall& call) const {
  (void)summary_of(call);  // the caller wants the files only
  return written_by(call);
}

::testing::AssertionResult same_bytes(std::string_view expected, std::string_view found) {
  if (expected == found) return ::testing::AssertionSuccess();
  const auto differ = std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
  const auto at = static_cast<std::size_t>(differ.first - expected.begin());
  const auto line_at = [](std::string_view text, std::size_t place) {
    if (place >= text.size()) return std::string("(the end)");
    const std::size_t newline = place == 0 ? std::string_view::npos : text.rfind('\n', place - 1);
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    return std::string(text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin));
  };
  const auto before = expected.substr(0, at);
  return ::testing::AssertionFailure()
         << expected.size() << " and " << found.size() << " bytes, line "
         << 1 + std::count(before.begin(), before.end(), '\n')
         << " differs\n  expected: " << line_at(expected, at) << "\n  found:    " << line_at(found, at);
}

::testing::AssertionResult same_answers(const Answers& expected, const Answers& found) {
  if (expected.alerts.empty() || expected.customers.empty()) {
    return ::testing::AssertionFailure() << "there is nothing to compare with";
  }
  if (auto alerts = same_bytes(expected.alerts, found.alerts); !alerts) return alerts << "\n  (alerts)";
  if (auto customers = same_bytes(expected.customers, found.customers); !customers) {
    return customers << "\n  (customers)";
  }
  return ::testing::AssertionSuccess();
}

std::uint64_t count_of(const tools::JsonValue& value, std::string_view path) {
  const std::string_view text = value.text_of(path);
  std::uint64_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

tools::JsonValue json_of(std::string_view text) {
  Result<tools::JsonValue> value = tools::parse_json(text);
  EXPECT_TRUE(value.ok()) << "no JSON: " << text.substr(0, 200);
  return value.ok() ? value.take() : tools::JsonValue();
}

std::vector<tools::JsonValue> json_lines(std::string_view text) {
  std::vector<tools::JsonValue> values;
  for (const std::string_view line : lines_of(text)) values.push_back(json_of(line));
  return values;
}

std::vector<std::vector<std::string>> csv_rows(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  bool begin_row = true;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begin_row) rows.push_back({std::string()});
    begin_row = false;
    const char c = text[i];
    std::vector<std::string>& row = rows.back();
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      row.back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      row.emplace_back();
    } else if (!quoted && c == '\n') {
      begin_row = true;
    } else {
      row.back() += c;
    }
  }
  return rows;
}

}  // namespace tidemark::golden
