#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "engine/publish/alert_log.h"
#include "engine/zmq/catch_up_request.h"
#include "engine/zmq/socket.h"
#include "engine/zmq/zmq_counters.h"

namespace tidemark::engine {

/// Alerts behind a cursor, over ROUTER: the same four frames as on XPUB, one message each, then an end.
///
///     [{"after":"1:70","topic":"churn.","limit":100}]
///       → [topic][epoch:seq][prev][CloudEvent]…  [end][{"epoch":1,"scanned":340,"head":900,"oldest":1}]
///       or [error][{"code":"…","detail":"…","epoch":…,"oldest":…,"head":…}]
///
/// `scanned`: up to there everything was looked at, and from there the client goes on, also when nothing
/// matched: a request looks at kScannedMax alerts or kScannedBytesMax at most. Codes: bad-request,
/// cursor-expired, epoch-changed, busy (more than kRequestsPerClient of one client), storage (the store
/// cannot be read). An empty frame before the request stands before each answer too.
///
/// A client's requests are answered one after the other, different clients' in turn, a page at a time. One
/// that leaves kUnreadMax messages unread is waited for, holding one alert; after kPatienceUs without
/// progress its requests are dropped without an end, and it asks again. Thread: the sockets' own.
class CatchUp {
 public:
  static constexpr int kUnreadMax = 1000;
  static constexpr std::size_t kClientsMax = 1024;  ///< answered at a time; other requests wait unread
  static constexpr std::size_t kRequestsPerClient = 4;
  static constexpr std::size_t kScannedMax = 100'000;
  static constexpr std::size_t kScannedBytesMax = 16 << 20;
  static constexpr std::uint64_t kPatienceUs = 10'000'000;

  CatchUp(AlertLog& log, ZmqCounters& counters) : log_(log), counters_(counters) {}

  Status open(zmq::context_t& context, const config::ZmqSettings& settings, config::ZmqSettings& endpoints);
  /// For poll(); null when it is not bound.
  zmq::socket_t& socket() { return socket_; }
  /// False while there are too many clients: the socket must not be polled for input.
  bool reads() const { return clients_.size() < kClientsMax; }
  void receive(std::uint64_t now_us);
  /// A page for each of some clients that can take one. When it wants to be called again (µs, monotonic): by
  /// `now_us` at once, kNothingToDo when no client waits.
  std::uint64_t answer(std::uint64_t now_us);
  static constexpr std::uint64_t kNothingToDo = ~0ULL;
  void close();

 private:
  struct Request {
    bool delimiter = false;  ///< an empty frame was before it
    CatchUpRequest wanted;
    Sequence scanned = 0;
    std::size_t sent = 0;
    std::size_t scanned_count = 0;
    std::size_t scanned_bytes = 0;
    std::deque<std::shared_ptr<const CommittedAlert>> page;  ///< behind `scanned`
  };
  struct Client {
    std::deque<Request> requests;
    std::uint64_t progress_us = 0;  ///< when it last took something
    std::uint64_t retry_us = 0;     ///< not before
    std::uint64_t pause_us = 0;
  };
  enum class Step : std::uint8_t { kMore, kDone, kFull, kGone };

  void receive_request(Frames& frames, std::uint64_t now_us);
  /// False when the client has nothing left to wait for.
  bool serve(const std::string& identity, Client& client, std::uint64_t now_us);
  Step step(const std::string& identity, Request& request);
  Step send_page(const std::string& identity, Request& request);
  Step end(const std::string& identity, const Request& request);
  Step refuse(const std::string& identity, bool delimiter, std::string_view code, std::string_view detail);
  Step refuse_cursor(const std::string& identity, const Request& request, AlertLog::Answer answer);
  Sent send_to(const std::string& identity, bool delimiter, std::string_view word, std::string_view json);

  AlertLog& log_;
  ZmqCounters& counters_;
  zmq::socket_t socket_;
  std::map<std::string, Client, std::less<>> clients_;
  std::string last_served_;
};

}  // namespace tidemark::engine
