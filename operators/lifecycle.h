#pragma once

#include "config/config.h"
#include "operators/level.h"

namespace tidemark::operators {

/// Lifecycle: prospect, new, active, loyal, at_risk, churned, won_back, by silence since the last purchase.
///
/// Memory   the instant of the purchase that began the won-back spell, kNoTime when there was none.
/// Class    path-dependent (won_back); the rest is a function of orders and the instant.
class Lifecycle final : public Level {
 public:
  enum Value : std::uint8_t { kProspect, kNew, kActive, kLoyal, kAtRisk, kChurned, kWonBack };

  explicit Lifecycle(const config::Lifecycle& settings);

  SectionKey section() const override { return SectionKey::kLifecycle; }
  std::uint8_t value_at_start() const override { return kProspect; }
  LevelMemory memory_at_start() const override { return {.a = kNoTime}; }
  bool stands_on(Kind kind) const override { return is_order_kind(kind); }
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  Sentiment sentiment(const Transition& transition) const override;
  Explanation explain(const Occasion& occasion) const override;
  void encode_memory(const LevelMemory& memory, SectionWriter& out) const override { out.instant(memory.a); }
  LevelMemory decode_memory(SectionReader& in) const override { return {.a = in.instant()}; }

 private:
  Value value_at(const Orders& orders, Millis spell, Millis t) const;
  Reason recency_reason(const Occasion& occasion, Value to) const;
  Reason orders_reason(const Occasion& occasion, Value to) const;
  std::string what_ended(const Occasion& occasion) const;

  config::Lifecycle settings_;
};

}  // namespace tidemark::operators
