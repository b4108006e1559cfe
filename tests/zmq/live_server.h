#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

#include "engine/live/live_engine.h"
#include "engine/zmq/zmq_server.h"

/// A running engine on a temporary directory with its ZeroMQ server, and clients for it.
namespace tidemark::engine::testing {

using Message = std::vector<std::string>;

/// A client's socket, on a context of its own.
class Peer {
 public:
  Peer(zmq::socket_type type, const std::string& endpoint,
       const std::function<void(zmq::socket_t&)>& set = {});
  ~Peer();
  Peer(Peer&&) = default;

  void send(const Message& message);
  /// Nothing when none comes within some seconds.
  std::optional<Message> receive(std::chrono::milliseconds timeout = std::chrono::seconds(20));
  void subscribe(const std::string& prefix) { socket_.set(zmq::sockopt::subscribe, prefix); }
  zmq::socket_t& socket() { return socket_; }

 private:
  std::unique_ptr<zmq::context_t> context_;
  zmq::socket_t socket_;
};

class LiveServer {
 public:
  /// tests/engine/life.h's programme with `more`, by the events' time.
  explicit LiveServer(std::string_view more = {});
  ~LiveServer();

  void start();
  /// Server and engine end; the data stays.
  void stop();
  LiveEngine& engine() { return *engine_; }
  ZmqServer& server() { return *server_; }
  const ZmqCounters& counters() const { return server_->counters(); }
  const config::ZmqSettings& endpoints() const { return server_->endpoints(); }

  /// Commits first purchases of customers, waits for their alerts and returns the answer.
  std::string commit(const std::string& ndjson);
  /// A subscriber whose subscriptions are in force.
  Peer subscriber(const std::vector<std::string>& prefixes,
                  const std::function<void(zmq::socket_t&)>& set = {});
  /// Every alert that was committed, in order, as subscribers get them.
  std::vector<Message> all_alerts();

 private:
  std::string directory_;
  config::Config config_;
  std::unique_ptr<LiveEngine> engine_;
  std::unique_ptr<ZmqServer> server_;
  Sequence purchases_ = 0;  ///< that commit() has made
};

/// One purchase of 150 of each customer "c<n>", with event ids "e<n>".
std::string purchases(std::size_t first, std::size_t count);
/// A number of a flat JSON object, also when it is text; -1 when there is none.
std::int64_t number_of(std::string_view json, std::string_view key);
bool eventually(const std::function<bool()>& holds);

/// Alerts and the closing message of one request.
struct Caught {
  std::vector<Message> alerts;
  Message end;  ///< [end][…] or [error][…]; empty when nothing came
};
Caught ask(Peer& peer, const std::string& request);
std::string request_after(std::string_view cursor, std::string_view topic = {}, std::size_t limit = 1000);
/// Asks on until the head.
std::vector<Message> catch_up(Peer& peer, std::string cursor, std::string_view topic = {},
                              std::size_t limit = 1000);

}  // namespace tidemark::engine::testing
