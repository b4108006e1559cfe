#include "tests/reference/churn_formula.h"

#include <cmath>

namespace tidemark::reference {

double p_alive(config::Churn::Model model, const config::BtydParameters& p, const PlainBtyd& btyd) {
  const auto x = static_cast<double>(btyd.x);
  const bool modified = model == config::Churn::Model::kMbgNbd;
  if (!modified && btyd.x == 0) return 1;
  const double k = modified ? p.a / (p.b + x) : p.a / (p.b + x - 1);
  return 1 / (1 + std::exp(std::log(k) +
                           (p.r + x) * (std::log(p.alpha + btyd.T) - std::log(p.alpha + btyd.t_x))));
}

namespace {

/// Odds of having dropped out.
double gone(config::Churn::Model model, const config::BtydParameters& p, const PlainBtyd& btyd) {
  const auto x = static_cast<double>(btyd.x);
  const bool modified = model == config::Churn::Model::kMbgNbd;
  if (!modified && btyd.x == 0) return 0;
  const double k = modified ? p.a / (p.b + x) : p.a / (p.b + x - 1);
  return std::exp(std::log(k) + (p.r + x) * (std::log(p.alpha + btyd.T) - std::log(p.alpha + btyd.t_x)));
}

/// Logarithm of the probability of silence while alive.
double log_silent(const config::BtydParameters& p, const PlainBtyd& btyd, Millis horizon) {
  const double weeks = static_cast<double>(horizon) / static_cast<double>(kWeek);
  return (p.r + static_cast<double>(btyd.x)) * std::log1p(-weeks / (p.alpha + btyd.T + weeks));
}

}  // namespace

double no_purchase_odds(config::Churn::Model model, const config::BtydParameters& p, const PlainBtyd& btyd,
                        Millis horizon) {
  const double silent = log_silent(p, btyd, horizon);
  return (gone(model, p, btyd) + std::exp(silent)) / -std::expm1(silent);
}

double no_purchase_probability(config::Churn::Model model, const config::BtydParameters& p,
                               const PlainBtyd& btyd, Millis horizon) {
  return 1 / (1 + 1 / no_purchase_odds(model, p, btyd, horizon));
}

}  // namespace tidemark::reference
