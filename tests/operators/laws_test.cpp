// Laws: order of arrival changes no feature; cutting a run anywhere changes nothing; saving and loading at
// any point changes nothing afterwards; a copy is the same customer; the same history gives the same bytes.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

constexpr Millis kSpan = 500 * kDay;
constexpr Millis kDelay = 5 * kMinute;

struct Step {
  Event event;
  Millis watermark;
};

/// A history with the watermarks a mark before each event would have had.
std::vector<Step> with_marks(const std::vector<Event>& history) {
  std::vector<Step> steps;
  Millis latest = kNoTime;
  for (const Event& e : history) {
    steps.push_back({e, latest == kNoTime ? kNoTime : latest - kDelay});
    latest = std::max(latest, e.time);
  }
  return steps;
}

struct Outcome {
  std::vector<std::string> alerts;
  std::string state;
};

void collect(Outcome& outcome, Customer& customer) {
  for (const AlertDraft& alert : customer.alerts()) outcome.alerts.push_back(hex(alert.id) + alert.data);
  customer.forget_alerts();
}

TEST(Laws, FeaturesDoNotDependOnTheOrderOfArrival) {
  static constexpr const char* kColumns[] = {
      "orders",   "gross",  "refunds",    "net",        "events",    "recency_days", "btyd.x",
      "btyd.t_x", "btyd.T", "churn.risk", "first_seen", "last_seen", "churn.p_alive"};
  Random random(3);
  const auto scoring = scoring_of(everything());
  for (int round = 0; round < 200; ++round) {
    std::vector<Event> history = random_history(random, 40, kNewYear, kSpan);
    Customer straight(scoring);
    for (const Event& e : history) straight.apply(e);
    for (std::size_t i = history.size(); i > 1; --i) std::swap(history[i - 1], history[random.below(i)]);
    Customer shuffled(scoring);
    for (const Event& e : history) shuffled.apply(e);
    const Millis t = kNewYear + 2 * kSpan;
    for (const char* column : kColumns) {
      const double a = straight.number(column, t);
      const double b = shuffled.number(column, t);
      ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << column;
    }
  }
}

TEST(Laws, SavingAndLoadingAnywhereChangesNothing) {
  Random random(4);
  for (int round = 0; round < 100; ++round) {
    config::Config config = everything();
    config.time.zone = random.chance(0.5) ? "UTC" : "Europe/Berlin";
    config.ladders.front().downgrade_by_step = random.chance(0.5);
    config.ladders.front().grace = random.chance(0.5) ? 0 : 20 * kDay;
    const auto scoring = scoring_of(config);
    const std::vector<Step> steps = with_marks(random_history(random, 60, kNewYear, kSpan));
    Outcome kept;
    Customer customer(scoring);
    Outcome stored;
    auto saved = std::make_unique<Customer>(scoring);
    for (const Step& step : steps) {
      customer.apply(step.event, step.watermark);
      saved->apply(step.event, step.watermark);
      collect(kept, customer);
      collect(stored, *saved);
      ASSERT_EQ(customer.encoded(), saved->encoded());
      saved = std::make_unique<Customer>(saved->reloaded());
      ASSERT_EQ(customer.encoded(), saved->encoded());
      ASSERT_EQ(customer.due(), saved->due());
      if (random.chance(0.3)) {
        const Millis mark = step.event.time + random.between(0, 60 * kDay);
        customer.wake(mark);
        saved->wake(mark);
      }
    }
    customer.wake(kNewYear + 10 * kSpan);
    saved->wake(kNewYear + 10 * kSpan);
    collect(kept, customer);
    collect(stored, *saved);
    ASSERT_EQ(kept.alerts, stored.alerts);
    ASSERT_EQ(customer.encoded(), saved->encoded());
  }
}

TEST(Laws, CuttingARunChangesNothing) {
  Random random(5);
  const auto scoring = scoring_of(everything());
  for (int round = 0; round < 100; ++round) {
    const std::vector<Step> steps = with_marks(random_history(random, 50, kNewYear, kSpan));
    Customer whole(scoring);
    for (const Step& step : steps) whole.apply(step.event, step.watermark);
    Customer first(scoring);
    const std::size_t cut = random.below(steps.size());
    for (std::size_t i = 0; i < cut; ++i) first.apply(steps[i].event, steps[i].watermark);
    Customer second(first);
    for (std::size_t i = cut; i < steps.size(); ++i) second.apply(steps[i].event, steps[i].watermark);
    ASSERT_EQ(whole.encoded(), second.encoded());
    ASSERT_EQ(whole.told(), second.told());
  }
}

TEST(Laws, ACopyLivesOnItsOwn) {
  Customer customer(scoring_of(everything()));
  for (int day = 0; day < 20; ++day) customer.buy(noon(day), 50);
  const std::string before = customer.encoded();
  Customer copy(customer);
  EXPECT_EQ(copy.encoded(), before);
  EXPECT_EQ(copy.due(), customer.due());
  copy.buy(noon(30), 5000);
  copy.wake(noon(3000));
  EXPECT_EQ(customer.encoded(), before);
}

TEST(Laws, OfTwoWatermarksTheFinerOnlyAnnouncesSooner) {
  Random random(8);
  const auto scoring = scoring_of(everything());
  for (int round = 0; round < 50; ++round) {
    Customer coarse(scoring);
    for (int i = 0; i < 10; ++i) coarse.buy(noon(i * static_cast<int>(random.between(1, 40))), 100);
    Customer fine(coarse);
    coarse.wake(noon(2000));
    for (int i = 0; i < 300; ++i) fine.wake(noon(0) + i * 7 * kDay - i);
    fine.wake(noon(2000));
    ASSERT_EQ(coarse.told(), fine.told());
  }
}

}  // namespace
}  // namespace tidemark::operators::story
