#pragma once

#include <optional>

#include "config/config.h"
#include "operators/level.h"
#include "operators/population/boundaries.h"

namespace tidemark::operators {

struct RfmScores {
  int r = 0;  ///< 1 to 5, 5 is best
  int f = 0;
  int m = 0;
  int sum() const { return r + f + m; }
};

/// Recency, frequency and monetary scores by the population's quintiles, or by fixed cut points, and the
/// segment of their cell.
///
/// Memory   the three scores when the segment last changed, packed; 0 before.
/// Class    a function of orders and the instant.
class Rfm final : public Level {
 public:
  explicit Rfm(const config::Rfm& settings);

  /// Nothing before the first purchase.
  std::optional<RfmScores> scores(const Facts& facts, Millis t) const;
  std::uint8_t segment(const RfmScores& scores) const;

  SectionKey section() const override { return SectionKey::kRfm; }
  std::uint8_t value_at_start() const override { return kNullValue; }
  bool stands_on(Kind kind) const override;
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  /// By r + f + m against those of the last change.
  Direction direction(const Transition& transition) const override;
  Sentiment sentiment(const Transition& transition) const override;
  Explanation explain(const Occasion& occasion) const override;
  bool values_are_configured() const override { return true; }
  bool may_start_over() const override { return true; }
  void encode_memory(const LevelMemory& memory, SectionWriter& out) const override;
  LevelMemory decode_memory(SectionReader& in) const override;

 private:
  /// The boundaries that decide; null where the fixed cuts do.
  const Boundaries* quintiles(const Facts& facts) const;
  int recency_score(Millis last, Millis t) const;
  Millis recency_beyond(Millis last, double cut_days) const;

  config::Rfm settings_;
};

}  // namespace tidemark::operators
