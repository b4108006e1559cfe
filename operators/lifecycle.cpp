#include "operators/lifecycle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace tidemark::operators {
namespace {

double days(Millis span) {
  return static_cast<double>(span) / static_cast<double>(kDay);
}

double recency_days(const Orders& orders, Millis t) {
  return orders.any() ? days(t - orders.last) : std::numeric_limits<double>::quiet_NaN();
}

/// "30 days"
std::string span(Millis length) {
  return counted(days(length), "day", "days");
}

/// Worth to the company, where one value is better than another: `new`, `active` and `won_back` are alike.
int worth(std::uint8_t value) {
  constexpr std::array<int, 7> kWorth = {0, 1, 1, 2, -1, -2, 1};
  return kWorth[value];
}

}  // namespace

Lifecycle::Lifecycle(const config::Lifecycle& settings)
    : Level("lifecycle", {"prospect", "new", "active", "loyal", "at_risk", "churned", "won_back"}),
      settings_(settings) {}

Lifecycle::Value Lifecycle::value_at(const Orders& orders, Millis spell, Millis t) const {
  if (!orders.any()) return kProspect;
  const Millis silence = t - orders.last;
  if (silence >= settings_.churned_after) return kChurned;
  if (silence >= settings_.at_risk_after) return kAtRisk;
  if (spell != kNoTime && t < spell + settings_.won_back_for) return kWonBack;
  if (orders.orders >= settings_.loyal_orders) return kLoyal;
  if (orders.orders == 1 && t < orders.first + settings_.new_for) return kNew;
  return kActive;
}

Verdict Lifecycle::assess(const Facts& facts, const LevelState& level, Moment now,
                          const Stimulus& stimulus) const {
  const bool returns = stimulus.kind == Kind::kPurchase && stimulus.cause == Cause::kEvent &&
                       level.value == kChurned && stimulus.event_time >= level.since;
  const Millis spell = returns ? stimulus.event_time : level.memory.a;
  const Value value = value_at(*facts.orders, spell, now.t);
  return {value, {.a = value == kChurned ? level.memory.a : spell}};
}

// Silence only grows and spells only end, so the value can change at four instants and nowhere else.
Millis Lifecycle::due(const Facts& facts, const LevelState& level, Moment now) const {
  const Orders& orders = *facts.orders;
  if (!orders.any()) return kNever;
  std::array<Millis, 4> edges = {
      orders.last + settings_.at_risk_after, orders.last + settings_.churned_after,
      orders.first + settings_.new_for,
      level.memory.a == kNoTime ? kNever : level.memory.a + settings_.won_back_for};
  Millis due = kNever;
  for (const Millis edge : edges) {
    if (edge > now.t && edge < due && value_at(orders, level.memory.a, edge) != level.value) due = edge;
  }
  return due;
}

Sentiment Lifecycle::sentiment(const Transition& transition) const {
  const int gain = worth(transition.to) - worth(transition.from);
  if (gain == 0) return Sentiment::kNeutral;
  return gain > 0 ? Sentiment::kBetter : Sentiment::kWorse;
}

Reason Lifecycle::recency_reason(const Occasion& occasion, Value to) const {
  const double value = recency_days(*occasion.facts.orders, occasion.now.t);
  const double before = recency_days(*occasion.facts_before.orders, occasion.moment_before.t);
  const double limit = days(to == kAtRisk ? settings_.at_risk_after : settings_.churned_after);
  std::string text;
  if (to == kWonBack) {
    text = fmt::format("Bought again after {} of silence.", counted(before, "day", "days"));
  } else {
    text =
        fmt::format("No purchase for {}; a customer counts as {} from {} on.", counted(value, "day", "days"),
                    to == kAtRisk ? "at risk" : "churned", counted(limit, "day", "days"));
  }
  return {"recency_days", value, before, limit, value - limit, std::move(text)};
}

Reason Lifecycle::orders_reason(const Occasion& occasion, Value to) const {
  const auto value = static_cast<double>(occasion.facts.orders->orders);
  const auto before = static_cast<double>(occasion.facts_before.orders->orders);
  const double reference = to == kLoyal ? static_cast<double>(settings_.loyal_orders) : 1;
  std::string text = what_ended(occasion);
  if (to == kProspect) {
    text += before > value ? "No order is left." : "Has made no order yet.";
  } else if (to == kNew) {
    text += before > value ? "One order is left." : "Made the first order.";
  } else {
    text += fmt::format("Has made {}; loyal starts at {}.", counted(value, "order", "orders"),
                        counted(static_cast<double>(settings_.loyal_orders), "order", "orders"));
  }
  return {"orders", value, before, reference, value - reference, std::move(text)};
}

/// What ended by time alone at this instant; "" where nothing did.
std::string Lifecycle::what_ended(const Occasion& occasion) const {
  if (occasion.stimulus.cause != Cause::kTime) return "";
  const Millis t = occasion.now.t;
  const Millis spell = occasion.transition.memory_before.a;
  if (spell != kNoTime && t == spell + settings_.won_back_for) {
    return fmt::format("Came back {} ago and is won back no longer. ", span(settings_.won_back_for));
  }
  if (t == occasion.facts.orders->first + settings_.new_for) {
    return fmt::format("The first order was {} ago and is not new any more. ", span(settings_.new_for));
  }
  return "";
}

Explanation Lifecycle::explain(const Occasion& occasion) const {
  const auto to = static_cast<Value>(occasion.transition.to);
  const bool by_silence = to == kAtRisk || to == kChurned || to == kWonBack;
  Reason reason = by_silence ? recency_reason(occasion, to) : orders_reason(occasion, to);
  const double score = reason.value;
  return {score, {std::move(reason)}};
}

}  // namespace tidemark::operators
