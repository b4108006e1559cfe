#pragma once

#include <chrono>
#include <memory>

#include "config/config.h"
#include "engine/base/status.h"
#include "engine/zmq/zmq_counters.h"

namespace tidemark::engine {

class LiveEngine;

/// The ZeroMQ front end of a running engine: events in (ingest_port.h), alerts out as they happen
/// (alert_publisher.h) and behind a cursor (catch_up.h).
///
/// Start: after the engine. End: stop() before LiveEngine::drain(), so that what was taken is answered; the
/// engine must outlive it.
/// Thread: one of its own, named "zmq", makes and uses all sockets; other threads wake it. The public
/// functions may be called from any thread, stop() by one at a time.
class ZmqServer {
 public:
  /// Binds the endpoints that are not empty. kInvalidArgument: one is none; kIo: one cannot be bound.
  static Result<std::unique_ptr<ZmqServer>> start(const config::ZmqSettings& settings, LiveEngine& engine);
  ~ZmqServer();  ///< stop() without grace
  ZmqServer(const ZmqServer&) = delete;
  ZmqServer& operator=(const ZmqServer&) = delete;

  /// The endpoints as bound, wildcard ports resolved; "" what is not.
  const config::ZmqSettings& endpoints() const;
  const ZmqCounters& counters() const;

  /// Reads no more events; answers what was taken, publishes what is committed by then, and lets libzmq send
  /// it, for at most `grace` each. What senders to PULL had on its way is lost, which is why there is a
  /// ROUTER. Again: no effect.
  void stop(std::chrono::milliseconds grace);

 private:
  class Running;
  explicit ZmqServer(std::unique_ptr<Running> running);
  std::unique_ptr<Running> running_;
};

}  // namespace tidemark::engine
