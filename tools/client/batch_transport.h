#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace tidemark::tools {

/// What has become of a batch, or of the way to the engine.
struct TransportEvent {
  enum class Kind {
    kNothing,  ///< nothing within the time
    kAnswer,   ///< the batch is committed; `text` is the engine's JSON
    kRefused,  ///< the engine takes this batch never; `text` says why, `too_large` whether for its size
    kLost,     ///< every batch without an answer must be sent again, after `wait`
    kFailed    ///< no batch will ever be taken; `text` says why
  };
  Kind kind = Kind::kNothing;
  std::uint64_t batch = 0;
  std::string text;
  bool too_large = false;
  bool engine_lives = false;  ///< kLost: the engine has said so itself, and asks to wait
  std::chrono::milliseconds wait{0};
};

/// A way for batches of events into a running engine. Batches keep their order. Thread: one.
class BatchTransport {
 public:
  virtual ~BatchTransport() = default;
  /// Batches that may be without answer at a time.
  virtual std::size_t window_max() const = 0;
  /// `ndjson` must stay where it is until the batch's answer, or until kLost. Does not wait.
  virtual void send(std::uint64_t batch, std::string_view ndjson) = 0;
  /// The next event, waiting for it at most `timeout`. kLost forgets what was sent.
  virtual TransportEvent next(std::chrono::milliseconds timeout) = 0;
};

/// http://… and https://…: POST /v1/events, one at a time. tcp://… and ipc://…: ZeroMQ, DEALER to ROUTER.
/// Errors: kInvalidArgument, the URL is none of these.
Result<std::unique_ptr<BatchTransport>> open_transport(const std::string& url);

Result<std::unique_ptr<BatchTransport>> http_transport(const std::string& url);
Result<std::unique_ptr<BatchTransport>> zmq_transport(const std::string& url);

}  // namespace tidemark::tools
