#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/http/server.h"

namespace tidemark::engine {

/// Asks until the answer is yes, for at most eight seconds.
bool eventually(const std::function<bool()>& question);

/// Hands things from the server's thread to a test.
template <typename T>
class Hand {
 public:
  void give(T item) {
    std::lock_guard lock(mutex_);
    items_.push_back(std::move(item));
    came_.notify_one();
  }
  /// Nothing after eight seconds.
  std::optional<T> take() {
    std::unique_lock lock(mutex_);
    if (!came_.wait_for(lock, std::chrono::seconds(8), [&] { return !items_.empty(); })) return {};
    T item = std::move(items_.front());
    items_.erase(items_.begin());
    return item;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<T> items_;
};

/// A server with one route for each thing to see:
///   GET /hello               "hello"
///   GET /smuggled            counted; a request that no test sends as one
///   POST /echo               the body; "X-Padding: yes" when it is padded as promised
///   GET, DELETE /item/{id}   the parameter, "deleted" and the parameter
///   GET /item/special        "special"
///   GET /seen                path, query, remote address and the header X-Test, as the server saw them
///   POST /small              at most 8 bytes
///   POST /guarded            401 unless X-Key is "yes"; else the body
///   GET /throw, /admit-throw, /drop, /twice, /empty (204), /large (8 MiB)
///   GET /keep                the responder is handed to the test
///   GET /stream              the stream is handed to the test
class TestServer {
 public:
  explicit TestServer(HttpOptions options = {});

  std::uint16_t port() const { return server->port(); }
  const HttpCounters& counters() const { return server->counters(); }

  std::atomic<int> smuggled{0};
  Hand<Responder> kept;
  Hand<HttpStream> streams;
  std::unique_ptr<HttpServer> server;  // the last member: its thread uses the others

 private:
  std::vector<HttpRoute> routes();
};

}  // namespace tidemark::engine
