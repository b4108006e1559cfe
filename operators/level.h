#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/event.h"
#include "operators/facts.h"
#include "operators/feature.h"

namespace tidemark::operators {

inline constexpr std::uint8_t kNullValue = 255;
/// Most levels a configuration may have, segments and scores included.
inline constexpr std::size_t kLevelsMax = 64;
/// Most values of one level.
inline constexpr std::size_t kValuesMax = 250;

enum class Cause : std::uint8_t { kTime, kEvent, kRefund, kConfiguration, kOverride, kPopulation };
std::string_view cause_name(Cause cause);
enum class Direction : std::uint8_t { kNone, kUp, kDown };
std::string_view direction_name(Direction direction);
enum class Sentiment : std::uint8_t { kNeutral, kBetter, kWorse };
std::string_view sentiment_name(Sentiment sentiment);
/// What is announced without a change of value.
enum class Notice : std::uint8_t { kNone, kDowngradePending, kDowngradeCancelled, kCare };

/// Why an assessment takes place.
struct Stimulus {
  Cause cause = Cause::kTime;
  bool late = false;               ///< the event is older than the customer's clock
  Kind kind = Kind::kOther;        ///< of the event
  Millis event_time = kNoTime;     ///< of the event; kNoTime for time
  std::string_view event_id = {};  ///< empty where there is none
  std::uint32_t event_hash = 0;    ///< of the id, 0 without one
};

/// What an operator remembers of its level beside the value, in its own terms.
struct LevelMemory {
  std::int64_t a = 0;
  std::int64_t b = 0;

  friend bool operator==(const LevelMemory&, const LevelMemory&) = default;
};

/// One level of one customer: 56 bytes. Changed by the level machine only.
///
/// The last announced transition is kept as far as a correction needs it: from, since_before, and what its
/// alert's id is made of (ordinal, cause, event hash; its instant is `since`).
struct LevelState {
  Millis since = kNoTime;         ///< instant of the last transition
  Millis since_before = kNoTime;  ///< what `since` was before it
  Millis due = 0;                 ///< first millisecond at which an assessment differs; derived, not stored
  LevelMemory memory;
  std::uint32_t ordinal = 0;
  std::uint32_t event_hash = 0;
  std::uint8_t value = kNullValue;
  std::uint8_t from = kNullValue;
  bool undoable = false;  ///< the last transition was announced and was no correction
  bool fresh = false;     ///< what a new configuration makes of it is still to be told
  Cause cause = Cause::kTime;
  Direction direction = Direction::kNone;
};
static_assert(sizeof(LevelState) <= 56);

/// Whether a transition to `to` takes back the last announced one; see the rules of time in README.md.
bool takes_back(const LevelState& level, std::uint8_t to, const Stimulus& stimulus);

/// What an assessment finds: the value that should be in force, the operator's memory beside it, and what is
/// to be told besides.
struct Verdict {
  std::uint8_t value = kNullValue;
  LevelMemory memory = {};
  Notice notice = Notice::kNone;
  std::uint8_t notice_to = kNullValue;  ///< the value a pending downgrade leads to
};

/// One announcement of one level in one step: a change of its value, or a notice.
struct Transition {
  std::uint16_t level;
  std::uint8_t from;
  std::uint8_t to;
  Notice notice;
  Cause cause;
  Direction direction;
  bool correction;
  Cause undone_cause;  ///< of a correction: the alert it supersedes
  std::uint32_t ordinal;
  std::uint32_t undone_ordinal;
  std::uint32_t undone_event_hash;
  Millis undone_at;
  Millis since;  ///< of the value it leaves
  LevelMemory memory_before;
  LevelMemory memory_after;
};

/// The part of a transition's score one feature explains.
struct Reason {
  std::string_view feature;  ///< lives as long as the level
  double value;
  double before;  ///< just before the event, or a millisecond before a time-caused instant; NaN: none
  double reference;
  double contribution;
  std::string text;  ///< a sentence for a person
};

/// Why a level is what it became. Contributions add up to score − reference (scale: README.md).
struct Explanation {
  double score;
  std::vector<Reason> reasons;
};

/// What explain() looks at: the facts at the transition, and just before.
struct Occasion {
  Facts facts;
  Moment now;
  Facts facts_before;
  Moment moment_before;
  const Transition& transition;
  const Stimulus& stimulus;
};

/// An operator that assesses: one level, its values, and when an assessment will differ if nothing happens.
///
/// Thread   immutable. Reads no clock; pure functions of their arguments, so that a due computed again after
///          loading is the same.
class Level {
 public:
  Level(std::string name, std::vector<std::string> values);
  virtual ~Level() = default;
  const std::string& name() const { return name_; }
  const std::vector<std::string>& values() const { return values_; }
  /// "" for null.
  std::string_view value_name(std::uint8_t value) const {
    return value == kNullValue ? std::string_view() : std::string_view(values_[value]);
  }
  /// The chain its alerts belong to: the second word of their types and the first of their topics.
  virtual std::string_view chain() const { return name_; }
  virtual SectionKey section() const = 0;
  virtual std::uint8_t value_at_start() const = 0;
  virtual LevelMemory memory_at_start() const { return {}; }
  /// Whether events of the kind change what it stands on.
  virtual bool stands_on(Kind kind) const = 0;
  /// Whether a customer has to be assessed at the first event, whatever its kind.
  virtual bool assesses_newcomers() const { return false; }

  virtual Verdict assess(const Facts& facts, const LevelState& level, Moment now,
                         const Stimulus& stimulus) const = 0;
  /// The first millisecond after `now` at which assess() differs from the level in force, kNever when none.
  /// `now` is assessed already.
  virtual Millis due(const Facts& facts, const LevelState& level, Moment now) const = 0;

  /// Until when the value in force is certain if nothing happens, by the programme's rules (a tier's
  /// validity); kNever where they say nothing.
  virtual Millis valid_until(const Facts&, const LevelState&, Moment) const { return kNever; }
  /// "tidemark.tier.changed", and what stands in the alert as from and to ("" is null).
  virtual std::string alert_type(const Transition& transition) const;
  virtual std::string_view alert_from(const Transition& transition) const {
    return value_name(transition.from);
  }
  virtual std::string_view alert_to(const Transition& transition) const { return value_name(transition.to); }

  /// The second word of the alert's topic.
  virtual std::string_view topic_value(const Transition& transition) const { return alert_to(transition); }

  /// By position in the list of values; none from or to null.
  virtual Direction direction(const Transition& transition) const;
  virtual Sentiment sentiment(const Transition& transition) const = 0;
  virtual Explanation explain(const Occasion& occasion) const = 0;

  /// Values come from the configuration and are stored by name, so that a changed list still finds them.
  virtual bool values_are_configured() const { return false; }
  /// Whether a stored value that is no longer configured may become null (the level is a function of
  /// features).
  virtual bool may_start_over() const { return false; }
  virtual void encode_memory(const LevelMemory&, SectionWriter&) const {}
  virtual LevelMemory decode_memory(SectionReader&) const { return {}; }

 private:
  std::string name_;
  std::vector<std::string> values_;
};

/// What the sentences of reasons are made of: numbers without needless decimals.
std::string plain_number(double value);  ///< at most two decimals: "59", "0.5", "12.25"
/// With as many more as it takes to stand on its side of a limit: "30.00000001" beside 30, never "30".
std::string number_beside(double value, double limit);
std::string counted(double count, std::string_view singular,
                    std::string_view plural);  ///< "1 order", "2.5 days"

}  // namespace tidemark::operators
