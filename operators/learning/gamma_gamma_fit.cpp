#include "operators/learning/gamma_gamma_fit.h"

#include <math.h>

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>

#include "operators/learning/minimize.h"

namespace tidemark::operators {
namespace {

using boost::math::digamma;

/// lgamma writes a global sign; the reentrant form does not.
double log_gamma(double v) {
  int sign = 0;
  return ::lgamma_r(v, &sign);
}

struct Sum {
  double log_likelihood = 0;
  double by_p = 0, by_q = 0, by_v = 0;
};

/// Rows ordered by x: what depends on x alone is computed once an x.
Sum likelihood(double p, double q, double v, const std::vector<SpendRow>& rows) {
  Sum sum;
  const double of_q = q * std::log(v) - log_gamma(q);
  const double by_q = std::log(v) - digamma(q);
  double x = 0;
  double of_x = 0;
  double by_both = 0;
  double by_px = 0;
  for (const SpendRow& row : rows) {
    if (row.x != x) {
      x = row.x;
      of_x = log_gamma(p * x + q) - log_gamma(p * x) + p * x * std::log(x);
      by_both = digamma(p * x + q);
      by_px = digamma(p * x);
    }
    const double log_mean = std::log(row.mean);
    const double all = x * row.mean + v;
    const double log_all = std::log(all);
    sum.log_likelihood += of_x + of_q + (p * x - 1) * log_mean - (p * x + q) * log_all;
    sum.by_p += x * (by_both - by_px + log_mean + std::log(x) - log_all);
    sum.by_q += by_both + by_q - log_all;
    sum.by_v += q / v - (p * x + q) / all;
  }
  return sum;
}

double correlation_of(const std::vector<SpendRow>& rows) {
  const auto n = static_cast<double>(rows.size());
  double mean_x = 0;
  double mean_m = 0;
  for (const SpendRow& row : rows) {
    mean_x += row.x / n;
    mean_m += row.mean / n;
  }
  double xx = 0;
  double mm = 0;
  double xm = 0;
  for (const SpendRow& row : rows) {
    xx += (row.x - mean_x) * (row.x - mean_x);
    mm += (row.mean - mean_m) * (row.mean - mean_m);
    xm += (row.x - mean_x) * (row.mean - mean_m);
  }
  return xx > 0 && mm > 0 ? xm / std::sqrt(xx * mm) : 0;
}

/// Scales the means to 1; gives what they were divided by.
double scale(std::vector<SpendRow>& rows) {
  double sum = 0;
  for (const SpendRow& row : rows) sum += row.mean;
  const double unit = sum / static_cast<double>(rows.size());
  for (SpendRow& row : rows) row.mean /= unit;
  return unit;
}

}  // namespace

Result<GammaGammaFit> fit_gamma_gamma(std::vector<SpendRow> customers) {
  constexpr std::size_t kCustomersMin = 10;
  constexpr double kWall = 12;
  constexpr double kSlopeMax = 1e-3;
  std::erase_if(customers, [](const SpendRow& row) { return !(row.x >= 1 && row.mean > 0); });
  if (customers.size() < kCustomersMin) {
    return Status::invalid("only " + std::to_string(customers.size()) +
                           " customers have repeat purchases with money; a fit needs 10 at least");
  }
  std::sort(customers.begin(), customers.end(),
            [](const SpendRow& a, const SpendRow& b) { return a.x != b.x ? a.x < b.x : a.mean < b.mean; });
  GammaGammaFit fit;
  fit.customers = customers.size();
  fit.correlation = correlation_of(customers);
  std::vector<SpendRow> scaled = customers;
  const double unit = scale(scaled);
  const auto count = static_cast<double>(scaled.size());
  const Objective objective = [&](std::span<const double> at, std::span<double> gradient) {
    const double p = std::exp(at[0]);
    const double q = std::exp(at[1]);
    const double v = std::exp(at[2]);
    const Sum sum = likelihood(p, q, v, scaled);
    gradient[0] = -sum.by_p * p / count;
    gradient[1] = -sum.by_q * q / count;
    gradient[2] = -sum.by_v * v / count;
    return -sum.log_likelihood / count;
  };
  const Minimum found = minimize(objective, {1, 1, 0}, -kWall, kWall);
  fit.parameters = {std::exp(found.at[0]), std::exp(found.at[1]), std::exp(found.at[2]) * unit};
  if (!(found.slope < kSlopeMax) || found.at[0] >= kWall || found.at[1] >= kWall) {
    return Status::invalid(
        "the likelihood of Gamma-Gamma has no top: purchases are all worth about the same");
  }
  if (!(fit.parameters.q > 1)) {
    return Status::invalid("spending has no finite mean (q = " + std::to_string(fit.parameters.q) + ")");
  }
  fit.log_likelihood =
      likelihood(fit.parameters.p, fit.parameters.q, fit.parameters.v, customers).log_likelihood;
  return fit;
}

}  // namespace tidemark::operators
