#include "operators/models/btyd.h"

#include <math.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "operators/models/hypergeometric.h"

namespace tidemark::operators {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// lgamma writes a global sign; the reentrant form does not. All arguments here are positive.
double log_gamma(double v) {
  int sign = 0;
  return ::lgamma_r(v, &sign);
}

/// ln(1 + e^z) without overflow.
double softplus(double z) {
  return z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z));
}

/// E[X] and E[Y] divide by a − 1: at a = 1 both the divisor and the bracket vanish and only the limit exists.
double away_from_one(double a) {
  constexpr double kNudge = 1e-8;
  if (std::abs(a - 1) >= kNudge) return a;
  return a < 1 ? 1 - kNudge : 1 + kNudge;
}

}  // namespace

Btyd::Btyd(config::Churn::Model model, const config::BtydParameters& parameters)
    : model_(model), r_(parameters.r), alpha_(parameters.alpha), a_(parameters.a), b_(parameters.b) {}

double Btyd::log_dropout_weight(double x) const {
  if (!drops_out()) return -kInfinity;
  if (modified()) return std::log(a_ / (b_ + x));
  return x > 0 ? std::log(a_ / (b_ + x - 1)) : -kInfinity;
}

double Btyd::p_alive(const BtydStatistics& s) const {
  const double log_k = log_dropout_weight(s.x);
  return 1 / (1 + std::exp(log_k + (r_ + s.x) * (std::log(alpha_ + s.T) - std::log(alpha_ + s.t_x))));
}

double Btyd::purchase_probability(const BtydStatistics& s, double horizon) const {
  return p_alive(s) * -std::expm1((r_ + s.x) * std::log1p(-horizon / (alpha_ + s.T + horizon)));
}

// With g the odds of having dropped out and e the probability of silence while alive, the odds of silence are
// (g + e) / (1 − e): no difference of near numbers. 1 − P(alive)·(1 − e) would leave a regular's risk of
// 1e-10 with six digits.
double Btyd::silence_odds(const BtydStatistics& s, double horizon) const {
  const double g =
      std::exp(log_dropout_weight(s.x) + (r_ + s.x) * (std::log(alpha_ + s.T) - std::log(alpha_ + s.t_x)));
  const double log_e = (r_ + s.x) * std::log1p(-horizon / (alpha_ + s.T + horizon));
  return (g + std::exp(log_e)) / -std::expm1(log_e);
}

double Btyd::silence_log_odds(const BtydStatistics& s, double horizon) const {
  const double log_g =
      log_dropout_weight(s.x) + (r_ + s.x) * (std::log(alpha_ + s.T) - std::log(alpha_ + s.t_x));
  const double log_e = (r_ + s.x) * std::log1p(-horizon / (alpha_ + s.T + horizon));
  return log_e + softplus(log_g - log_e) - std::log(-std::expm1(log_e));
}

double Btyd::silence_probability(const BtydStatistics& s, double horizon) const {
  return 1 / (1 + 1 / silence_odds(s, horizon));  // odds may be infinite
}

double Btyd::expected_purchases_new(double t) const {
  if (!drops_out()) return r_ * t / alpha_;
  const double a = away_from_one(a_);
  const double z = t / (alpha_ + t);
  const double b = modified() ? b_ + 1 : b_;
  const double c = modified() ? a + b_ : a + b_ - 1;
  const double scale = modified() ? b_ / (a - 1) : (a + b_ - 1) / (a - 1);
  return scale * -std::expm1(r_ * std::log1p(-z) + log_hypergeometric(r_, b, c, z));
}

double Btyd::expected_purchases(const BtydStatistics& s, double t) const {
  if (!drops_out()) return (r_ + s.x) * t / (alpha_ + s.T);
  const double a = away_from_one(a_);
  const double z = t / (alpha_ + s.T + t);
  const double b = modified() ? b_ + s.x + 1 : b_ + s.x;
  const double c = modified() ? a + b_ + s.x : a + b_ + s.x - 1;
  const double rate = r_ + s.x;
  const double bracket = -std::expm1(rate * std::log1p(-z) + log_hypergeometric(rate, b, c, z));
  return c / (a - 1) * bracket * p_alive(s);
}

double Btyd::log_likelihood(const BtydStatistics& s) const {
  const double rate = r_ + s.x;
  const double drawn =
      log_gamma(rate) - log_gamma(r_) + r_ * std::log(alpha_) - rate * std::log(alpha_ + s.T);
  if (!drops_out()) return drawn;
  const double stayed = modified() ? s.x + 1 : s.x;  // chances to drop out that were not taken, and the last
  const double survived =
      log_gamma(a_ + b_) + log_gamma(b_ + stayed) - log_gamma(b_) - log_gamma(a_ + b_ + stayed);
  const double dropped = log_dropout_weight(s.x) + rate * (std::log(alpha_ + s.T) - std::log(alpha_ + s.t_x));
  return drawn + survived + softplus(dropped);
}

double Btyd::p_alive_crossing(double x, double t_x, double theta) const {
  const double log_ratio = std::log((1 - theta) / theta) - log_dropout_weight(x);
  return (alpha_ + t_x) * std::exp(log_ratio / (r_ + x)) - alpha_;
}

Btyd::Slope Btyd::log_purchase_probability(double x, double log_k, double log_start, double horizon,
                                           double log_now) const {
  const double rate = r_ + x;
  const double odds_gone = std::exp(log_k + rate * (log_now - log_start));
  const double reach = horizon * std::exp(-log_now);
  const double none_if_alive = -rate * std::log1p(reach);
  const double some_if_alive = -std::expm1(none_if_alive);
  const double alive_slope = -rate * (1 - 1 / (1 + odds_gone));
  const double some_slope = -rate * reach / (1 + reach) * (1 - some_if_alive) / some_if_alive;
  return {std::log(some_if_alive) - std::log1p(odds_gone), alive_slope + some_slope};
}

// Newton's method on ln probability over ln(alpha + T), where the curve is smooth, falling and nearly
// straight at both ends: five or so evaluations. A step that leaves the bracket becomes a bisection, so it
// cannot diverge.
double Btyd::purchase_probability_crossing(double x, double t_x, double horizon, double probability,
                                           double T_max) const {
  if (!(probability > 0)) return kInfinity;
  const double goal = std::log(probability);
  const double log_k = log_dropout_weight(x);
  const double log_start = std::log(alpha_ + t_x);
  const auto above = [&](double u) {
    Slope f = log_purchase_probability(x, log_k, log_start, horizon, u);
    f.value -= goal;
    return f;
  };
  double low = log_start;
  double high = std::log(alpha_ + std::max(T_max, t_x));
  Slope f = above(low);
  if (!(f.value > 0)) return t_x;
  if (above(high).value > 0) return kInfinity;

  constexpr int kStepsMax = 100;
  constexpr double kEnough = 1e-14;
  double u = low;
  for (int i = 0; i < kStepsMax; ++i) {
    double next = u - f.value / f.slope;
    if (!(next >= low && next <= high)) next = low + (high - low) / 2;
    const double step = next - u;
    u = next;
    if (std::abs(step) <= kEnough * std::max(1.0, std::abs(u))) break;
    f = above(u);
    if (f.value > 0) {
      low = u;
    } else {
      high = u;
    }
  }
  return std::exp(u) - alpha_;
}

}  // namespace tidemark::operators
