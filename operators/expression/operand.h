#pragma once

#include <cstdint>

#include "operators/expression/range_math.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// A signal as an expression reads it.
struct Operand {
  enum class Reading : std::uint8_t {
    kPlain,
    kAge,    ///< the signal is (t − x) in days with a fixed x, or null
    kSince,  ///< days since the instant it is
    kUntil   ///< days until then
  };
  const Signal* signal = nullptr;
  Reading reading = Reading::kPlain;

  double number(const std::byte* state, Moment now) const {
    const double value = signal->number(state, now);
    if (reading <= Reading::kAge) [[likely]]
      return value;
    const auto t = static_cast<double>(now.t);
    return reading == Reading::kSince ? algebra::days(t, value) : algebra::days(value, t);
  }
  Range range(const std::byte* state, Moment from, Moment to) const {
    if (reading <= Reading::kAge) [[likely]]
      return signal->range(state, from, to);
    const Range value = signal->range(state, from, to);
    const Range span{static_cast<double>(from.t), static_cast<double>(to.t), false};
    return reading == Reading::kSince ? algebra::days(span, value) : algebra::days(value, span);
  }
};

}  // namespace tidemark::operators
