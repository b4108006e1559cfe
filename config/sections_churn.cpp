// churn: horizon, activity, and the bands of its risk.
#include "config/sections_churn.h"

#include <algorithm>
#include <limits>

#include "config/churn_names.h"
#include "config/sections.h"
#include "config/sections_names.h"

namespace tidemark::config {
namespace {

constexpr Choice<Churn::BandsOn> kScales[] = {{"risk", Churn::BandsOn::kRisk},
                                              {"odds_ratio", Churn::BandsOn::kOddsRatio}};

/// What one cut of a band may be.
auto cut_parser(Churn::BandsOn on) {
  return [on](std::string_view text, double& value) {
    return on == Churn::BandsOn::kRisk ? parse_probability(text, value)
                                       : parse_number(text, kPositiveNumber, value);
  };
}

void check_leave(const Item& leave, const Churn& churn, Mistakes& mistakes) {
  for (std::size_t i = 0; i < churn.leave.size(); ++i) {
    if (churn.leave[i] <= churn.enter[i]) continue;
    mistakes.add({&leave.node->children[i], element_path(leave.path, i)},
                 {"a band would be left above where it is entered (" + format_number(churn.enter[i]) + ")",
                  "make each value of leave at most the one of enter"});
  }
}

void read_cuts(Section& section, const Item& on, Churn& out, Mistakes& mistakes) {
  const Item enter = section.item("enter");
  const Item leave = section.item("leave");
  const bool odds = out.bands_on == Churn::BandsOn::kOddsRatio;
  const std::string_view example = odds ? "[2, 4, 8]" : "[0.5, 0.7, 0.9]";
  if (odds && enter.node == nullptr) {
    mistakes.add(on, {"odds_ratio needs cuts of its own", "add enter, such as " + std::string(example)});
  }
  bool right = true;
  if (enter.node != nullptr) {
    right = section.read_array("enter", out.enter, example, cut_parser(out.bands_on)) &&
            check_ascending(enter, out.enter, mistakes);
  }
  if (leave.node == nullptr) {
    out.leave = out.enter;
  } else if (section.read_array("leave", out.leave, example, cut_parser(out.bands_on)) &&
             check_ascending(leave, out.leave, mistakes) && right) {
    check_leave(leave, out, mistakes);
  }
}

/// What training makes cuts of.
void read_aims(Section& section, Churn& out, Mistakes& mistakes) {
  const Item share = section.item("share");
  const Item capacity = section.item("capacity_per_day");
  std::array<double, 3> shares{};
  if (section.read_array("share", shares, "[0.4, 0.2, 0.05]", parse_probability)) {
    out.band_shares = shares;
    for (std::size_t i = 1; i < shares.size(); ++i) {
      if (shares[i] < shares[i - 1]) continue;
      mistakes.add({&share.node->children[i], element_path(share.path, i)},
                   {"is not less than the share before it",
                    "write the shares at or above medium, high and critical, such as [0.4, 0.2, 0.05]"});
      break;
    }
  }
  read_value(capacity, mistakes,
             [&](auto text) { return parse_number(text, kPositiveNumber, out.capacity_per_day); });
  if (share.node != nullptr && capacity.node != nullptr) {
    mistakes.add_key(capacity, {"cuts cannot be made by share and by capacity", "remove one of the two"});
  }
}

void check_scale(const Item& on, const Churn& churn, Mistakes& mistakes) {
  if (churn.bands_on != Churn::BandsOn::kOddsRatio || has_own_reference(churn)) return;
  mistakes.add(on, {"the model " + quoted(churn_model_name(churn.model)) +
                        " does not say what the risk right after the last purchase is",
                    "write risk, or give the model a part that does: a share of mbgnbd, or a logistic term "
                    "whose value is churn.p0_logit"});
}

void read_bands(Item item, Churn& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  const Item on = section.item("on");
  const bool on_right = on.node == nullptr || read_value(on, mistakes, [&](auto t) {
                          return parse_choice(t, kScales, out.bands_on);
                        });
  if (on_right) {  // else nobody knows what the cuts may be
    check_scale(on, out, mistakes);
    read_cuts(section, on, out, mistakes);
  } else {
    for (const std::string_view key : {"enter", "leave"}) (void)section.item(key);
  }
  read_aims(section, out, mistakes);
  section.finish();
}

}  // namespace

Verdict parse_probability(std::string_view text, double& out) {
  constexpr NumberRange kProbability{0, 1 - 0x1p-53, false};  // up to the largest double below 1
  Verdict verdict = parse_number(text, kProbability, out);
  if (verdict) verdict->remedy = "write a probability between 0 and 1, such as 0.7";
  return verdict;
}

void read_churn(Item item, const EventSettings& events, const Expressions& expressions, Churn& out,
                Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  read_churn_models(section, expressions, out, mistakes);
  section.read("horizon", [&](auto text) { return parse_span(text, kDay, out.horizon); });
  (void)read_kind_names(section.item("activity"), events, out.activity, mistakes);  // told where wrong
  section.read("unknown_for", [&](auto text) { return parse_span(text, 0, out.unknown_for); });
  double base_rate = 0;
  if (section.read("base_rate", [&](auto text) { return parse_probability(text, base_rate); }))
    out.base_rate = base_rate;
  read_bands(section.item("bands"), out, mistakes);
  constexpr WholeRange kVersions{0, std::numeric_limits<std::uint32_t>::max()};
  section.read("version", [&](auto text) { return parse_whole_as(text, kVersions, out.version); });
  section.finish();
}

}  // namespace tidemark::config
