#include "operators/learning/btyd_likelihood.h"

#include <math.h>

#include <boost/math/special_functions/digamma.hpp>
#include <cmath>

namespace tidemark::operators {
namespace {

using Model = config::Churn::Model;
using boost::math::digamma;

/// lgamma writes a global sign; the reentrant form does not.
double log_gamma(double v) {
  int sign = 0;
  return ::lgamma_r(v, &sign);
}

/// What one customer's likelihood and its slopes owe to x alone.
struct OfX {
  double rate = 0;      ///< r + x
  double constant = 0;  ///< of the log-likelihood
  double by_r = 0, by_a = 0, by_b = 0;
  bool may_drop = false;
  double log_k = 0;   ///< ln of the drop-out weight
  double k_by_b = 0;  ///< −∂ ln k/∂b
};

class Likelihood {
 public:
  Likelihood(Model model, const config::BtydParameters& p)
      : model_(model),
        p_(p),
        of_r_(p.r * std::log(p.alpha) - log_gamma(p.r)),
        by_r_(std::log(p.alpha) - digamma(p.r)) {
    if (model == Model::kNbd) return;
    of_ab_ = log_gamma(p.a + p.b) - log_gamma(p.b);
    by_ab_ = digamma(p.a + p.b);
    by_b_ = digamma(p.b);
  }

  OfX of(double x) const {
    OfX out;
    out.rate = p_.r + x;
    out.constant = of_r_ + log_gamma(out.rate);
    out.by_r = by_r_ + digamma(out.rate);
    if (model_ == Model::kNbd) return out;
    const bool modified = model_ == Model::kMbgNbd;
    const double chances = modified ? x + 1 : x;
    out.constant += of_ab_ + log_gamma(p_.b + chances) - log_gamma(p_.a + p_.b + chances);
    const double by_both = by_ab_ - digamma(p_.a + p_.b + chances);
    out.by_a = by_both;
    out.by_b = by_both + digamma(p_.b + chances) - by_b_;
    out.may_drop = modified || x > 0;
    if (!out.may_drop) return out;
    const double stayed = p_.b + chances - 1;
    out.log_k = std::log(p_.a / stayed);
    out.k_by_b = 1 / stayed;
    return out;
  }

  void add(const OfX& of_x, const BtydRow& row, BtydSum& sum) const {
    const double now = p_.alpha + row.statistics.T;
    const double log_now = std::log(now);
    double value = of_x.constant - of_x.rate * log_now;
    double by_r = of_x.by_r - log_now;
    double by_alpha = p_.r / p_.alpha - of_x.rate / now;
    double by_a = of_x.by_a;
    double by_b = of_x.by_b;
    if (of_x.may_drop) {
      const double then = p_.alpha + row.statistics.t_x;
      const double silence = log_now - std::log(then);
      const double odds_log = of_x.log_k + of_x.rate * silence;
      const double small = std::exp(-std::abs(odds_log));
      value += std::max(odds_log, 0.0) + std::log1p(small);
      const double gone = (odds_log > 0 ? 1 : small) / (1 + small);
      by_r += gone * silence;
      by_alpha += gone * of_x.rate * (1 / now - 1 / then);
      by_a += gone / p_.a;
      by_b -= gone * of_x.k_by_b;
    }
    sum.log_likelihood += row.weight * value;
    sum.gradient[0] += row.weight * by_r * p_.r;
    sum.gradient[1] += row.weight * by_alpha * p_.alpha;
    sum.gradient[2] += row.weight * by_a * p_.a;
    sum.gradient[3] += row.weight * by_b * p_.b;
  }

 private:
  const Model model_;
  const config::BtydParameters p_;
  double of_r_, by_r_;
  double of_ab_ = 0, by_ab_ = 0, by_b_ = 0;
};

}  // namespace

BtydSum btyd_likelihood(Model model, const config::BtydParameters& parameters,
                        const std::vector<BtydRow>& rows) {
  const Likelihood likelihood(model, parameters);
  BtydSum sum;
  OfX of_x;
  double x = -1;
  for (const BtydRow& row : rows) {
    if (row.statistics.x != x) {
      x = row.statistics.x;
      of_x = likelihood.of(x);
    }
    likelihood.add(of_x, row, sum);
  }
  return sum;
}

}  // namespace tidemark::operators
