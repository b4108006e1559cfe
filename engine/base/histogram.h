#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tidemark {

/// Counts durations or sizes in fixed buckets: steps of 1, 2.5, 5 over the decades. Thread: any; relaxed, so
/// that counting costs a few nanoseconds and a reader may see a value that is not in the sum yet.
template <std::size_t kBounds>
class Histogram {
 public:
  explicit constexpr Histogram(const std::array<std::uint64_t, kBounds>& bounds) : bounds_(bounds) {}

  void record(std::uint64_t value) {
    std::size_t bucket = 0;
    while (bucket < kBounds && value > bounds_[bucket]) ++bucket;
    counts_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }
  const std::array<std::uint64_t, kBounds>& bounds() const { return bounds_; }
  /// Of one bucket; index kBounds counts what is beyond the last bound.
  std::uint64_t count(std::size_t bucket) const { return counts_[bucket].load(std::memory_order_relaxed); }
  std::uint64_t sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  const std::array<std::uint64_t, kBounds> bounds_;
  std::array<std::atomic<std::uint64_t>, kBounds + 1> counts_{};
  std::atomic<std::uint64_t> sum_{0};
};

/// Microseconds, from 100 µs to 10 s.
inline constexpr std::array<std::uint64_t, 16> kLatencyBoundsUs = {
    100,    250,     500,     1'000,   2'500,     5'000,     10'000,    25'000,
    50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};
using LatencyHistogram = Histogram<16>;

}  // namespace tidemark
