// When time alone changes a condition: to the millisecond, against a plain walk through time, and at what
// cost.
#include <gtest/gtest.h>

#include <vector>

#include "operators/expression/first_change.h"
#include "operators/expression/next_change.h"
#include "tests/operators/expression_maker.h"

namespace tidemark::operators {
namespace {

constexpr Millis kNow = 1'760'000'000'000;

/// The first instant at which the condition differs from how it is at kNow, found by looking every `step` and
/// then bisecting on the condition itself; kNever when it does not within `reach`.
Millis walk(const ExpressionWorld& world, const CompiledExpression& condition, const Sample& sample,
            Millis step, Millis reach) {
  const auto holds = [&](Millis t) { return condition.holds(sample.bytes(), world.at(t)); };
  const bool now = holds(kNow);
  for (Millis t = kNow; t < kNow + reach; t += step) {
    if (holds(t + step) == now) continue;
    Millis same = t;
    Millis differs = t + step;
    while (differs - same > 1) {
      const Millis middle = same + (differs - same) / 2;
      (holds(middle) == now ? same : differs) = middle;
    }
    return differs;
  }
  return kNever;
}

Millis change_of(const ExpressionWorld& world, std::string_view condition, const Sample& sample) {
  return next_change(world.condition(condition), sample.bytes(), world.at(kNow), world.zone());
}

TEST(FirstChange, OfAPlainStep) {
  for (const Millis at : {Millis{1}, Millis{2}, Millis{77}, Millis{1'000'000}, Millis{999'999'999}}) {
    int decisions = 0;
    const auto decide = [&](Millis from, Millis to) {
      ++decisions;
      return to < at ? Outlook::kSame : from >= at ? Outlook::kDiffers : Outlook::kUndecided;
    };
    EXPECT_EQ(first_change(0, 1'000'000'000, decide), at);
    EXPECT_LE(decisions, 62);
    EXPECT_EQ(first_change(0, at, decide), at);
    EXPECT_EQ(first_change(0, at - 1, decide), kNever);
  }
}

TEST(FirstChange, OfWhatNeverOrAlwaysChanges) {
  EXPECT_EQ(first_change(5, 1000, [](Millis, Millis) { return Outlook::kSame; }), kNever);
  EXPECT_EQ(first_change(5, 1000, [](Millis, Millis) { return Outlook::kDiffers; }), 6);
  EXPECT_EQ(first_change(5, 5, [](Millis, Millis) { return Outlook::kDiffers; }), kNever);
  EXPECT_EQ(first_change(5, 6, [](Millis, Millis) { return Outlook::kDiffers; }), 6);
}

/// A needle: different for one millisecond, and bounds so wide that only points tell.
TEST(FirstChange, FindsANeedle) {
  const auto decide = [](Millis from, Millis to) {
    if (from < to) return Outlook::kUndecided;
    return from == 700 ? Outlook::kDiffers : Outlook::kSame;
  };
  EXPECT_EQ(first_change(0, 1000, decide), 700);
}

TEST(FirstChange, ComesTooEarlyRatherThanTooLate) {
  const auto decide = [](Millis from, Millis to) {
    if (from < to) return Outlook::kUndecided;
    return from == 700'000 ? Outlook::kDiffers : Outlook::kSame;
  };
  const Millis found = first_change(0, 1'000'000, decide, InTheMiddle(), 100);
  EXPECT_GT(found, 0);
  EXPECT_LT(found, 700'000);
  EXPECT_EQ(first_change(0, 1'000'000, decide, InTheMiddle(), 1), 1);
}

TEST(NextChange, OfFeaturesThatAge) {
  const ExpressionWorld world;
  Sample sample;
  sample.last = kNow - 10 * kDay - 1;
  sample.login = kNow - 3 * kDay - 123'456;
  sample.joined = kNow + 20 * kDay;
  const Millis thirty = sample.last + 30 * kDay;
  EXPECT_EQ(change_of(world, "recency_days >= 30", sample), thirty);
  EXPECT_EQ(change_of(world, "recency_days < 30d", sample), thirty);
  EXPECT_EQ(change_of(world, "recency_days > 30", sample), thirty + 1);
  EXPECT_EQ(change_of(world, "30 >= recency_days", sample), thirty + 1);
  EXPECT_EQ(change_of(world, "recency_days == 30", sample), thirty);
  EXPECT_EQ(change_of(world, "not (recency_days != 30)", sample), thirty);
  EXPECT_EQ(change_of(world, "recency_days < 12h", sample), kNever);
  EXPECT_EQ(change_of(world, "recency_days >= 10", sample), kNever);
  EXPECT_EQ(change_of(world, "days_until(attribute.joined) < 7", sample), sample.joined - 7 * kDay + 1);
  EXPECT_EQ(change_of(world, "days_until(attribute.joined) <= 7", sample), sample.joined - 7 * kDay);
  EXPECT_EQ(change_of(world, "days_since(attribute.joined) >= 0", sample), sample.joined);
  EXPECT_EQ(change_of(world, "recency_days >= 30 and days_since_login >= 25", sample),
            std::max(thirty, sample.login + 25 * kDay));
  EXPECT_EQ(change_of(world, "recency_days * 2 >= 60", sample), thirty);
  EXPECT_EQ(change_of(world, "recency_days >= 30 and orders > 5", sample), kNever);
  EXPECT_EQ(change_of(world, "recency_days >= 30 and nps > 5", sample), kNever);
  EXPECT_EQ(change_of(world, "nps > 5", sample), kNever);
  EXPECT_EQ(change_of(world, "tenure_days > 5", sample), kNever);
}

/// Both age, so neither passes the other: no search at all, not even where they are equal.
TEST(NextChange, OfFeaturesThatAgeInStep) {
  const ExpressionWorld world;
  Sample sample;
  sample.last = sample.first = sample.joined = kNow - 10 * kDay;
  sample.login = kNow - 100 * kDay;
  for (const char* text :
       {"recency_days > tenure_days", "recency_days >= tenure_days", "recency_days == tenure_days",
        "recency_days < days_since_login", "days_since(attribute.joined) != recency_days",
        "days_since_login - recency_days > 90", "days_since_login - recency_days >= 90",
        "days_since_login - recency_days == 90.5"}) {
    world.take_ranges();
    EXPECT_EQ(change_of(world, text, sample), kNever) << text;
    EXPECT_LE(world.take_ranges(), 4u) << text;
  }
}

TEST(NextChange, OfRisingAndFading) {
  const ExpressionWorld world;
  Sample sample;
  sample.last = kNow - 5 * kDay;
  sample.complaint = kNow - kDay;
  sample.weight = 0.9;
  for (const char* text :
       {"churn.risk > 0.5", "churn.risk < 0.97", "complaint_weight < 0.2", "complaint_weight >= 0.01",
        "churn.risk * 2 - 1 > 0.3", "1 - churn.risk > 2 * complaint_weight"}) {
    const CompiledExpression condition = world.condition(text);
    const Millis found = next_change(condition, sample.bytes(), world.at(kNow), world.zone());
    EXPECT_EQ(found, walk(world, condition, sample, kMinute, 300 * kDay)) << text;
  }
}

/// The mixture of a rising risk and a complaint that fades falls below the threshold and comes back, so that
/// both ends of the time ahead look the same.
TEST(NextChange, OfAMixtureThatComesBack) {
  const ExpressionWorld world;
  Random random(3);
  const CompiledExpression condition = world.condition("churn.risk + complaint_weight >= 0.8");
  int turned = 0;
  for (int i = 0; i < 200; ++i) {
    Sample sample;
    sample.last = kNow - random.between(0, 20 * kDay);
    sample.complaint = kNow - random.between(0, 3 * kDay);
    sample.weight = 0.8 + random.uniform();
    const bool now = condition.holds(sample.bytes(), world.at(kNow));
    const bool later = condition.holds(sample.bytes(), world.at(kNow + 300 * kDay));
    const Millis expected = walk(world, condition, sample, 10 * kMinute, 300 * kDay);
    const Millis found = next_change(condition, sample.bytes(), world.at(kNow), world.zone());
    ASSERT_EQ(found, expected);
    if (now && later && found != kNever) ++turned;
  }
  EXPECT_GT(turned, 50);
}

/// What it hardly does: the sum dips below a limit that is next to its least value, for moments. The search
/// gives up on the way and goes on when it is woken, until it is there.
TEST(NextChange, OfADipThatIsHardToSee) {
  const ExpressionWorld world;
  Sample sample;
  sample.last = kNow - 2 * kDay;
  sample.complaint = kNow - kDay;
  sample.weight = 1.2;
  const CompiledExpression sum = world.value("churn.risk + complaint_weight");
  const auto sum_at = [&](Millis t) { return sum.number(sample.bytes(), world.at(t)); };
  Millis lowest = kNow;
  for (Millis t = kNow; t < kNow + 100 * kDay; t += 10 * kSecond) {
    if (sum_at(t) < sum_at(lowest)) lowest = t;
  }
  ASSERT_GT(lowest, kNow + kDay);
  const double limit = sum_at(lowest) + 1e-8;
  int searches = 0;
  Millis t = kNow;
  do {
    t = next_change(sum, sample.bytes(), world.at(t), world.zone(), limit, 10);
    ++searches;
  } while (t < lowest && sum_at(t) >= limit);
  EXPECT_LT(sum_at(t), limit);
  EXPECT_GE(sum_at(t - 1), limit);
  EXPECT_GT(searches, 1);
  EXPECT_LT(searches, 40);
  // A little further below it is one search to know that it does not.
  EXPECT_EQ(next_change(sum, sample.bytes(), world.at(kNow), world.zone(), sum_at(lowest) - 1e-4, 10),
            kNever);
}

TEST(NextChange, OfSteps) {
  for (const char* zone : {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"}) {
    const ExpressionWorld world(zone);
    const Sample sample;
    for (const char* text :
         {"step > 12", "step == 3", "step + wave > 15.5", "step in [1, 2, 3]", "wave > 0.3 or step > 12"}) {
      const CompiledExpression condition = world.condition(text);
      EXPECT_EQ(next_change(condition, sample.bytes(), world.at(kNow), world.zone()),
                walk(world, condition, sample, kMinute, 60 * kDay))
          << text << " in " << zone;
    }
  }
}

TEST(NextChange, OfWhatIsNotKnownForAWhile) {
  const ExpressionWorld world;
  Sample sample;
  sample.gap_from = kNow + 3 * kDay + 17;
  sample.gap_to = kNow + 4 * kDay + 5;
  EXPECT_EQ(change_of(world, "gap == 40", sample), sample.gap_from);
  EXPECT_EQ(change_of(world, "gap != 40", sample), kNever);
  EXPECT_EQ(change_of(world, "not known(gap)", sample), sample.gap_from);
  EXPECT_EQ(change_of(world, "coalesce(gap, 7) == 7", sample), sample.gap_from);
  sample.gap_from = kNow - 1;
  EXPECT_EQ(change_of(world, "gap == 40", sample), sample.gap_to);
  EXPECT_EQ(change_of(world, "gap > 5 or orders > 2", sample), kNever);
}

TEST(NextChange, OfNumbersThatLeaveABand) {
  const ExpressionWorld world;
  Sample sample;
  sample.last = kNow - 10 * kDay;
  sample.gap_from = kNow + kDay;
  sample.gap_to = kNow + 2 * kDay;
  const auto leaves = [&](std::string_view text, double low, double high) {
    return next_change(world.value(text), sample.bytes(), world.at(kNow), world.zone(), low, high);
  };
  EXPECT_EQ(leaves("recency_days", 0, 30), kNow + 20 * kDay);
  EXPECT_EQ(leaves("recency_days", 20, 30), kNow + 10 * kDay);  // not in it now: when it comes in
  EXPECT_EQ(leaves("recency_days / 10", 0, 3), kNow + 20 * kDay);
  EXPECT_EQ(leaves("recency_days", 0, 5), kNever);
  EXPECT_EQ(leaves("gap", 0, 100), sample.gap_from);  // not known is outside
  EXPECT_EQ(leaves("nps", 0, 10), kNever);
  const Result<const Signal*> signal = world.signal("recency_days");
  ASSERT_TRUE(signal.ok());
  EXPECT_EQ(next_change(**signal, sample.bytes(), world.at(kNow), world.zone(), 0, 30), kNow + 20 * kDay);
}

/// Random conditions over random customers: the change is there, to the millisecond, and nothing changes
/// before it. Where the search gave up it is too early, but hardly ever by so little that a customer would be
/// woken all the time.
TEST(NextChange, IsTheFirstOne) {
  const ExpressionWorld world;
  ExpressionMaker maker(world.config(), 4);
  int changes = 0;
  int early = 0;
  int within_a_day = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::string text = maker.any_condition(3);
    const CompiledExpression condition = world.condition(text);
    const Sample sample = maker.customer(kNow);
    const auto holds = [&](Millis t) { return condition.holds(sample.bytes(), world.at(t)); };
    const bool now = holds(kNow);
    const Millis found = next_change(condition, sample.bytes(), world.at(kNow), world.zone());
    ASSERT_GT(found, kNow) << text;
    ASSERT_LE(found, walk(world, condition, sample, 2 * kHour + 7, 40 * kDay)) << text;
    if (found == kNever) continue;
    ++changes;
    ASSERT_EQ(holds(found - 1), now) << text;
    if (holds(found) != now) continue;
    ++early;
    if (found < kNow + kDay) ++within_a_day;
  }
  EXPECT_GT(changes, 700);
  EXPECT_LT(early, changes / 8);
  EXPECT_LT(within_a_day, changes / 100);
}

/// Decisions, counted by what they ask of signals.
TEST(NextChange, CostsLittle) {
  const ExpressionWorld world;
  Sample sample;
  sample.last = kNow - 5 * kDay;
  sample.login = kNow - 2 * kDay;
  sample.complaint = kNow - kDay;
  sample.weight = 0.9;
  const auto ranges = [&](std::string_view text) {
    world.take_ranges();
    EXPECT_NE(change_of(world, text, sample), kNever) << text;
    return world.take_ranges();
  };
  EXPECT_LE(ranges("recency_days >= 30"), 3u);
  EXPECT_LE(ranges("recency_days > 30"), 5u);
  EXPECT_LE(ranges("recency_days >= 30 and days_since_login >= 14"), 12u);
  EXPECT_LE(ranges("churn.risk > 0.5"), 75u);
  EXPECT_LE(ranges("complaint_weight < 0.01"), 75u);
  EXPECT_LE(ranges("churn.risk + complaint_weight < 0.6"), 300u);
  EXPECT_LE(ranges("step == 3"), 60u);
  world.take_ranges();
  EXPECT_EQ(change_of(world, "orders > 2 and nps > 5", sample), kNever);
  EXPECT_LE(world.take_ranges(), 2u);
}

}  // namespace
}  // namespace tidemark::operators
