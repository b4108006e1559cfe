#include "operators/customer_parts.h"

#include "engine/base/json_writer.h"

namespace tidemark::operators {
namespace {

void write_name(std::string_view name, JsonWriter& out) {
  name.empty() ? out.null() : out.value(name);
}

void write_projection(const LadderProjection& tier, JsonWriter& out) {
  out.begin_object();
  out.key("next");
  write_name(tier.next, out);
  out.key("missing").value(tier.missing);
  out.key("valid_until").instant(tier.valid_until);
  out.key("downgrade");
  if (tier.downgrade_at == kNever) {
    out.null();
  } else {
    out.begin_object();
    out.key("to").value(tier.downgrade_to);
    out.key("at").instant(tier.downgrade_at);
    out.end_object();
  }
  out.key("computed").value(tier.computed);
  out.key("pinned");
  if (tier.pin == nullptr) {
    out.null();
  } else {
    out.begin_object();
    out.key("until").instant(tier.pin->until);
    out.key("actor").value(tier.pin->actor);
    out.key("reason").value(tier.pin->reason);
    out.end_object();
  }
  out.end_object();
}

}  // namespace

std::string next_changes_json(const Composition& composition, Forecast& forecast) {
  std::string json;
  JsonWriter out(json);
  out.begin_array();
  for (const Forecast::Change& change : forecast.next_changes()) {
    const Level& level = composition.machine[change.level];
    out.begin_object();
    out.key("level").value(level.name());
    out.key("to").value(level.value_name(change.to));
    out.key("at").instant(change.at);
    out.end_object();
  }
  out.end_array();
  return json;
}

std::string segments_json(const Composition& composition, const std::byte* state) {
  std::string json;
  JsonWriter out(json);
  out.begin_array();
  for (const config::Segment& segment : composition.config.segments) {
    const std::size_t level = composition.find_level("segment." + segment.name);
    if (composition.levels(state)[level].value == SegmentLevel::kIn) out.value(segment.name);
  }
  out.end_array();
  return json;
}

std::string scores_json(const Composition& composition, const std::byte* state, Moment now) {
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  for (std::size_t i = 0; i < composition.config.scores.size(); ++i) {
    const std::string& name = composition.config.scores[i].name;
    const std::size_t level = composition.find_level(name);
    out.key(name).begin_object();
    out.key("value").value(composition.parts->scores[i]->number(state, now));
    out.key("level");
    write_name(composition.machine[level].value_name(composition.levels(state)[level].value), out);
    out.end_object();
  }
  out.end_object();
  return json;
}

std::vector<LadderProjection> projections(const Composition& composition, const std::byte* state,
                                          Moment now) {
  std::vector<LadderProjection> all;
  const Facts facts = composition.features.facts(state);
  for (std::size_t i = 0; i < composition.parts->ladders.size(); ++i) {
    const LevelState& level = composition.levels(state)[composition.parts->ladder_index[i]];
    all.push_back(composition.parts->ladders[i]->project(facts, level, now));
  }
  return all;
}

std::string tiers_json(const Composition& composition, const std::vector<LadderProjection>& projections) {
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  for (std::size_t i = 0; i < projections.size(); ++i) {
    out.key(composition.parts->ladders[i]->name());
    write_projection(projections[i], out);
  }
  out.end_object();
  return json;
}

}  // namespace tidemark::operators
