#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tidemark::engine {

/// Where the server listens and what it lets others cost it.
///
/// Memory: a waiting connection costs about a kilobyte, one that sends a header at most `header_bytes_max`
/// more; bodies cost at most `bodies_bytes_max` together, from their first byte until they are answered.
struct HttpOptions {
  std::string address = "127.0.0.1";  ///< numeric, IPv4 or IPv6
  std::uint16_t port = 0;             ///< 0: any free one

  std::size_t header_bytes_max = 8 * 1024;         ///< request line and header fields; beyond it 431
  std::size_t body_bytes_max = 1024 * 1024;        ///< of one request, unless its route says otherwise; 413
  std::size_t bodies_bytes_max = 256u << 20;       ///< of all requests under way together; 503
  std::size_t connections_max = 4096;              ///< one more is told 503 and closed
  std::size_t connections_per_ip_max = 1024;       ///< one more is told 429 and closed; IPv6 counts by /64
  std::size_t stream_send_buffer_bytes = 1 << 18;  ///< what the kernel may hold for one open stream

  using Duration = std::chrono::milliseconds;
  Duration header_deadline{5'000};    ///< from a request's first byte to the end of its header; 408
  Duration body_deadline{15'000};     ///< from there to the end of the body, unless it keeps the rate; 408
  std::size_t body_rate_min = 1024;   ///< bytes per second, on average, that make a longer body acceptable
  Duration idle_deadline{30'000};     ///< without a byte between requests (and before the first); closed
  Duration request_deadline{60'000};  ///< from a request's first byte to its answer's last; 503 or closed
  Duration stream_deadline{30'000};   ///< a stream's reader that takes nothing for so long is cut
  Duration linger_deadline{1'000};    ///< how long the other end may take to read a last answer
};

/// What the server did since its start. Any thread may read; the values are not one consistent picture.
struct HttpCounters {
  using Count = std::atomic<std::uint64_t>;
  Count connections_open{0};
  Count connections_total{0};        ///< accepted and kept
  Count connections_rejected{0};     ///< one too many, in all or of its address
  Count requests{0};                 ///< whole headers received, good or bad
  std::array<Count, 5> responses{};  ///< by class: [1] counts 2xx, [4] counts 5xx
  Count bytes_in{0};
  Count bytes_out{0};
  Count handler_failures{0};  ///< handlers that threw (answered 500)
};

}  // namespace tidemark::engine
