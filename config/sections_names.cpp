#include "config/sections_names.h"

#include <algorithm>
#include <iterator>

#include "config/feature_name.h"

namespace tidemark::config {
namespace {

/// A level's name is a column of the customer and the first word of its alerts' topics: these are taken, or
/// kept free for what later versions bring.
constexpr std::string_view kTaken[] = {
    "lifecycle",     "rfm",          "churn",      "abc",        "segment",    "segments",
    "care",          "population",   "hb",         "end",        "value",      "score",
    "scores",        "tiers",        "features",   "attribute",  "attributes", "customer_id",
    "customer",      "as_of",        "orders",     "gross",      "refunds",    "net",
    "events",        "recency_days", "btyd",       "next",       "activity",   "first_purchase",
    "last_purchase", "first_event",  "last_event", "first_seen", "last_seen"};

Problem taken(std::string_view what, const std::string& name) {
  return {std::string(what) + " cannot be named " + quoted(name) + ", that name has another meaning",
          "choose another, such as my_" + name};
}

template <typename Named>
std::vector<std::string> names_in(const std::vector<Named>& all) {
  std::vector<std::string> names;
  for (const Named& one : all) names.push_back(one.name);
  return names;
}

}  // namespace

void tell_missing(const Item& group, const Item& child, Problem problem, Mistakes& mistakes) {
  const Node::Kind kind = group.node->kind;
  if (child.node != nullptr || (kind != Node::Kind::kMap && kind != Node::Kind::kNull)) return;
  mistakes.add_key(group, std::move(problem));
}

bool read_texts(const Item& item, const std::function<Verdict(std::string_view, std::string&)>& parse,
                std::vector<std::string>& out, Mistakes& mistakes) {
  if (item.node == nullptr) return false;
  const bool alone = item.node->kind == Node::Kind::kScalar;
  const std::optional<std::vector<Item>> items =
      alone ? std::vector<Item>{item} : elements_of(item, mistakes);
  if (!items) return false;
  out.clear();
  bool right = true;
  for (const Item& element : *items) {
    std::string text;
    if (!read_value(element, mistakes, [&](auto t) { return parse(t, text); })) {
      right = false;
    } else if (std::find(out.begin(), out.end(), text) != out.end()) {
      mistakes.add(element, {quoted(text) + " is there twice", "remove one of the two"});
      right = false;
    } else {
      out.push_back(std::move(text));
    }
  }
  std::sort(out.begin(), out.end());
  return right;
}

bool read_known(const Item& item, std::string_view what, const std::vector<std::string>& known,
                std::vector<std::string>& out, Mistakes& mistakes) {
  const auto parse = [&](std::string_view text, std::string& name) {
    return parse_known(text, what, known, name);
  };
  return read_texts(item, parse, out, mistakes);
}

bool read_kind_names(const Item& item, const EventSettings& events, std::vector<std::string>& out,
                     Mistakes& mistakes) {
  return read_known(item, "kind", all_kinds(events), out, mistakes);
}

std::vector<std::string> all_kinds(const EventSettings& events) {
  std::vector<std::string> names;
  for (unsigned k = 1; k < static_cast<unsigned>(Kind::kBuiltinCount); ++k) {
    names.emplace_back(kind_name(static_cast<Kind>(k)));
  }
  names.insert(names.end(), events.kinds.begin(), events.kinds.end());
  return names;
}

std::vector<LevelNames> all_levels(const Config& config) {
  std::vector<LevelNames> levels;
  const auto add = [&](const std::string& name, std::string_view feature) {
    if (const std::optional<FeatureName> found = find_feature(feature, config)) {
      levels.push_back({name, values_of(*found, config)});
    }
  };
  for (const Ladder& ladder : config.ladders) add(ladder.name, ladder.name);
  add("lifecycle", "lifecycle");
  add("rfm", "rfm.segment");
  add("abc", "abc");
  add("churn", "churn.level");
  for (const Score& score : config.scores) add(score.name, "score." + score.name + ".level");
  if (!config.segments.empty()) levels.push_back({"segment", names_in(config.segments)});
  if (!config.care.empty()) levels.push_back({"care", names_in(config.care)});
  return levels;
}

std::vector<std::string> names_of(const std::vector<LevelNames>& levels) {
  std::vector<std::string> names;
  for (const LevelNames& level : levels) names.push_back(level.level);
  return names;
}

bool check_new_name(const Item& item, std::string_view what, Mistakes& mistakes) {
  std::string name;
  if (Verdict verdict = parse_name(item.node->key, name)) {
    mistakes.add_key(item, std::move(*verdict));
    return false;
  }
  if (std::find(std::begin(kTaken), std::end(kTaken), name) == std::end(kTaken)) return true;
  mistakes.add_key(item, taken(what, name));
  return false;
}

bool check_new_feature_name(const Item& item, std::string_view what, const EventSettings& events,
                            Mistakes& mistakes) {
  if (!check_new_name(item, what, mistakes)) return false;
  Config built_in;
  built_in.events = events;
  if (!find_feature(item.node->key, built_in)) return true;
  mistakes.add_key(item, taken(what, item.node->key));
  return false;
}

}  // namespace tidemark::config
