#include "engine/live/wall_time.h"

#include <cstdlib>

namespace tidemark::engine {

WallTime::WallTime(const Clock& clock, const config::TimeSettings& settings)
    : clock_(clock),
      settings_(settings),
      started_(monotonic_ms()),
      monotonic_(started_),
      wall_(clock.wall_now()) {}

std::optional<Millis> WallTime::watermark() {
  const Millis wall = clock_.wall_now();
  jumped_ = std::abs(wall - expected()) > kJumpMs;
  if (jumped_) return std::nullopt;
  monotonic_ = monotonic_ms();  // slow corrections are followed from look to look
  wall_ = wall;
  if (monotonic_ - started_ < settings_.restart_grace) return std::nullopt;
  return wall - settings_.silence_delay;
}

void WallTime::believe() {
  monotonic_ = monotonic_ms();
  wall_ = clock_.wall_now();
  jumped_ = false;
}

}  // namespace tidemark::engine
