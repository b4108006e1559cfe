#pragma once

#include <limits>

#include "engine/base/money.h"

namespace tidemark::operators {

/// The nearest amount an int64 holds. Sums stop at ±9.2e12 units of the currency rather than wrap: nine
/// events of the largest amount are enough to get there, and outside data may not decide what is undefined.
inline Micro clamp_money(Micro128 sum) {
  constexpr Micro kMax = std::numeric_limits<Micro>::max();
  if (sum > kMax) return kMax;
  if (sum < -kMax) return -kMax;
  return static_cast<Micro>(sum);
}
inline Micro add_money(Micro a, Micro b) {
  return clamp_money(Micro128{a} + b);
}
inline Micro subtract_money(Micro a, Micro b) {
  return clamp_money(Micro128{a} - b);
}
inline Micro absolute_money(Micro a) {
  return clamp_money(a < 0 ? -Micro128{a} : Micro128{a});
}

/// For scores and reasons only; sums stay integers.
inline double units_of(Micro amount) {
  return static_cast<double>(amount) / static_cast<double>(kMicro);
}

}  // namespace tidemark::operators
