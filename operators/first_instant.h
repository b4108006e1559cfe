#pragma once

#include <algorithm>

#include "engine/base/time.h"

namespace tidemark::operators {

/// The first millisecond in (after, until] from which `reached` holds, given that it does not hold at `after`
/// and, once it holds, keeps holding; kNever when it does not hold at `until`.
///
/// Gallops from `guess` (which may be a millisecond or a century off) and bisects on the predicate itself, so
/// that the answer is exact for the very computation that will be made at that instant.
/// Cost: two calls when the guess is exact, 2·log2(distance) otherwise.
template <typename Predicate>
Millis first_instant(Millis after, Millis guess, Millis until, const Predicate& reached) {
  if (guess > until) guess = until;
  if (guess <= after) guess = after + 1;
  Millis low = after;  // not reached
  Millis high = guess;
  if (reached(guess)) {
    for (Millis step = 1;; step *= 2) {
      const Millis probe = std::max(after, high - step);
      if (probe == after) break;
      if (!reached(probe)) {
        low = probe;
        break;
      }
      high = probe;
    }
  } else {
    low = guess;
    for (Millis step = 1;; step *= 2) {
      if (low >= until) return kNever;
      high = std::min(until, low + step);
      if (reached(high)) break;
      low = high;
    }
  }
  while (high - low > 1) {
    const Millis middle = low + (high - low) / 2;
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace tidemark::operators
