#include "operators/table_columns.h"

#include "operators/segment_level.h"

namespace tidemark::operators {
namespace {

using Snapshot = CustomerSnapshot;

Cell name_cell(std::string_view name) {
  return name.empty() ? Cell() : text_cell(name);
}

Cell score_value(const Composition& c, const Snapshot& s, std::size_t score) {
  return number_cell(c.parts->scores[score]->number(s.state, s.now));
}
Cell score_level(const Composition& c, const Snapshot& s, std::size_t level) {
  return name_cell(c.machine[level].value_name(s.levels[level].value));
}
Cell in_segment(const Composition&, const Snapshot& s, std::size_t level) {
  return truth_cell(s.levels[level].value == SegmentLevel::kIn);
}
Cell feature(const Composition&, const Snapshot& s, std::size_t listed) {
  return signal_cell(*s.listed[listed].signal, s.state, s.now);
}

LadderProjection projection(const Composition& c, const Snapshot& s, std::size_t ladder) {
  if (!s.parts.projections.empty()) return s.parts.projections[ladder];
  return c.parts->ladders[ladder]->project(c.features.facts(s.state), s.levels[c.parts->ladder_index[ladder]],
                                           s.now);
}
Cell tier_next(const Composition& c, const Snapshot& s, std::size_t ladder) {
  return name_cell(projection(c, s, ladder).next);
}
Cell tier_missing(const Composition& c, const Snapshot& s, std::size_t ladder) {
  return number_cell(projection(c, s, ladder).missing);
}
Cell tier_valid_until(const Composition& c, const Snapshot& s, std::size_t ladder) {
  return instant_cell(projection(c, s, ladder).valid_until);
}
Cell downgrade_to(const Composition& c, const Snapshot& s, std::size_t ladder) {
  return name_cell(projection(c, s, ladder).downgrade_to);
}
Cell downgrade_at(const Composition& c, const Snapshot& s, std::size_t ladder) {
  return instant_cell(projection(c, s, ladder).downgrade_at);
}
Cell tier_computed(const Composition& c, const Snapshot& s, std::size_t ladder) {
  return name_cell(projection(c, s, ladder).computed);
}
Cell pinned_until(const Composition& c, const Snapshot& s, std::size_t ladder) {
  const Pin* pin = projection(c, s, ladder).pin;
  return pin == nullptr ? Cell() : instant_cell(pin->until);
}
Cell pinned_actor(const Composition& c, const Snapshot& s, std::size_t ladder) {
  const Pin* pin = projection(c, s, ladder).pin;
  return pin == nullptr ? Cell() : text_cell(pin->actor);
}
Cell pinned_reason(const Composition& c, const Snapshot& s, std::size_t ladder) {
  const Pin* pin = projection(c, s, ladder).pin;
  return pin == nullptr ? Cell() : text_cell(pin->reason);
}

}  // namespace

void add_score_columns(const Composition& c, std::vector<Column>& columns) {
  for (std::size_t i = 0; i < c.config.scores.size(); ++i) {
    const std::string& name = c.config.scores[i].name;
    columns.push_back({"scores." + name + ".value", score_value, i});
    columns.push_back({"scores." + name + ".level", score_level, c.find_level(name)});
  }
}

void add_segment_columns(const Composition& c, std::vector<Column>& columns) {
  for (const config::Segment& segment : c.config.segments) {
    columns.push_back({"segments." + segment.name, in_segment, c.find_level("segment." + segment.name)});
  }
}

void add_tier_columns(const Composition& c, std::vector<Column>& columns) {
  for (std::size_t i = 0; i < c.parts->ladders.size(); ++i) {
    const std::string tier = "tiers." + c.parts->ladders[i]->name();
    columns.insert(columns.end(), {{tier + ".next", tier_next, i},
                                   {tier + ".missing", tier_missing, i},
                                   {tier + ".valid_until", tier_valid_until, i},
                                   {tier + ".downgrade.to", downgrade_to, i},
                                   {tier + ".downgrade.at", downgrade_at, i},
                                   {tier + ".computed", tier_computed, i},
                                   {tier + ".pinned.until", pinned_until, i},
                                   {tier + ".pinned.actor", pinned_actor, i},
                                   {tier + ".pinned.reason", pinned_reason, i}});
  }
}

void add_feature_columns(const Composition& c, std::vector<Column>& columns) {
  const std::vector<ListedSignal> listed = c.parts->catalogue->listed();
  for (std::size_t i = 0; i < listed.size(); ++i) {
    columns.push_back({"features." + std::string(listed[i].name), feature, i});
  }
}

}  // namespace tidemark::operators
