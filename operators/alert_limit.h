#pragma once

#include <algorithm>

#include "config/config.h"
#include "operators/level.h"

namespace tidemark::operators {

/// What one customer was told of a limited level. 32 bytes.
struct LimitState {
  Millis last = kNoTime;                ///< the last alert
  Millis window = kNoTime;              ///< the first alert of the running budget
  std::uint32_t count = 0;              ///< alerts of the running budget
  std::uint8_t announced = kNullValue;  ///< the value that was told last, or stood at the start
};

/// Cooldown and budget of a level's alerts. What they hold back is announced when they end, as the net
/// difference: from the value that was told last to the one in force then.
class AlertLimiter {
 public:
  explicit AlertLimiter(const config::AlertLimit& limit) : limit_(limit) {}

  bool loud_start() const { return limit_.loud_start; }
  /// The first instant from which the level may speak again.
  Millis quiet_until(const LimitState& state) const {
    Millis until = state.last == kNoTime ? kNoTime : state.last + limit_.cooldown;
    const bool spent = limit_.budget_per > 0 && state.count >= limit_.budget;
    if (spent) until = std::max(until, state.window + limit_.budget_per);
    return until;
  }
  void told(LimitState& state, std::uint8_t value, Millis t) const {
    if (state.window == kNoTime || t >= state.window + limit_.budget_per) {
      state.window = t;
      state.count = 0;
    }
    ++state.count;
    state.last = t;
    state.announced = value;
  }

 private:
  config::AlertLimit limit_;
};

}  // namespace tidemark::operators
