// churn: what its models are made of.
#include <algorithm>
#include <cmath>
#include <span>

#include "config/churn_names.h"
#include "config/sections_churn.h"
#include "config/sections_names.h"

namespace tidemark::config {
namespace {

using Model = Churn::Model;

constexpr std::size_t kTermsMax = 64;
constexpr NumberRange kAnyNumber{-1e12, 1e12, true};
constexpr NumberRange kLogOdds{-1e6, 1e6, true};
constexpr NumberRange kFraction{0, 1, false};

constexpr Choice<Model> kModels[] = {{churn_model_name(Model::kMbgNbd), Model::kMbgNbd},
                                     {churn_model_name(Model::kBgNbd), Model::kBgNbd},
                                     {churn_model_name(Model::kNbd), Model::kNbd},
                                     {churn_model_name(Model::kRules), Model::kRules},
                                     {churn_model_name(Model::kLogistic), Model::kLogistic},
                                     {churn_model_name(Model::kMixture), Model::kMixture}};
constexpr Choice<Model> kParts[] = {kModels[0], kModels[1], kModels[2], kModels[3], kModels[4]};
constexpr Choice<Model> kBtydModels[] = {kModels[0], kModels[1], kModels[2]};
constexpr Choice<ChurnTerm::Transform> kTransforms[] = {{"none", ChurnTerm::Transform::kNone},
                                                        {"log", ChurnTerm::Transform::kLog}};

/// The parameters of a fitted model: all or none.
std::optional<BtydParameters> read_parameters(const Item& item, Model model, Mistakes& mistakes) {
  Section section(item, mistakes);
  BtydParameters parameters;
  struct Field {
    std::string_view key;
    double& value;
  };
  const Field all[] = {
      {"r", parameters.r}, {"alpha", parameters.alpha}, {"a", parameters.a}, {"b", parameters.b}};
  const bool drops_out = model != Model::kNbd;
  const std::span<const Field> fields(all, drops_out ? 4 : 2);
  std::vector<std::string> missing;
  bool right = true;
  for (const Field& field : fields) {
    const Item child = section.item(field.key);
    if (child.node == nullptr) missing.emplace_back(field.key);
    right &= read_value(child, mistakes,
                        [&](auto text) { return parse_number(text, kPositiveNumber, field.value); });
  }
  section.finish();
  const bool absent = section.self().node == nullptr || section.self().node->children.empty();
  if (absent) return std::nullopt;
  if (!missing.empty()) {
    mistakes.add_key(item, {"lacks " + listed(missing),
                            drops_out ? "give all four of r, alpha (in weeks), a and b, or none"
                                      : "give both r and alpha (in weeks), or none"});
  }
  return right ? std::optional(parameters) : std::nullopt;
}

/// The entries of a group with free names, if they are not too many.
std::vector<Item> named_entries(const Item& item, std::string_view what, Mistakes& mistakes) {
  std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return {};
  if (entries->size() <= kTermsMax) return *std::move(entries);
  mistakes.add(item, {"has " + std::to_string(entries->size()) + " " + std::string(what), "keep at most 64"});
  return {};
}

void read_name(const Item& entry, std::string& out, Mistakes& mistakes) {
  if (Verdict verdict = parse_name(entry.node->key, out)) mistakes.add_key(entry, std::move(*verdict));
}

void read_number(const Item& item, NumberRange range, double& out, Mistakes& mistakes) {
  read_value(item, mistakes, [&](auto text) { return parse_number(text, range, out); });
}

/// late_payment: {when: payment_failed_count_90d > 0, points: 40}
ChurnRule read_rule(const Item& item, const Expressions& expressions, Mistakes& mistakes) {
  Section section(item, mistakes);
  ChurnRule rule;
  read_name(item, rule.name, mistakes);
  const Item when = section.item("when");
  const Item value = section.item("value");
  const Item points = section.item("points");
  if (when.node != nullptr && value.node != nullptr) {
    mistakes.add_key(value, {"a rule has points for a condition or for each unit of a value, not for both",
                             "remove when or value"});
  } else if (value.node == nullptr) {
    tell_missing(item, when, {"has neither condition nor value", "add 'when', such as when: nps <= 6"},
                 mistakes);
  }
  expressions.condition(when, rule.when, mistakes);
  expressions.number(value, rule.value, mistakes);
  tell_missing(item, points, {"has no points", "add 'points', such as points: 20; below 0 for what is good"},
               mistakes);
  read_number(points, kLogOdds, rule.points, mistakes);
  section.finish();
  return rule;
}

/// silence: {value: recency_days, transform: log, weight: 0.8, reference: 3.4}
ChurnTerm read_term(const Item& item, const Expressions& expressions, Mistakes& mistakes) {
  Section section(item, mistakes);
  ChurnTerm term;
  read_name(item, term.name, mistakes);
  const Item value = section.item("value");
  const Item weight = section.item("weight");
  tell_missing(item, value, {"has no value", "add 'value', such as value: recency_days"}, mistakes);
  tell_missing(item, weight, {"has no weight", "add 'weight', the log-odds a unit of the value adds"},
               mistakes);
  expressions.number_or_condition(value, term.value, mistakes);
  section.read("transform", [&](auto text) { return parse_choice(text, kTransforms, term.transform); });
  read_number(weight, kAnyNumber, term.weight, mistakes);
  read_number(section.item("reference"), kAnyNumber, term.reference, mistakes);
  read_number(section.item("missing"), kLogOdds, term.missing, mistakes);
  section.finish();
  return term;
}

void read_logistic(Item item, const Expressions& expressions, Churn& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  read_number(section.item("intercept"), kLogOdds, out.intercept, mistakes);
  section.read("base", [&](auto text) { return parse_choice(text, kBtydModels, out.base_model); });
  out.terms.clear();
  for (const Item& entry : named_entries(section.item("terms"), "terms", mistakes)) {
    out.terms.push_back(read_term(entry, expressions, mistakes));
  }
  section.finish();
}

/// {mbgnbd: 0.6, rules: 0.4}, kept in the order of models: that of the file means nothing.
void read_mixture(const Item& item, std::vector<Churn::Share>& out, Mistakes& mistakes) {
  constexpr double kEnough = 1e-9;
  double sum = 0;
  bool right = true;
  out.clear();
  for (const Item& entry : named_entries(item, "models", mistakes)) {
    Churn::Share share;
    if (Verdict verdict = parse_choice(entry.node->key, kParts, share.model)) {
      mistakes.add_key(entry, std::move(*verdict));
      right = false;
    }
    right &= read_value(entry, mistakes, [&](auto t) { return parse_number(t, kFraction, share.share); });
    sum += share.share;
    out.push_back(share);
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.model < b.model; });
  if (!right || out.empty() || std::abs(sum - 1) <= kEnough) return;
  mistakes.add_key(item, {"the shares are " + format_number(sum) + " in all", "make them 1 together"});
}

void read_calibration(Item item, Calibration& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("slope", [&](auto text) { return parse_number(text, kPositiveNumber, out.slope); });
  read_number(section.item("intercept"), kLogOdds, out.intercept, mistakes);
  section.finish();
}

/// Where the pieces of the group stand in the file.
struct Places {
  Item model;
  Item rules;
  Item logistic;
  Item mixture;
};

/// A term over P0 would be missing for everyone, which is not what it was fitted for.
void check_base(const Churn& churn, const Item& logistic, Mistakes& mistakes) {
  if (churn.parameters_of(churn.base_model)) return;
  for (const ChurnTerm& term : churn.terms) {
    if (term.value.find(kP0LogitName) == std::string::npos) continue;
    const std::string base(churn_model_name(churn.base_model));
    mistakes.add_key(logistic, {"the term " + quoted(term.name) + " stands on " + std::string(kP0LogitName) +
                                    ", but churn." + base + " has no parameters",
                                "give them, or write as base another model that has them"});
    return;
  }
}

/// BTYD models without parameters leave the risk unknown; the others could not say anything at all.
void check_chosen(const Churn& churn, const Places& places, Mistakes& mistakes) {
  const auto lacks = [&](const Item& place, std::string text, std::string remedy) {
    const bool told_there = place.node != nullptr && place.node->kind == Node::Kind::kMap;
    mistakes.add_key(told_there ? place : places.model, {std::move(text), std::move(remedy)});
  };
  if (churn.model == Model::kMixture && churn.mixture.empty()) {
    lacks(places.mixture, "the mixture has no models",
          "add churn.mixture, such as {mbgnbd: 0.6, rules: 0.4}");
  }
  if (uses(churn, Model::kRules) && churn.rules.empty()) {
    lacks(places.rules, "the model has no rules",
          "add churn.rules, such as {late: {when: recency_days > 60, points: 20}}");
  }
  if (!uses(churn, Model::kLogistic)) return;
  if (churn.terms.empty()) {
    lacks(places.logistic, "the model has no terms",
          "add churn.logistic.terms, such as {silence: {value: recency_days, transform: log, weight: 1}}");
  }
  check_base(churn, places.logistic, mistakes);
}

}  // namespace

