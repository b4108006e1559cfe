#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/http/exchange.h"
#include "engine/http/message_parser.h"
#include "engine/http/options.h"
#include "engine/http/request_head.h"
#include "engine/http/route_table.h"

namespace tidemark::engine {

class HttpConnection;

/// What all connections of a server share; the server's thread only.
struct HttpContext {
  const HttpOptions& options;
  const RouteTable& routes;
  HttpCounters& counters;
  std::shared_ptr<HttpLoop> loop;
  std::function<void(HttpConnection&)> on_ended;  ///< the connection may be destroyed when it returns
  std::size_t bodies_bytes = 0;                   ///< of all requests under way
  bool stopping = false;
  std::array<char, 64 * 1024> scratch{};  ///< where everybody reads into: who waits has no buffer of its own
};

/// One client: reads a request, has it answered, writes the answer, and only then looks at the next.
///
///     idle ─▶ head ─▶ (continue ─▶) body ─▶ handler ─▶ write ─▶ idle …
///      │        │                    │         │ ╰──▶ stream ──╮  │
///      │        ╰── refused ─────────┴─────────┴──▶ write ─────┴──┴─▶ linger ─▶ closed
///      ╰─▶ closed
///
/// While a handler has the request nothing is read, so a client that sends many requests at once waits in its
/// own socket buffer. Every phase but an idle stream has a deadline. Linger: the sending side is shut, and
/// what still comes is thrown away for a while; closing at once would reset the connection, and the client
/// could lose the answer that says what was wrong.
///
/// Thread: the server's.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(boost::asio::ip::tcp::socket socket, std::string remote_address, HttpContext& context);

  void start();
  /// Closes if nothing is under way, ends an open stream, else closes after the answer.
  void finish();
  void close();

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  enum class Phase { kIdle, kHead, kContinue, kBody, kHandler, kWrite, kStream, kLinger, kClosed };

  // connection.cpp: the way in
  void wait_readable();
  void on_readable();
  void discard(std::size_t bytes);
  void become_idle();
  void read_head();
  void on_head(std::string_view block);
  std::optional<HttpResponse> route_request(const RequestHead& head);
  std::optional<HttpResponse> check_body_size(const RequestHead& head);
  void expect_body(const RequestHead& head);
  void read_body();
  bool account_body();
  void call_handler();

  // connection_write.cpp: the way out, and the end
  void on_answer(std::uint64_t request_number, HttpAnswer answer);
  void refuse(int status, std::string_view detail);
  void respond(HttpResponse response);
  void begin_stream(HttpAnswer answer);
  void pump_stream();
  void write(std::string head, std::string body);
  void write_some();
  void count_stream_progress();
  void on_written();
  void release_body();
  void linger();
  void set_deadline(TimePoint at);
  void arm_timer(TimePoint at);
  void on_timer();
  void on_deadline();

  HttpContext& context_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  const std::string remote_address_;
  Phase phase_ = Phase::kIdle;
  bool reading_ = false;  // a wait for bytes is under way
  bool writing_ = false;

  // The timer is not moved for each new deadline, only when it would come too late; it looks again when it
  // rings.
  TimePoint deadline_ = TimePoint::max();
  TimePoint timer_at_ = TimePoint::max();

  // The request that is read or answered.
  std::string input_;  // received and not parsed yet
  std::size_t looked_at_ = 0;
  bool blank_line_skipped_ = false;
  TimePoint request_start_{};
  TimePoint body_start_{};
  std::uint64_t request_number_ = 0;
  std::unique_ptr<MessageParser> parser_;
  HttpRequest request_;
  const HttpRoute* route_ = nullptr;
  std::size_t body_accounted_ = 0;  // this request's part of context_.bodies_bytes
  bool is_head_method_ = false;
  bool http_1_0_ = false;
  bool keep_open_ = true;

  // What is written.
  std::string out_head_;
  std::string out_body_;
  std::size_t out_done_ = 0;

  std::shared_ptr<StreamQueue> stream_;
  std::size_t stream_bytes_ = 0;  // of the queue, in the chunk that is written
  std::size_t stream_bytes_sent_ = 0;
  bool stream_ending_ = false;  // the last chunk is written
  std::size_t discarded_ = 0;
};

}  // namespace tidemark::engine
