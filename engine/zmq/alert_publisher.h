#pragma once

#include <map>
#include <memory>
#include <string>

#include "config/config.h"
#include "engine/publish/alert_log.h"
#include "engine/zmq/socket.h"
#include "engine/zmq/wake_event.h"
#include "engine/zmq/zmq_counters.h"

namespace tidemark::engine {

/// Alerts as they happen, over XPUB: from the head at its start on, each once, in order.
///
/// A subscriber that leaves kUnreadMax messages unread loses what comes then, and holds up nobody. It knows
/// by the previous sequence that each message carries, or by the heartbeat, and catches up; so does one that
/// was not there. The heartbeat says what was published, so that whatever was received before it is at most
/// what it names.
/// Thread: the sockets' own.
class AlertPublisher {
 public:
  static constexpr int kUnreadMax = 10'000;

  AlertPublisher(AlertLog& log, const std::shared_ptr<WakeEvent>& wake, ZmqCounters& counters);

  Status open(zmq::context_t& context, const config::ZmqSettings& settings, config::ZmqSettings& endpoints);
  /// For poll(); null when it is not bound.
  zmq::socket_t& socket() { return socket_; }
  /// Reads what subscribers say; libzmq keeps the subscriptions itself.
  void receive();
  /// Sends a page of what is new; false when there is no more.
  bool publish();
  /// [hb][{"epoch":…,"last":…,"levels":{…}}]
  void send_heartbeat();
  void close(int linger_ms);

 private:
  AlertLog& log_;
  ZmqCounters& counters_;
  zmq::socket_t socket_;
  AlertLog::Head published_;
};

}  // namespace tidemark::engine
