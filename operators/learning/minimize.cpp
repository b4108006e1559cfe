#include "operators/learning/minimize.h"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace tidemark::operators {
namespace {

constexpr int kEvaluationsMax = 1000;
constexpr double kEnough = 1e-12;  ///< relative step of the value

struct Call {
  const Objective& objective;
  std::vector<double> gradient;
  int evaluations = 0;
};

/// NLopt's view of the objective. What is not finite is worse than everything.
double evaluate(unsigned n, const double* point, double* gradient, void* data) {
  constexpr double kWorst = 1e300;
  Call& call = *static_cast<Call*>(data);
  ++call.evaluations;
  const double value = call.objective({point, n}, call.gradient);
  if (gradient != nullptr) std::copy(call.gradient.begin(), call.gradient.end(), gradient);
  return std::isfinite(value) ? value : kWorst;
}

struct Destroy {
  void operator()(nlopt_opt_s* opt) const { nlopt_destroy(opt); }
};

/// Moves `point` to the best it finds; false when the method broke off.
bool run(nlopt_algorithm algorithm, Call& call, std::vector<double>& point, double low, double high) {
  const std::unique_ptr<nlopt_opt_s, Destroy> opt(
      nlopt_create(algorithm, static_cast<unsigned>(point.size())));
  double value = 0;
  const bool set =
      nlopt_set_min_objective(opt.get(), evaluate, &call) > 0 &&
      nlopt_set_lower_bounds1(opt.get(), low) > 0 && nlopt_set_upper_bounds1(opt.get(), high) > 0 &&
      nlopt_set_ftol_rel(opt.get(), kEnough) > 0 && nlopt_set_maxeval(opt.get(), kEvaluationsMax) > 0;
  return set && nlopt_optimize(opt.get(), point.data(), &value) > 0;
}

}  // namespace

Minimum minimize(const Objective& objective, std::vector<double> start, double low, double high) {
  Call call{objective, std::vector<double>(start.size()), 0};
  for (double& component : start) component = std::clamp(component, low, high);
  std::vector<double> point = start;
  if (!run(NLOPT_LD_LBFGS, call, point, low, high)) {
    std::vector<double> ignored(start.size());
    if (!(objective(point, ignored) <= objective(start, ignored))) point = start;
    (void)run(NLOPT_LN_NELDERMEAD, call, point, low, high);  // it leaves the best point it has seen
  }
  Minimum found{point, objective(point, call.gradient), 0, call.evaluations};
  for (std::size_t i = 0; i < point.size(); ++i) {
    const double slope = call.gradient[i];
    const bool at_wall = (point[i] <= low && slope > 0) || (point[i] >= high && slope < 0);
    if (!at_wall) found.slope = std::max(found.slope, std::abs(slope));
  }
  return found;
}

}  // namespace tidemark::operators
