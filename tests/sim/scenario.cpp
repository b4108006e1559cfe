#include "tests/sim/scenario.h"

#include <fmt/format.h>

#include "config/load.h"
#include "engine/base/assert.h"
#include "engine/base/random.h"
#include "tests/sim/stream_maker.h"

namespace tidemark::sim {
namespace {

constexpr const char* kZones[] = {"UTC", "Europe/Berlin", "Asia/Shanghai", "America/Sao_Paulo"};

/// A stream of random numbers of its own, so that what the seed stood for before stays as it is.
std::string population_yaml(std::uint64_t seed) {
  if (seed < kFirstPopulationSeed) return "  cuts: fixed\nabc: {enabled: false}\n";
  Random random(seed ^ 0xABC);
  const char* const measures[] = {"gross", "net", "margin"};
  const char* const days[] = {"lifetime", "30", "90"};
  return fmt::format(
      "  cuts: {}\nabc: {{measure: {}, days: {}, cuts: [0.5, 0.8]}}\n"
      "population: {{epoch_inputs: {}, customers_min: {}}}\n",
      random.chance(0.8) ? "quintiles" : "fixed", measures[random.below(2)], days[random.below(3)],
      1 + random.below(40), 1 + random.below(4));
}

std::string make_yaml(Random& random, Clocks clocks, std::uint64_t seed) {
  const auto pick = [&](std::initializer_list<const char*> of) {
    return of.begin()[random.below(of.size())];
  };
  std::string yaml = fmt::format(
      "time:\n  zone: {}\n  silence_delay: {}\n  accept_late: 400d\n  jump_gap: {}\n"
      "events:\n  currency: EUR\n  dedupe_horizon: {}\n  dedupe_ids: {}\n",
      kZones[random.below(4)], pick({"0s", "5m", "2d"}), pick({"60d", "90d", "200d"}),
      pick({"1d", "30d", "400d"}), pick({"2", "8", "1000"}));
  if (clocks != Clocks::kEvent)
    yaml.insert(yaml.find("events:"), fmt::format("  accept_future: {}\n", pick({"0s", "1m", "2h", "3d"})));
  yaml += fmt::format(
      "tiers:\n  tier:\n    basis: {}\n    levels: {{bronze: 0, silver: {}, gold: {}}}\n    hysteresis: {}\n"
      "    grace: {}\n    minimum_stay: {}\n    downgrade: {}\n",
      pick({"spend_30d", "spend_90d", "spend_365d"}), 100 + random.below(200), 400 + random.below(400),
      pick({"0%", "5%", "20%"}), pick({"0s", "1d", "14d"}), pick({"0s", "10d"}), pick({"straight", "step"}));
  if (random.chance(0.3)) yaml += "  visits:\n    basis: orders_30d\n    levels: {rare: 0, often: 3}\n";
  yaml += fmt::format(
      "lifecycle:\n  new_for: {}\n  loyal_orders: {}\n  at_risk_after: {}\n  churned_after: {}\n  "
      "won_back_for: {}\n",
      pick({"7d", "30d"}), 2 + random.below(4), pick({"20d", "45d"}), pick({"60d", "120d"}),
      pick({"5d", "30d"}));
  yaml +=
      "rfm:\n  recency_days: [7, 30, 60, 120]\n  frequency: [2, 3, 5, 8]\n  monetary: [50, 150, 400, 1000]\n";
  if (random.chance(0.2)) yaml += "  enabled: false\n";
  yaml += population_yaml(seed);
  yaml += fmt::format(
      "churn:\n  model: {0}\n  horizon: {1}\n  unknown_for: {2}\n"
      "  {0}: {{r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}}\n",
      pick({"mbgnbd", "bgnbd"}), pick({"28d", "91d"}), pick({"0s", "14d"}));
  yaml += random.chance(0.5) ? "  bands: {on: odds_ratio, enter: [1.5, 3, 8], leave: [1.2, 2, 6]}\n"
                             : "  bands: {on: risk, enter: [0.5, 0.7, 0.9], leave: [0.45, 0.65, 0.88]}\n";
  yaml += fmt::format("log:\n  wake_budget: {}\n", 1 + random.below(3));
  return yaml;
}

}  // namespace

Clocks clocks_of(std::uint64_t seed) {
  if (seed < kFirstMixedSeed) return Clocks::kEvent;
  const std::uint64_t twelfth =
      Random(~seed).below(12);  // a stream of its own: the scenario's stays as it is
  return twelfth < 3 ? Clocks::kWall : twelfth < 5 ? Clocks::kBoth : Clocks::kEvent;
}

Scenario make_scenario(std::uint64_t seed) {
  Random random(seed);
  Scenario scenario;
  const Clocks clocks = clocks_of(seed);
  const std::string yaml = make_yaml(random, clocks, seed);
  config::Loaded loaded = config::load(yaml);
  for (const config::Mistake& mistake : loaded.mistakes) {
    std::fprintf(stderr, "%s\n", config::describe(mistake, "scenario").c_str());
  }
  TM_ASSERT(loaded.mistakes.empty());
  scenario.config = std::move(loaded.config);
  scenario.population = seed >= kFirstPopulationSeed;
  if (scenario.population) scenario.grid = 1 + Random(seed ^ 0x6121D).below(40);
  Result<std::shared_ptr<const Zone>> zone = Zone::load(scenario.config.time.zone);
  TM_ASSERT(zone.ok());
  scenario.zone = zone.take();
  const bool over_the_grid = random.chance(0.01);  // long enough for marks by count
  const std::size_t count = over_the_grid ? 4500 : 40 + random.below(300);
  scenario.restless = !over_the_grid && clocks != Clocks::kEvent && random.chance(0.6);
  scenario.lines = StreamMaker(random, scenario.config, clocks).make(scenario.restless ? 2 * count : count);
  return scenario;
}

}  // namespace tidemark::sim
