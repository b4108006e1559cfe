#pragma once

#include <memory>
#include <vector>

#include "operators/churn/btyd_models.h"
#include "operators/churn/churn_risk.h"
#include "operators/churn/risk_term.h"

namespace tidemark::operators {

/// Scorecards, logistic models and mixtures, all of them sums on the scale of log-odds:
///
///     ln odds of the risk = slope · (start + Σ terms) + intercept
///
/// Terms may move against each other while nothing happens, so bands are left by a search over bounds, which
/// begins where the sum itself seems to leave.
/// The risk right after the last activity is the same sum with BTYD terms as they were then and all others
/// adding nothing.
/// Cost     that of the terms; first_outside about twenty times that where they move one way, else some
///          dozens of their bounds, see first_change().
class AdditiveRisk final : public ChurnRisk {
 public:
  struct Parts {
    double start = 0;                              ///< log-odds of somebody of whom no term says anything
    std::vector<RiskTerm> terms;                   ///< in the order of reasons
    std::vector<std::unique_ptr<Signal>> signals;  ///< those of the terms that nobody else owns
  };
  /// `models` outlives it.
  AdditiveRisk(const config::Churn& settings, const BtydModels& models, Parts parts);

  bool moved_by(Kind kind) const override;
  double odds(const std::byte* state, Moment now) const override;
  Range odds_range(const std::byte* state, Moment from, Moment to) const override;
  double fresh_odds(const std::byte* state) const override;
  Millis first_outside(const std::byte* state, Moment now, const BandScale& scale,
                       const KeptBand& band) const override;
  std::vector<Reason> reasons(const Occasion& occasion) const override;

 private:
  double odds_of(double sum) const;
  /// Where plain looks ahead find the band left; kNever where they do not. A hint, too late perhaps.
  Millis likely_outside(const std::byte* state, Moment now, const BandScale& scale,
                        const KeptBand& band) const;
  Reason reason(const RiskTerm& term, const Occasion& occasion) const;

  const BtydModels& models_;
  const Parts parts_;
  const Calibrated calibrated_;
  double base_log_odds_;
};

}  // namespace tidemark::operators
