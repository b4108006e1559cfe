#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/random.h"
#include "tests/sim/scenario.h"

namespace tidemark::sim {

/// The stream of a scenario: a walk through time with customers of different habits.
class StreamMaker {
 public:
  /// Both references outlive it.
  StreamMaker(Random& random, const config::Config& config, Clocks clocks);

  /// About `count` lines; under the wall clock the ticks of a long silence may follow them.
  std::vector<Scenario::Line> make(std::size_t count);

 private:
  using Line = Scenario::Line;
  /// How things go for a while under the wall clock.
  enum class Pace : std::uint8_t { kMixed, kBusy, kQuiet };

  bool wall() const { return clock_ == config::ClockMode::kWall; }
  Millis future_limit() const { return now_ + config_.time.accept_future; }

  void switch_clock();
  void tick(Millis step);
  void ticks_between_lines();
  void silence();
  void source_line();
  Line unreadable() const;
  Line event();
  Millis step();
  std::uint64_t customer();
  Millis instant();
  Millis event_clock_instant();
  Millis wall_clock_instant();

  Random& random_;
  const config::Config& config_;
  const Clocks clocks_;
  const std::uint64_t customers_;
  config::ClockMode clock_ = config::ClockMode::kEvent;
  Millis now_;
  std::uint64_t held_ = 0;  ///< lines for which W stands still
  Pace pace_ = Pace::kMixed;
  std::uint64_t ids_ = 0;
  std::vector<Line> lines_;
};

}  // namespace tidemark::sim
