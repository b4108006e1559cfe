#pragma once

#include <algorithm>
#include <cmath>

namespace tidemark::operators {

/// Probabilities and their log-odds, precise at both ends.
inline double probability_of(double logit) {
  return logit >= 0 ? 1 / (1 + std::exp(-logit)) : std::exp(logit) / (1 + std::exp(logit));
}
/// Of 0 and 1: that of the nearest double inside.
inline double logit_of(double p) {
  const double inside = std::clamp(p, 0x1p-1022, 1 - 0x1p-53);
  return std::log(inside) - std::log1p(-inside);
}
/// ln(1 + e^z)
inline double softplus(double z) {
  return z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z));
}

}  // namespace tidemark::operators