void read_churn_models(Section& section, const Expressions& expressions, Churn& out, Mistakes& mistakes) {
  const Places places{section.item("model"), section.item("rules"), section.item("logistic"),
                      section.item("mixture")};
  const bool model_right = places.model.node == nullptr || read_value(places.model, mistakes, [&](auto t) {
                             return parse_choice(t, kModels, out.model);
                           });
  for (const Choice<Model>& model : kBtydModels) {
    out.parameters_of(model.value) = read_parameters(section.item(model.word), model.value, mistakes);
  }
  for (const Item& entry : named_entries(places.rules, "rules", mistakes)) {
    out.rules.push_back(read_rule(entry, expressions, mistakes));
  }
  section.read("points_to_double_odds",
               [&](auto t) { return parse_number(t, kPositiveNumber, out.points_to_double_odds); });
  read_logistic(places.logistic, expressions, out, mistakes);
  read_mixture(places.mixture, out.mixture, mistakes);
  read_calibration(section.item("calibration"), out.calibration, mistakes);
  if (model_right) check_chosen(out, places, mistakes);
}

bool has_own_reference(const Churn& churn) {
  for (const Churn::Share& share : shares_of(churn)) {
    if (is_btyd(share.model)) return true;
  }
  return uses(churn, Model::kLogistic) &&
         std::any_of(churn.terms.begin(), churn.terms.end(), [](const ChurnTerm& term) {
           return term.value == kP0LogitName && term.transform == ChurnTerm::Transform::kNone;
         });
}

}  // namespace tidemark::config
