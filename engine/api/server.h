#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "engine/api/live_api.h"
#include "engine/http/server.h"
#include "engine/live/live_engine.h"
#include "engine/zmq/zmq_server.h"

namespace tidemark::engine {

struct ServerOptions {
  LiveOptions engine;
  ApiOptions api;
};

/// A running engine with all its front ends: what `tidemark serve` is.
///
/// Start: recover, then listen, so that whoever can connect is answered. End (drain()): new events are
/// refused, what was taken is committed and answered, the front ends close, then the store. Thread: one.
class Server {
 public:
  /// Errors: the engine's; kInvalidArgument, kIo: an address that cannot be bound.
  static Result<std::unique_ptr<Server>> start(ServerOptions options);
  ~Server();

  /// Ten times a second.
  void tick() { api_->tick(); }
  void reload(std::function<void(Status)> then) { api_->reload(std::move(then)); }
  bool failed() const { return engine_->failed(); }
  /// Errors: what ended the engine.
  Status drain(std::chrono::milliseconds answers_grace);

  /// Addresses as bound, for people: "http://127.0.0.1:8080".
  const std::vector<std::string>& addresses() const { return addresses_; }
  LiveEngine& engine() { return *engine_; }

 private:
  Server() = default;
  std::unique_ptr<LiveEngine> engine_;
  std::unique_ptr<LiveApi> api_;
  std::unique_ptr<HttpServer> http_;
  std::unique_ptr<ZmqServer> zmq_;
  std::vector<std::string> addresses_;
};

}  // namespace tidemark::engine
