#pragma once

#include <memory>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/ladder_basis.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// How long a tier lasts by the calendar, and when losing it is decided.
///
/// The ends of a validity are a row of instants without end: its spans one after the other, counted from the
/// tier's start, joining, or a date; or a midnight a year. At each a tier that is deserved is renewed, so
/// that the next one counts: nothing has to be remembered. The first level has no ends. Thread: immutable.
/// Cost: some civil dates.
class LadderTerms {
 public:
  /// `attribute` is there for validity from an attribute (an instant; its UTC date counts), `activity` for
  /// validity from joining; both outlive it.
  LadderTerms(const config::Ladder& ladder, std::shared_ptr<const Zone> zone, const Signal* attribute,
              const ActivityFeature* activity);

  bool moved_by(Kind kind) const;
  /// The first end of validity after `after`, of a tier that is not the first; kNever without validity, or
  /// while what it counts from is not known.
  Millis next_end(const LadderView& view, Millis after) const;

  /// Whether a loss waits for a decision. Else it counts as soon as it is there. What is counted since the
  /// last change of tier begins anew with every tier, so that none is deserved at first: without decisions it
  /// is never lost.
  bool decides() const { return decides_; }
  /// The first instant after `after`, and after the tier's start, at which it is decided whether the tier is
  /// kept; kNever when none comes.
  Millis next_decision(const LadderView& view, Millis after) const;
  bool is_decision(const LadderView& view, Millis t) const { return next_decision(view, t - 1) == t; }

 private:
  /// What the spans are counted from; kNoTime while it is not known.
  Millis anchor(const LadderView& view, Millis t) const;

  const config::Validity validity_;
  const config::Ladder::DowngradeOn on_;
  const bool decides_;
  const std::shared_ptr<const Zone> zone_;
  const Signal* const attribute_;
  const ActivityFeature* const activity_;
};

}  // namespace tidemark::operators
