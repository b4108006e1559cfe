#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "engine/base/event.h"
#include "engine/base/histogram.h"
#include "engine/commit/alert_block.h"
#include "engine/decode/reject.h"
#include "engine/live/submission.h"

namespace tidemark::engine {

/// What a running engine counts of its work, since its start. Written by one thread each (commit, publish),
/// read by any.
struct LiveCounters {
  using Count = std::atomic<std::uint64_t>;
  static constexpr std::size_t kKinds = 256;
  struct PerChannel {
    std::array<Count, kKinds> events{};          ///< accepted, by kind
    std::array<Count, kRejectCount> rejected{};  ///< by reason
    Count duplicates{0};
  };
  std::array<PerChannel, kChannelCount> channels;
  LatencyHistogram receipt_to_commit{kLatencyBoundsUs};
  LatencyHistogram receipt_to_publication{
      kLatencyBoundsUs};  ///< of batches with alerts, from their oldest receipt
  LatencyHistogram sync_us{kLatencyBoundsUs};
  Histogram<6> sync_inputs{{1, 10, 100, 1'000, 10'000, 100'000}};
  Count commits{0};
  Count inputs{0};
  Count late{0};
  Count wakes_fired{0};
  Count dead_letters{0};

  /// (level, to, direction) → alerts.
  using AlertKey = std::tuple<std::string, std::string, std::string>;
  void count_alerts(const std::vector<CommittedAlert>& alerts);
  std::map<AlertKey, std::uint64_t> alerts() const;

 private:
  mutable std::mutex mutex_;
  std::map<AlertKey, std::uint64_t> alerts_;
};

inline void add(LiveCounters::Count& count, std::uint64_t n) {
  count.fetch_add(n, std::memory_order_relaxed);
}

}  // namespace tidemark::engine
