#pragma once

#include <array>
#include <vector>

#include "config/levels.h"
#include "operators/learning/btyd_histogram.h"

namespace tidemark::operators {

/// Log-likelihood of all rows and its derivatives with respect to ln r, ln alpha, ln a, ln b.
struct BtydSum {
  double log_likelihood = 0;
  std::array<double, 4> gradient{};
};

/// Σ weight · ln L over a histogram; formulas of operators/models/btyd.h. What depends on x alone is computed
/// once an x.
///
/// Input    model kMbgNbd, kBgNbd or kNbd (a and b are not looked at); rows ordered by x, times in the unit
/// of
///          alpha.
/// Cost     about 60 ns a row.
BtydSum btyd_likelihood(config::Churn::Model model, const config::BtydParameters& parameters,
                        const std::vector<BtydRow>& rows);

}  // namespace tidemark::operators
