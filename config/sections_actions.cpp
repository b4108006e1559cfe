// actions and alerts: what is said about changes of levels, and how often.
#include <algorithm>

#include "config/sections.h"
#include "config/sections_names.h"

namespace tidemark::config {
namespace {

constexpr std::size_t kActionsMax = 256;
constexpr std::uint64_t kKeepMax = 1ULL << 60;
constexpr WholeRange kBudget{1, 1'000'000};
constexpr std::string_view kPer = " per ";

/// What can cause a transition, as alerts name it.
const std::vector<std::string>& causes() {
  static const std::vector<std::string> kCauses = {"event",         "time",     "refund",
                                                   "configuration", "override", "population"};
  return kCauses;
}

/// The values of some levels, or of all where none is named; each once. Nothing when one of them has no
/// values because of a mistake that is told elsewhere.
std::optional<std::vector<std::string>> values_of_levels(const std::vector<LevelNames>& all,
                                                         const std::vector<std::string>& chosen) {
  std::vector<std::string> values;
  for (const LevelNames& level : all) {
    if (!chosen.empty() && std::find(chosen.begin(), chosen.end(), level.level) == chosen.end()) continue;
    if (level.values.empty()) return std::nullopt;
    for (const std::string& value : level.values) {
      if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
    }
  }
  return values;
}

Action read_action(const Item& item, const std::vector<LevelNames>& levels, const Expressions& expressions,
                   Mistakes& mistakes) {
  Section section(item, mistakes);
  Action action;
  const Item code = section.item("code");
  tell_missing(item, code, {"has no code", "add 'code', such as code: vip_call"}, mistakes);
  read_value(code, mistakes, [&](auto text) { return parse_name(text, action.code); });
  section.read("text", [&](auto text) { return parse_line(text, action.text); });
  expressions.condition(section.item("when"), action.when, mistakes);
  const Item level = section.item("level");
  const Item to = section.item("to");
  const bool level_right =
      level.node == nullptr || read_known(level, "level", names_of(levels), action.levels, mistakes);
  const std::optional<std::vector<std::string>> values = values_of_levels(levels, action.levels);
  if (level_right && values) {  // else nobody knows which values there are
    read_known(to, "value", *values, action.to, mistakes);
  }
  read_known(section.item("cause"), "cause", causes(), action.cause, mistakes);
  section.finish();
  return action;
}

/// "3 per 30d"
Verdict parse_budget(std::string_view text, AlertLimit& out) {
  const std::size_t per = text.find(kPer);
  if (per == std::string_view::npos) {
    return Problem{"is no budget: " + quoted(text), "write how many alerts in which time, such as 3 per 30d"};
  }
  Verdict verdict = parse_whole_as(text.substr(0, per), kBudget, out.budget);
  return verdict ? verdict : parse_span(text.substr(per + kPer.size()), 1, out.budget_per);
}

/// budget: 3 per 30d, or budget: {count: 3, per: 30d}
void read_budget(const Item& item, AlertLimit& out, Mistakes& mistakes) {
  if (item.node == nullptr) return;
  if (item.node->kind != Node::Kind::kMap) {
    read_value(item, mistakes, [&](auto text) { return parse_budget(text, out); });
    return;
  }
  Section section(item, mistakes);
  const Item count = section.item("count");
  const Item per = section.item("per");
  section.finish();
  if (count.node == nullptr || per.node == nullptr) {
    mistakes.add_key(item, {"needs both count and per", "write it as {count: 3, per: 30d}, or 3 per 30d"});
  }
  read_value(count, mistakes, [&](auto text) { return parse_whole_as(text, kBudget, out.budget); });
  read_value(per, mistakes, [&](auto text) { return parse_span(text, 1, out.budget_per); });
}

AlertLimit read_limit(const Item& item, const std::vector<std::string>& levels, Mistakes& mistakes) {
  Section section(item, mistakes);
  AlertLimit limit;
  if (Verdict verdict = parse_known(item.node->key, "level", levels, limit.level)) {
    mistakes.add_key(item, std::move(*verdict));
  }
  section.read("cooldown", [&](auto text) { return parse_span(text, 0, limit.cooldown); });
  read_budget(section.item("budget"), limit, mistakes);
  section.read("start", [&](auto text) {
    static constexpr Choice<bool> kStarts[] = {{"silent", false}, {"loud", true}};
    return parse_choice(text, kStarts, limit.loud_start);
  });
  section.finish();
  return limit;
}

void read_limits(const Item& item, const std::vector<std::string>& levels, std::vector<AlertLimit>& out,
                 Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  for (const Item& entry : entries.value_or(std::vector<Item>())) {
    const AlertLimit limit = read_limit(entry, levels, mistakes);
    const bool limits = limit.cooldown > 0 || limit.budget_per > 0 || limit.loud_start;
    if (limits) out.push_back(limit);  // one that says nothing is like none
  }
  std::sort(out.begin(), out.end(),
            [](const AlertLimit& a, const AlertLimit& b) { return a.level < b.level; });
}

}  // namespace

void read_actions(const Item& item, const Expressions& expressions, Config& config, Mistakes& mistakes) {
  const std::optional<std::vector<Item>> items = elements_of(item, mistakes);
  if (!items) return;
  if (items->size() > kActionsMax) {
    mistakes.add(item, {"has " + std::to_string(items->size()) + " entries", "keep at most 256"});
    return;
  }
  const std::vector<LevelNames> levels = all_levels(config);
  for (const Item& action : *items) {
    config.actions.push_back(read_action(action, levels, expressions, mistakes));
  }
}

void read_alerts(Item item, const Config& config, AlertSettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("source", [&](auto text) { return parse_source(text, out.source); });
  section.read("keep", [&](auto text) { return parse_span(text, 0, out.keep); });
  section.read("keep_bytes", [&](auto text) { return parse_size(text, 0, kKeepMax, out.keep_bytes); });
  std::vector<std::string> levels = names_of(all_levels(config));
  std::erase(levels, "care");  // a notice has its own rhythm
  read_limits(section.item("limits"), levels, out.limits, mistakes);
  section.finish();
}

}  // namespace tidemark::config
