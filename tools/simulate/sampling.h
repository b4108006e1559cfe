#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "engine/base/random.h"

/// Draws from the few distributions that shoppers are made of.
namespace tidemark::simulate {

/// Standard normal (Marsaglia's polar method; the second value is thrown away to keep no state).
inline double draw_normal(Random& random) {
  for (;;) {
    const double u = 2 * random.uniform() - 1;
    const double v = 2 * random.uniform() - 1;
    const double s = u * u + v * v;
    if (s > 0 && s < 1) return u * std::sqrt(-2 * std::log(s) / s);
  }
}

/// Gamma with the given shape > 0 and mean `shape` (Marsaglia and Tsang, 2000).
inline double draw_gamma(Random& random, double shape) {
  if (shape == 1) return random.exponential(1);
  if (shape < 1) {
    const double boosted = draw_gamma(random, shape + 1);  // its own statement: the order of draws is ours
    return boosted * std::pow(1 - random.uniform(), 1 / shape);
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = draw_normal(random);
    const double v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

inline double draw_beta(Random& random, double a, double b) {
  const double x = draw_gamma(random, a);
  return x / (x + draw_gamma(random, b));
}

/// Uniform in [low, high).
inline double draw_between(Random& random, double low, double high) {
  return low + (high - low) * random.uniform();
}

/// Failures before the first success, with the given mean, at most `most`.
inline unsigned draw_geometric(Random& random, double mean, unsigned most) {
  const double draws = std::floor(std::log(1 - random.uniform()) / std::log(mean / (1 + mean)));
  return static_cast<unsigned>(std::min(draws, static_cast<double>(most)));
}

}  // namespace tidemark::simulate
