#pragma once

#include <cstdint>
#include <memory>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/ladder_levels.h"
#include "operators/ladder_terms.h"

namespace tidemark::operators {

/// Where a customer stands on a ladder, pins and notices aside.
struct Standing {
  std::uint8_t value = 0;
  Millis since = kNoTime;
  Millis pending = kNoTime;  ///< since when a downgrade waits; kNoTime when none does
  bool fell = false;         ///< the last change was a downgrade by the rules: a cooldown may run

  friend bool operator==(const Standing&, const Standing&) = default;
};

/// A downgrade that comes if nothing happens.
struct Downgrade {
  Millis at = kNever;
  std::uint8_t to = 0;
  bool certain = true;  ///< else the search was given up: it comes at `at` or later, or not at all

  bool found() const { return certain && at != kNever; }
};

/// Up, down, or waiting: what the rules of a ladder make of a standing at an instant, and when that changes.
///
/// Thread: immutable; pure functions. Cost: that of the target; next() searches for it in time.
class LadderRules {
 public:
  /// All of them outlive it.
  LadderRules(const config::Ladder& ladder, std::shared_ptr<const Zone> zone, const LadderLevels& levels,
              const LadderBasis& basis, const LadderTerms& terms);

  /// The standing at `now`. `free`: a downgrade is being taken back, no cooldown holds it.
  Standing step(const Facts& facts, const Standing& standing, Moment now, bool free = false) const;
  /// The first millisecond after `now` at which step() changes the standing if nothing happens, or one before
  /// it; kNever when none does.
  Millis next(const Facts& facts, const Standing& standing, Millis now) const;
  /// The downgrade that is the next change of value, if it comes in (now, until].
  Downgrade downgrade(const Facts& facts, const Standing& standing, Millis now, Millis until) const;
  /// A downgrade that waits happens then, without recovery.
  Millis downgrade_at(const Standing& standing) const;

  /// The sum of the period that closed where the loss was decided, if a downgrade waits for it: who reached
  /// the level in that period keeps it. Else kNoFloor.
  std::int64_t floor(const LadderView& view, Millis decided) const;

 private:
  Standing below(const LadderView& view, const Standing& standing, Moment now) const;
  Standing down(const Standing& standing, std::uint8_t target, Moment now) const;
  Millis next_upgrade(const LadderView& view, const Standing& standing, Millis now) const;
  Millis next_loss(const LadderView& view, const Standing& standing, Millis now, Millis until) const;
  Millis cooldown_end(const Standing& standing) const;
  Moment moment(Millis t) const { return {t, zone_->local_day(t)}; }

  const config::Ladder& ladder_;
  const std::shared_ptr<const Zone> zone_;
  const LadderLevels& levels_;
  const LadderBasis& basis_;
  const LadderTerms& terms_;
};

}  // namespace tidemark::operators
