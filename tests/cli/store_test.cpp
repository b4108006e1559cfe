// Concern: a log scored by the program is found again by every command that looks at the store, and each
// output goes where it was asked to go.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/run_binary.h"
#include "tools/json_value.h"

namespace tidemark {
namespace {

using tools::JsonValue;
using tools::parse_json;

constexpr char kConfiguration[] =
    "events: {currency: EUR}\n"
    "tiers:\n"
    "  tier:\n"
    "    basis: spend_365d\n"
    "    levels: {bronze: 0, silver: 100, gold: 1000}\n";

constexpr char kBadLine[] = "{\"type\":\"purchase\",";
constexpr char kNotUtf8[] = "\xff\xfe not UTF-8";

std::string purchase(const std::string& customer, const std::string& day, const std::string& amount) {
  return R"({"type":"purchase","event_id":")" + customer + day + R"(","customer_id":")" + customer +
         R"(","timestamp":")" + day + R"(T12:00:00Z","properties":{"amount":)" + amount + "}}\n";
}

std::string example_events() {
  return purchase("alice", "2026-01-01", "60.25") + purchase("bob", "2026-01-02", "20") +
         purchase("alice", "2026-01-03", "50") + kBadLine + "\n" + kNotUtf8 + "\n" +
         purchase("alice", "2026-01-03", "50") + purchase("carol", "2026-01-05", "2000");
}

class CliStore : public ::testing::Test {
 protected:
  void SetUp() override {
    place_.write("tidemark.yaml", kConfiguration);
    place_.write("events.ndjson", example_events());
  }
  RunResult score(std::vector<std::string> more) {
    more.insert(more.begin(), {"score", "events.ndjson"});
    RunResult result = place_.run(more);
    EXPECT_EQ(result.code, 0) << result.err;
    return result;
  }
  JsonValue json(const std::string& text) {
    auto value = parse_json(text);
    EXPECT_TRUE(value.ok()) << text;
    return value.ok() ? value.take() : JsonValue();
  }

  Workplace place_;
};

TEST_F(CliStore, SummaryCountsEverything) {
  const JsonValue summary = json(score({"--json"}).out);
  EXPECT_EQ(summary.text_of("inputs"), "7");
  EXPECT_EQ(summary.text_of("accepted"), "4");
  EXPECT_EQ(summary.text_of("duplicates"), "1");
  EXPECT_EQ(summary.text_of("customers"), "3");
  EXPECT_EQ(summary.text_of("dead_letters.bad_json"), "2");
  EXPECT_EQ(summary.text_of("alerts.tier.silver"), "1");
  EXPECT_EQ(summary.text_of("alerts.tier.gold"), "1");
  EXPECT_EQ(summary.text_of("as_of"), "2026-01-05T12:00:00Z");
  EXPECT_EQ(summary.text_of("resumed"), "false");
  EXPECT_NE(score({}).out.find("Scored 7 events, as of 2026-01-05T12:00:00Z"), std::string::npos);
}

TEST_F(CliStore, StdinIsAnInput) {
  const RunResult result = place_.run({"score", "-", "--json"}, example_events());
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(json(result.out).text_of("accepted"), "4");
}

TEST_F(CliStore, CustomersToStdoutLeaveTheSummaryToStderr) {
  const RunResult result = score({"--customers", "-"});
  const std::vector<std::string> lines = lines_of(result.out);
  ASSERT_EQ(lines.size(), 3U) << result.out;
  EXPECT_EQ(json(lines[0]).text_of("customer_id"), "alice");
  EXPECT_EQ(json(lines[0]).text_of("net"), "110.25");
  EXPECT_EQ(json(lines[2]).text_of("tier"), "gold");
  EXPECT_NE(result.err.find("Scored 7 events"), std::string::npos) << result.err;
}

TEST_F(CliStore, FilesByTheirEnding) {
  score({"--customers", "c.csv", "--alerts", "a.ndjson"});
  const std::vector<std::string> csv = lines_of(place_.read("c.csv"));
  ASSERT_EQ(csv.size(), 4U);
  EXPECT_EQ(csv[0].find("customer_id,"), 0U) << csv[0];
  EXPECT_EQ(csv[1].find("alice,"), 0U) << csv[1];
  const std::vector<std::string> alerts = lines_of(place_.read("a.ndjson"));
  ASSERT_FALSE(alerts.empty());
  for (const std::string& alert : alerts) EXPECT_EQ(json(alert).text_of("specversion"), "1.0");
}

TEST_F(CliStore, UntilStopsBefore) {
  const RunResult result = score({"--until", "2026-01-03", "--customers", "-"});
  const std::vector<std::string> lines = lines_of(result.out);
  ASSERT_EQ(lines.size(), 2U) << result.out;
  EXPECT_EQ(json(lines[0]).text_of("net"), "60.25");
  EXPECT_EQ(json(lines[0]).text_of("as_of"), "2026-01-03T00:00:00Z");
}

