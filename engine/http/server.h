#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/base/status.h"
#include "engine/http/options.h"
#include "engine/http/responder.h"
#include "engine/http/route_table.h"

namespace tidemark::engine {

/// A small, strict HTTP/1.1 server. It knows nothing of what it serves: routes and answers are given to it.
///
///     socket ─▶ header checked ─▶ route ─▶ admit ─▶ body, within its limit ─▶ handler ··▶ Responder ─▶
///     socket
///
/// Of itself it answers 400, 404, 405 (with Allow), 408, 413, 417, 431, 501 and 505; 429 and 503 when there
/// is no room; 500 for a handler that throws; 503 for a request that nobody answers. All as
/// application/problem+json. What it refuses in a header: request_head.h. Limits and deadlines: options.h.
///
/// Connections are kept open; requests sent ahead are answered in order, each read after the answer before it
/// went out. After a refusal that leaves a body unread, or the end of a request unknown, the connection
/// closes.
///
/// Thread: one of its own, named "http"; handlers, admit and on_closed run on it and must be quick. The
/// public functions may be called from any thread; stop() and the destructor not from the server's own.
class HttpServer {
 public:
  /// Listens and runs. kInvalidArgument: the address is none; kIo: it cannot be bound.
  static Result<std::unique_ptr<HttpServer>> start(HttpOptions options, std::vector<HttpRoute> routes);
  ~HttpServer();  ///< stop() without grace
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  const HttpCounters& counters() const;

  /// Runs `f` on the server's thread; false when it has stopped.
  bool post(std::function<void()> f);

  /// Accepts nothing more, closes idle connections, ends streams, and lets requests under way be answered for
  /// at most `grace`; then closes what is left and joins the thread. Responders and streams that outlive it
  /// have no effect. Again: no effect.
  void stop(std::chrono::milliseconds grace);

 private:
  class Running;
  explicit HttpServer(std::unique_ptr<Running> running);
  std::unique_ptr<Running> running_;
};

}  // namespace tidemark::engine
