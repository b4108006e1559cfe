#include "operators/models/gamma_gamma.h"

#include <math.h>

#include <cmath>

namespace tidemark::operators {
namespace {

/// lgamma writes a global sign; the reentrant form does not. All arguments here are positive.
double log_gamma(double v) {
  int sign = 0;
  return ::lgamma_r(v, &sign);
}

}  // namespace

GammaGamma::GammaGamma(const config::Value::GammaGamma& parameters)
    : p_(parameters.p), q_(parameters.q), v_(parameters.v) {}

double GammaGamma::population_mean() const {
  return p_ * v_ / (q_ - 1);
}

double GammaGamma::expected_spend(double x, double mean) const {
  if (!(x > 0)) return population_mean();
  const double own = p_ * x / (p_ * x + q_ - 1);
  return own * mean + (1 - own) * population_mean();
}

double GammaGamma::log_likelihood(double x, double mean) const {
  const double px = p_ * x;
  return log_gamma(px + q_) - log_gamma(px) - log_gamma(q_) + q_ * std::log(v_) + (px - 1) * std::log(mean) +
         px * std::log(x) - (px + q_) * std::log(x * mean + v_);
}

}  // namespace tidemark::operators
