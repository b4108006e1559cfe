#include "operators/churn/make_risk.h"

#include <fmt/format.h>

#include "config/churn_names.h"
#include "operators/churn/additive_risk.h"
#include "operators/churn/btyd_risk.h"

namespace tidemark::operators {
namespace {

using Model = config::Churn::Model;
using Form = RiskTerm::Form;

constexpr double kLogOfTwo = 0.693147180559945309417232121458;

/// Collects the terms of one model after the other.
class TermMaker {
 public:
  TermMaker(const config::Churn& settings, const BtydModels& models, const SignalMaker& signal_of)
      : settings_(settings), models_(models), signal_of_(signal_of) {}

  Status add(Model model, double share) {
    if (model == Model::kRules) return add_rules(share);
    if (model == Model::kLogistic) return add_logistic(share);
    add_btyd(model, share);
    return {};
  }
  AdditiveRisk::Parts take() { return std::move(parts_); }

 private:
  Result<const Signal*> find(const std::string& text, const std::string& setting) {
    Result<const Signal*> found = signal_of_(text);
    if (found.ok()) return found;
    return Status::invalid(fmt::format("{}: {}", setting, found.status().message()));
  }

  Status add_rules(double share) {
    parts_.start += share * log_odds_of(settings_.base_rate.value_or(0.5));
    for (const config::ChurnRule& rule : settings_.rules) {
      const bool conditional = !rule.when.empty();
      RiskTerm term{.name = rule.name,
                    .text = conditional ? rule.when : rule.value,
                    .form = conditional ? Form::kRuleCondition : Form::kRuleValue,
                    .weight = share * rule.points * kLogOfTwo / settings_.points_to_double_odds,
                    .points = rule.points};
      Result<const Signal*> signal = find(term.text, "churn.rules." + rule.name);
      if (!signal.ok()) return signal.status();
      term.signal = *signal;
      parts_.terms.push_back(std::move(term));
    }
    return {};
  }

  Status add_logistic(double share) {
    parts_.start += share * settings_.intercept;
    for (const config::ChurnTerm& from : settings_.terms) {
      RiskTerm term{.name = from.name,
                    .text = from.value,
                    .transform = from.transform,
                    .weight = share * from.weight,
                    .reference = from.reference,
                    .missing = share * from.missing};
      Result<const Signal*> signal = find(from.value, "churn.logistic.terms." + from.name + ".value");
      if (!signal.ok()) return signal.status();
      term.signal = *signal;
      if (term.signal->type() == SignalType::kTruth) term.form = Form::kCondition;
      const bool plain = from.transform == config::ChurnTerm::Transform::kNone;
      const Btyd* base = models_.of(settings_.base_model);
      if (from.value == config::kP0LogitName && plain && base != nullptr) {
        term.form = Form::kBtyd;
        term.text = config::churn_model_name(settings_.base_model);
        term.btyd = base;
      }
      parts_.terms.push_back(std::move(term));
    }
    return {};
  }

  void add_btyd(Model model, double share) {
    RiskTerm term{.name = std::string(config::churn_model_name(model)), .form = Form::kBtyd, .weight = share};
    term.text = term.name;
    term.btyd = models_.of(model);
    term.reference = models_.new_log_odds(*term.btyd);
    parts_.start += share * term.reference;
    parts_.signals.push_back(p0_logit_signal(term.name, models_, model));
    term.signal = parts_.signals.back().get();
    parts_.terms.push_back(std::move(term));
  }

  const config::Churn& settings_;
  const BtydModels& models_;
  const SignalMaker& signal_of_;
  AdditiveRisk::Parts parts_;
};

}  // namespace

Result<std::unique_ptr<const ChurnRisk>> make_churn_risk(const config::Churn& settings,
                                                         const BtydModels& models,
                                                         const SignalMaker& signal_of) {
  using Made = std::unique_ptr<const ChurnRisk>;
  if (config::lacks_parameters(settings)) return Made();
  if (config::is_btyd(settings.model)) {
    return Made(std::make_unique<BtydRisk>(settings, models, *models.of(settings.model)));
  }
  TermMaker maker(settings, models, signal_of);
  for (const auto& share : config::shares_of(settings))
    TM_RETURN_IF_ERROR(maker.add(share.model, share.share));
  return Made(std::make_unique<AdditiveRisk>(settings, models, maker.take()));
}

}  // namespace tidemark::operators
