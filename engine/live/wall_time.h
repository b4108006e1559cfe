#pragma once

#include <optional>

#include "config/config.h"
#include "engine/base/clock.h"
#include "engine/base/time.h"

namespace tidemark::engine {

/// How far the wall clock lets W go: now − silence_delay, unless time must not be believed.
///
/// - For restart_grace after the start W stays: senders first bring what they kept while nobody listened, or
/// an
///   outage would look like everyone's silence.
/// - When the wall clock moves against the monotonic one by more than kJumpMs between two looks, W stays
/// until
///   it is back where it should be, or believe() says that it is right.
///
/// Thread: one.
class WallTime {
 public:
  static constexpr Millis kJumpMs = 10'000;

  WallTime(const Clock& clock, const config::TimeSettings& settings);

  /// To be called every second or so. Nothing: W stays where it is.
  std::optional<Millis> watermark();
  /// The latest event time that is accepted now.
  Millis future_limit() const { return expected() + settings_.accept_future; }
  /// The clock has jumped and is not believed: an alarm.
  bool jumped() const { return jumped_; }
  /// Somebody has looked at the clock: its time is right.
  void believe();
  void configure(const config::TimeSettings& settings) { settings_ = settings; }

 private:
  Millis monotonic_ms() const { return static_cast<Millis>(clock_.monotonic_us() / 1000); }
  /// Where the wall clock should be by the monotonic one.
  Millis expected() const { return wall_ + (monotonic_ms() - monotonic_); }

  const Clock& clock_;
  config::TimeSettings settings_;
  Millis started_;    ///< monotonic
  Millis monotonic_;  ///< at the last look that was believed
  Millis wall_;
  bool jumped_ = false;
};

}  // namespace tidemark::engine
