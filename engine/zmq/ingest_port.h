#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/live/live_engine.h"
#include "engine/zmq/socket.h"
#include "engine/zmq/wake_event.h"
#include "engine/zmq/zmq_counters.h"

namespace tidemark::engine {

/// Events into the engine, over a ROUTER whose senders are told when they are committed, and a PULL whose
/// senders are not:
///
///     ROUTER   [batch id][NDJSON]  →  [batch id][{"accepted":…}], or [batch id][{"error":"…"}]
///     PULL     [NDJSON]
///
/// A batch of more than Submission::kLinesMax lines is refused with an error; what is pulled has no answer to
/// be bounded, so it is taken in pieces.
///
/// When the engine's credit is used up one message is held and neither socket is read until there is room:
/// the senders are slowed, and nothing is lost. An answer is dropped when its sender is gone or has left
/// `kAnswersUnread` of them unread; its events are committed all the same, and sent again they are duplicates
/// if they have ids.
///
/// Memory: per sender at most about kUnreadBytes of messages that were not read here.
/// Thread: the sockets' own.
class IngestPort {
 public:
  static constexpr int kAnswersUnread = 1000;
  static constexpr std::size_t kBatchIdBytesMax = 255;

  IngestPort(LiveEngine& engine, std::shared_ptr<WakeEvent> wake, ZmqCounters& counters);

  /// Binds; an empty endpoint is not. Says where in `endpoints`.
  Status open(zmq::context_t& context, const config::ZmqSettings& settings, config::ZmqSettings& endpoints);
  /// For poll(); null where it is not bound.
  zmq::socket_t& router() { return router_; }
  zmq::socket_t& pull() { return pull_; }

  /// False while a message waits for credit: the sockets must not be polled for input.
  bool reads() const { return !held_; }
  /// Takes what has arrived, some messages at a time.
  void receive();
  /// Tries again with the message that waits for credit.
  void offer_held();
  /// Sends the answers that commits have given.
  void send_answers();
  /// Something was taken that is not answered.
  bool busy() const { return held_ || unanswered_ > 0; }
  void close(int linger_ms);

 private:
  struct Answers;
  void receive_batch(Frames& frames);
  void receive_pulled(Frames& frames);
  void take_pulled();
  void take(Submission submission);
  void answer(std::string_view identity, std::string_view batch_id, std::string_view json);

  LiveEngine& engine_;
  const std::shared_ptr<WakeEvent> wake_;
  ZmqCounters& counters_;
  zmq::socket_t router_;
  zmq::socket_t pull_;
  std::shared_ptr<Answers> answers_;  ///< commits may outlive the port
  std::uint64_t unanswered_ = 0;      ///< of ROUTER
  std::optional<Submission> held_;
  std::string pulled_;  ///< of PULL, behind `held_`: taken up to here
  std::size_t pulled_taken_ = 0;
};

}  // namespace tidemark::engine
