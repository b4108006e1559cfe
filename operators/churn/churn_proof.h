#pragma once

#include <cstdint>
#include <optional>

#include "operators/churn/churn.h"
#include "operators/churn/silence.h"
#include "operators/level.h"
#include "operators/scoring.h"

namespace tidemark::operators {

/// Takes down a customer's churn risk once a horizon, and looks a horizon later whether silence came true.
///
/// The instants are the first activity + k · horizon, so they know nothing of what the customer does in
/// between, and one note waits at a time. Customers silent for longer than kFollowed horizons are followed no
/// further, and again from their next activity on. An event that comes later than the look changes nothing
/// any more. It is a level without values: nobody hears of it. Memory   the instant of the note, 0 for none;
/// risk · 8 + band. Class: path-dependent. Cost     a wake-up a horizon for each customer that is followed.
class ChurnProof final : public Level {
 public:
  static constexpr int kFollowed = 3;

  /// `churn` and `silence` outlive it.
  ChurnProof(const config::Churn& settings, const Churn& churn, const Silence& silence);

  /// What the step from one memory to the next has found; nothing where no note was looked at.
  std::optional<ChurnOutcome> outcome(const LevelMemory& before, const LevelMemory& after,
                                      const std::byte* state) const;

  SectionKey section() const override { return SectionKey::kChurnProof; }
  std::uint8_t value_at_start() const override { return kNullValue; }
  bool stands_on(Kind kind) const override { return silence_.moved_by(kind); }
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  Sentiment sentiment(const Transition&) const override { return Sentiment::kNeutral; }
  Explanation explain(const Occasion&) const override { return {0, {}}; }
  void encode_memory(const LevelMemory& memory, SectionWriter& out) const override;
  LevelMemory decode_memory(SectionReader& in) const override;

 private:
  bool followed(const std::byte* state, Millis t) const;
  /// The first instant of the customer's grid after t.
  Millis next(const std::byte* state, Millis t) const;

  const Millis horizon_;
  const Churn& churn_;
  const Silence& silence_;
};

}  // namespace tidemark::operators
