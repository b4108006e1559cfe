#include "operators/learning/churn_model.h"

#include <algorithm>
#include <cmath>

#include "config/churn_names.h"
#include "operators/learning/probability.h"

namespace tidemark::operators {
namespace {

constexpr double kLogitMax = 40;
constexpr std::size_t kP0 = ~std::size_t{0};

double within(double logit) {
  return std::clamp(logit, -kLogitMax, kLogitMax);
}

}  // namespace

double transformed(double value, config::ChurnTerm::Transform transform) {
  if (transform == config::ChurnTerm::Transform::kNone || std::isnan(value)) return value;
  return std::log1p(std::max(value, 0.0));
}

double weeks_of(Millis time) {
  return static_cast<double>(time) / static_cast<double>(7 * kDay);
}

double p0_logit(const Btyd& model, const BtydStatistics& s, double horizon_weeks) {
  return within(std::log(model.silence_odds(s, horizon_weeks)));
}

ChurnModel::ChurnModel(const config::Churn& churn, const std::vector<LearningTerm>& terms)
    : churn_(churn), horizon_weeks_(weeks_of(churn.horizon)) {
  const config::Churn::Model base = config::is_btyd(churn.model) ? churn.model : churn.base_model;
  if (churn.parameters_of(base)) btyd_.emplace(base, *churn.parameters_of(base));
  for (const config::ChurnTerm& term : churn.terms) {
    std::size_t column = 0;
    for (const LearningTerm& known : terms) {
      if (known.value == config::kP0LogitName) continue;
      if (known.value == term.value && known.transform == term.transform) break;
      ++column;
    }
    columns_.push_back(term.value == config::kP0LogitName ? kP0 : column);
  }
}

double ChurnModel::logit(const Observations& all, std::size_t i) const {
  double sum = 0;
  if (config::is_btyd(churn_.model)) {
    sum = p0_logit(*btyd_, all.statistics[i], horizon_weeks_);
  } else {
    sum = churn_.intercept;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      const config::ChurnTerm& term = churn_.terms[j];
      const double value = columns_[j] == kP0 ? p0_logit(*btyd_, all.statistics[i], horizon_weeks_)
                                              : transformed(all.row(i)[columns_[j]], term.transform);
      sum += std::isnan(value) ? term.missing : term.weight * (value - term.reference);
    }
  }
  return within(churn_.calibration.slope * sum + churn_.calibration.intercept);
}

std::vector<double> ChurnModel::risks(const Observations& all) const {
  std::vector<double> risks(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) risks[i] = probability_of(logit(all, i));
  return risks;
}

}  // namespace tidemark::operators
