#include "operators/learning/btyd_fit.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "config/churn_names.h"
#include "operators/learning/btyd_likelihood.h"
#include "operators/learning/minimize.h"

namespace tidemark::operators {
namespace {

using Model = config::Churn::Model;

constexpr double kCustomersMin = 10;
constexpr double kRepeatsMin = 5;
constexpr double kTimeScaled = 10;
constexpr double kSlopeMax = 1e-3;  ///< log-likelihood a customer and unit of a parameter's logarithm
constexpr double kWall = 16;        ///< of the logarithm of a parameter
/// Beyond it a and b are no numbers any more that data tell, and a small chance beside is none …
constexpr double kShapeMax = 1e3;
constexpr double kDropOutSmall = 0.02;
/// … as is one below this, whatever they are.
constexpr double kDropOutMin = 1e-3;
/// Two parameters more have to be worth as much: Akaike's criterion.
constexpr double kGainMin = 2;

config::BtydParameters parameters_at(Model model, std::span<const double> point) {
  config::BtydParameters p;
  p.r = std::exp(point[0]);
  p.alpha = std::exp(point[1]);
  if (model == Model::kNbd) return p;
  p.a = std::exp(point[2]);
  p.b = std::exp(point[3]);
  return p;
}

/// The negative log-likelihood a customer, which is near 1 whatever the shop's size.
Objective objective_of(Model model, const std::vector<BtydRow>& rows, double customers, double penalty) {
  return [model, &rows, customers, penalty](std::span<const double> point, std::span<double> gradient) {
    const BtydSum sum = btyd_likelihood(model, parameters_at(model, point), rows);
    double value = -sum.log_likelihood / customers;
    for (std::size_t i = 0; i < point.size(); ++i) {
      value += penalty * point[i] * point[i];
      gradient[i] = -sum.gradient[i] / customers + 2 * penalty * point[i];
    }
    return value;
  };
}

bool without_drop_out(Model model, const config::BtydParameters& p) {
  const double chance = p.a / (p.a + p.b);
  const bool no_shape = p.a > kShapeMax || p.b > kShapeMax;
  return model != Model::kNbd && (chance < kDropOutMin || (no_shape && chance < kDropOutSmall));
}

Status check_enough(const std::vector<BtydRow>& rows, double customers, double time_max) {
  double repeats = 0;
  for (const BtydRow& row : rows) repeats += row.weight * row.statistics.x;
  if (customers < kCustomersMin) {
    return Status::invalid("only " + std::to_string(static_cast<long>(customers)) +
                           " customers; a fit needs 10 at least");
  }
  if (repeats < kRepeatsMin || !(time_max > 0)) {
    return Status::invalid("only " + std::to_string(static_cast<long>(repeats)) +
                           " repeat purchases; a fit needs 5 at least");
  }
  return {};
}

}  // namespace

Result<BtydFit> fit_btyd(Model model, const std::vector<BtydRow>& histogram, const BtydFitOptions& options) {
  double customers = 0;
  double time_max = 0;
  for (const BtydRow& row : histogram) {
    customers += row.weight;
    time_max = std::max(time_max, row.statistics.T);
  }
  TM_RETURN_IF_ERROR(check_enough(histogram, customers, time_max));
  const double scale = kTimeScaled / time_max;
  std::vector<BtydRow> rows = histogram;
  for (BtydRow& row : rows) {
    row.statistics.t_x *= scale;
    row.statistics.T *= scale;
  }
  std::vector<double> start = {0, 1.5, 0, 0.5};
  if (model == Model::kNbd) start.resize(2);
  const Minimum found = minimize(objective_of(model, rows, customers, options.penalty), start, -kWall, kWall);
  BtydFit fit;
  fit.model = model;
  fit.parameters = parameters_at(model, found.at);
  fit.customers = customers;
  fit.no_drop_out = without_drop_out(model, fit.parameters);
  if (!fit.no_drop_out && !(found.slope < kSlopeMax)) {
    return Status::invalid("the likelihood of " + std::string(config::churn_model_name(model)) +
                           " has no top for these customers");
  }
  fit.parameters.alpha /= scale;
  fit.log_likelihood = btyd_likelihood(model, fit.parameters, histogram).log_likelihood;
  return fit;
}

BtydFits fit_all_btyd(std::vector<BtydRow> customers, const BtydFitOptions& options) {
  const std::vector<BtydRow> rows = histogram_of(std::move(customers), options.rows_max);
  BtydFits all;
  std::optional<double> plain;  ///< log-likelihood without drop-out
  for (const Model model : {Model::kNbd, Model::kMbgNbd, Model::kBgNbd}) {
    Result<BtydFit> fit = fit_btyd(model, rows, options);
    const std::string name(config::churn_model_name(model));
    if (!fit.ok()) {
      all.notes.push_back(name + " is not fitted: " + fit.status().message());
      continue;
    }
    if (model == Model::kNbd) plain = fit->log_likelihood;
    const bool gains = model == Model::kNbd || !plain || fit->log_likelihood - *plain >= kGainMin;
    if (fit->no_drop_out || !gains) {
      all.notes.push_back(name + " finds no sign that customers drop out: nbd stands for it, P(alive) = 1");
    } else {
      all.fits.push_back(fit.take());
    }
  }
  std::stable_sort(all.fits.begin(), all.fits.end(),
                   [](const BtydFit& a, const BtydFit& b) { return a.log_likelihood > b.log_likelihood; });
  return all;
}

}  // namespace tidemark::operators
