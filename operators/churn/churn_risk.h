#pragma once

#include <cmath>
#include <cstddef>

#include "config/config.h"
#include "operators/level.h"
#include "operators/signal.h"

namespace tidemark::operators {

inline double log_odds_of(double probability) {
  return std::log(probability) - std::log1p(-probability);
}
inline double probability_of_log_odds(double log_odds) {
  return 1 / (1 + std::exp(-log_odds));
}

/// The layer on top of a model (Platt 1999): ln odds published = slope · ln odds of the model + intercept.
class Calibrated {
 public:
  explicit Calibrated(const config::Calibration& settings)
      : slope_(settings.slope), shift_(settings.intercept) {}
  bool changes_nothing() const { return slope_ == 1 && shift_ == 0; }
  double slope() const { return slope_; }
  double log_odds(double raw) const { return slope_ * raw + shift_; }
  double raw(double log_odds) const { return (log_odds - shift_) / slope_; }

 private:
  double slope_;
  double shift_;
};

/// What the cuts of bands are of: the risk, or its odds against the customer's own.
struct BandScale {
  bool is_ratio = false;
  double fresh_odds = 1;  ///< right after the last purchase

  double of(double odds) const { return is_ratio ? odds / fresh_odds : 1 / (1 + 1 / odds); }
  double log_odds_at(double cut) const {
    return is_ratio ? std::log(cut) + std::log(fresh_odds) : log_odds_of(cut);
  }
};

/// Where on the scale a band is kept: from `leave` on, below `enter`. Infinite at the ends.
struct KeptBand {
  double leave;
  double enter;
  bool has(double value) const { return value >= leave && value < enter; }
};

/// How the published risk of one customer comes about. Asked only once there was activity, but for odds().
///
/// Thread   immutable. Reads no clock; pure functions of state and instant.
class ChurnRisk {
 public:
  virtual ~ChurnRisk() = default;
  /// Whether an event of the kind can change it.
  virtual bool moved_by(Kind kind) const = 0;
  /// Of the published risk; null before the first activity. May be infinite.
  virtual double odds(const std::byte* state, Moment now) const = 0;
  /// Bounds of odds() over [from, to], both included, if nothing happens.
  virtual Range odds_range(const std::byte* state, Moment from, Moment to) const = 0;
  /// Odds of the customer's own risk right after the last activity.
  virtual double fresh_odds(const std::byte* state) const = 0;
  /// The first millisecond after `now` at which the scale of the odds is no longer in the band, which has
  /// them now; kNever when none is. Perhaps too early, never too late.
  virtual Millis first_outside(const std::byte* state, Moment now, const BandScale& scale,
                               const KeptBand& band) const = 0;
  /// Reasons whose contributions are together ln odds less those of the base rate, in a fixed order.
  virtual std::vector<Reason> reasons(const Occasion& occasion) const = 0;
};

}  // namespace tidemark::operators
