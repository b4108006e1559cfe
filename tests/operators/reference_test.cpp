// The plain reference model beside the operators: the same random histories under random programmes, the same
// transitions, instants, corrections and dues.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/operators/story.h"
#include "tests/reference/customer_model.h"

namespace tidemark::operators::story {
namespace {

config::Config random_programme(Random& random) {
  config::Config config = everything();
  config.abc.enabled = false;  // of the population, which the plain model does not know
  config.time.zone = random.chance(0.5) ? "UTC" : "America/New_York";
  config::Ladder& tier = config.ladders.front();
  tier.basis.days = static_cast<std::int32_t>(random.below(3) == 0 ? 0 : random.between(1, 200));
  tier.hysteresis_ppm = random.chance(0.5) ? 0 : random.between(0, 400'000);
  tier.grace = random.chance(0.5) ? 0 : random.between(0, 40 * kDay);
  tier.minimum_stay = random.chance(0.5) ? 0 : random.between(0, 90 * kDay);
  tier.downgrade_by_step = random.chance(0.5);
  config::Ladder days = tier;
  days.name = "regular";
  days.basis = {random.chance(0.5) ? config::Basis::Measure::kOrders : config::Basis::Measure::kPurchaseDays,
                static_cast<std::int32_t>(random.between(0, 90)), "basis"};
  days.levels = {{"a", 0}, {"b", 1}, {"c", 3}, {"d", 6}};
  config.ladders.push_back(days);
  config.lifecycle.won_back_for = random.between(0, 120 * kDay);
  if (random.chance(0.5)) config.rfm.measure = config::Rfm::Measure::kNet;
  config.churn.unknown_for = random.chance(0.5) ? 0 : random.between(0, 60 * kDay);
  config.churn.leave = {0.4, 0.55, 0.8};
  config.features.order_keep = random.chance(0.5) ? 400 * kDay : random.between(0, 100 * kDay);
  config.features.order_count = random.chance(0.5) ? 256 : 2;
  if (random.chance(0.3)) {
    config.churn.bands_on = config::Churn::BandsOn::kOddsRatio;
    config.churn.enter = {1.5, 3, 9};
    config.churn.leave = {1.2, 2, 4};
  }
  if (random.chance(0.3)) {
    config.churn.model = config::Churn::Model::kBgNbd;
    config.churn.parameters() = published_bgnbd();
  }
  return config;
}

/// Some purchases and refunds name their order; orders are as old as the book remembers, and older.
std::string random_order(Random& random, const Event& e) {
  const bool of_an_order = e.kind == Kind::kPurchase || reference::is_money_back(e.kind);
  if (!of_an_order || random.chance(0.4)) return "";
  return fmt::format("order-{}", random.below(12));
}

reference::PlainEvent plain(const Event& e, const std::string& order_id) {
  reference::PlainEvent event;
  event.order_id = order_id;
  event.kind = e.kind;
  event.event_id = std::string(e.event_id);
  event.time = e.time;
  if (e.has_amount) event.amount = e.amount;
  return event;
}

std::string line(const reference::PlainTransition& t) {
  return fmt::format("{} {} {}>{} {} {} {} {}", t.ordinal, t.level, t.from, t.to, format_timestamp(t.instant),
                     reference::name_of(t.cause), t.event_id, t.corrected ? "corrected" : "changed");
}

std::string line(const AlertDraft& alert) {
  const Json data(alert.data);
  std::string_view event_id;
  if (data.at("/cause")["event_id"].get(event_id) != simdjson::SUCCESS) event_id = "";  // there is none
  return fmt::format("{} {} {}>{} {} {} {} {}", alert.ordinal, data.text("/level"), data.text("/from"),
                     data.text("/to"), format_timestamp(alert.instant), data.text("/cause/kind"), event_id,
                     alert.type.substr(alert.type.rfind('.') + 1));
}

void expect_same(const std::vector<reference::PlainTransition>& expected, Customer& customer) {
  std::string wanted;
  for (const reference::PlainTransition& transition : expected) wanted += line(transition) + "\n";
  ASSERT_EQ(customer.alerts().size(), expected.size()) << customer.told() << "wanted\n" << wanted;
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(line(customer.alerts()[i]), line(expected[i]));
  customer.forget_alerts();
}

TEST(Reference, TellsTheSameStory) {
  Random random(42);
  for (int round = 0; round < 150; ++round) {
    SCOPED_TRACE(round);
    const config::Config config = random_programme(random);
    const auto scoring = scoring_of(config);
    Properties properties(*scoring);
    Customer customer(scoring);
    reference::CustomerModel model(config, Zone::load(config.time.zone).take());
    Millis latest = kNoTime;
    for (const Event& e : random_history(random, 40, kNewYear, 500 * kDay)) {
      const Millis watermark = random.chance(0.2) ? latest + random.between(0, 20 * kDay) : latest - kMinute;
      const std::string order = random_order(random, e);
      customer.apply(order.empty() ? e : properties.of_order(e, order), watermark);
      const auto expected = model.apply(plain(e, order), watermark);
      const Millis then = std::max({latest, e.time, watermark});
      const reference::History& history = model.history();
      ASSERT_EQ(customer.number("orders", then), static_cast<double>(history.orders()));
      ASSERT_EQ(customer.number("gross", then), static_cast<double>(history.gross()) / kMicro);
      ASSERT_EQ(customer.number("refunds", then), static_cast<double>(history.refunds()) / kMicro);
      ASSERT_NO_FATAL_FAILURE(expect_same(expected, customer));
      ASSERT_EQ(customer.due(), model.due());
      ASSERT_EQ(customer.last_was_late(), model.late());
      latest = std::max({latest, e.time, watermark});
    }
    customer.wake(kNewYear + 3000 * kDay);
    ASSERT_NO_FATAL_FAILURE(expect_same(model.wake(kNewYear + 3000 * kDay), customer));
    for (std::size_t i = 0; i < customer.scoring().level_count(); ++i) {
      EXPECT_EQ(customer.scoring().level_value(customer.state(), i), model.value(i));
    }
  }
}

}  // namespace
}  // namespace tidemark::operators::story
