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

double no_purchase_probability(config::Churn::Model model, const config::BtydParameters& p,
                               const PlainBtyd& btyd, Millis horizon) {
  const auto x = static_cast<double>(btyd.x);
  const double weeks = static_cast<double>(horizon) / static_cast<double>(kWeek);
  const double silent_while_alive = (p.r + x) * std::log1p(-weeks / (p.alpha + btyd.T + weeks));
  return 1 - p_alive(model, p, btyd) * -std::expm1(silent_while_alive);
}

}  // namespace tidemark::reference
