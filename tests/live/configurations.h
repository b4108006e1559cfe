#pragma once

#include <string>

namespace tidemark::live {

/// Short periods, so that within weeks every kind of level moves up and down, by events and by silence; small
/// batches, segments and checkpoints, so that a kill finds the engine in the middle of any of them.
inline constexpr char kMovingConfig[] = R"(
time: {zone: Europe/Berlin, silence_delay: 5m}
events: {currency: EUR, dedupe_horizon: 390d}
tiers:
  tier:
    basis: spend_30d
    levels: {bronze: 0, silver: 300, gold: 900, platinum: 2000}
    grace: 3d
    minimum_stay: 2d
    downgrade: step
  visits: {basis: purchase_days_14d, levels: {rare: 0, weekly: 2, often: 4}}
lifecycle: {new_for: 7d, loyal_orders: 4, at_risk_after: 10d, churned_after: 20d, won_back_for: 5d}
rfm: {cuts: fixed, recency_days: [3, 7, 14, 28], frequency: [2, 3, 5, 8], monetary: [50, 150, 400, 1000]}
abc: {enabled: false}
churn:
  horizon: 14d
  unknown_for: 2d
  mbgnbd: {r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}
  bands: {on: odds_ratio, enter: [1.2, 1.5, 2], leave: [1.1, 1.4, 1.8]}
alerts: {source: tidemark/live}
memory: {budget: 256MiB}
log: {segment: 256KiB, checkpoint_inputs: 1500, batch_inputs: 64}
)";

/// The same, and RFM and ABC follow the population.
inline std::string crowd_config() {
  std::string config = kMovingConfig;
  for (const std::string word : {"cuts: fixed, ", "abc: {enabled: false}\n"})
    config.erase(config.find(word), word.size());
  return config;
}

}  // namespace tidemark::live
