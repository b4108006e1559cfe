#pragma once

#include "operators/churn/btyd_models.h"
#include "operators/churn/churn_risk.h"

namespace tidemark::operators {

/// The risk by one BTYD model: P0(H), calibrated. While a customer is silent it only rises, so what leaves a
/// band upwards is solved for.
///
/// Cost     odds about 50 ns, first_outside about 0.5 µs. `models` outlives it.
class BtydRisk final : public ChurnRisk {
 public:
  /// `model`: of `models`.
  BtydRisk(const config::Churn& settings, const BtydModels& models, const Btyd& model);

  bool moved_by(Kind kind) const override { return models_.silence().moved_by(kind); }
  double odds(const std::byte* state, Moment now) const override;
  Range odds_range(const std::byte* state, Moment from, Moment to) const override;
  double fresh_odds(const std::byte* state) const override;
  Millis first_outside(const std::byte* state, Moment now, const BandScale& scale,
                       const KeptBand& band) const override;
  std::vector<Reason> reasons(const Occasion& occasion) const override;

 private:
  double odds_of(const BtydStatistics& s) const;
  double log_odds_of_statistics(const BtydStatistics& s) const;
  double fresh_risk(const BtydStatistics& s) const;

  const BtydModels& models_;
  const Btyd& model_;
  const Calibrated calibrated_;
  double base_log_odds_;
};

}  // namespace tidemark::operators
