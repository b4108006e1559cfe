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
  const char* const keys[] = {"clock",
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
                              "wake_budget",
                              "features",
                              "order_book",
                              "orders",
                              "margin",
                              "sessions",
                              "gap",
                              "reorder",
                              "dwell_max",
                              "preferences",
                              "half_life",
                              "count",
                              "gaps",
                              "prior",
                              "weight",
                              "complaints",
                              "open_for",
                              "attributes",
                              "pii",
                              "type",
                              "custom",
                              "sum",
                              "mean",
                              "last",
                              "days",
                              "days_since",
                              "decayed",
                              "expression",
                              "of",
                              "where",
                              "window",
                              "qualification",
                              "validity",
                              "span",
                              "from",
                              "cycle",
                              "notice",
                              "cooldown",
                              "downgrade_on",
                              "when",
                              "stages",
                              "stay",
                              "at_most",
                              "worth",
                              "scores",
                              "parts",
                              "value",
                              "to",
                              "care",
                              "ahead",
                              "silence",
                              "actions",
                              "code",
                              "text",
                              "level",
                              "limits",
                              "per",
                              "start",
                              "keep_bytes",
                              "discount",
                              "gamma_gamma",
                              "potential",
                              "value_cuts",
                              "potential_cuts",
                              "key_account",
                              "activity",
                              "share",
                              "capacity_per_day",
                              "bgnbd",
                              "nbd",
                              "rules",
                              "points",
                              "points_to_double_odds",
                              "logistic",
                              "intercept",
                              "base",
                              "terms",
                              "transform",
                              "reference",
                              "missing",
                              "mixture",
                              "calibration",
                              "slope",
                              "version"};
  for (const char* key : keys) {
    EXPECT_NE(text.find(std::string(key) + ":"), std::string::npos) << key;
  }
}

/// Lines that begin with '#' and no blank, or several, are settings that are off; with one blank they are
/// prose.
std::string with_examples(const std::string& text) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t hash = line.find_first_not_of(' ');
    const bool comment = hash != std::string::npos && line[hash] == '#' && hash + 1 < line.size();
    const bool prose = comment && line[hash + 1] == ' ' && line.compare(hash + 1, 2, "  ") != 0;
    if (comment && !prose) line.erase(hash, 1);
    out += line + "\n";
  }
  return out;
}

TEST(Files, TheExamplesInTidemarkYamlAreRight) {
  const std::string text = with_examples(shipped("tidemark.yaml"));
  Loaded loaded = load(text);
  // Stages of one's own are instead of the built-in ones, which stand above them.
  std::erase_if(loaded.mistakes, [](const Mistake& mistake) {
    return mistake.text.starts_with("is a setting of the built-in stages");
  });
  for (const Mistake& mistake : loaded.mistakes) ADD_FAILURE() << describe(mistake, "with examples");
  const Config& c = loaded.config;
  EXPECT_EQ(c.features.attributes.size(), 3U);
  EXPECT_EQ(c.features.custom.size(), 9U);
  EXPECT_TRUE(c.ladders.at(0).validity.any());
  EXPECT_EQ(c.lifecycle.stages.size(), 4U);
  EXPECT_TRUE(c.churn.parameters() && c.churn.base_rate);
  EXPECT_EQ(c.churn.rules.size(), 3U);
  EXPECT_EQ(c.churn.terms.size(), 4U);
  EXPECT_EQ(c.churn.mixture.size(), 2U);
  EXPECT_TRUE(c.churn.bgnbd && c.churn.nbd && c.churn.band_shares);
  EXPECT_TRUE(c.value.spend && c.value.horizon > 0);
  EXPECT_EQ(c.scores.size(), 1U);
  EXPECT_EQ(c.segments.size(), 2U);
  EXPECT_EQ(c.care.size(), 3U);
  EXPECT_EQ(c.actions.size(), 2U);
  EXPECT_EQ(c.alerts.limits.size(), 2U);
}

TEST(Files, TheDefaultIsWhatTheContractSays) {
  const Config& c = default_config();
  EXPECT_EQ(c.time.zone, "UTC");
  EXPECT_EQ(c.time.accept_late, 400 * kDay);
  EXPECT_EQ(c.time.accept_future, kMinute);
  EXPECT_EQ(c.events.currency, "");
  EXPECT_EQ(c.rfm.measure, Rfm::Measure::kGross);
  EXPECT_FALSE(c.churn.parameters());
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
  ASSERT_TRUE(c.churn.parameters());
  EXPECT_EQ(c.churn.parameters()->alpha, 6.183);
  EXPECT_EQ(c.churn.horizon, 91 * kDay);
  EXPECT_EQ(c.churn.unknown_for, 14 * kDay);
}

}  // namespace
}  // namespace tidemark::config
