// tiers: ladders of levels.
#include "config/sections_tiers.h"

#include <algorithm>

#include "config/sections_names.h"

namespace tidemark::config {
namespace {

constexpr std::size_t kLaddersMax = 16;

/// A measure that is at hand, or an expression: "net_90d / orders_90d".
bool read_basis(const Item& item, const Expressions& expressions, Basis& out, Mistakes& mistakes) {
  if (item.node == nullptr) return true;
  std::string text = item.node->text;
  if (!standard_basis(text) && !expressions.number(item, text, mistakes)) return false;
  out = standard_basis(text).value_or(Basis{Basis::Measure::kFeature, 0, text});
  return true;
}

Ladder read_ladder(const Item& item, const Expressions& expressions, const Config& config,
                   Mistakes& mistakes) {
  Section section(item, mistakes);
  Ladder ladder;
  ladder.name = item.node->key;
  const bool basis_right = read_basis(section.item("basis"), expressions, ladder.basis, mistakes);
  const Item levels = section.item("levels");
  tell_missing(item, levels, {"has no levels", "add 'levels', such as levels: {bronze: 0, silver: 500}"},
               mistakes);
  if (levels.node != nullptr && basis_right) {  // else nobody knows whether they are money or counts
    read_tier_levels(levels, ladder.basis, expressions, ladder.levels, mistakes);
  }
  read_tier_rules(section, config, ladder, mistakes);
  section.finish();
  return ladder;
}

/// False, with the mistake told, when no ladder can have the name of this entry.
bool check_ladder_name(const Item& item, const Config& config, Mistakes& mistakes) {
  if (!check_new_feature_name(item, "a ladder", config.events, mistakes)) return false;
  const auto same = [&](const CustomFeature& feature) { return feature.name == item.node->key; };
  const auto& custom = config.features.custom;
  if (std::none_of(custom.begin(), custom.end(), same)) return true;
  mistakes.add_key(item, {quoted(item.node->key) + " is a feature of your own already",
                          "choose another, such as " + item.node->key + "_tier"});
  return false;
}

}  // namespace

void read_tiers(const Item& item, const Expressions& expressions, Config& config, Mistakes& mistakes) {
  if (item.node == nullptr || item.node->kind == Node::Kind::kNull) return;
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  if (entries->size() > kLaddersMax) {
    mistakes.add(item, {"has " + std::to_string(entries->size()) + " ladders", "keep at most 16"});
    return;
  }
  std::vector<Ladder> ladders;
  for (const Item& entry : *entries) {
    if (!check_ladder_name(entry, config, mistakes)) continue;
    ladders.push_back(read_ladder(entry, expressions, config, mistakes));
  }
  config.ladders = std::move(ladders);
}

}  // namespace tidemark::config
