#pragma once

#include <memory>
#include <vector>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/level.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// A score from 0 to 100: the weighted mean of its parts, each scaled from [from, to] to [0, 100] and cut off
/// there. A part that is not known is left out; without any the score is null.
class ScoreSignal final : public Signal {
 public:
  /// `parts` are the values of `score.parts`, in order.
  ScoreSignal(const config::Score& score, std::vector<const Signal*> parts);

  bool moved_by(Kind kind) const override;
  double number(const std::byte* state, Moment now) const override;
  Range range(const std::byte* state, Moment from, Moment to) const override;

  std::size_t size() const { return parts_.size(); }
  const config::Score::Part& settings(std::size_t part) const { return score_.parts[part]; }
  const Signal& part(std::size_t index) const { return *parts_[index]; }
  /// 0 to 100; null where the value is.
  double scaled(std::size_t part, double value) const;

 private:
  const config::Score score_;
  const std::vector<const Signal*> parts_;
};

/// The level of a score: the highest cut it reaches, with hysteresis; null while the score is.
///
/// Class: path-dependent (hysteresis). Cost: that of the parts.
class ScoreLevel final : public Level {
 public:
  ScoreLevel(const config::Score& score, const ScoreSignal& signal, std::shared_ptr<const Zone> zone);

  SectionKey section() const override;
  std::uint8_t value_at_start() const override { return kNullValue; }
  bool stands_on(Kind kind) const override { return signal_.moved_by(kind); }
  bool assesses_newcomers() const override { return true; }
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  Sentiment sentiment(const Transition& transition) const override;
  Explanation explain(const Occasion& occasion) const override;
  bool values_are_configured() const override { return true; }
  bool may_start_over() const override { return true; }

 private:
  std::uint8_t value_of(double score, std::uint8_t current) const;
  std::string crossed(const Transition& change, double score) const;

  const config::Score score_;
  const ScoreSignal& signal_;
  const std::shared_ptr<const Zone> zone_;
};

}  // namespace tidemark::operators
