// How long a tier lasts, over what it is reached, and when it is lost.
#include "config/sections_tiers.h"

namespace tidemark::config {
namespace {

using DowngradeOn = Ladder::DowngradeOn;
using Period = Qualification::Period;

constexpr Choice<Period> kPeriods[] = {{"basis", Period::kBasis},     {"month", Period::kMonth},
                                       {"quarter", Period::kQuarter}, {"year", Period::kYear},
                                       {"joining", Period::kJoining}, {"tier_change", Period::kTierChange}};
constexpr Choice<DowngradeOn> kDowngrades[] = {{"loss", DowngradeOn::kLoss},
                                               {"expiry", DowngradeOn::kExpiry},
                                               {"month", DowngradeOn::kMonth},
                                               {"quarter", DowngradeOn::kQuarter},
                                               {"year", DowngradeOn::kYear}};

void read_qualification(const Item& item, Ladder& out, Mistakes& mistakes) {
  const bool right = read_value(
      item, mistakes, [&](auto text) { return parse_choice(text, kPeriods, out.qualification.period); });
  if (!right || out.qualification.period == Period::kBasis) return;
  if (out.basis.measure == Basis::Measure::kFeature || out.basis.days != 0) {
    mistakes.add(item, {"does not go with the basis " + quoted(out.basis.name),
                        "measure by spend, orders or purchase_days without a window, or remove it"});
  }
}

/// from: tier, joining, attribute.birthday
void read_from(const Item& item, const Config& config, Validity& out, Mistakes& mistakes) {
  read_value(item, mistakes, [&](std::string_view text) {
    out.from = text == "tier"      ? Validity::From::kTierStart
               : text == "joining" ? Validity::From::kJoining
                                   : Validity::From::kAttribute;
    return parse_day_of_customer(text, {"tier", "joining"}, config, out.attribute);
  });
}

/// validity: 1Y, {span: 1Y_U, from: joining}, or {cycle: 12-31}.
void read_validity(const Item& item, const Config& config, Validity& out, Mistakes& mistakes) {
  if (item.node == nullptr) return;
  const auto span = [&](auto text) { return parse_calendar_span(text, out.span); };
  if (item.node->kind != Node::Kind::kMap) {
    read_value(item, mistakes, span);
    return;
  }
  Section section(item, mistakes);
  section.read("span", span);
  section.read("cycle", [&](auto text) { return parse_year_day(text, out.cycle); });
  const Item from = section.item("from");
  read_from(from, config, out, mistakes);
  section.finish();
  const bool has_span = item.node->find("span") != nullptr;
  const bool has_cycle = item.node->find("cycle") != nullptr;
  if (has_span == has_cycle) {
    mistakes.add_key(item, {has_span ? "has both a span and a cycle" : "has neither a span nor a cycle",
                            "write one of span: 1Y and cycle: 12-31"});
  } else if (has_cycle && from.node != nullptr) {
    mistakes.add_key(from, {"does not go with a cycle, which is the same day for everyone", "remove it"});
  }
}

/// Who gives a tier an end means the downgrade to wait for it, unless he says otherwise.
void read_downgrade_on(const Item& item, bool has_validity, Ladder& out, Mistakes& mistakes) {
  if (has_validity) out.downgrade_on = DowngradeOn::kExpiry;
  const bool right = read_value(item, mistakes,
                                [&](auto text) { return parse_choice(text, kDowngrades, out.downgrade_on); });
  if (right && out.downgrade_on == DowngradeOn::kExpiry && !has_validity) {
    mistakes.add(item, {"the tier never expires", "add 'validity', such as validity: 1Y"});
  }
}

/// What is counted since the last change of tier begins at nothing with every tier. None could be held by it,
/// so only a decision takes one away (operators/README.md); without one they are kept for good, and what is
/// said about losing them was meant otherwise.
void check_decisions(const Item& qualification, const Ladder& ladder, Mistakes& mistakes) {
  const bool for_good =
      ladder.qualification.period == Period::kTierChange && ladder.downgrade_on == DowngradeOn::kLoss;
  if (!for_good) return;
  const std::string_view idle = ladder.validity.any()     ? "validity"
                                : ladder.grace > 0        ? "grace"
                                : ladder.notice > 0       ? "notice"
                                : ladder.minimum_stay > 0 ? "minimum_stay"
                                : ladder.cooldown > 0     ? "cooldown"
                                                          : "";
  if (idle.empty()) return;
  mistakes.add(qualification,
               {"a tier counted since the last change of tier is never lost on downgrade_on: loss, so " +
                    std::string(idle) + " does nothing",
                "write downgrade_on: month, quarter or year, or expiry with a validity; or remove " +
                    std::string(idle)});
}

}  // namespace

void read_tier_rules(Section& section, const Config& config, Ladder& out, Mistakes& mistakes) {
  const auto span = [&](std::string_view key, Millis& into) {
    section.read(key, [&](auto text) { return parse_span(text, 0, into); });
  };
  const Item qualification = section.item("qualification");
  read_qualification(qualification, out, mistakes);
  const Item validity = section.item("validity");
  read_validity(validity, config, out.validity, mistakes);
  section.read("hysteresis", [&](auto text) { return parse_share(text, out.hysteresis_ppm); });
  span("grace", out.grace);
  span("notice", out.notice);
  span("minimum_stay", out.minimum_stay);
  span("cooldown", out.cooldown);
  section.read("downgrade", [&](auto text) {
    static constexpr Choice<bool> kWays[] = {{"straight", false}, {"step", true}};
    return parse_choice(text, kWays, out.downgrade_by_step);
  });
  read_downgrade_on(section.item("downgrade_on"), validity.node != nullptr, out, mistakes);
  check_decisions(qualification, out, mistakes);
}

}  // namespace tidemark::config