TEST_F(CliStore, PrintShowsTheChosenAlerts) {
  const auto printed = [&](std::vector<std::string> options) {
    options.push_back("--print");
    const std::string out = score(options).out;
    return lines_of(out.substr(0, out.find("\nScored ")));
  };
  const std::vector<std::string> tiers = printed({"--print-level", "tier"});
  ASSERT_EQ(tiers.size(), 2U);
  EXPECT_EQ(tiers[0].find("2026-01-03 12:00  alice  tier  bronze → silver  "), 0U) << tiers[0];
  EXPECT_EQ(tiers[1].find("2026-01-05 12:00  carol  tier  bronze → gold  "), 0U) << tiers[1];
  EXPECT_EQ(printed({"--print-level", "tier=gold"}), std::vector<std::string>({tiers[1]}));
  EXPECT_GT(printed({}).size(), tiers.size());
  EXPECT_EQ(printed({"--mute"}).size(), 0U);
}

TEST_F(CliStore, GetAndList) {
  score({"--data", "store"});
  const RunResult page = place_.run({"get", "alice", "--data", "store"});
  EXPECT_EQ(page.code, 0) << page.err;
  EXPECT_EQ(lines_of(page.out)[0], "Customer alice, as of 2026-01-05T12:00:00Z");
  EXPECT_NE(page.out.find("  tier                  silver\n"), std::string::npos) << page.out;
  EXPECT_NE(page.out.find("If nothing happens\n"), std::string::npos) << page.out;
  EXPECT_EQ(json(place_.run({"get", "alice", "--data", "store", "--json"}).out).text_of("gross"), "110.25");

  const RunResult absent = place_.run({"get", "dave", "--data", "store"});
  EXPECT_EQ(absent.code, 1);
  EXPECT_EQ(absent.err, "tidemark get: no customer 'dave' in 'store'\n");

  const std::vector<std::string> table =
      lines_of(place_.run({"list", "--data", "store", "--sort", "net"}).out);
  ASSERT_EQ(table.size(), 4U);
  EXPECT_EQ(table[0].find("customer_id  "), 0U);
  EXPECT_EQ(table[1].find("carol "), 0U) << "the largest first: " << table[1];
  const RunResult golden = place_.run({"list", "--data", "store", "--level", "tier:gold", "--json"});
  ASSERT_EQ(lines_of(golden.out).size(), 1U) << golden.out << golden.err;
  EXPECT_EQ(json(golden.out).text_of("customer_id"), "carol");
  EXPECT_EQ(lines_of(place_.run({"list", "--data", "store", "--json", "--limit", "2"}).out).size(), 2U);
  EXPECT_EQ(lines_of(place_.run({"list", "--data", "store", "--json", "--limit", "0"}).out).size(), 3U);
}

TEST_F(CliStore, ListsByValueAtRiskAndByWhatIsMissing) {
  place_.write("value.yaml", std::string(kConfiguration) +
                                 "churn: {mbgnbd: {r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}}\n"
                                 "value: {gamma_gamma: {p: 6.25, q: 3.74, v: 15.44}, potential: net, "
                                 "key_account: net > 1000}\n");
  const RunResult scored = score({"--data", "store", "--config", "value.yaml", "--customers", "c.csv"});
  const auto column = [&](std::vector<std::string> options, const std::string& name) {
    options.insert(options.begin(), {"list", "--data", "store", "--json"});
    std::vector<std::string> values;
    for (const std::string& line : lines_of(place_.run(options).out))
      values.emplace_back(json(line).text_of(name));
    return values;
  };
  const std::vector<std::string> at_risk = column({"--sort", "value_at_risk"}, "value.at_risk");
  ASSERT_EQ(at_risk.size(), 3U);
  EXPECT_GE(std::stod(at_risk[0]), std::stod(at_risk[1]));
  EXPECT_GT(std::stod(at_risk[1]), std::stod(at_risk[2]));
  EXPECT_EQ(column({"--sort", "value.at_risk"}, "value.at_risk"), at_risk);
  EXPECT_EQ(column({"--sort", "tiers.tier.missing"}, "customer_id"),
            (std::vector<std::string>{"bob", "alice", "carol"}))
      << "the least first, and last who is at the top";
  const std::string table = place_.run({"list", "--data", "store", "--sort", "value_at_risk"}).out;
  EXPECT_NE(lines_of(table)[0].find("value.at_risk"), std::string::npos) << table;
  EXPECT_EQ(column({}, "value.key_account"), (std::vector<std::string>{"false", "false", "true"}));
  const std::string heading = lines_of(place_.read("c.csv"))[0];
  EXPECT_NE(heading.find(",value.at_risk,value.potential.value,value.potential.cell,value.key_account,"),
            std::string::npos)
      << heading;
  EXPECT_NE(heading.find(",tiers.tier.next,tiers.tier.missing,"), std::string::npos) << heading;
}

