// The levels of a ladder: names, thresholds, conditions.
#include <algorithm>

#include "config/sections_names.h"
#include "config/sections_tiers.h"

namespace tidemark::config {
namespace {

constexpr std::size_t kLevelsMax = 32;
constexpr std::int64_t kCountMax = 1'000'000'000;

/// A level on its way; its parts keep their places for what is checked between levels.
struct ReadLevel {
  TierLevel level;
  Item name;
  Item at;
  Item when;
};

Verdict parse_at(std::string_view text, const Basis& basis, std::int64_t& out) {
  const bool counted =
      basis.measure == Basis::Measure::kOrders || basis.measure == Basis::Measure::kPurchaseDays;
  return counted ? parse_whole(text, {0, kCountMax}, out) : parse_amount(text, out);
}

/// Reads the levels one by one; false, with the mistakes told, unless names and thresholds are all right.
class LevelReader {
 public:
  LevelReader(const Basis& basis, const Expressions& expressions, Mistakes& mistakes)
      : basis_(basis), expressions_(expressions), mistakes_(mistakes) {}

  /// {bronze: 0, silver: {at: 500, when: …}}
  bool read_short_form(const Item& map, std::vector<ReadLevel>& out) {
    const std::optional<std::vector<Item>> entries = entries_of(map, mistakes_);
    bool right = entries.has_value();
    for (const Item& entry : entries.value_or(std::vector<Item>())) {
      ReadLevel read{{}, entry, entry, {}};
      if (Verdict verdict = parse_name(entry.node->key, read.level.name)) {
        mistakes_.add_key(entry, std::move(*verdict));
      }
      if (entry.node->kind == Node::Kind::kMap) {
        Section section(entry, mistakes_);
        read.at = section.item("at");
        read.when = section.item("when");
        section.finish();
        tell_missing(entry, read.at, {"has no threshold", "add 'at', such as at: 500"}, mistakes_);
      }
      right &= finish(read);
      out.push_back(std::move(read));
    }
    return right;
  }

  /// [{name: bronze, at: 0}, {name: silver, at: 500, when: …}]
  bool read_long_form(const Item& list, std::vector<ReadLevel>& out) {
    const std::optional<std::vector<Item>> elements = elements_of(list, mistakes_);
    bool right = elements.has_value();
    for (const Item& element : elements.value_or(std::vector<Item>())) {
      Section section(element, mistakes_);
      ReadLevel read{{}, section.item("name"), section.item("at"), section.item("when")};
      read_value(read.name, mistakes_, [&](auto text) { return parse_name(text, read.level.name); });
      tell_missing(element, read.name.node == nullptr ? read.name : read.at,
                   {"a level needs both name and at", "write it as {name: silver, at: 500}"}, mistakes_);
      right &= finish(read);
      section.finish();
      out.push_back(std::move(read));
    }
    return right;
  }

 private:
  bool finish(ReadLevel& read) {
    const bool at =
        read_value(read.at, mistakes_, [&](auto text) { return parse_at(text, basis_, read.level.at); });
    expressions_.condition(read.when, read.level.when, mistakes_);
    return at && !read.level.name.empty();
  }

  const Basis& basis_;
  const Expressions& expressions_;
  Mistakes& mistakes_;
};

void check_level_order(const std::vector<ReadLevel>& levels, Mistakes& mistakes) {
  if (levels.front().level.at != 0) {
    mistakes.add(levels.front().at,
                 {"the first level does not begin at 0", "write 0: everyone is at least there"});
  }
  if (levels.front().when.node != nullptr) {
    mistakes.add(levels.front().when,
                 {"the first level has a condition", "remove it: everyone is at least there"});
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

}  // namespace

void read_tier_levels(const Item& item, const Basis& basis, const Expressions& expressions,
                      std::vector<TierLevel>& out, Mistakes& mistakes) {
  LevelReader reader(basis, expressions, mistakes);
  std::vector<ReadLevel> levels;
  const bool is_map = item.node->kind == Node::Kind::kMap;
  const bool right = is_map ? reader.read_short_form(item, levels) : reader.read_long_form(item, levels);
  if (item.node->kind == Node::Kind::kScalar || item.node->kind == Node::Kind::kRefused) return;
  if (levels.size() < 2 || levels.size() > kLevelsMax) {
    mistakes.add(item, {"has " + std::to_string(levels.size()) + " levels",
                        "write 2 to 32, such as {bronze: 0, silver: 500}"});
  } else if (right) {
    check_level_order(levels, mistakes);
    check_level_names(levels, mistakes);
  }
  for (ReadLevel& read : levels) out.push_back(std::move(read.level));
}

}  // namespace tidemark::config
