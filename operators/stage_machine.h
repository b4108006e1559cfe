#pragma once

#include <vector>

#include "config/config.h"
#include "operators/condition.h"
#include "operators/level.h"

namespace tidemark::operators {

/// A lifecycle of one's own: stages with conditions. The first stage in order that a customer may enter, or
/// may stay in, is in force; where there is none the customer stays.
///
/// A stage that was left because its time was up is not entered again before its condition has been false.
/// Memory   a: bit i while stage i waits for that. Class: path-dependent. Cost: that of the conditions up to
/// the one that holds.
class StageMachine final : public Level {
 public:
  struct Stage {
    Condition enter;
    Condition stay;
    std::uint64_t from = ~0ULL;  ///< bit i: entered from stage i
  };
  /// `stages` as `settings`, in order.
  StageMachine(const std::vector<config::Lifecycle::Stage>& settings, std::vector<Stage> stages);

  SectionKey section() const override { return SectionKey::kLifecycle; }
  std::uint8_t value_at_start() const override { return kNullValue; }
  bool stands_on(Kind kind) const override;
  bool assesses_newcomers() const override { return true; }
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  Sentiment sentiment(const Transition& transition) const override;
  Explanation explain(const Occasion& occasion) const override;
  void encode_memory(const LevelMemory& memory, SectionWriter& out) const override {
    out.bytes.varint(static_cast<std::uint64_t>(memory.a));
  }
  LevelMemory decode_memory(SectionReader& in) const override {
    return {.a = static_cast<std::int64_t>(in.bytes.varint())};
  }
  bool values_are_configured() const override { return true; }
  bool may_start_over() const override { return true; }

 private:
  bool may_enter(std::size_t stage, const LevelState& level) const;
  /// What asks whether the stage holds for a customer who stands at `current`.
  const Condition& question(std::size_t stage, std::uint8_t current) const;
  Millis expiry(const LevelState& level) const;

  const std::vector<config::Lifecycle::Stage> settings_;
  const std::vector<Stage> stages_;
};

}  // namespace tidemark::operators
