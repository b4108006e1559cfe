#pragma once

#include <algorithm>
#include <limits>

#include "operators/features/window_shape.h"

namespace tidemark::operators {

/// What a window holds of `entries` (ascending, each with its bucket as `bucket_of(entry)`).
///
/// Sum has add(entry) and subtract(entry), exact ones: what was added can be taken off again.
/// Cost: entries inside the window; calendar windows a civil date more.
template <typename Sum, typename Entries, typename BucketOf>
Sum window_sum(const Entries& entries, const WindowShape& shape, Bucket now, const BucketOf& bucket_of) {
  Sum sum;
  const WindowShape::Span span = shape.at(now);
  const auto* entry = entries.end();
  for (; entry != entries.begin() && bucket_of(entry[-1]) >= span.first; --entry) {
    if (bucket_of(entry[-1]) <= span.last) sum.add(entry[-1]);
  }
  return sum;
}

/// Calls visit(sum) for every different content the window has while now goes from `from` to `to`, both
/// included, and nothing happens. Cost: entries that enter or leave meanwhile.
template <typename Sum, typename Entries, typename BucketOf, typename Visit>
void walk_window(const Entries& entries, const WindowShape& shape, Bucket from, Bucket to,
                 const BucketOf& bucket_of, const Visit& visit) {
  constexpr Bucket kNone = std::numeric_limits<Bucket>::max();
  const WindowShape::Span span = shape.at(from);
  const auto by_bucket = [&](const auto& entry, Bucket bucket) { return bucket_of(entry) < bucket; };
  const auto* const end = entries.end();
  const auto* oldest = std::lower_bound(entries.begin(), end, span.first, by_bucket);
  const auto* next = oldest;
  Sum sum;
  for (; next != end && bucket_of(*next) <= span.last; ++next) sum.add(*next);
  visit(sum);
  while (true) {
    const Bucket leaves = oldest == next ? kNone : shape.leaves(bucket_of(*oldest));
    const Bucket enters = next == end ? kNone : shape.enters(bucket_of(*next));
    const Bucket now = std::min(leaves, enters);
    if (now > to) return;  // kNone, too
    for (; next != end && shape.enters(bucket_of(*next)) <= now; ++next) sum.add(*next);
    for (; oldest != next && shape.leaves(bucket_of(*oldest)) <= now; ++oldest) sum.subtract(*oldest);
    visit(sum);
  }
}

}  // namespace tidemark::operators
