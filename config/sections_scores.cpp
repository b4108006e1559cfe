// scores and segments: what is assessed by expressions.
#include <algorithm>

#include "config/sections.h"
#include "config/sections_names.h"

namespace tidemark::config {
namespace {

constexpr std::size_t kScoresMax = 16;
constexpr std::size_t kPartsMax = 32;
constexpr std::size_t kCutsMax = 32;
constexpr std::size_t kSegmentsMax = 64;
constexpr NumberRange kAnyNumber{-1e12, 1e12, true};
constexpr NumberRange kWeight{0, 1e6, false};
constexpr NumberRange kPoints{0, 100, true};

Score::Part read_part(const Item& item, const Expressions& expressions, Mistakes& mistakes) {
  Section section(item, mistakes);
  Score::Part part;
  if (Verdict verdict = parse_name(item.node->key, part.name)) mistakes.add_key(item, std::move(*verdict));
  const Item value = section.item("value");
  tell_missing(item, value, {"has no value", "add 'value', such as value: orders_365d"}, mistakes);
  expressions.number(value, part.value, mistakes);
  const auto number = [](double& out) {
    return [&out](std::string_view text) { return parse_number(text, kAnyNumber, out); };
  };
  const Item from = section.item("from");
  const Item to = section.item("to");
  const bool from_right = from.node == nullptr || read_value(from, mistakes, number(part.from));
  const bool to_right = to.node == nullptr || read_value(to, mistakes, number(part.to));
  if (from_right && to_right && part.from == part.to) {
    mistakes.add(to.node != nullptr ? to : from,
                 {"the part is worth 0 and 100 at the same value " + format_number(part.to),
                  "write what is worth 0 as 'from' and what is worth 100 as 'to'"});
  }
  section.read("weight", [&](auto text) { return parse_number(text, kWeight, part.weight); });
  section.finish();
  return part;
}

void read_parts(const Item& item, const Expressions& expressions, std::vector<Score::Part>& out,
                Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  if (entries->empty() || entries->size() > kPartsMax) {
    mistakes.add(item, {"has " + std::to_string(entries->size()) + " parts",
                        "write 1 to 32, such as {loyalty: {value: orders_365d, from: 0, to: 12}}"});
    return;
  }
  for (const Item& entry : *entries) out.push_back(read_part(entry, expressions, mistakes));
}

/// levels: {low: 0, mid: 40, high: 70}
void read_cuts(const Item& item, std::vector<Score::Cut>& out, Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  if (entries->size() < 2 || entries->size() > kCutsMax) {
    mistakes.add(item, {"has " + std::to_string(entries->size()) + " levels",
                        "write 2 to 32, such as {low: 0, mid: 40, high: 70}"});
    return;
  }
  for (const Item& entry : *entries) {
    Score::Cut cut;
    if (Verdict verdict = parse_name(entry.node->key, cut.name)) mistakes.add_key(entry, std::move(*verdict));
    const bool right =
        read_value(entry, mistakes, [&](auto text) { return parse_number(text, kPoints, cut.at); });
    if (right && out.empty() && cut.at != 0) {
      mistakes.add(entry, {"the first level does not begin at 0", "write 0: everyone is at least there"});
    } else if (right && !out.empty() && cut.at <= out.back().at) {
      mistakes.add(entry, {quoted(cut.name) + " does not begin above " + quoted(out.back().name),
                           "write the levels from the lowest to the highest"});
    }
    if (!right) cut.at = out.empty() ? 0 : out.back().at;
    out.push_back(std::move(cut));
  }
}

Score read_score(const Item& item, const Expressions& expressions, Mistakes& mistakes) {
  Section section(item, mistakes);
  Score score;
  score.name = item.node->key;
  const Item parts = section.item("parts");
  const Item levels = section.item("levels");
  tell_missing(
      item, parts,
      {"has no parts", "add 'parts', such as parts: {loyalty: {value: orders_365d, from: 0, to: 12}}"},
      mistakes);
  tell_missing(item, levels, {"has no levels", "add 'levels', such as levels: {low: 0, mid: 40, high: 70}"},
               mistakes);
  read_parts(parts, expressions, score.parts, mistakes);
  read_cuts(levels, score.levels, mistakes);
  section.read("hysteresis", [&](auto text) { return parse_number(text, kPoints, score.hysteresis); });
  section.finish();
  return score;
}

/// vip: "spend_365d > 1000", or vip: {when: …, minimum_stay: 7d}.
Segment read_segment(const Item& item, const Expressions& expressions, Mistakes& mistakes) {
  Segment segment;
  segment.name = item.node->key;
  if (item.node->kind != Node::Kind::kMap) {
    expressions.condition(item, segment.when, mistakes);
    return segment;
  }
  Section section(item, mistakes);
  const Item when = section.item("when");
  tell_missing(item, when, {"has no condition", "add 'when', such as when: spend_365d > 1000"}, mistakes);
  expressions.condition(when, segment.when, mistakes);
  section.read("minimum_stay", [&](auto text) { return parse_span(text, 0, segment.minimum_stay); });
  section.finish();
  return segment;
}

}  // namespace

void read_scores(const Item& item, const Expressions& expressions, Config& config, Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  if (entries->size() > kScoresMax) {
    mistakes.add(item, {"has " + std::to_string(entries->size()) + " scores", "keep at most 16"});
    return;
  }
  for (const Item& entry : *entries) {
    if (!check_new_name(entry, "a score", mistakes)) continue;
    const auto same = [&](const Ladder& ladder) { return ladder.name == entry.node->key; };
    if (std::any_of(config.ladders.begin(), config.ladders.end(), same)) {
      mistakes.add_key(entry,
                       {quoted(entry.node->key) + " is a ladder, and alerts tell levels by their names",
                        "choose another, such as " + entry.node->key + "_score"});
    }
    config.scores.push_back(read_score(entry, expressions, mistakes));
  }
}

void read_segments(const Item& item, const Expressions& expressions, std::vector<Segment>& out,
                   Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  if (entries->size() > kSegmentsMax) {
    mistakes.add(item, {"has " + std::to_string(entries->size()) + " segments", "keep at most 64"});
    return;
  }
  for (const Item& entry : *entries) {
    if (check_new_name(entry, "a segment", mistakes)) {
      out.push_back(read_segment(entry, expressions, mistakes));
    }
  }
}

}  // namespace tidemark::config
