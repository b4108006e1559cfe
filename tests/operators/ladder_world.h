#pragma once

// One customer on one ladder, and nothing else: purchases, activity, pins, and the level machine. What the
// rules of a ladder are tested with by hand and by brute force.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "operators/activity.h"
#include "operators/ladder.h"
#include "operators/level_machine.h"
#include "operators/pins.h"
#include "operators/purchases.h"

namespace tidemark::operators::story {

/// "2024-05-10" (midnight) or "2024-05-10T12:00:00Z".
Millis at(std::string_view text);

/// bronze, silver from 500, gold from 2000, over the spend of so many days (0: of the whole life), named
/// tier.
config::Ladder three_tiers(std::int32_t days);

/// A signal that is a step function of time, the same for everyone. Events of a kind may move it.
class StepSignal final : public Signal {
 public:
  StepSignal(std::string name, SignalType type, double first)
      : Signal(std::move(name), type), steps_{{kNoTime, first}} {}
  /// From an instant on it is this; kNull for not known.
  StepSignal& from(Millis t, double value) {
    steps_[t] = value;
    return *this;
  }
  bool moved_by(Kind kind) const override { return kind == Kind::kIdentify; }
  double number(const std::byte*, Moment now) const override { return std::prev(after(now.t))->second; }
  Range range(const std::byte*, Moment from, Moment to) const override {
    Range range = Range::null();
    range.may_be_null = false;
    for (auto step = std::prev(after(from.t)); step != after(to.t); ++step) {
      range.include(Range::point(step->second));
    }
    return range;
  }

 private:
  std::map<Millis, double>::const_iterator after(Millis t) const { return steps_.upper_bound(t); }
  std::map<Millis, double> steps_;
};

/// What a test gives a ladder beside its configuration.
struct LadderSignals {
  const Signal* basis = nullptr;
  std::vector<const Signal*> conditions = {};
  const Signal* valid_from = nullptr;
};

class LadderWorld {
 public:
  explicit LadderWorld(const config::Ladder& ladder, std::string_view zone = "UTC",
                       LadderSignals signals = {});
  LadderWorld(const LadderWorld&) = delete;
  LadderWorld& operator=(const LadderWorld&) = delete;
  ~LadderWorld();

  /// Late when older than anything that happened or was waited for.
  void apply(const Event& event);
  void buy(Millis time, double amount);
  void refund(Millis time, double amount);
  /// Something that moves no purchase: identify, which StepSignals listen to.
  void touch(Millis time);
  void pin(Millis t, std::string_view level, Millis until, std::string_view actor = "ann",
           std::string_view reason = "goodwill");
  void unpin(Millis t);
  void wake(Millis until);
  /// Saved and loaded at its last assessment, as a shard would.
  void reload();

  std::string level() const { return std::string(ladder().value_name(state().value)); }
  Millis due() const { return header_.due; }
  const Ladder& ladder() const { return static_cast<const Ladder&>((*machine_)[0]); }
  const LevelState& state() const { return state_; }
  Facts facts() const;
  Moment moment(Millis t) const { return {t, zone_->local_day(t)}; }
  Millis midnight(std::string_view date) const;  ///< local, of "2025-03-30"
  Verdict assess(Millis t) const { return ladder().assess(facts(), state_, moment(t), {}); }
  LadderProjection project(Millis t) const { return ladder().project(facts(), state_, moment(t)); }
  Millis valid_until(Millis t) const { return ladder().valid_until(facts(), state_, moment(t)); }
  std::string encoded() const;

  /// "silver>bronze time 2025-01-30T00:00:00Z", "pending silver>bronze time … until …", one line each;
  /// forgets them.
  std::string told();
  /// The sentence of the last thing told.
  const std::string& sentence() const { return sentence_; }
  const Explanation& explanation() const { return explanation_; }

 private:
  std::byte* block() { return reinterpret_cast<std::byte*>(block_.data()); }
  const std::byte* block() const { return reinterpret_cast<const std::byte*>(block_.data()); }
  std::vector<std::uint64_t> copy_of_block() const;
  void destroy(std::vector<std::uint64_t>& block) const;
  Facts facts_of(const std::byte* block) const;
  void message(Millis t, const std::string& payload);
  void step(Moment now, const std::byte* before, Moment moment_before, const Stimulus& stimulus);
  void tell(const Transition& transition, const Occasion& occasion);

  std::shared_ptr<const Zone> zone_;
  std::unique_ptr<ActivityFeature> activity_;
  std::unique_ptr<PurchasesFeature> purchases_;
  std::unique_ptr<PinsFeature> pins_;
  std::vector<const Feature*> features_;
  std::unique_ptr<LevelMachine> machine_;
  std::vector<std::uint64_t> block_;
  Millis clock_ = kNoTime;
  StateHeader header_;
  LevelState state_;
  std::string told_;
  std::string sentence_;
  Explanation explanation_{};
};

}  // namespace tidemark::operators::story
