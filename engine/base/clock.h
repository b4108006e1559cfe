#pragma once

#include "engine/base/time.h"

namespace tidemark {

/// The machine's time, read at the edges only (never in operators, shards or codecs) and injected so that
/// simulations own it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Millis wall_now() const = 0;             ///< UTC, may jump
  virtual std::uint64_t monotonic_us() const = 0;  ///< never goes back
};

/// The system's clocks.
const Clock& system_clock();

}  // namespace tidemark
