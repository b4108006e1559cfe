#pragma once

#include <memory>
#include <optional>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/level.h"
#include "operators/models/btyd.h"

namespace tidemark::operators {

/// Churn risk: P0(H), the probability of no purchase within the horizon, in bands with hysteresis.
///
/// Bands on the risk itself, or on its odds against the customer's own risk right after the last purchase.
/// `unknown` without parameters, without purchase, and for a one-time buyer at first.
/// Memory   none. Class: path-dependent (hysteresis).
/// Cost     assess about 50 ns, due about 0.5 µs.
class Churn final : public Level {
 public:
  enum Value : std::uint8_t { kUnknown, kLow, kMedium, kHigh, kCritical };

  Churn(const config::Churn& settings, std::shared_ptr<const Zone> zone);

  /// Nothing before the first purchase.
  std::optional<BtydStatistics> statistics(const Facts& facts, Millis t) const;
  /// The model; null without parameters.
  const Btyd* model() const { return model_ ? &*model_ : nullptr; }
  std::string_view model_name() const;
  double horizon_weeks() const { return horizon_weeks_; }

  SectionKey section() const override { return SectionKey::kChurn; }
  std::uint8_t value_at_start() const override { return kUnknown; }
  bool stands_on(Kind kind) const override { return is_order_kind(kind); }
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  Sentiment sentiment(const Transition& transition) const override;
  Explanation explain(const Occasion& occasion) const override;

 private:
  /// Whether there is a risk and enough is known to put it into a band.
  bool known(const Facts& facts, Millis t) const;
  /// Odds of the customer's risk right after the last purchase.
  double fresh_odds(const BtydStatistics& s) const;
  /// What bands stand on: the risk, or the ratio of its odds to `fresh`.
  double scale(const BtydStatistics& s, double fresh) const;
  /// Probability of a purchase at the start of a band: where scale() reaches its cut.
  double probability_at(const BtydStatistics& s, double cut) const;
  Millis first_reaching(const Facts& facts, double cut, Millis after) const;

  config::Churn settings_;
  std::shared_ptr<const Zone> zone_;
  std::optional<Btyd> model_;
  double horizon_weeks_;
  double base_logit_ = 0;  ///< of the base rate
};

}  // namespace tidemark::operators
