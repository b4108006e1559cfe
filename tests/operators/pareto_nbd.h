#pragma once

#include <cmath>

#include "operators/models/btyd.h"
#include "operators/models/hypergeometric.h"

namespace tidemark::operators {

/// Pareto/NBD (Schmittlein, Morrison & Colombo 1987): another model of the same customers, for comparison.
/// Customers drop out at any time, not only after a purchase. Formulas: Fader & Hardie, "A Note on Deriving
/// the Pareto/NBD Model and Related Expressions".
struct ParetoNbd {
  double r = 0.5534, alpha = 10.5802, s = 0.6061, beta = 11.6562;  ///< CDNOW's, published

  double expected_purchases(const BtydStatistics& c, double t) const {
    const double rate = (r + c.x) * (beta + c.T) / ((alpha + c.T) * (s - 1));
    return p_alive(c) * rate * -std::expm1((s - 1) * (std::log(beta + c.T) - std::log(beta + c.T + t)));
  }
  double p_alive(const BtydStatistics& c) const {
    const double scale = (r + c.x) * std::log(alpha + c.T) + s * std::log(beta + c.T);
    return 1 / (1 + s / (r + s + c.x) * std::exp(scale + log_a0(c)));
  }
  double log_a0(const BtydStatistics& c) const {
    const bool slow = alpha >= beta;
    const double m = slow ? alpha : beta;
    const double k = slow ? s + 1 : r + c.x;
    const double sum = r + s + c.x;
    const auto part = [&](double t) {
      return log_hypergeometric(sum, k, sum + 1, std::abs(alpha - beta) / (m + t)) - sum * std::log(m + t);
    };
    return part(c.t_x) + std::log(-std::expm1(part(c.T) - part(c.t_x)));
  }
};

}  // namespace tidemark::operators
