// Concern: `check` finds the configuration by the lookup order, lists every mistake with its place at once,
// and tells what a valid one means.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/run_binary.h"
#include "tools/json_value.h"

namespace tidemark {
namespace {

TEST(CliCheck, BuiltInDefaultIsValid) {
  const Workplace place;
  const RunResult result = place.run({"check"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(lines_of(result.out)[0], "Configuration: built-in default - valid");
}

TEST(CliCheck, EveryMistakeHasItsPlace) {
  const Workplace place;
  place.write("shop.yaml", "time:\n  zone: Nowhere/Town\n  silence_dela: 5m\nchurn:\n  horizon: 3 moons\n");
  const RunResult result = place.run({"check", "--config", "shop.yaml"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.out, "");
  const std::vector<std::string> lines = lines_of(result.err);
  ASSERT_EQ(lines.size(), 3U) << result.err;
  EXPECT_EQ(lines[0].find("shop.yaml:2:"), 0U) << lines[0];
  EXPECT_NE(lines[0].find("Nowhere/Town"), std::string::npos) << lines[0];
  EXPECT_EQ(lines[1].find("shop.yaml:3:3:"), 0U) << lines[1];
  EXPECT_NE(lines[1].find("silence_delay"), std::string::npos) << "the nearest known name: " << lines[1];
  EXPECT_EQ(lines[2].find("shop.yaml:5:"), 0U) << lines[2];
}

TEST(CliCheck, MistakesAsJson) {
  const Workplace place;
  place.write("shop.yaml", "time:\n  zon: UTC\n");
  const RunResult result = place.run({"check", "--config", "shop.yaml", "--json"});
  EXPECT_EQ(result.code, 1);
  const auto answer = tools::parse_json(result.out);
  ASSERT_TRUE(answer.ok()) << result.out;
  EXPECT_EQ(answer->text_of("valid"), "false");
  EXPECT_EQ(answer->text_of("file"), "shop.yaml");
  const tools::JsonValue* mistakes = answer->find("mistakes");
  ASSERT_NE(mistakes, nullptr);
  ASSERT_EQ(mistakes->items.size(), 1U);
  EXPECT_EQ(mistakes->items[0].text_of("line"), "2");
  EXPECT_EQ(mistakes->items[0].text_of("column"), "3");
  EXPECT_EQ(answer->find("ladders"), nullptr) << "what is not valid means nothing";
}

TEST(CliCheck, LookupOrder) {
  const Workplace place;
  place.write("flag.yaml", "time: {zone: Europe/Paris}\n");
  place.write("variable.yaml", "time: {zone: Europe/Rome}\n");
  const auto zone = [&](const std::vector<std::string>& arguments,
                        const std::vector<std::string>& environment) {
    const RunResult result = place.run(arguments, {}, environment);
    const auto answer = tools::parse_json(result.out);
    return answer.ok() ? std::string(answer->text_of("zone")) : result.err;
  };
  EXPECT_EQ(zone({"check", "--json"}, {}), "UTC");
  place.write("tidemark.yaml", "time: {zone: Europe/Berlin}\n");
  EXPECT_EQ(zone({"check", "--json"}, {}), "Europe/Berlin");
  EXPECT_EQ(zone({"check", "--json"}, {"TIDEMARK_CONFIG=variable.yaml"}), "Europe/Rome");
  EXPECT_EQ(zone({"check", "--json", "--config", "flag.yaml"}, {"TIDEMARK_CONFIG=variable.yaml"}),
            "Europe/Paris");
  EXPECT_EQ(zone({"check", "--json", "--config", "flag.yaml"}, {"TIDEMARK_TIME__ZONE=Asia/Tokyo"}),
            "Asia/Tokyo");
}

TEST(CliCheck, AnOverrideNobodyKnowsIsAMistake) {
  const Workplace place;
  const RunResult result = place.run({"check"}, {}, {"TIDEMARK_TIME__ZOME=UTC"});
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.err.find("TIDEMARK_TIME__ZOME"), std::string::npos) << result.err;
}

TEST(CliCheck, TellsLaddersForPeopleAndMachines) {
  const Workplace place;
  place.write("tidemark.yaml",
              "events: {currency: EUR}\n"
              "tiers:\n  club:\n    basis: orders_90d\n    levels:\n"
              "      - {name: guest, at: 0}\n      - {name: member, at: 3}\n");
  const RunResult people = place.run({"check"});
  EXPECT_EQ(people.code, 0) << people.err;
  EXPECT_NE(people.out.find("guest, member from 3  (orders_90d)"), std::string::npos) << people.out;
  const auto machine = tools::parse_json(place.run({"check", "--json"}).out);
  ASSERT_TRUE(machine.ok());
  EXPECT_EQ(machine->text_of("valid"), "true");
  EXPECT_EQ(machine->text_of("currency"), "EUR");
  const tools::JsonValue* ladders = machine->find("ladders");
  ASSERT_NE(ladders, nullptr);
  ASSERT_EQ(ladders->items.size(), 1U);
  EXPECT_EQ(ladders->items[0].text_of("name"), "club");
  EXPECT_EQ(ladders->items[0].text_of("basis"), "orders_90d");
}

TEST(CliCheck, TellsWhatElseIsConfigured) {
  const Workplace place;
  place.write("tidemark.yaml",
              "features: {attributes: {plan: text}, custom: {visits: {count: [page_view], window: 30d}}}\n"
              "tiers: {club: {basis: visits / 2, levels: {guest: 0, member: {at: 3, when: orders > 1}}, "
              "validity: 1Y_U, notice: 30d, cooldown: 5d}}\n"
              "lifecycle: {stages: {lead: {when: orders == 0}, won: {when: orders > 0}}}\n"
              "scores: {health: {parts: {p: {value: visits}}, levels: {low: 0, high: 50}}}\n"
              "segments: {fans: visits > 9}\n"
              "care: {hello: {on: joining, ahead: 2d}, quiet: {silence: 60d, of: [purchase]}}\n"
              "actions: [{code: call}]\n"
              "alerts: {limits: {club: {cooldown: 7d, budget: 3 per 30d}}}\n");
  const RunResult people = place.run({"check"});
  EXPECT_EQ(people.code, 0) << people.err;
  for (const char* line :
       {"attributes    plan\n", "features      visits\n",
        "club          guest, member from 3 if orders > 1  (visits / 2)\n",
        "valid for 1 year to the end of that year, a downgrade waits for that end, told 30d "
        "ahead, no upgrade within 5d of one\n",
        "lifecycle     lead, won\n", "score         health: low, high from 50  (p)\n",
        "segment       fans: visits > 9\n", "care          hello: every year on joining, 2d ahead\n",
        "care          quiet: 60d without purchase\n", "actions       1\n",
        "alerts        club: not again within 7d, at most 3 in 30d\n"}) {
    EXPECT_NE(people.out.find(line), std::string::npos) << line << people.out;
  }
  const auto machine = tools::parse_json(place.run({"check", "--json"}).out);
  ASSERT_TRUE(machine.ok());
  const std::pair<const char*, const char*> names[] = {{"features", "visits"},
                                                       {"attributes", "plan"},
                                                       {"scores", "health"},
                                                       {"stages", "lead"},
                                                       {"care", "hello"}};
  for (const auto& [key, name] : names) {
    const tools::JsonValue* list = machine->find(key);
    ASSERT_TRUE(list != nullptr && !list->items.empty()) << key;
    EXPECT_EQ(list->items[0].text, name) << key;
  }
  const tools::JsonValue* segments = machine->find("segments");
  ASSERT_TRUE(segments != nullptr && segments->items.size() == 1);
  EXPECT_EQ(segments->items[0].text_of("when"), "visits > 9");
  EXPECT_EQ(machine->text_of("actions"), "1");
}

TEST(CliCheck, AnInvalidConfigurationStopsScore) {
  const Workplace place;
  place.write("tidemark.yaml", "time:\n  zon: UTC\n");
  place.write("e.ndjson", "");
  const RunResult result = place.run({"score", "e.ndjson", "--data", "store"});
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.err.find("tidemark.yaml:2:3:"), std::string::npos) << result.err;
  EXPECT_FALSE(std::filesystem::exists(place.path("store")));
}

}  // namespace
}  // namespace tidemark
