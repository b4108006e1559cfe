#include <string_view>

#include "engine/base/json_writer.h"
#include "engine/base/time.h"
#include "tools/configuration_names.h"
#include "tools/configuration_text.h"
#include "tools/ladder_text.h"

namespace tidemark::tools {
namespace {

using config::Config;
using config::Ladder;

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
    json.begin_object().key("name").value(level.name).key("at").raw(threshold(ladder, level));
    if (!level.when.empty()) json.key("when").value(level.when);
    json.end_object();
  }
  json.end_array().end_object();
}

template <typename Named>
void write_names(JsonWriter& json, std::string_view key, const std::vector<Named>& all) {
  json.key(key).begin_array();
  for (const Named& one : all) json.value(one.name);
  json.end_array();
}

void write_segments(JsonWriter& json, const std::vector<config::Segment>& segments) {
  json.key("segments").begin_array();
  for (const config::Segment& segment : segments) {
    json.begin_object().key("name").value(segment.name).key("when").value(segment.when).end_object();
  }
  json.end_array();
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
  json.key("parameters").value(!config::lacks_parameters(config.churn));
  json.key("horizon").value(format_duration(config.churn.horizon)).end_object();
  write_names(json, "features", config.features.custom);
  write_names(json, "attributes", config.features.attributes);
  write_names(json, "stages", config.lifecycle.stages);
  write_names(json, "scores", config.scores);
  write_segments(json, config.segments);
  write_names(json, "care", config.care);
  json.key("actions").integer(static_cast<std::int64_t>(config.actions.size()));
}

}  // namespace

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
