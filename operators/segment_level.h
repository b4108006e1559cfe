#pragma once

#include "config/config.h"
#include "operators/condition.h"
#include "operators/level.h"

namespace tidemark::operators {

/// A segment: customers for whom a condition holds. Entering and leaving are its transitions; it is left only
/// after its minimum stay.
///
/// Class: path-dependent (minimum stay), else as its features. Cost: that of its condition.
class SegmentLevel final : public Level {
 public:
  enum Value : std::uint8_t { kOut, kIn };

  SegmentLevel(const config::Segment& segment, Condition condition);

  std::string_view chain() const override { return "segment"; }
  SectionKey section() const override;
  std::uint8_t value_at_start() const override { return kOut; }
  bool stands_on(Kind kind) const override { return condition_.moved_by(kind); }
  bool assesses_newcomers() const override { return true; }
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  std::string alert_type(const Transition& transition) const override;
  std::string_view alert_from(const Transition& transition) const override;
  std::string_view alert_to(const Transition& transition) const override;
  std::string_view topic_value(const Transition&) const override { return segment_.name; }
  Sentiment sentiment(const Transition&) const override { return Sentiment::kNeutral; }
  Explanation explain(const Occasion& occasion) const override;

 private:
  const config::Segment segment_;
  const Condition condition_;
};

}  // namespace tidemark::operators
