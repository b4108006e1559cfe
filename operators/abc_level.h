#pragma once

#include <memory>

#include "config/levels.h"
#include "engine/base/zone.h"
#include "operators/level.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// Class A, B or C of a customer's value by the population's boundaries in force; null before the first ones
/// and without an order. Nobody without a positive value is above C.
///
/// Memory   none. Class: a function of the value and the boundaries.
class AbcLevel final : public Level {
 public:
  enum Value : std::uint8_t { kC, kB, kA };

  /// `value` lives as long as the level.
  AbcLevel(const config::Abc& settings, const Signal& value, std::shared_ptr<const Zone> zone);

  /// The value as of an instant, in millionths; 0 where it is not known.
  Micro value_of(const std::byte* state, Moment now) const;

  SectionKey section() const override { return SectionKey::kAbc; }
  std::uint8_t value_at_start() const override { return kNullValue; }
  bool stands_on(Kind kind) const override { return is_order_kind(kind) || value_.moved_by(kind); }
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  /// When a window's value changes, even if its class does not: the population has to hear of it.
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  Sentiment sentiment(const Transition& transition) const override;
  Explanation explain(const Occasion& occasion) const override;
  bool may_start_over() const override { return true; }

 private:
  const config::Abc settings_;
  const Signal& value_;
  std::shared_ptr<const Zone> zone_;
};

/// The feature that the measure is: "gross", "net_365d", "margin" …
std::string abc_feature(const config::Abc& settings);

}  // namespace tidemark::operators
