#include "operators/models/hypergeometric.h"

#include <cmath>
#include <limits>

namespace tidemark::operators {

double log_hypergeometric(double a, double b, double c, double z) {
  constexpr int kTermsMax = 100'000;
  constexpr double kNegligible = 1e-17;
  const double p = c - a;
  const double q = c - b;
  double term = 1;
  double sum = 1;
  for (int n = 0; n < kTermsMax; ++n) {
    const double k = n;
    term *= (p + k) * (q + k) / ((c + k) * (k + 1)) * z;
    sum += term;
    if (std::abs(term) <= kNegligible * std::abs(sum)) return (c - a - b) * std::log1p(-z) + std::log(sum);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace tidemark::operators
