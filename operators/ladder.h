#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "engine/base/zone.h"
#include "operators/ladder_basis.h"
#include "operators/ladder_levels.h"
#include "operators/ladder_rules.h"
#include "operators/ladder_terms.h"
#include "operators/level.h"
#include "operators/pins.h"

namespace tidemark::operators {

/// What a ladder looks at beside purchases. All of it outlives the ladder; null where its configuration does
/// not ask for it.
struct LadderInputs {
  const Signal* basis = nullptr;               ///< a number, for Measure::kFeature
  std::vector<const Signal*> conditions = {};  ///< truths, one a level (null: none); empty: no conditions
  const Signal* valid_from = nullptr;          ///< an instant, for validity from an attribute
  const ActivityFeature* activity = nullptr;   ///< for qualification or validity from joining
  const PinsFeature* pins = nullptr;           ///< null: tiers cannot be pinned
};

/// What a read shows of a customer's tier beside its name.
struct LadderProjection {
  std::string_view next;          ///< the level above; "" on the last one
  double missing = kNull;         ///< units of the basis up to it; kNull when its condition does not hold
  Millis valid_until = kNever;    ///< kNever: no end is known
  Millis downgrade_at = kNever;   ///< of a downgrade that waits or was told; kNever when there is none
  std::string_view downgrade_to;  ///< … and the level it leads to
  std::string_view computed;      ///< what the basis deserves now, whatever is in force
  const Pin* pin = nullptr;       ///< in force; null when there is none
};

/// A tier ladder. Up at once, straight; down by the rules of its configuration; over both, a pin.
///
/// A pinned tier has the pinned level until the pin ends or is taken away, then at once what the basis
/// deserves. A pin to a level that is not configured is none. Rules: ladder_rules.h and README.md.
/// Memory   a: the instant since which a downgrade waits, kNoTime when none does; b: marks (kTold …).
/// Class    path-dependent. Cost: a walk over the window's days, with a notice two or more.
class Ladder final : public Level {
 public:
  Ladder(const config::Ladder& ladder, std::shared_ptr<const Zone> zone, LadderInputs inputs = {});
  Ladder(const Ladder&) = delete;
  Ladder& operator=(const Ladder&) = delete;

  SectionKey section() const override;
  std::uint8_t value_at_start() const override { return 0; }
  LevelMemory memory_at_start() const override { return {.a = kNoTime}; }
  bool stands_on(Kind kind) const override;
  /// A level that time alone may reach begins with the first event, whatever it is.
  bool assesses_newcomers() const override { return basis_.is_feature() || levels_.has_conditions(); }
  Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                 const Stimulus& stimulus) const override;
  Millis due(const Facts& facts, const LevelState& level, Moment now) const override;
  Millis valid_until(const Facts& facts, const LevelState& level, Moment now) const override;
  Direction direction(const Transition& transition) const override;
  Sentiment sentiment(const Transition& transition) const override;
  Explanation explain(const Occasion& occasion) const override;
  bool values_are_configured() const override { return true; }
  void encode_memory(const LevelMemory& memory, SectionWriter& out) const override;
  LevelMemory decode_memory(SectionReader& in) const override;

  /// Of so many days before today the purchases' money is looked at.
  std::int32_t look_back_days() const { return basis_.look_back_days(); }
  /// What the basis deserves now, without regard to what is in force.
  std::uint8_t computed(const Facts& facts, const LevelState& level, Moment now) const;
  LadderProjection project(const Facts& facts, const LevelState& level, Moment now) const;

 private:
  /// Marks in LevelMemory::b.
  static constexpr std::int64_t kTold = 1;    ///< the downgrade to come was announced
  static constexpr std::int64_t kPinned = 2;  ///< the value in force is a pin's
  static constexpr std::int64_t kFell = 4;    ///< Standing::fell

  Standing standing(std::uint8_t value, Millis since, const LevelMemory& memory) const;
  Standing standing(const LevelState& level) const {
    return standing(level.value, level.since, level.memory);
  }
  /// The pin in force, with its level; null when there is none.
  const Pin* pin_at(const Facts& facts, Millis t, std::uint8_t& level) const;
  Verdict assess_pinned(const LevelState& level, std::uint8_t pinned) const;
  Verdict with_notice(const Facts& facts, const LevelState& level, const Standing& next, Moment now) const;
  /// The downgrade that waits or was told.
  Downgrade coming(const Facts& facts, const Standing& standing, bool told, Moment now) const;

  // Sentences: ladder_explain.cpp.
  std::int64_t counted_period(const Occasion& occasion, const LadderView& view) const;
  std::string did(double value, double reference, bool closed) const;
  std::string span(bool closed) const;
  std::string limit(const Occasion& occasion, bool up, double reference) const;
  std::string what_happened(const Occasion& occasion) const;
  std::string about_notice(const Occasion& occasion) const;
  std::string about_pin(const Occasion& occasion) const;
  std::string about_loss(const Occasion& occasion) const;

  const config::Ladder ladder_;
  const std::shared_ptr<const Zone> zone_;
  const std::vector<std::uint32_t> level_hashes_;
  const std::uint32_t name_hash_;
  const PinsFeature* const pins_;
  const LadderBasis basis_;
  const LadderTerms terms_;
  const LadderLevels levels_;
  const LadderRules rules_;
};

}  // namespace tidemark::operators
