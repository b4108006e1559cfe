#pragma once

#include <memory>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/level.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// A care date: a notice once a year around a date of the customer's, or once after so long without contact.
///
/// It has no value and remembers nothing: the notice belongs to the very millisecond at which it falls due,
/// and time alone takes it there. Class: commutative. Cost: a few loads.
class CareLevel final : public Level {
 public:
  /// `date`: of kYearly, the day as an instant; its local date counts (an attribute's date its UTC date).
  /// `silent_days`: of kSilence, days since the last contact.
  CareLevel(const config::Care& care, const Signal& signal, std::shared_ptr<const Zone> zone);

  std::string_view chain() const override { return "care"; }
  SectionKey section() const override;
  std::uint8_t value_at_start() const override { return kNullValue; }
  bool stands_on(Kind kind) const override { return signal_.moved_by(kind); }
  bool assesses_newcomers() const override { return true; }
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  std::string alert_type(const Transition&) const override { return "tidemark.care." + care_.name; }
  std::string_view alert_from(const Transition&) const override { return {}; }
  std::string_view alert_to(const Transition&) const override { return care_.name; }
  Direction direction(const Transition&) const override { return Direction::kNone; }
  Sentiment sentiment(const Transition&) const override { return Sentiment::kNeutral; }
  Explanation explain(const Occasion& occasion) const override;

 private:
  /// The first notice after t; kNever when there is none.
  Millis next(const std::byte* state, Moment t) const;
  Millis next_yearly(double date, Moment t) const;
  Millis next_silence(double silent_days, Moment t) const;

  const config::Care care_;
  const Signal& signal_;
  const std::shared_ptr<const Zone> zone_;
};

}  // namespace tidemark::operators
