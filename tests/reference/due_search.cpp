#include "tests/reference/due_search.h"

#include <cmath>
#include <set>

namespace tidemark::reference {
namespace {

constexpr Day kChurnDaysMax = 18'300;
constexpr Millis kFar = 3'652'500 * kDay;  ///< about ten thousand years

void add_ladder_edges(const config::Ladder& ladder, const History& history, const InForce& now,
                      std::set<Millis>& edges) {
  for (const Day day : history.money_days()) {
    edges.insert(history.zone().day_start(day));
    edges.insert(history.zone().day_start(day + ladder.basis.days));
  }
  if (now.pending) edges.insert(*now.pending + ladder.grace);
  edges.insert(now.since + ladder.minimum_stay);
}

void add_lifecycle_edges(const config::Lifecycle& rules, const History& history, const InForce& now,
                         std::set<Millis>& edges) {
  if (now.spell) edges.insert(*now.spell + rules.won_back_for);
  if (!history.last_purchase()) return;
  edges.insert(*history.last_purchase() + rules.at_risk_after);
  edges.insert(*history.last_purchase() + rules.churned_after);
  edges.insert(*history.first_purchase() + rules.new_for);
}

/// The score falls somewhere near the cut; the pieces between two cuts' surroundings are constant.
void add_rfm_edges(const config::Rfm& rules, const History& history, std::set<Millis>& edges) {
  if (!history.last_purchase()) return;
  for (const double days : rules.recency_days) {
    const Millis near = *history.last_purchase() + std::llround(days * static_cast<double>(kDay));
    edges.insert(near - 1000);
    edges.insert(near + 1000);
  }
}

/// Risk only rises while nothing happens, so the band does: one piece once it is known.
void add_churn_edges(const config::Churn& rules, const History& history, std::set<Millis>& edges) {
  if (history.first_purchase()) edges.insert(*history.first_purchase() + rules.unknown_for);
}

std::set<Millis> edges_of(const config::Config& config, const LevelRule& rule, const History& history,
                          const InForce& now) {
  std::set<Millis> edges;
  switch (rule.sort) {
    case LevelSort::kLadder:
      add_ladder_edges(config.ladders[rule.ladder], history, now, edges);
      break;
    case LevelSort::kLifecycle:
      add_lifecycle_edges(config.lifecycle, history, now, edges);
      break;
    case LevelSort::kRfm:
      add_rfm_edges(config.rfm, history, edges);
      break;
    case LevelSort::kChurn:
      add_churn_edges(config.churn, history, edges);
      break;
  }
  return edges;
}

/// The search is over here: a churn band is not crossed more than 18,300 days after the last purchase day.
Millis end_of_search(const LevelRule& rule, const History& history, Millis from) {
  const std::set<Day> days = history.purchase_days();
  if (rule.sort != LevelSort::kChurn || days.empty()) return from + kFar;
  return history.zone().day_start(*days.rbegin() + kChurnDaysMax) + 1;
}

}  // namespace

Millis first_difference(const config::Config& config, const LevelRule& rule, const History& history,
                        const InForce& now, Millis from) {
  const auto differs = [&](Millis at) {
    const Assessed then = assess(config, rule, history, now, at, nullptr);
    return then.value != now.value || then.pending != now.pending;
  };
  std::set<Millis> edges = edges_of(config, rule, history, now);
  const Millis end = end_of_search(rule, history, from);
  edges.erase(edges.lower_bound(end), edges.end());
  edges.insert(end);
  Millis begin = from;
  for (auto edge = edges.upper_bound(from); edge != edges.end(); begin = *edge++) {
    if (differs(begin)) return begin;
    Millis same = begin;
    Millis other = *edge - 1;
    if (!differs(other)) continue;
    while (same + 1 < other) {
      const Millis middle = same + (other - same) / 2;
      (differs(middle) ? other : same) = middle;
    }
    return other;
  }
  return kNever;
}

}  // namespace tidemark::reference
