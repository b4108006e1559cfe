#pragma once

#include <memory>
#include <optional>

#include "config/config.h"
#include "operators/churn/btyd_models.h"
#include "operators/churn/churn_risk.h"
#include "operators/level.h"

namespace tidemark::operators {

/// Churn risk: the probability of no purchase, or other activity, within the horizon, in bands with
/// hysteresis.
///
/// Bands on the risk itself, or on its odds against the customer's own risk right after the last purchase.
/// `unknown` where a model has no parameters, without purchase, and for a one-time buyer at first.
/// Memory   none. Class: path-dependent (hysteresis).
/// Cost     of BTYD models assess about 50 ns, due about 0.5 µs; else that of the terms (AdditiveRisk).
class Churn final : public Level {
 public:
  enum Value : std::uint8_t { kUnknown, kLow, kMedium, kHigh, kCritical };

  /// `risk`: null where it is unknown for everyone. `models` outlives it.
  Churn(const config::Churn& settings, const BtydModels& models, std::unique_ptr<const ChurnRisk> risk);

  /// Of purchases, or of the configured activity; nothing before the first.
  std::optional<BtydStatistics> statistics(const Facts& facts, Millis t) const {
    return models_.silence().statistics(facts.state, t);
  }
  /// The BTYD model behind the risk; null without parameters.
  const Btyd* model() const { return models_.behind(); }
  /// Empty where the risk is unknown for everyone.
  std::string_view model_name() const;
  double horizon_weeks() const { return models_.horizon_weeks(); }
  /// The published risk; null where there is none.
  double risk(const std::byte* state, Moment now) const;
  /// Its bounds over a span, if nothing happens.
  Range risk_range(const std::byte* state, Moment from, Moment to) const;

  SectionKey section() const override { return SectionKey::kChurn; }
  std::uint8_t value_at_start() const override { return kUnknown; }
  bool stands_on(Kind kind) const override {
    return models_.silence().moved_by(kind) || (risk_ && risk_->moved_by(kind));
  }
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  Sentiment sentiment(const Transition& transition) const override;
  Explanation explain(const Occasion& occasion) const override;

 private:
  /// Whether there is a risk and enough is known to put it into a band.
  bool known(const std::byte* state, Millis t) const;
  BandScale scale(const std::byte* state) const;

  const config::Churn settings_;
  const BtydModels& models_;
  const std::unique_ptr<const ChurnRisk> risk_;
};

/// The risk as a signal, for conditions and scores. `churn` outlives it.
std::unique_ptr<Signal> churn_risk_signal(std::string name, const Churn& churn);

}  // namespace tidemark::operators
