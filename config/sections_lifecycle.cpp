// lifecycle: the built-in machine with its limits, or stages of one's own.
#include <algorithm>

#include "config/sections.h"
#include "config/sections_names.h"

namespace tidemark::config {
namespace {

constexpr std::int64_t kCountMax = 1'000'000'000;
constexpr std::size_t kStagesMax = 32;
constexpr WholeRange kWorth{-1000, 1000};
constexpr std::string_view kBuiltIn[] = {"new_for", "loyal_orders", "at_risk_after", "churned_after",
                                         "won_back_for"};

auto span_into(Millis& out) {
  return [&out](std::string_view text) { return parse_span(text, 1, out); };
}

void read_limits(Section& section, Lifecycle& out, Mistakes& mistakes) {
  section.read("new_for", span_into(out.new_for));
  section.read("loyal_orders", [&](auto text) {
    return parse_whole(text, {1, kCountMax}, out.loyal_orders);
  });
  const Item at_risk = section.item("at_risk_after");
  const Item churned = section.item("churned_after");
  const bool at_risk_right =
      at_risk.node == nullptr || read_value(at_risk, mistakes, span_into(out.at_risk_after));
  const bool churned_right =
      churned.node == nullptr || read_value(churned, mistakes, span_into(out.churned_after));
  if (at_risk_right && churned_right && out.churned_after <= out.at_risk_after) {
    const Item& place = churned.node != nullptr ? churned : at_risk;
    mistakes.add(place, {"customers would be churned after " + format_duration(out.churned_after) +
                             ", at risk only after " + format_duration(out.at_risk_after),
                         "make churned_after longer than at_risk_after"});
  }
  section.read("won_back_for", span_into(out.won_back_for));
}

Lifecycle::Stage read_stage(const Item& item, const std::vector<std::string>& names,
                            const Expressions& expressions, Mistakes& mistakes) {
  Section section(item, mistakes);
  Lifecycle::Stage stage;
  if (Verdict verdict = parse_name(item.node->key, stage.name)) mistakes.add_key(item, std::move(*verdict));
  const Item when = section.item("when");
  tell_missing(item, when, {"has no condition", "add 'when', such as when: orders >= 1"}, mistakes);
  expressions.condition(when, stage.when, mistakes);
  expressions.condition(section.item("stay"), stage.stay, mistakes);
  if (stage.stay == stage.when) stage.stay.clear();  // it means the same
  read_known(section.item("from"), "stage", names, stage.from, mistakes);
  section.read("at_most", [&](auto text) { return parse_span(text, 0, stage.at_most); });
  section.read("worth", [&](auto text) { return parse_whole_as(text, kWorth, stage.worth); });
  section.finish();
  return stage;
}

void read_stages(const Item& item, const Expressions& expressions, std::vector<Lifecycle::Stage>& out,
                 Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  if (entries->size() < 2 || entries->size() > kStagesMax) {
    mistakes.add(item, {"has " + std::to_string(entries->size()) + " stages", "write 2 to 32"});
    return;
  }
  std::vector<std::string> names;
  for (const Item& entry : *entries) names.push_back(entry.node->key);
  for (const Item& entry : *entries) out.push_back(read_stage(entry, names, expressions, mistakes));
}

/// The built-in machine's settings beside stages of one's own.
void refuse_limits(Section& section, Mistakes& mistakes) {
  for (const std::string_view key : kBuiltIn) {
    const Item item = section.item(key);
    if (item.node == nullptr) continue;
    mistakes.add_key(item, {"is a setting of the built-in stages, and there are others under 'stages'",
                            "remove it, or remove 'stages'"});
  }
}

}  // namespace

void read_lifecycle(Item item, const Expressions& expressions, Lifecycle& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("enabled", [&](auto text) { return parse_flag(text, out.enabled); });
  const Item stages = section.item("stages");
  if (stages.node == nullptr || stages.node->kind == Node::Kind::kNull) {
    read_limits(section, out, mistakes);
  } else {
    refuse_limits(section, mistakes);
    read_stages(stages, expressions, out.stages, mistakes);
  }
  section.finish();
}

}  // namespace tidemark::config
