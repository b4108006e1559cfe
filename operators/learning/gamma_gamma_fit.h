#pragma once

#include <vector>

#include "config/levels.h"
#include "engine/base/status.h"

namespace tidemark::operators {

/// What one customer's repeat purchases were worth.
struct SpendRow {
  double x = 0;     ///< repeat purchase days, ≥ 1; others are left out
  double mean = 0;  ///< of their values, > 0; others are left out
};

struct GammaGammaFit {
  config::Value::GammaGamma parameters;
  double log_likelihood = 0;
  std::size_t customers = 0;
  double correlation = 0;  ///< of x and mean; the model supposes none
  static constexpr double kCorrelationMax = 0.3;
};

/// Maximum likelihood of the Gamma-Gamma model of spending (Fader & Hardie, note 025).
///
/// Method   as fit_btyd(), money scaled to a mean of 1.
/// Errors   kInvalidArgument: too few customers, all means the same, no top, or q ≤ 1 (no mean spending).
/// Cost     a million customers some 4 s.
Result<GammaGammaFit> fit_gamma_gamma(std::vector<SpendRow> customers);

}  // namespace tidemark::operators
