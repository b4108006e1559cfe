#include "engine/http/connection.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <utility>

#include "engine/http/target.h"

namespace tidemark::engine {
namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t kDiscardMax = 1 << 20;        // thrown away of one connection before it is closed
constexpr std::size_t kIdleCapacityMax = 4 * 1024;  // of the input buffer that an idle connection keeps

bool is_known_method(const std::string& method) {
  for (const char* known : {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"}) {
    if (method == known) return true;
  }
  return false;
}

HttpResponse method_not_allowed(std::string allow) {
  HttpResponse response = http_problem(405, "this path has other methods: " + allow);
  response.headers.push_back({"Allow", std::move(allow)});
  return response;
}

HttpResponse too_large(std::size_t bytes_max) {
  return http_problem(413, "the body is larger than " + std::to_string(bytes_max) + " bytes");
}

HttpResponse no_room() {
  HttpResponse response = http_problem(503, "too many bytes are being received");
  response.headers.push_back({"Retry-After", "1"});
  return response;
}

}  // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, std::string remote_address, HttpContext& context)
    : context_(context),
      socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      remote_address_(std::move(remote_address)) {}

void HttpConnection::start() {
  become_idle();
}

void HttpConnection::wait_readable() {
  if (reading_) return;
  reading_ = true;
  socket_.async_wait(asio::ip::tcp::socket::wait_read,
                     [self = shared_from_this()](const boost::system::error_code&) {
                       self->reading_ = false;
                       self->on_readable();
                     });
}

/// Reads only in phases that want bytes; in the others they stay in the socket until a phase that does.
void HttpConnection::on_readable() {
  const bool parsing = phase_ == Phase::kIdle || phase_ == Phase::kHead || phase_ == Phase::kBody;
  if (!parsing && phase_ != Phase::kStream && phase_ != Phase::kLinger) return;
  boost::system::error_code error;
  const std::size_t bytes = socket_.read_some(asio::buffer(context_.scratch), error);
  if (error == asio::error::would_block) return wait_readable();
  if (error) return close();
  context_.counters.bytes_in.fetch_add(bytes, std::memory_order_relaxed);
  if (!parsing) return discard(bytes);
  input_.append(context_.scratch.data(), bytes);
  phase_ == Phase::kBody ? read_body() : read_head();
}

/// Behind a last request, or while a stream runs, bytes mean nothing; only their end does.
void HttpConnection::discard(std::size_t bytes) {
  discarded_ += bytes;
  discarded_ > kDiscardMax ? close() : wait_readable();
}

void HttpConnection::become_idle() {
  phase_ = Phase::kIdle;
  looked_at_ = 0;
  blank_line_skipped_ = false;
  is_head_method_ = false;
  http_1_0_ = false;
  if (!input_.empty()) return read_head();
  if (input_.capacity() > kIdleCapacityMax) input_ = {};
  set_deadline(steady_clock::now() + context_.options.idle_deadline);
  wait_readable();
}

void HttpConnection::read_head() {
  if (phase_ == Phase::kIdle) {
    phase_ = Phase::kHead;
    request_start_ = steady_clock::now();
    set_deadline(request_start_ + context_.options.header_deadline);
  }
  // RFC 9112, 2.2: an empty line before a request is to be ignored; one is enough.
  if (!blank_line_skipped_ && input_.starts_with("\r\n")) {
    input_.erase(0, 2);
    blank_line_skipped_ = true;
  }
  const HeadEnd end = find_head_end(input_, looked_at_, context_.options.header_bytes_max);
  switch (end.found) {
    case HeadEnd::Found::kMore:
      looked_at_ = input_.size() < 2 ? 0 : input_.size();  // a first CR may still be of an empty line
      return wait_readable();
    case HeadEnd::Found::kTooLong:
      return refuse(431, "request line and header fields are too long");
    case HeadEnd::Found::kBadLine:
      return refuse(400, "a line does not end in CR LF");
    case HeadEnd::Found::kWhole:
      const std::string block = input_.substr(0, end.bytes);
      input_.erase(0, end.bytes);
      on_head(block);
  }
}

void HttpConnection::on_head(std::string_view block) {
  context_.counters.requests.fetch_add(1, std::memory_order_relaxed);
  RequestHead head;
  const std::optional<HttpRefusal> refused = parse_request_head(block, head);
  is_head_method_ = head.method == "HEAD";  // its refusal has no body either
  if (refused) return refuse(refused->status, refused->detail);
  parser_ = std::make_unique<MessageParser>();
  if (!parser_->put_head(block)) return refuse(400, "the header is malformed");
  http_1_0_ = head.http_1_0;
  keep_open_ = !head.close;
  std::optional<HttpResponse> refusal = route_request(head);
  if (!refusal) refusal = check_body_size(head);
  if (refusal) {
    keep_open_ = keep_open_ && !head.has_body();  // an unread body would be taken for the next request
    return respond(std::move(*refusal));
  }
  expect_body(head);
}

/// Fills request_ but for the body, and finds who answers it. An answer instead, if nobody does.
std::optional<HttpResponse> HttpConnection::route_request(const RequestHead& head) {
  std::optional<HttpTarget> target = parse_target(head.target);
  if (!target) return http_problem(400, "the target has a wrong escape");
  request_ = {};
  request_.method = head.method;
  request_.path = std::move(target->path);
  request_.query = std::move(target->query);
  request_.remote_address = remote_address_;
  for (const auto& [name, value] : head.fields) {
    request_.headers.push_back({std::string(name), std::string(value)});
  }
  if (!is_known_method(request_.method)) return http_problem(501, "there is no such method");
  RouteTable::Match match = context_.routes.find(request_.method, target->segments);
  if (!match.route && match.allow.empty()) return http_problem(404, "there is nothing at this path");
  if (!match.route) return method_not_allowed(std::move(match.allow));
  route_ = match.route;
  request_.parameter = std::move(match.parameter);
  if (!route_->admit) return std::nullopt;
  try {
    return route_->admit(request_);
  } catch (...) {
    context_.counters.handler_failures.fetch_add(1, std::memory_order_relaxed);
    return http_problem(500, "the request could not be judged");
  }
}

std::optional<HttpResponse> HttpConnection::check_body_size(const RequestHead& head) {
  const std::size_t bytes_max = route_->body_bytes_max.value_or(context_.options.body_bytes_max);
  const std::uint64_t length = head.content_length.value_or(0);
  if (length > bytes_max) return too_large(bytes_max);
  if (head.has_body() && context_.bodies_bytes + length > context_.options.bodies_bytes_max) return no_room();
  return std::nullopt;
}

void HttpConnection::expect_body(const RequestHead& head) {
  if (!head.has_body()) return call_handler();
  parser_->expect_body(route_->body_bytes_max.value_or(context_.options.body_bytes_max),
                       context_.options.header_bytes_max, head.content_length);
  body_start_ = steady_clock::now();
  phase_ = Phase::kBody;
  if (!head.expect_continue || !input_.empty()) return read_body();
  phase_ = Phase::kContinue;
  set_deadline(body_start_ + context_.options.body_deadline);
  write("HTTP/1.1 100 Continue\r\n\r\n", {});
}

void HttpConnection::read_body() {
  MessageParser::Fed fed = MessageParser::Fed::kMore;
  if (!input_.empty()) {
    std::size_t consumed = 0;
    fed = parser_->feed(input_, consumed);
    input_.erase(0, consumed);
  }
  if (fed == MessageParser::Fed::kTooLarge) {
    keep_open_ = false;
    return respond(too_large(route_->body_bytes_max.value_or(context_.options.body_bytes_max)));
  }
  if (fed == MessageParser::Fed::kBad) return refuse(400, "the body's chunks are malformed");
  if (!account_body()) {
    keep_open_ = false;
    return respond(no_room());
  }
  if (fed == MessageParser::Fed::kDone) return call_handler();
  const std::chrono::milliseconds at_rate(1000 * parser_->body_bytes() /
                                          std::max<std::size_t>(1, context_.options.body_rate_min));
  set_deadline(std::min(body_start_ + std::max(context_.options.body_deadline, at_rate),
                        request_start_ + context_.options.request_deadline));
  wait_readable();
}

bool HttpConnection::account_body() {
  const std::size_t bytes = parser_->body_bytes();
  context_.bodies_bytes += bytes - body_accounted_;
  body_accounted_ = bytes;
  return context_.bodies_bytes <= context_.options.bodies_bytes_max;
}

void HttpConnection::call_handler() {
  request_.body = parser_->take_body();
  parser_.reset();
  phase_ = Phase::kHandler;
  set_deadline(request_start_ + context_.options.request_deadline);
  const std::uint64_t number = ++request_number_;
  const auto state =
      std::make_shared<ResponderState>(context_.loop, [weak = weak_from_this(), number](HttpAnswer answer) {
        const std::shared_ptr<StreamQueue> stream = answer.stream;
        if (const auto self = weak.lock()) return self->on_answer(number, std::move(answer));
        if (stream) stream->end();
      });
  try {
    route_->handler(std::exchange(request_, {}), Responder(state));
  } catch (...) {
    context_.counters.handler_failures.fetch_add(1, std::memory_order_relaxed);
    state->answer({http_problem(500, "the request could not be handled"), nullptr});
  }
}

}  // namespace tidemark::engine
