#pragma once

#include <optional>
#include <vector>

#include "config/config.h"
#include "operators/learning/observations.h"

namespace tidemark::operators {

/// A churn configuration as training evaluates it, over observations instead of states. The risk is the one
/// that the churn level has for the same customer.
///
/// Model    BTYD or logistic, with calibration. Terms are found in `terms` by their value and transform.
/// Thread   immutable. Cost: some 50 ns, and 2 a term.
class ChurnModel {
 public:
  ChurnModel(const config::Churn& churn, const std::vector<LearningTerm>& terms);
  /// Log-odds of the risk, within ±40.
  double logit(const Observations& all, std::size_t i) const;
  /// Risks of all.
  std::vector<double> risks(const Observations& all) const;

 private:
  config::Churn churn_;
  std::optional<Btyd> btyd_;
  std::vector<std::size_t> columns_;  ///< of each of the configuration's terms; kP0 for the BTYD odds
  double horizon_weeks_;
};

/// Log-odds of P0 within ±40: beyond it nobody can tell.
double p0_logit(const Btyd& model, const BtydStatistics& s, double horizon_weeks);
double weeks_of(Millis time);

}  // namespace tidemark::operators
