#pragma once

#include <string>
#include <vector>

#include "config/levels.h"
#include "engine/base/status.h"
#include "operators/learning/btyd_histogram.h"

namespace tidemark::operators {

struct BtydFit {
  config::Churn::Model model = config::Churn::Model::kMbgNbd;
  config::BtydParameters parameters;  ///< alpha in weeks
  double log_likelihood = 0;          ///< of all customers, time in weeks, without penalty
  double customers = 0;
  /// The chance to drop out after a purchase, a/(a + b), vanishes: the model is NBD in all but name.
  bool no_drop_out = false;
};

struct BtydFitOptions {
  double penalty = 0;             ///< a customer; times Σ ln² of the parameters
  std::size_t rows_max = 60'000;  ///< of the histogram, exact below
};

/// Maximum likelihood of one of the BTYD models over its histogram.
///
/// Method   L-BFGS over the logarithms of the parameters, time scaled so that the longest T is 10.
/// Input    every customer with a first purchase, also those without a second.
/// Errors   kInvalidArgument: too few customers or repeat purchases to tell anything, or a likelihood without
///          a top.
/// Cost     a million customers some 2 s.
Result<BtydFit> fit_btyd(config::Churn::Model model, const std::vector<BtydRow>& histogram,
                         const BtydFitOptions& options = {});

/// The models that can be fitted to these customers, likeliest first. A model without a drop-out signal (no
/// chance of it, or hardly likelier than NBD) is left out, as NBD says the same; `notes` say which and why.
struct BtydFits {
  std::vector<BtydFit> fits;
  std::vector<std::string> notes;
};
BtydFits fit_all_btyd(std::vector<BtydRow> customers, const BtydFitOptions& options = {});

}  // namespace tidemark::operators
