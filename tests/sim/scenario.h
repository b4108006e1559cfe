#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "engine/base/zone.h"
#include "tests/reference/model.h"

namespace tidemark::sim {

/// What a seed stands for: a configuration and a stream made to hurt – silence of months, instants that
/// repeat, late and doubled events, leaps ahead, refunds, lines that are no events; under the wall clock
/// ticks too, bursts of them in silence, and long times without any.
struct Scenario {
  /// One line of the stream, and what the plain model is told of it.
  struct Line {
    enum class Kind : std::uint8_t {
      kEvent,
      kUnreadable,
      kTick,  ///< W moves to `watermark`
      kClock  ///< `clock` moves time from here on
    };
    Kind kind = Kind::kEvent;
    std::string text;  ///< of the first two kinds
    reference::PlainEvent event;
    Millis future_limit = kNever;  ///< later events are refused when this line comes (wall clock)
    Millis watermark = kNoTime;
    config::ClockMode clock = config::ClockMode::kEvent;
  };

  config::Config config;
  std::shared_ptr<const Zone> zone;
  std::vector<Line> lines;
  /// A server that is killed often: short lives, and in some of them many checkpoints.
  bool restless = false;
  /// RFM and ABC by the population's boundaries, which the plain model does not know: such a scenario is
  /// played against itself only.
  bool population = false;
  Position grid = 4096;  ///< positions between grid marks
};

/// Which clock moves time in a scenario.
enum class Clocks : std::uint8_t { kEvent, kWall, kBoth };

/// Seeds below this one are all of the event clock. From it on a quarter are of the wall clock and a sixth
/// switch between the two; the others are what they would be below it.
inline constexpr std::uint64_t kFirstMixedSeed = 100'000;
Clocks clocks_of(std::uint64_t seed);
/// From this one on they have a population, too.
inline constexpr std::uint64_t kFirstPopulationSeed = 200'000;

Scenario make_scenario(std::uint64_t seed);

}  // namespace tidemark::sim
