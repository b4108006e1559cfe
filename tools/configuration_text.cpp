#include "tools/configuration_text.h"

#include <fmt/format.h>

#include "engine/base/json_writer.h"
#include "engine/base/money.h"
#include "engine/base/time.h"
#include "tools/text.h"

namespace tidemark::tools {
namespace {

using config::Config;
using config::Ladder;

std::string_view model_name(const config::Churn& churn) {
  return churn.model == config::Churn::Model::kMbgNbd ? "mbgnbd" : "bgnbd";
}

std::string_view durability_name(config::Durability durability) {
  switch (durability) {
    case config::Durability::kFsync:
      return "fsync";
    case config::Durability::kOs:
      return "os";
    case config::Durability::kNone:
      return "none";
  }
  return "fsync";
}

bool is_money(const Ladder& ladder) {
  return ladder.basis.measure == config::Basis::Measure::kSpend;
}

std::string threshold(const Ladder& ladder, const config::TierLevel& level) {
  return is_money(ladder) ? format_micro(level.at) : std::to_string(level.at);
}

std::string ladder_text(const Ladder& ladder) {
  std::string text;
  for (const config::TierLevel& level : ladder.levels) {
    text += (text.empty() ? "" : ", ") + level.name;
    if (level.at > 0) text += " from " + threshold(ladder, level);
  }
  return text + "  (" + ladder.basis.name + ")";
}

std::string ladder_rules(const Ladder& ladder) {
  std::string text;
  const auto add = [&](const std::string& rule) { text += (text.empty() ? "" : ", ") + rule; };
  if (ladder.hysteresis_ppm > 0) {
    add(fmt::format("held down to {:g} % below", static_cast<double>(ladder.hysteresis_ppm) / 1e4));
  }
  if (ladder.grace > 0) add("a downgrade waits " + format_duration(ladder.grace));
  if (ladder.minimum_stay > 0) add("none within " + format_duration(ladder.minimum_stay));
  if (ladder.downgrade_by_step) add("one level at a time");
  return text;
}

std::string lifecycle_text(const config::Lifecycle& lifecycle) {
  if (!lifecycle.enabled) return "off";
  return "at risk after " + format_duration(lifecycle.at_risk_after) + " of silence, churned after " +
         format_duration(lifecycle.churned_after) + ", loyal from " + std::to_string(lifecycle.loyal_orders) +
         " orders";
}

std::string rfm_text(const config::Rfm& rfm) {
  if (!rfm.enabled) return "off";
  return std::to_string(rfm.segments.size()) + " segments by fixed cuts, monetary is " +
         (rfm.measure == config::Rfm::Measure::kGross ? "gross" : "net");
}

std::string churn_text(const config::Churn& churn) {
  if (!churn.parameters) return "unknown for everyone: no parameters are given (churn.mbgnbd or churn.bgnbd)";
  const auto& enter = churn.enter;
  return fmt::format("{}, horizon {}, {} medium from {:g}, high from {:g}, critical from {:g}",
                     model_name(churn), format_duration(churn.horizon),
                     churn.bands_on == config::Churn::BandsOn::kRisk ? "risk" : "odds ratio", enter[0],
                     enter[1], enter[2]);
}

class Page {
 public:
  explicit Page(OutputStream& out) : out_(out) {}
  void entry(std::string_view name, std::string_view text) {
    out_.write("  ").write(pad_right(name, 14)).line(text);
  }

 private:
  OutputStream& out_;
};

void write_mistakes(JsonWriter& json, const Configuration& configuration) {
  json.key("mistakes").begin_array();
  for (const config::Mistake& mistake : configuration.loaded.mistakes) {
    json.begin_object().key("line").integer(mistake.line).key("column").integer(mistake.column);
    json.key("path").value(mistake.path).key("text").value(mistake.text);
    json.key("remedy").value(mistake.remedy).end_object();
  }
  json.end_array();
}

void write_ladder(JsonWriter& json, const Ladder& ladder) {
  json.begin_object().key("name").value(ladder.name).key("basis").value(ladder.basis.name);
  json.key("levels").begin_array();
  for (const config::TierLevel& level : ladder.levels) {
    json.begin_object().key("name").value(level.name).key("at").raw(threshold(ladder, level)).end_object();
  }
  json.end_array().end_object();
}

void write_meaning(JsonWriter& json, const Config& config) {
  json.key("zone").value(config.time.zone);
  json.key("currency");
  config.events.currency.empty() ? json.null() : json.value(config.events.currency);
  json.key("durability").value(durability_name(config.durability));
  json.key("ladders").begin_array();
  for (const Ladder& ladder : config.ladders) write_ladder(json, ladder);
  json.end_array();
  json.key("lifecycle").value(config.lifecycle.enabled).key("rfm").value(config.rfm.enabled);
  json.key("churn").begin_object().key("model").value(model_name(config.churn));
  json.key("parameters").value(config.churn.parameters.has_value());
  json.key("horizon").value(format_duration(config.churn.horizon)).end_object();
}

}  // namespace

void write_configuration(OutputStream& out, const Configuration& configuration) {
  const Config& config = configuration.loaded.config;
  out.line("Configuration: " + configuration.name + " - valid");
  Page page(out);
  page.entry("zone", config.time.zone);
  page.entry("currency",
             config.events.currency.empty() ? "that of the first money event" : config.events.currency);
  page.entry("silence", "counts after " + format_duration(config.time.silence_delay));
  page.entry("durability", durability_name(config.durability));
  for (const Ladder& ladder : config.ladders) {
    page.entry(ladder.name, ladder_text(ladder));
    if (const std::string rules = ladder_rules(ladder); !rules.empty()) page.entry("", rules);
  }
  if (config.ladders.empty()) page.entry("tiers", "none");
  page.entry("lifecycle", lifecycle_text(config.lifecycle));
  page.entry("rfm", rfm_text(config.rfm));
  page.entry("churn", churn_text(config.churn));
}

std::string configuration_json(const Configuration& configuration) {
  std::string text;
  JsonWriter json(text);
  const bool valid = configuration.loaded.mistakes.empty();
  json.begin_object().key("valid").value(valid).key("file").value(configuration.name);
  write_mistakes(json, configuration);
  if (valid) write_meaning(json, configuration.loaded.config);
  json.end_object();
  return text;
}

}  // namespace tidemark::tools
