#pragma once

#include <functional>
#include <span>
#include <vector>

namespace tidemark::operators {

/// A function to minimize: the value at a point; fills `gradient`, of the same size.
using Objective = std::function<double(std::span<const double> point, std::span<double> gradient)>;

struct Minimum {
  std::vector<double> at;
  double value = 0;
  double slope = 0;  ///< largest component of the gradient there, the walls' side left out
  int evaluations = 0;
};

/// A local minimum inside the box [low, high] of every component, from `start` on.
///
/// Method   L-BFGS with the given gradient; where it gives up, Nelder and Mead's simplex goes on (both
/// NLopt). Errors   none: who calls looks at `slope`. Points where the value is not finite are avoided.
/// Thread   any; deterministic. Cost: 30 to 200 evaluations for a handful of parameters.
Minimum minimize(const Objective& objective, std::vector<double> start, double low, double high);

}  // namespace tidemark::operators
