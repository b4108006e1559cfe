// value: what customers will be worth, and by which cuts.
#include "config/sections.h"

namespace tidemark::config {
namespace {

constexpr NumberRange kDiscount{0, 10, true};
constexpr NumberRange kAboveOne{1, 1e12, false};
constexpr NumberRange kCut{0, 1e12, true};
/// Ten years: what lies farther ahead is no forecast any more, and every month of it costs.
constexpr Millis kHorizonMax = 3660 * kDay;

Verdict parse_horizon(std::string_view text, Millis& out) {
  Millis horizon = 0;
  if (Verdict verdict = parse_span(text, kDay, horizon)) return verdict;
  if (horizon > kHorizonMax) {
    return Problem{"looks too far ahead: " + quoted(text), "write at most 3660d"};
  }
  out = horizon;
  return std::nullopt;
}

/// The three parameters of a fitted model: all or none.
void read_gamma_gamma(const Item& item, std::optional<Value::GammaGamma>& out, Mistakes& mistakes) {
  Section section(item, mistakes);
  Value::GammaGamma parameters;
  struct Field {
    std::string_view key;
    double& value;
    const NumberRange& range;
  };
  const Field fields[] = {{"p", parameters.p, kPositiveNumber},
                          {"q", parameters.q, kAboveOne},  // the mean of all is pv/(q − 1)
                          {"v", parameters.v, kPositiveNumber}};
  std::vector<std::string> missing;
  bool right = true;
  for (const Field& field : fields) {
    const Item child = section.item(field.key);
    if (child.node == nullptr) missing.emplace_back(field.key);
    right &=
        read_value(child, mistakes, [&](auto text) { return parse_number(text, field.range, field.value); });
  }
  section.finish();
  if (item.node == nullptr || item.node->children.empty()) return;
  if (!missing.empty()) {
    mistakes.add_key(item, {"lacks " + listed(missing), "give all three of p, q and v, or none"});
  }
  if (right) out = parameters;
}

void read_cuts(Section& section, std::string_view key, std::array<double, 2>& out, Mistakes& mistakes) {
  const auto cut = [](std::string_view text, double& value) { return parse_number(text, kCut, value); };
  if (section.read_array(key, out, "[100, 1000]", cut)) check_ascending(section.item(key), out, mistakes);
}

}  // namespace

void read_value_to_come(Item item, const Expressions& expressions, Value& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("horizon", [&](auto text) { return parse_horizon(text, out.horizon); });
  section.read("discount", [&](auto text) { return parse_number(text, kDiscount, out.discount); });
  read_gamma_gamma(section.item("gamma_gamma"), out.spend, mistakes);
  expressions.number(section.item("potential"), out.potential, mistakes);
  read_cuts(section, "value_cuts", out.value_cuts, mistakes);
  read_cuts(section, "potential_cuts", out.potential_cuts, mistakes);
  expressions.condition(section.item("key_account"), out.key_account, mistakes);
  section.finish();
}

}  // namespace tidemark::config
