// Canonical text of churn.
#include "config/churn_names.h"
#include "config/content_lines.h"
#include "config/scalars.h"

namespace tidemark::config {
namespace {

void write_parameters(Churn::Model model, const std::optional<BtydParameters>& parameters, Lines& lines) {
  if (!parameters) return;
  lines.group(churn_model_name(model));
  lines.number("r", parameters->r);
  lines.number("alpha", parameters->alpha);
  if (model != Churn::Model::kNbd) {
    lines.number("a", parameters->a);
    lines.number("b", parameters->b);
  }
  lines.end_group();
}

void write_rules(const Churn& churn, Lines& lines) {
  lines.number("points_to_double_odds", churn.points_to_double_odds);
  if (churn.rules.empty()) return lines.line("rules", "{}");
  lines.group("rules");
  for (const ChurnRule& rule : churn.rules) {
    lines.group(in_quotes(rule.name));
    lines.text_if_any("when", rule.when);
    lines.text_if_any("value", rule.value);
    lines.number("points", rule.points);
    lines.end_group();
  }
  lines.end_group();
}

void write_term(const ChurnTerm& term, Lines& lines) {
  lines.group(in_quotes(term.name));
  lines.text("value", term.value);
  lines.line("transform", term.transform == ChurnTerm::Transform::kLog ? "log" : "none");
  lines.number("weight", term.weight);
  lines.number("reference", term.reference);
  lines.number("missing", term.missing);
  lines.end_group();
}

void write_mixture(const Churn& churn, Lines& lines) {
  if (churn.mixture.empty()) return lines.line("mixture", "{}");
  lines.group("mixture");
  for (const Churn::Share& share : churn.mixture) lines.number(churn_model_name(share.model), share.share);
  lines.end_group();
}

void write_bands(const Churn& churn, Lines& lines) {
  lines.group("bands");
  lines.line("on", churn.bands_on == Churn::BandsOn::kRisk ? "risk" : "odds_ratio");
  lines.line("enter", list_of(churn.enter, format_number));
  lines.line("leave", list_of(churn.leave, format_number));
  if (churn.band_shares) lines.line("share", list_of(*churn.band_shares, format_number));
  if (churn.capacity_per_day > 0) lines.number("capacity_per_day", churn.capacity_per_day);
  lines.end_group();
}

}  // namespace

void write_churn_logistic(const Churn& churn, Lines& lines) {
  lines.group("logistic");
  lines.number("intercept", churn.intercept);
  lines.line("base", churn_model_name(churn.base_model));
  if (churn.terms.empty()) {
    lines.line("terms", "{}");
  } else {
    lines.group("terms");
    for (const ChurnTerm& term : churn.terms) write_term(term, lines);
    lines.end_group();
  }
  lines.end_group();
}

void write_churn_parameters(const Churn& churn, Lines& lines) {
  for (const Churn::Model model : {Churn::Model::kMbgNbd, Churn::Model::kBgNbd, Churn::Model::kNbd}) {
    write_parameters(model, churn.parameters_of(model), lines);
  }
}

void write_churn_calibration(const Churn& churn, Lines& lines) {
  lines.group("calibration");
  lines.number("slope", churn.calibration.slope);
  lines.number("intercept", churn.calibration.intercept);
  lines.end_group();
}

void write_churn(const Churn& churn, Lines& lines) {
  lines.group("churn");
  lines.line("model", churn_model_name(churn.model));
  lines.duration("horizon", churn.horizon);
  lines.texts_if_any("activity", churn.activity);
  lines.duration("unknown_for", churn.unknown_for);
  if (churn.base_rate) lines.number("base_rate", *churn.base_rate);
  write_bands(churn, lines);
  write_churn_parameters(churn, lines);
  write_rules(churn, lines);
  write_churn_logistic(churn, lines);
  write_mixture(churn, lines);
  write_churn_calibration(churn, lines);
  lines.whole("version", churn.version);
  lines.end_group();
}

}  // namespace tidemark::config