TEST_F(CliStore, ListsWhoIsInASegment) {
  place_.write("segments.yaml", "segments: {rich: net >= 100, old: recency_days >= 1}\n");
  score({"--data", "store", "--config", "segments.yaml"});
  const auto ids = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"list", "--data", "store", "--json"});
    std::string found;
    for (const std::string& line : lines_of(place_.run(options).out))
      found += std::string(json(line).text_of("customer_id")) + " ";
    return found;
  };
  EXPECT_EQ(ids({"--level", "segment.rich=in"}), "alice carol ");
  EXPECT_EQ(ids({"--segment", "rich"}), "alice carol ");
  EXPECT_EQ(ids({"--level", "segment=rich"}), "alice carol ");
  EXPECT_EQ(ids({"--segment", "rich", "--segment", "old"}), "alice ");
  const RunResult unknown = place_.run({"list", "--data", "store", "--segment", "poor"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("there is no segment 'poor'; levels are "), std::string::npos) << unknown.err;
}

TEST_F(CliStore, WordsOnlyTheStoreCanJudgeAreUsageErrors) {
  score({"--data", "store"});
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{"--level", "mood=high"}, std::vector<std::string>{"--sort", "mood"}}) {
    std::vector<std::string> arguments = {"list", "--data", "store"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const RunResult result = place_.run(arguments);
    EXPECT_EQ(result.code, 2) << result.out;
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.err.find("mood"), std::string::npos) << result.err;
  }
}

TEST_F(CliStore, DeadLettersCanBeReadAndReplayed) {
  score({"--data", "store"});
  const std::vector<std::string> table = lines_of(place_.run({"dead-letters", "--data", "store"}).out);
  ASSERT_EQ(table.size(), 3U);
  EXPECT_NE(table[1].find("bad_json"), std::string::npos) << table[1];
  EXPECT_NE(table[2].find("\\xff\\xfe not UTF-8"), std::string::npos) << table[2];
  const std::vector<std::string> lines =
      lines_of(place_.run({"dead-letters", "--data", "store", "--json"}).out);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(json(lines[0]).text_of("payload"), kBadLine);
  EXPECT_EQ(json(lines[1]).text_of("payload_base64"), "//4gbm90IFVURi04");
  EXPECT_EQ(place_.run({"dead-letters", "--data", "store", "--payload"}).out,
            std::string(kBadLine) + "\n" + kNotUtf8 + "\n");
}

TEST_F(CliStore, LogHasEveryInput) {
  score({"--data", "store"});
  const RunResult result = place_.run({"log", "--data", "store"});
  EXPECT_EQ(result.code, 0) << result.err;
  std::vector<std::string> inputs;
  for (const std::string& line : lines_of(result.out)) {
    const JsonValue record = json(line);
    const std::string_view kind = record.text_of("kind");
    if (kind != "event" && kind != "dead_letter") continue;
    inputs.push_back(std::string(record.text_of("position")) + " " + std::string(kind));
  }
  EXPECT_EQ(inputs, std::vector<std::string>({"1 event", "2 event", "3 event", "4 dead_letter",
                                              "5 dead_letter", "6 event", "7 event"}));
}

TEST_F(CliStore, ScoringAgainContinues) {
  score({"--data", "store"});
  const std::string before = place_.run({"list", "--data", "store", "--json"}).out;
  const JsonValue again = json(score({"--data", "store", "--json"}).out);
  EXPECT_EQ(again.text_of("resumed"), "true");
  EXPECT_EQ(again.text_of("accepted"), "0");
  EXPECT_EQ(place_.run({"list", "--data", "store", "--json"}).out, before);
  EXPECT_NE(score({"--data", "store"}).out.find("continued the store 'store'"), std::string::npos);
}

TEST_F(CliStore, AnOutputThatCannotBeWrittenIsNoSuccess) {
  const RunResult result = place_.run({"score", "events.ndjson", "--customers", "no/such/directory/c.csv"});
  EXPECT_NE(result.code, 0);
  EXPECT_NE(result.code, 2);
  EXPECT_NE(result.err.find("no/such/directory/c.csv"), std::string::npos) << result.err;
  const RunResult full = place_.shell("\"$TIDEMARK\" score events.ndjson --customers - >/dev/full");
  EXPECT_NE(full.code, 0) << full.err;
}

TEST_F(CliStore, ADamagedStoreIsAStorageFailure) {
  score({"--data", "store"});
  std::size_t damaged = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(place_.path("store"))) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("MANIFEST") || name.ends_with(".sst")) {
      std::filesystem::resize_file(entry.path(), 10);
      ++damaged;
    }
  }
  ASSERT_GT(damaged, 0U);
  EXPECT_EQ(place_.run({"list", "--data", "store"}).code, 75);
  EXPECT_EQ(place_.run({"score", "events.ndjson", "--data", "store"}).code, 75);
}

}  // namespace
}  // namespace tidemark
