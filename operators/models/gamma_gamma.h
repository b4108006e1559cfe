#pragma once

#include "config/levels.h"

namespace tidemark::operators {

/// Gamma-Gamma model of what a purchase is worth (Colombo & Jiang 1999; Fader, Hardie & Lee 2005): a
/// customer's purchases are gamma distributed around a mean of its own, and the means over customers. A mean
/// seen on few purchases is drawn towards that of all customers. It takes the value of a purchase to be
/// independent of how often somebody buys. Formulas: shared notes of the project, checked against published
/// vectors in tests/operators/.
///
/// Input    p, q, v > 0, q > 1; x ≥ 1 repeat purchase days and their mean value, in units of the currency
///          the parameters were fitted in.
/// Errors   none. Thread: immutable. Cost: some ns; the likelihood three lgamma.
class GammaGamma {
 public:
  explicit GammaGamma(const config::Value::GammaGamma& parameters);

  /// pv/(q − 1): of somebody of whom nothing is known.
  double population_mean() const;
  /// E[M | x, mean]: the population's mean for x = 0, whatever `mean` is.
  double expected_spend(double x, double mean) const;
  /// ln L of one customer; mean > 0.
  double log_likelihood(double x, double mean) const;

 private:
  double p_, q_, v_;
};

}  // namespace tidemark::operators
