#include "tests/reference/assessment.h"

#include <algorithm>

#include "tests/reference/churn_formula.h"

namespace tidemark::reference {
namespace {

enum Lifecycle { kProspect, kNew, kActive, kLoyal, kAtRisk, kChurned, kWonBack };
enum ChurnBand { kUnknown, kLow };  // medium, high and critical follow

std::int64_t holding_threshold(const config::Ladder& ladder, std::int64_t at) {
  return at - static_cast<std::int64_t>(static_cast<__int128>(at) * ladder.hysteresis_ppm / 1'000'000);
}

/// The highest level the basis earns, or may keep.
int ladder_target(const config::Ladder& ladder, std::int64_t basis, int current) {
  int deserved = 0;
  int held = 0;
  for (int i = 1; i < static_cast<int>(ladder.levels.size()); ++i) {
    const std::int64_t at = ladder.levels[static_cast<std::size_t>(i)].at;
    if (basis >= at) deserved = i;
    if (i <= current && basis >= holding_threshold(ladder, at)) held = i;
  }
  return std::max(deserved, held);
}

Assessed assess_ladder(const config::Ladder& ladder, const History& history, const InForce& now, Millis at) {
  const int target = ladder_target(ladder, history.basis(ladder.basis, at), now.value);
  if (target >= now.value) return {target, std::nullopt, std::nullopt};
  const Millis pending = now.pending.value_or(at);
  // Several events may be assessed at one instant: a step that began to pend there is none of the second's.
  const bool pends_since_now = now.pending == at;
  if (pends_since_now || at < std::max(pending + ladder.grace, now.since + ladder.minimum_stay))
    return {now.value, pending, std::nullopt};
  if (!ladder.downgrade_by_step) return {target, std::nullopt, std::nullopt};
  const int lower = now.value - 1;
  return {lower, target < lower ? std::optional(at) : std::nullopt, std::nullopt};
}

int lifecycle_value(const config::Lifecycle& rules, const History& history, std::optional<Millis> spell,
                    Millis at) {
  if (!history.last_purchase()) return kProspect;
  const Millis silence = at - *history.last_purchase();
  if (silence >= rules.churned_after) return kChurned;
  if (silence >= rules.at_risk_after) return kAtRisk;
  if (spell && at < *spell + rules.won_back_for) return kWonBack;
  if (history.orders() >= rules.loyal_orders) return kLoyal;
  if (history.orders() == 1 && at < *history.first_purchase() + rules.new_for) return kNew;
  return kActive;
}

Assessed assess_lifecycle(const config::Lifecycle& rules, const History& history, const InForce& now,
                          Millis at, const PlainEvent* event) {
  std::optional<Millis> spell = now.spell;
  const bool returns = event != nullptr && event->kind == Kind::kPurchase && now.value == kChurned &&
                       event->time >= now.since && lifecycle_value(rules, history, spell, at) != kChurned;
  if (returns) spell = event->time;
  return {lifecycle_value(rules, history, spell, at), std::nullopt, spell};
}

int rfm_segment(const config::Rfm& rules, const History& history, Millis at) {
  if (!history.last_purchase()) return kNull;
  const PlainRfm scores = rfm_scores(rules, history, at);
  return rules.cell[static_cast<std::size_t>((scores.r - 1) * 25 + (scores.f - 1) * 5 + (scores.m - 1))];
}

/// What the bands are cut on.
double churn_measure(const config::Churn& rules, const History& history, Millis at) {
  const PlainBtyd now = history.btyd(at);
  if (rules.bands_on == config::Churn::BandsOn::kRisk) {
    return no_purchase_probability(rules.model, *rules.parameters(), now, rules.horizon);
  }
  const PlainBtyd fresh{now.x, now.t_x, now.t_x};
  return no_purchase_odds(rules.model, *rules.parameters(), now, rules.horizon) /
         no_purchase_odds(rules.model, *rules.parameters(), fresh, rules.horizon);
}

int churn_band(const config::Churn& rules, const History& history, int current, Millis at) {
  if (!rules.parameters() || !history.first_purchase()) return kUnknown;
  const bool one_day = history.purchase_days().size() == 1;
  if (one_day && at < *history.first_purchase() + rules.unknown_for) return kUnknown;
  const double s = churn_measure(rules, history, at);
  int up = 0;
  int stay = 0;
  for (const double cut : rules.enter) up += cut <= s ? 1 : 0;
  for (const double cut : rules.leave) stay += cut <= s ? 1 : 0;
  const int current_band = current == kUnknown ? 0 : current - kLow;
  return kLow + std::max(up, std::min(stay, current_band));
}

}  // namespace

std::vector<LevelRule> level_rules(const config::Config& config) {
  std::vector<LevelRule> rules;
  for (std::size_t i = 0; i < config.ladders.size(); ++i) {
    LevelRule rule{LevelSort::kLadder, i, config.ladders[i].name, {}};
    for (const config::TierLevel& level : config.ladders[i].levels) rule.values.push_back(level.name);
    rules.push_back(rule);
  }
  if (config.lifecycle.enabled)
    rules.push_back({LevelSort::kLifecycle,
                     0,
                     "lifecycle",
                     {"prospect", "new", "active", "loyal", "at_risk", "churned", "won_back"}});
  if (config.rfm.enabled) rules.push_back({LevelSort::kRfm, 0, "rfm", config.rfm.segments});
  rules.push_back({LevelSort::kChurn, 0, "churn", {"unknown", "low", "medium", "high", "critical"}});
  return rules;
}

PlainRfm rfm_scores(const config::Rfm& rules, const History& history, Millis at) {
  const double recency = static_cast<double>(at - *history.last_purchase()) / static_cast<double>(kDay);
  const Micro money = rules.measure == config::Rfm::Measure::kGross ? history.gross() : history.net();
  PlainRfm scores{5, 1, 1};
  for (const double cut : rules.recency_days) scores.r -= cut < recency ? 1 : 0;
  for (const std::int64_t cut : rules.frequency) scores.f += cut <= history.orders() ? 1 : 0;
  for (const Micro cut : rules.monetary) scores.m += cut <= money ? 1 : 0;
  return scores;
}

std::optional<double> churn_risk(const config::Churn& rules, const History& history, Millis at) {
  if (!rules.parameters() || !history.first_purchase()) return std::nullopt;
  return no_purchase_probability(rules.model, *rules.parameters(), history.btyd(at), rules.horizon);
}

Assessed assess(const config::Config& config, const LevelRule& rule, const History& history,
                const InForce& now, Millis at, const PlainEvent* event) {
  switch (rule.sort) {
    case LevelSort::kLadder:
      return assess_ladder(config.ladders[rule.ladder], history, now, at);
    case LevelSort::kLifecycle:
      return assess_lifecycle(config.lifecycle, history, now, at, event);
    case LevelSort::kRfm:
      return {rfm_segment(config.rfm, history, at), std::nullopt, std::nullopt};
    case LevelSort::kChurn:
      return {churn_band(config.churn, history, now.value, at), std::nullopt, std::nullopt};
  }
  return {};
}

}  // namespace tidemark::reference
