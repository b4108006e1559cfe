// tiers: ladders of levels.
#include <algorithm>
#include <array>

#include "config/sections.h"

namespace tidemark::config {
namespace {

constexpr std::size_t kLaddersMax = 16;
constexpr std::size_t kLevelsMax = 32;
constexpr std::int64_t kCountMax = 1'000'000'000;

/// A ladder's name is a column of the customer and the first word of its alerts' topics: these are taken, or
/// kept free for what later versions bring.
constexpr std::array<std::string_view, 34> kTaken = {
    "lifecycle",     "rfm",       "churn",    "abc",        "segment",     "segments",  "care",
    "population",    "hb",        "value",    "score",      "scores",      "health",    "engagement",
    "satisfaction",  "potential", "features", "attributes", "customer_id", "as_of",     "first_purchase",
    "last_purchase", "orders",    "gross",    "refunds",    "net",         "margin",    "recency_days",
    "btyd",          "next",      "events",   "activity",   "first_event", "last_event"};

struct ReadLevel {
  TierLevel level;
  Item name;
  Item at;
};

Verdict parse_at(std::string_view text, const Basis& basis, std::int64_t& out) {
  if (basis.measure == Basis::Measure::kSpend) return parse_amount(text, out);
  return parse_whole(text, {0, kCountMax}, out);
}

/// Name and threshold of one level; false, with the mistake told, unless both are right.
bool read_level(ReadLevel& read, const Basis& basis, Mistakes& mistakes) {
  const bool at =
      read_value(read.at, mistakes, [&](auto text) { return parse_at(text, basis, read.level.at); });
  return at && !read.level.name.empty();
}

/// levels: {bronze: 0, silver: 500}
bool read_short_form(const Item& map, const Basis& basis, std::vector<ReadLevel>& out, Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(map, mistakes);
  bool right = entries.has_value();
  for (const Item& entry : entries.value_or(std::vector<Item>())) {
    ReadLevel read{{}, entry, entry};
    if (Verdict verdict = parse_name(entry.node->key, read.level.name)) {
      mistakes.add_key(entry, std::move(*verdict));
    }
    right &= read_level(read, basis, mistakes);
    out.push_back(std::move(read));
  }
  return right;
}

/// levels: [{name: bronze, at: 0}, {name: silver, at: 500}]
bool read_long_form(const Item& list, const Basis& basis, std::vector<ReadLevel>& out, Mistakes& mistakes) {
  const std::optional<std::vector<Item>> elements = elements_of(list, mistakes);
  bool right = elements.has_value();
  for (const Item& element : elements.value_or(std::vector<Item>())) {
    Section section(element, mistakes);
    ReadLevel read{{}, section.item("name"), section.item("at")};
    read_value(read.name, mistakes, [&](auto text) { return parse_name(text, read.level.name); });
    const bool is_group = section.self().node != nullptr;
    if (is_group && (read.name.node == nullptr || read.at.node == nullptr)) {
      mistakes.add(element, {"a level needs both name and at", "write it as {name: silver, at: 500}"});
    }
    right &= read_level(read, basis, mistakes);
    section.finish();
    out.push_back(std::move(read));
  }
  return right;
}

void check_level_order(const std::vector<ReadLevel>& levels, Mistakes& mistakes) {
  if (levels.front().level.at != 0) {
    mistakes.add(levels.front().at,
                 {"the first level does not begin at 0", "write 0: everyone is at least there"});
  }
  for (std::size_t i = 1; i < levels.size(); ++i) {
    const ReadLevel& below = levels[i - 1];
    if (levels[i].level.at > below.level.at) continue;
    mistakes.add(levels[i].at,
                 {quoted(levels[i].level.name) + " does not begin above " + quoted(below.level.name),
                  "write the levels from the lowest to the highest"});
  }
}

void check_level_names(const std::vector<ReadLevel>& levels, Mistakes& mistakes) {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto same = [&](const ReadLevel& other) { return other.level.name == levels[i].level.name; };
    const auto end = levels.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::none_of(levels.begin(), end, same)) continue;
    mistakes.add(levels[i].name,
                 {"level " + quoted(levels[i].level.name) + " is there twice", "give each its own name"});
  }
}

void read_levels(const Item& item, const Basis& basis, std::vector<TierLevel>& out, Mistakes& mistakes) {
  std::vector<ReadLevel> levels;
  const bool is_map = item.node->kind == Node::Kind::kMap;
  const bool right =
      is_map ? read_short_form(item, basis, levels, mistakes) : read_long_form(item, basis, levels, mistakes);
  if (item.node->kind == Node::Kind::kScalar || item.node->kind == Node::Kind::kRefused) return;
  if (levels.size() < 2 || levels.size() > kLevelsMax) {
    mistakes.add(item, {"has " + std::to_string(levels.size()) + " levels",
                        "write 2 to 32, such as {bronze: 0, silver: 500}"});
    return;
  }
  if (!right) return;
  check_level_order(levels, mistakes);
  check_level_names(levels, mistakes);
  for (ReadLevel& read : levels) out.push_back(std::move(read.level));
}

Ladder read_ladder(const Item& item, Mistakes& mistakes) {
  Section section(item, mistakes);
  Ladder ladder;
  ladder.name = item.node->key;
  const Item basis = section.item("basis");
  const bool basis_right = basis.node == nullptr || read_value(basis, mistakes, [&](auto text) {
                             return parse_basis(text, ladder.basis);
                           });
  const Item levels = section.item("levels");
  if (levels.node == nullptr) {
    mistakes.add_key(item, {"has no levels", "add 'levels', such as levels: {bronze: 0, silver: 500}"});
  } else if (basis_right) {  // else nobody knows whether they are money or counts
    read_levels(levels, ladder.basis, ladder.levels, mistakes);
  }
  section.read("hysteresis", [&](auto text) { return parse_share(text, ladder.hysteresis_ppm); });
  section.read("grace", [&](auto text) { return parse_span(text, 0, ladder.grace); });
  section.read("minimum_stay", [&](auto text) { return parse_span(text, 0, ladder.minimum_stay); });
  section.read("downgrade", [&](auto text) {
    static constexpr Choice<bool> kWays[] = {{"straight", false}, {"step", true}};
    return parse_choice(text, kWays, ladder.downgrade_by_step);
  });
  section.not_yet({"qualification", "validity", "notice", "cooldown"});
  section.finish();
  return ladder;
}

/// False, with the mistake told, when no ladder can have the name of this entry.
bool check_ladder_name(const Item& item, Mistakes& mistakes) {
  std::string name;
  if (Verdict verdict = parse_name(item.node->key, name)) {
    mistakes.add_key(item, std::move(*verdict));
    return false;
  }
  if (std::find(kTaken.begin(), kTaken.end(), name) != kTaken.end()) {
    mistakes.add_key(item, {"a ladder cannot be named " + quoted(name) + ", that name has another meaning",
                            "choose another, such as " + name + "_tier"});
    return false;
  }
  return true;
}

}  // namespace

void read_tiers(const Item& item, std::vector<Ladder>& out, Mistakes& mistakes) {
  if (item.node == nullptr || item.node->kind == Node::Kind::kNull) return;
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  if (entries->size() > kLaddersMax) {
    mistakes.add(item, {"has " + std::to_string(entries->size()) + " ladders", "keep at most 16"});
    return;
  }
  out.clear();
  for (const Item& entry : *entries) {
    if (check_ladder_name(entry, mistakes)) out.push_back(read_ladder(entry, mistakes));
  }
}

}  // namespace tidemark::config
