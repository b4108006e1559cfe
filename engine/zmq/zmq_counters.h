#pragma once

#include <atomic>
#include <cstdint>

namespace tidemark::engine {

/// What the sockets did since their start. Any thread may read; the values are not one consistent picture.
struct ZmqCounters {
  using Count = std::atomic<std::uint64_t>;
  Count batches{0};          ///< taken for the engine, of ROUTER
  Count pulled{0};           ///< taken for the engine, of PULL
  Count malformed{0};        ///< messages that were none of ours
  Count waits{0};            ///< times a message had to wait for credit, and all senders with it
  Count answers{0};          ///< sent
  Count answers_dropped{0};  ///< the sender is gone or does not read its answers
  Count subscriptions{0};    ///< messages of subscribers, to begin or to end
  Count alerts_published{0};
  Count catch_up_requests{0};
  Count catch_up_errors{0};     ///< answered with [error]
  Count catch_up_alerts{0};     ///< sent
  Count catch_up_abandoned{0};  ///< requests of clients that are gone or did not read what they asked for
  Count read_failures{0};       ///< of the store, on behalf of a reader of alerts
};

}  // namespace tidemark::engine
