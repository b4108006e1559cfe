// Of every rule together: nothing is assessed otherwise between now and the due instant, whichever
// millisecond is tried; at it, something is. Random ladders and histories, in zones whose days have 23, 24
// and 25 hours.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>

#include "engine/base/random.h"
#include "tests/operators/ladder_world.h"

namespace tidemark::operators::story {
namespace {

using config::CalendarSpan;
using Measure = config::Basis::Measure;
using Period = config::Qualification::Period;

constexpr Millis kSpan = 500 * kDay;
constexpr Millis kFar = 1200 * kDay;

template <typename T>
T any_of(Random& random, std::initializer_list<T> values) {
  return values.begin()[random.below(values.size())];
}

/// A random programme with its signals.
struct Programme {
  config::Ladder ladder = three_tiers(0);
  std::string zone;
  std::deque<StepSignal> signals;
  LadderSignals inputs;
  bool searched = false;  ///< some due comes from a search, and may be early

  explicit Programme(Random& random);

 private:
  StepSignal& add_signal(Random& random, SignalType type, double low, double high);
  void choose_basis(Random& random);
  void choose_terms(Random& random);
};

Programme::Programme(Random& random)
    : zone(any_of(random, {"UTC", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"})) {
  const auto sometimes = [&](Millis most) { return random.chance(0.5) ? 0 : random.between(0, most); };
  choose_basis(random);
  choose_terms(random);
  ladder.hysteresis_ppm = sometimes(400'000);
  ladder.grace = sometimes(40 * kDay);
  ladder.minimum_stay = sometimes(60 * kDay);
  ladder.cooldown = sometimes(60 * kDay);
  ladder.notice = random.chance(0.3) ? 0 : random.between(1, 50 * kDay);
  ladder.downgrade_by_step = random.chance(0.5);
  if (random.chance(0.3)) {
    searched = true;
    inputs.conditions.assign(ladder.levels.size(), nullptr);
    inputs.conditions[1 + random.below(2)] = &add_signal(random, SignalType::kTruth, 0, 1);
  }
}

StepSignal& Programme::add_signal(Random& random, SignalType type, double low, double high) {
  const auto draw = [&] {
    if (random.chance(0.1)) return kNull;
    const double value = low + random.uniform() * (high - low);
    return type == SignalType::kTruth ? std::round(value) : value;
  };
  StepSignal& signal = signals.emplace_back("signal", type, draw());
  Millis t = at("2024-01-01");
  for (int i = 0; i < 25; ++i) {
    t += static_cast<Millis>(random.exponential(30.0 * static_cast<double>(kDay)));
    signal.from(random.chance(0.5) ? t - t % kDay : t, draw());
  }
  return signal;
}

void Programme::choose_basis(Random& random) {
  if (random.chance(0.2)) {
    searched = true;
    ladder.basis = {Measure::kFeature, 0, "points"};
    inputs.basis = &add_signal(random, SignalType::kNumber, 0, 3000);
    return;
  }
  ladder.basis.measure = any_of(random, {Measure::kSpend, Measure::kOrders, Measure::kPurchaseDays});
  if (ladder.basis.measure != Measure::kSpend) {
    ladder.levels = {{"bronze", 0}, {"silver", 2}, {"gold", 5}};
  }
  if (random.chance(0.5)) {
    ladder.basis.days = static_cast<std::int32_t>(random.between(1, 60));
  } else {
    ladder.qualification.period = any_of(random, {Period::kBasis, Period::kMonth, Period::kQuarter,
                                                  Period::kYear, Period::kJoining, Period::kTierChange});
  }
}

void Programme::choose_terms(Random& random) {
  using On = config::Ladder::DowngradeOn;
  ladder.downgrade_on =
      any_of(random, {On::kLoss, On::kLoss, On::kExpiry, On::kMonth, On::kQuarter, On::kYear});
  if (ladder.downgrade_on != On::kExpiry && random.chance(0.7)) return;
  config::Validity& validity = ladder.validity;
  if (random.chance(0.2)) {
    validity.cycle = any_of(random, {1231, 331, 630});
    return;
  }
  const auto unit =
      any_of(random, {CalendarSpan::Unit::kDay, CalendarSpan::Unit::kMonth, CalendarSpan::Unit::kYear});
  const std::int32_t most = unit == CalendarSpan::Unit::kDay     ? 90
                            : unit == CalendarSpan::Unit::kMonth ? 5
                                                                 : 1;
  validity.span = {static_cast<std::int32_t>(random.between(1, most)), unit,
                   any_of(random, {CalendarSpan::Rounding::kNone, CalendarSpan::Rounding::kUp,
                                   CalendarSpan::Rounding::kDown})};
  using From = config::Validity::From;
  validity.from = any_of(random, {From::kTierStart, From::kJoining, From::kAttribute});
  if (validity.from != From::kAttribute) return;
  signals.emplace_back(
      "date", SignalType::kInstant,
      random.chance(0.2) ? kNull : static_cast<double>(at("2023-01-01") + random.between(0, kSpan)));
  inputs.valid_from = &signals.back();
}

/// One random thing that happens, mostly in order; returns the customer's clock after it.
Millis happen(Random& random, LadderWorld& world, Millis clock) {
  Millis t = clock + static_cast<Millis>(random.exponential(15.0 * static_cast<double>(kDay)));
  if (random.chance(0.1)) t -= t % kDay;
  if (random.chance(0.1)) t = clock - random.between(0, 60 * kDay);
  const Millis now = std::max(t, clock);
  switch (random.below(10)) {
    case 0:
      world.touch(t);
      break;
    case 1:
    case 2:
      world.refund(t, static_cast<double>(random.between(0, 700)));
      break;
    case 3:
      if (random.chance(0.4)) {
        const Millis until = random.chance(0.2) ? kNever : now + random.between(0, 60 * kDay);
        world.pin(now, any_of(random, {"bronze", "silver", "gold", "lost"}), until);
      } else {
        world.unpin(now);
      }
      break;
    default:
      world.buy(t, static_cast<double>(random.between(0, 900)));
  }
  return now;
}

bool differs(const LadderWorld& world, Millis t) {
  const Verdict verdict = world.assess(t);
  return verdict.value != world.state().value || verdict.memory != world.state().memory ||
         verdict.notice != Notice::kNone;
}

/// Instants at which a rule might do something, and any others.
Millis suspect(Random& random, const config::Ladder& ladder, const LadderWorld& world, Millis from,
               Millis to) {
  Millis t = random.between(from, to);
  if (random.chance(0.2)) return t;
  if (random.chance(0.2)) t = world.state().since;
  if (random.chance(0.7)) t = world.midnight(format_timestamp(t).substr(0, 10));
  t += any_of(random, {Millis{0}, ladder.grace, ladder.minimum_stay, ladder.cooldown});
  t += any_of(random, {Millis{0}, -ladder.notice});
  return std::clamp(t + random.between(-1, 1), from, to);
}

/// Nothing differs in (clock, due), and at due something does.
void check_due(Random& random, const Programme& programme, const LadderWorld& world, Millis clock,
               int samples, int& exact, int& early) {
  const Millis due = world.due();
  ASSERT_GT(due, clock);
  const Millis last = std::min(due - 1, clock + kFar);
  if (last > clock) {
    ASSERT_FALSE(differs(world, last)) << format_timestamp(last);
    ASSERT_FALSE(differs(world, clock + 1)) << format_timestamp(clock);
  }
  for (int i = 0; i < samples && last > clock; ++i) {
    const Millis t = suspect(random, programme.ladder, world, clock + 1, last);
    ASSERT_FALSE(differs(world, t)) << format_timestamp(t) << ", due " << format_timestamp(due);
  }
  if (due == kNever) return;
  const bool right = differs(world, due);
  ASSERT_TRUE(right || programme.searched) << format_timestamp(due);
  ++(right ? exact : early);
}

TEST(LadderDue, IsTheFirstMillisecondThatDiffers) {
  Random random(2024);
  int exact = 0;
  int early = 0;
  for (int round = 0; round < 1500; ++round) {
    SCOPED_TRACE(round);
    const Programme programme(random);
    LadderWorld world(programme.ladder, programme.zone, programme.inputs);
    Millis clock = at("2024-01-01") + random.between(0, 100 * kDay);
    world.touch(clock);
    while (clock < at("2024-01-01") + kSpan) {
      clock = happen(random, world, clock);
      ASSERT_NO_FATAL_FAILURE(check_due(random, programme, world, clock, 20, exact, early));
    }
    for (int i = 0; i < 40 && world.due() < clock + kFar; ++i) {
      clock = world.due();
      world.wake(clock);
      ASSERT_NO_FATAL_FAILURE(check_due(random, programme, world, clock, 20, exact, early));
    }
  }
  EXPECT_GT(exact, 20'000);
  EXPECT_LT(early, exact / 100) << "a search that ends early is the exception";
}

TEST(LadderDue, NoticesComeTrueWhenNothingHappens) {
  Random random(7);
  int told = 0;
  for (int round = 0; round < 1500; ++round) {
    SCOPED_TRACE(round);
    const Programme programme(random);
    LadderWorld world(programme.ladder, programme.zone, programme.inputs);
    Millis clock = at("2024-01-01");
    world.touch(clock);
    for (int i = 0; i < 25; ++i) clock = happen(random, world, clock);
    world.told();
    while (world.due() < clock + kFar) {
      const Millis due = world.due();
      world.wake(due);
      const std::string line = world.told();
      ASSERT_EQ(line.find("cancelled"), std::string::npos) << line;
      if (!line.starts_with("pending")) continue;
      const LadderProjection then = world.project(due);
      ASSERT_NE(then.downgrade_at, kNever);
      ASSERT_EQ(then.downgrade_at, world.valid_until(due));
      const std::string to(then.downgrade_to);
      world.wake(then.downgrade_at - 1);
      ASSERT_EQ(world.told(), "") << "silent until it comes";
      world.wake(then.downgrade_at);
      ASSERT_EQ(world.level(), to);
      ASSERT_NE(world.told().find(" time " + format_timestamp(then.downgrade_at)), std::string::npos);
      ++told;
    }
  }
  EXPECT_GT(told, 300);
}

TEST(LadderDue, SavingAndLoadingAnywhereChangesNothing) {
  Random random(11);
  for (int round = 0; round < 600; ++round) {
    SCOPED_TRACE(round);
    const Programme programme(random);
    LadderWorld kept(programme.ladder, programme.zone, programme.inputs);
    LadderWorld saved(programme.ladder, programme.zone, programme.inputs);
    kept.touch(at("2024-01-01"));
    saved.touch(at("2024-01-01"));
    Millis clock = at("2024-01-01");
    for (int i = 0; i < 40; ++i) {
      const Random before = random;
      happen(random, kept, clock);
      random = before;
      clock = happen(random, saved, clock);
      if (random.chance(0.5)) clock += random.between(0, 30 * kDay);
      kept.wake(clock);
      saved.wake(clock);
      saved.reload();
      ASSERT_EQ(kept.told(), saved.told());
      ASSERT_EQ(kept.encoded(), saved.encoded());
      ASSERT_EQ(kept.due(), saved.due());
    }
  }
}

}  // namespace
}  // namespace tidemark::operators::story
