#pragma once

#include <array>
#include <cstdint>

#include "engine/base/time.h"

namespace tidemark::operators {

/// What is known about something over a span of time, compared with how it is at its beginning.
enum class Outlook : std::uint8_t { kSame, kDiffers, kUndecided };

/// Half of a span, as the last millisecond of its first part.
struct InTheMiddle {
  Millis operator()(Millis from, Millis to) const { return from + (to - from) / 2; }
};

inline constexpr int kSearchBudget = 2000;

/// The first millisecond in (after, until] at which something differs from how it is now; kNever when it does
/// not.
///
/// decide(from, to) tells about the closed span: the same throughout, different throughout, or undecided; of
/// one millisecond it has to know, or that counts as different. split(from, to) cuts an undecided span: the
/// last millisecond of its first part, from ≤ … < to. After `budget` decisions the earliest instant that is
/// still undecided is returned, which is too early perhaps, never too late. Cost: three decisions where the
/// spans meet at the change, else about 1.5·log2(until − after) when what is looked at crosses once, so some
/// dozens; the budget where it nearly does all the time.
template <typename Decide, typename Split = InTheMiddle>
Millis first_change(Millis after, Millis until, const Decide& decide, const Split& split = {},
                    int budget = kSearchBudget) {
  if (after >= until) return kNever;
  std::array<Millis, 128> ends{};  // of the spans that come behind the one at hand
  std::size_t later = 0;
  Millis from = after + 1;
  Millis to = until;
  for (; budget > 0; --budget) {
    const Outlook outlook = decide(from, to);
    if (outlook == Outlook::kDiffers) return from;
    if (outlook == Outlook::kSame) {
      if (later == 0) return kNever;
      from = to + 1;
      to = ends[--later];
      continue;
    }
    if (from == to || later == ends.size()) return from;
    ends[later++] = to;
    to = split(from, to);
  }
  return from;
}

}  // namespace tidemark::operators
