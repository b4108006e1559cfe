// The files that ship: tidemark.yaml is the built-in default, sample.yaml is what it says.
#include <fstream>
#include <sstream>

#include "tests/config/check.h"

namespace tidemark::config {
namespace {

std::string shipped(const std::string& name) {
  std::ifstream file(std::string(TIDEMARK_CONFIG_DIRECTORY) + "/" + name);
  EXPECT_TRUE(file.good()) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Files, TidemarkYamlIsTheBuiltInDefault) {
  const std::string text = shipped("tidemark.yaml");
  const Config file = config_of(text);
  EXPECT_EQ(file.content, default_config().content);
  EXPECT_EQ(file.memory.budget_bytes, default_config().memory.budget_bytes);
  EXPECT_EQ(file.durability, default_config().durability);
  EXPECT_EQ(file.log.segment_bytes, default_config().log.segment_bytes);
  EXPECT_EQ(file.log.keep_bytes, default_config().log.keep_bytes);
  EXPECT_EQ(file.log.checkpoint_inputs, default_config().log.checkpoint_inputs);
  EXPECT_EQ(file.log.batch_inputs, default_config().log.batch_inputs);
  EXPECT_EQ(config_of("").content, default_config().content);
}

TEST(Files, TidemarkYamlShowsEverySetting) {
  const std::string text = shipped("tidemark.yaml");
  for (const char* key : {"clock",
                          "zone",
                          "silence_delay",
                          "accept_late",
                          "accept_future",
                          "restart_grace",
                          "jump_gap",
                          "kinds",
                          "map",
                          "currency",
                          "rates",
                          "dedupe_horizon",
                          "dedupe_ids",
                          "line_bytes_max",
                          "basis",
                          "levels",
                          "hysteresis",
                          "grace",
                          "minimum_stay",
                          "downgrade",
                          "enabled",
                          "new_for",
                          "loyal_orders",
                          "at_risk_after",
                          "churned_after",
                          "won_back_for",
                          "recency_days",
                          "frequency",
                          "monetary",
                          "measure",
                          "segments",
                          "model",
                          "horizon",
                          "unknown_for",
                          "base_rate",
                          "on",
                          "enter",
                          "leave",
                          "mbgnbd",
                          "r",
                          "alpha",
                          "a",
                          "b",
                          "source",
                          "budget",
                          "durability",
                          "segment",
                          "keep",
                          "checkpoint_inputs",
                          "batch_inputs",
                          "wake_budget"}) {
    EXPECT_NE(text.find(std::string(key) + ":"), std::string::npos) << key;
  }
}

TEST(Files, TheDefaultIsWhatTheContractSays) {
  const Config& c = default_config();
  EXPECT_EQ(c.time.zone, "UTC");
  EXPECT_EQ(c.time.accept_late, 400 * kDay);
  EXPECT_EQ(c.time.accept_future, kMinute);
  EXPECT_EQ(c.events.currency, "");
  EXPECT_EQ(c.rfm.measure, Rfm::Measure::kGross);
  EXPECT_FALSE(c.churn.parameters);
  ASSERT_EQ(c.ladders.size(), 1U);
  const Ladder& tier = c.ladders[0];
  EXPECT_EQ(tier.name, "tier");
  EXPECT_EQ(tier.basis.name, "spend_365d");
  EXPECT_EQ(tier.hysteresis_ppm, 50'000);
  EXPECT_EQ(tier.grace, 30 * kDay);
  const std::pair<const char*, std::int64_t> levels[] = {
      {"bronze", 0}, {"silver", 500 * kMicro}, {"gold", 2000 * kMicro}, {"platinum", 5000 * kMicro}};
  ASSERT_EQ(tier.levels.size(), std::size(levels));
  for (std::size_t i = 0; i < tier.levels.size(); ++i) {
    EXPECT_EQ(tier.levels[i].name, levels[i].first);
    EXPECT_EQ(tier.levels[i].at, levels[i].second);
  }
}

TEST(Files, SampleYaml) {
  const Config c = config_of(shipped("sample.yaml"));
  EXPECT_EQ(c.time.clock, ClockMode::kEvent);
  EXPECT_EQ(c.time.zone, "Europe/Berlin");
  EXPECT_EQ(c.events.currency, "EUR");
  ASSERT_EQ(c.ladders.size(), 1U);
  ASSERT_EQ(c.ladders[0].levels.size(), 4U);
  EXPECT_EQ(c.ladders[0].levels[3].at, 2500 * kMicro);
  EXPECT_GT(c.ladders[0].hysteresis_ppm, 0);
  EXPECT_GT(c.ladders[0].grace, 0);
  ASSERT_TRUE(c.churn.parameters);
  EXPECT_EQ(c.churn.parameters->alpha, 6.183);
  EXPECT_EQ(c.churn.horizon, 91 * kDay);
  EXPECT_EQ(c.churn.unknown_for, 14 * kDay);
}

}  // namespace
}  // namespace tidemark::config
