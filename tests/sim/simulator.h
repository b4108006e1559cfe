#pragma once

#include <cstdint>
#include <string>

namespace tidemark::sim {

/// What became of one seed.
struct Outcome {
  std::string difference;   ///< empty: the engine and the plain model agree
  std::uint64_t lives = 0;  ///< starts of the engine
  std::uint64_t inputs = 0;
  std::uint64_t alerts = 0;
  std::uint64_t of_population = 0;  ///< alerts that moved boundaries caused
  std::uint64_t digest = 0;         ///< of everything compared: the same seed gives the same one
};

/// Plays a seed: the scenario through the real pipeline, with crashes, power cuts, failing operations and
/// another number of shards after each, and the same through the plain model; and once more without any
/// fault on one shard, which must leave the same bytes.
Outcome simulate(std::uint64_t seed);

}  // namespace tidemark::sim
