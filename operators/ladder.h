#pragma once

#include <memory>
#include <vector>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/level.h"

namespace tidemark::operators {

/// A tier ladder: ordered levels over a windowed or lifetime sum, with hysteresis, grace and minimum stay.
///
/// deserved = highest level with v ≥ at; held = highest level ≤ current with v ≥ at − ⌊at·hysteresis⌋;
/// target = max(deserved, held). Up at once; down after max(pending + grace, since + minimum stay).
/// Memory   the instant since which a downgrade is pending, kNoTime when none is.
/// Class    path-dependent. Cost: a walk over the window's days.
class Ladder final : public Level {
 public:
  Ladder(const config::Ladder& ladder, std::shared_ptr<const Zone> zone);

  SectionKey section() const override;
  std::uint8_t value_at_start() const override { return 0; }
  std::int64_t memory_at_start() const override { return kNoTime; }
  bool stands_on(Kind kind) const override;
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  Sentiment sentiment(const Transition& transition) const override;
  Explanation explain(const Occasion& occasion) const override;
  bool values_are_configured() const override { return true; }
  void encode_memory(std::int64_t memory, SectionWriter& out) const override { out.instant(memory); }
  std::int64_t decode_memory(SectionReader& in) const override { return in.instant(); }

 private:
  /// The basis on a day: micro-units for spend, else a count.
  std::int64_t basis_on(const Facts& facts, Day today) const;
  std::int64_t lifetime(const Facts& facts) const;
  std::uint8_t target(std::int64_t basis, std::uint8_t current) const;
  Millis downgrade_at(const LevelState& level, Millis pending) const;
  /// Start of the first day after `today` from which the target makes `change` true; kNever when no day does.
  template <typename Change>
  Millis first_edge(const Facts& facts, Day today, std::uint8_t current, const Change& change) const;
  double as_number(std::int64_t basis) const;
  std::string sentence(double value, double reference, std::string_view level, bool up) const;

  const config::Ladder ladder_;
  std::shared_ptr<const Zone> zone_;
  std::vector<std::int64_t> at_;    ///< threshold of each level; the first one's holds always
  std::vector<std::int64_t> hold_;  ///< … less hysteresis
};

}  // namespace tidemark::operators
