// Concern: a store goes on under another configuration: announced from then on by the new one, the same on
// any number of shards, in one file of alerts; what cannot be carried over is refused and changes nothing.

#include <algorithm>

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

class ConfigurationChange : public Workshop {
 protected:
  void SetUp() override {
    const std::string moving = read(kMoving);
    write("more_levels.yaml", replaced(moving, "bronze: 0, silver: 100", "bronze: 0, iron: 50, silver: 100"));
    write("thresholds.yaml", replaced(moving, "silver: 100, gold: 300", "silver: 60, gold: 180"));
    write("fewer_levels.yaml", replaced(moving, "silver: 100, ", ""));
    write("more_ladders.yaml",
          replaced(moving,
                   "lifecycle:", "  life:\n    basis: spend\n    levels: {one: 0, two: 90}\nlifecycle:"));
    write("fewer_ladders.yaml", replaced(replaced(moving, "  visits:\n    basis: purchase_days_14d\n", ""),
                                         "    levels: {rare: 0, weekly: 2, often: 4}\n", ""));
    const std::string& text = simulated(400, 9000, 1);
    const std::size_t half = text.find('\n', text.size() / 2) + 1;
    write("first.ndjson", std::string_view(text).substr(0, half));
    write("second.ndjson", std::string_view(text).substr(half));
  }
  ScoreCall call(const std::string& input, const std::string& config, unsigned shards = 2) const {
    ScoreCall call;
    call.inputs = {input};
    call.config = config;
    call.shards = shards;
    call.data = "store";
    call.durability = "os";
    return call;
  }
  void begin(unsigned shards) {
    remove("store");
    remove("alerts.ndjson");
    first_ = answers_of(call("first.ndjson", kMoving, shards));
  }
  /// Changes to a configuration on one shard and on eight; the answers, which must be the same.
  Answers changed_to(const std::string& config) {
    Answers one;
    for (const unsigned shards : {1U, 8U}) {
      begin(shards);
      const Answers found = answers_of(call("second.ndjson", config, shards));
      if (shards == 1) one = found;
      EXPECT_TRUE(same_answers(one, found)) << config;
    }
    EXPECT_TRUE(one.alerts.starts_with(first_.alerts)) << "what was said stays said";
    return one;
  }
  /// The alerts since the change.
  std::vector<tools::JsonValue> since(const Answers& answers) const {
    return json_lines(std::string_view(answers.alerts).substr(first_.alerts.size()));
  }

  Answers first_;
};

TEST_F(ConfigurationChange, IsInForceFromThenOn) {
  for (const char* config :
       {"more_levels.yaml", "thresholds.yaml", "more_ladders.yaml", "fewer_ladders.yaml"}) {
    const Answers answers = changed_to(config);
    const std::vector<tools::JsonValue> alerts = since(answers);
    std::uint64_t sequence = lines_of(first_.alerts).size();
    for (const tools::JsonValue& alert : alerts) {
      ASSERT_EQ(alert.text_of("data.config_version"), "2") << config;
      ASSERT_EQ(std::stoull(std::string(alert.text_of("sequence"))), ++sequence) << config;
    }
    EXPECT_GT(alerts.size(), 300U) << config;
  }
}

TEST_F(ConfigurationChange, ShowsTheLevelsOfTheNewOne) {
  const auto values_of = [](const Answers& answers, std::string_view level) {
    std::map<std::string, int> values;
    for (const tools::JsonValue& customer : json_lines(answers.customers)) {
      ++values[std::string(customer.text_of(level))];
    }
    return values;
  };
  EXPECT_GT(values_of(changed_to("more_levels.yaml"), "tier")["iron"], 5);
  EXPECT_GT(values_of(changed_to("more_ladders.yaml"), "life")["two"], 5);
  EXPECT_EQ(values_of(changed_to("fewer_ladders.yaml"), "visits").size(), 1U) << "nobody has it any more";
}

/// Also where nothing new comes in: reading is by the configuration in force.
TEST_F(ConfigurationChange, WithoutNewInputs) {
  begin(2);
  const Answers changed = answers_of(call("first.ndjson", "thresholds.yaml"));
  EXPECT_TRUE(same_bytes(first_.alerts, changed.alerts));
  EXPECT_NE(first_.customers, changed.customers);
  const Ended listed = run({"list", "--data", "store", "--limit", "0", "--json"});
  EXPECT_TRUE(same_bytes(changed.customers, listed.out));
}

TEST_F(ConfigurationChange, UnchangedContentActivatesNothing) {
  begin(2);
  write("again.yaml", "# the same, written otherwise\n" + read(kMoving));
  const Answers answers = answers_of(call("second.ndjson", "again.yaml"));
  for (const tools::JsonValue& alert : since(answers)) ASSERT_EQ(alert.text_of("data.config_version"), "1");
}

TEST_F(ConfigurationChange, AndBackAgain) {
  begin(2);
  (void)answers_of(call("first.ndjson", "more_ladders.yaml"));
  const Answers back = answers_of(call("second.ndjson", kMoving));
  for (const tools::JsonValue& alert : since(back)) ASSERT_EQ(alert.text_of("data.config_version"), "3");
}

TEST_F(ConfigurationChange, ALevelThatIsGoneIsRefusedAndNothingChanges) {
  begin(2);
  const Ended refused = run(call("second.ndjson", "fewer_levels.yaml").arguments());
  EXPECT_EQ(refused.code, 1) << refused.err;
  EXPECT_NE(refused.err.find("silver"), std::string::npos) << refused.err;
  EXPECT_TRUE(same_bytes(first_.alerts, read("alerts.ndjson")));
  const Answers after = answers_of(call("second.ndjson", kMoving));

  remove("store");
  remove("alerts.ndjson");
  begin(2);
  EXPECT_TRUE(same_answers(after, answers_of(call("second.ndjson", kMoving))));
}

/// Killed right after the change: the configuration that was activated is in the log, with its content.
TEST_F(ConfigurationChange, SurvivesACrash) {
  begin(2);
  const Answers expected = answers_of(call("second.ndjson", "more_levels.yaml"));
  for (const int delay_ms : {60, 120, 180}) {
    begin(2);
    ScoreCall crashing = call("second.ndjson", "more_levels.yaml");
    crashing.environment = {};
    Program program(directory(), crashing.arguments(), crashing.environment);
    if (!program.ended_within(std::chrono::milliseconds(delay_ms))) program.kill();
    const Answers found = answers_of(call("second.ndjson", "more_levels.yaml"));
    EXPECT_TRUE(same_bytes(expected.customers, found.customers)) << delay_ms;
    EXPECT_EQ(lines_of(expected.alerts).size(), lines_of(found.alerts).size()) << delay_ms;
  }
}

}  // namespace
}  // namespace tidemark::golden
