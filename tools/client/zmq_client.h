#pragma once

#include <chrono>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

#include "engine/base/status.h"

namespace tidemark::tools {

using Frames = std::vector<std::string>;

/// A client's socket that tells when its connection is lost, so that what was under way can be sent again.
/// It reconnects by itself, but what it holds then is not to be trusted: begin() starts anew. Thread: one.
class ZmqClient {
 public:
  /// Errors: kInvalidArgument, the endpoint is none.
  static Result<std::unique_ptr<ZmqClient>> make(zmq::socket_type type, const std::string& endpoint);
  ~ZmqClient();
  ZmqClient(const ZmqClient&) = delete;
  ZmqClient& operator=(const ZmqClient&) = delete;

  /// A new socket with nothing in it, which connects in the background.
  Status begin();
  /// For SUB.
  void subscribe(const std::string& prefix);
  /// Queued until there is a connection.
  void send(std::initializer_list<std::string_view> frames);
  /// A message that is there.
  std::optional<Frames> receive();
  /// The connection was there and is gone since begin(). Messages that came before should be received first.
  bool lost();

  /// Waits until one of them has news.
  static void wait(std::initializer_list<ZmqClient*> clients, std::chrono::milliseconds timeout);

 private:
  ZmqClient(zmq::socket_type type, std::string endpoint) : type_(type), endpoint_(std::move(endpoint)) {}

  const zmq::socket_type type_;
  const std::string endpoint_;
  zmq::context_t context_;
  zmq::socket_t socket_;
  zmq::socket_t monitor_;
  unsigned generation_ = 0;
};

}  // namespace tidemark::tools
