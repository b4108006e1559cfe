#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/ladder_basis.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// A sum that counts if the basis has less: that of a closed period. Least of all: there is none.
inline constexpr std::int64_t kNoFloor = std::numeric_limits<std::int64_t>::min();

/// Where the target of a customer may be, seen from the level in force: one or more of them.
enum class Aim : std::uint8_t { kBelow = 1, kSame = 2, kAbove = 4, kElsewhere = 5, kHeld = 6 };

/// Which level the basis and the conditions of a ladder's levels deserve.
///
/// target(current) = the highest level whose condition holds and that the basis reaches: from `at` on for
/// those above `current`, from at − ⌊at·hysteresis⌋ on for it and those below. The first level holds always.
/// Thread: immutable. Cost: that of the basis, and of the conditions of levels that it reaches.
class LadderLevels {
 public:
  /// `conditions` as the ladder's levels, null where there is none; empty when there is none at all.
  LadderLevels(const config::Ladder& ladder, std::shared_ptr<const Zone> zone, const LadderBasis& basis,
               std::vector<const Signal*> conditions);

  std::int64_t at(std::uint8_t level) const { return at_[level]; }
  std::int64_t hold(std::uint8_t level) const { return hold_[level]; }
  bool moved_by(Kind kind) const;
  bool has_conditions() const { return !conditions_.empty(); }
  /// Whether the level's condition holds; true where there is none.
  bool allows(std::uint8_t level, const LadderView& view, Moment now) const;

  std::uint8_t target(const LadderView& view, Moment now, std::uint8_t current,
                      std::int64_t floor = kNoFloor) const;
  /// The first instant in (after, until] at which the target lies as wanted, if nothing happens; kNever when
  /// there is none within foresight. Exact for sums without conditions, else as first_change() says.
  Millis first(const LadderView& view, Millis after, Millis until, std::uint8_t current, Aim wanted,
               std::int64_t floor = kNoFloor) const;

 private:
  struct Span {
    std::uint8_t low;
    std::uint8_t high;
  };
  Answer condition(std::size_t level, const LadderView& view, Moment from, Moment to) const;
  Span targets(const LadderView& view, Moment from, Moment to, std::uint8_t current,
               std::int64_t floor) const;
  std::uint8_t target_of_sum(std::int64_t sum, std::uint8_t current) const;
  Millis first_of_sums(const LadderView& view, Millis after, Millis until, std::uint8_t current, Aim wanted,
                       std::int64_t floor) const;
  Moment moment(Millis t) const { return {t, zone_->local_day(t)}; }

  const std::shared_ptr<const Zone> zone_;
  const LadderBasis& basis_;
  std::vector<std::int64_t> at_;    ///< threshold of each level
  std::vector<std::int64_t> hold_;  ///< … less hysteresis
  std::vector<const Signal*> conditions_;
};

}  // namespace tidemark::operators
