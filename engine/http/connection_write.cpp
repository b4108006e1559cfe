#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/socket_base.hpp>
#include <utility>

#include "engine/base/clock.h"
#include "engine/http/connection.h"
#include "engine/http/response_text.h"

namespace tidemark::engine {
namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

/// RFC 9110: these have no body, and no Content-Length.
bool is_bodyless(int status) {
  return status == 204 || status == 304;
}

void count_response(HttpCounters& counters, int status) {
  const auto index = static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1);
  counters.responses[index].fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

/// `request_number`: an answer that comes after its request's deadline must not answer another one.
void HttpConnection::on_answer(std::uint64_t request_number, HttpAnswer answer) {
  if (phase_ != Phase::kHandler || request_number != request_number_) {
    if (answer.stream) answer.stream->end();
    return;
  }
  answer.stream ? begin_stream(std::move(answer)) : respond(std::move(answer.response));
}

void HttpConnection::refuse(int status, std::string_view detail) {
  keep_open_ = false;
  respond(http_problem(status, detail));
}

void HttpConnection::respond(HttpResponse response) {
  count_response(context_.counters, response.status);
  keep_open_ = keep_open_ && !context_.stopping;
  HttpFraming framing{.content_length = response.body.size(), .chunked = false, .close = !keep_open_};
  if (is_bodyless(response.status)) framing.content_length.reset();
  std::string head = response_head(response, framing, system_clock().wall_now());
  const bool bodyless = is_head_method_ || is_bodyless(response.status);
  parser_.reset();
  phase_ = Phase::kWrite;
  // An answer that says "too late" needs a moment of its own.
  set_deadline(std::max(request_start_ + context_.options.request_deadline,
                        steady_clock::now() + context_.options.linger_deadline));
  write(std::move(head), bodyless ? std::string() : std::move(response.body));
}

void HttpConnection::begin_stream(HttpAnswer answer) {
  count_response(context_.counters, answer.response.status);
  release_body();
  phase_ = Phase::kStream;
  keep_open_ = false;
  stream_ = std::move(answer.stream);
  boost::system::error_code ignored;  // a larger kernel buffer is only less exact
  const auto bytes = static_cast<int>(context_.options.stream_send_buffer_bytes);
  socket_.set_option(asio::socket_base::send_buffer_size(bytes), ignored);
  const HttpFraming framing{.content_length = {}, .chunked = !http_1_0_, .close = true};
  write(response_head(answer.response, framing, system_clock().wall_now()), {});
  if (is_head_method_ || context_.stopping) stream_->close();
  wait_readable();  // to see the reader leave
  stream_->attach([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->pump_stream();
  });
}

/// Everything that waits goes out as one chunk.
void HttpConnection::pump_stream() {
  if (writing_ || stream_ending_ || phase_ != Phase::kStream) return;
  std::string bytes = stream_->take();
  if (is_head_method_) bytes.clear();
  if (bytes.empty()) {
    if (!stream_->finished()) return set_deadline(TimePoint::max());
    stream_ending_ = true;
    return write(http_1_0_ || is_head_method_ ? "" : "0\r\n\r\n", {});
  }
  stream_bytes_ = bytes.size();
  std::string line = http_1_0_ ? std::string() : chunk_line(bytes.size());
  if (!http_1_0_) bytes += "\r\n";
  write(std::move(line), std::move(bytes));
}

void HttpConnection::write(std::string head, std::string body) {
  out_head_ = std::move(head);
  out_body_ = std::move(body);
  out_done_ = 0;
  writing_ = true;
  write_some();
}

void HttpConnection::write_some() {
  if (phase_ == Phase::kStream) set_deadline(steady_clock::now() + context_.options.stream_deadline);
  const std::size_t in_head = std::min(out_done_, out_head_.size());
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(out_head_) + in_head,
                                                  asio::buffer(out_body_) + (out_done_ - in_head)};
  socket_.async_write_some(
      buffers, [self = shared_from_this()](const boost::system::error_code& error, std::size_t bytes) {
        if (self->phase_ == Phase::kClosed) return;
        if (error) return self->close();
        self->context_.counters.bytes_out.fetch_add(bytes, std::memory_order_relaxed);
        self->out_done_ += bytes;
        if (self->phase_ == Phase::kStream) self->count_stream_progress();
        const bool all = self->out_done_ == self->out_head_.size() + self->out_body_.size();
        all ? self->on_written() : self->write_some();
      });
}

/// Of the bytes just written, those that were the stream's own.
void HttpConnection::count_stream_progress() {
  const std::size_t sent = std::min(stream_bytes_, out_done_ - std::min(out_done_, out_head_.size()));
  stream_->sent(sent - std::exchange(stream_bytes_sent_, sent));
}

void HttpConnection::on_written() {
  writing_ = false;
  out_head_ = {};
  out_body_ = {};
  switch (phase_) {
    case Phase::kContinue:
      phase_ = Phase::kBody;
      return read_body();
    case Phase::kStream:
      stream_bytes_ = 0;
      stream_bytes_sent_ = 0;
      return stream_ending_ ? linger() : pump_stream();
    default:
      release_body();
      return keep_open_ && !context_.stopping ? become_idle() : linger();
  }
}

void HttpConnection::release_body() {
  context_.bodies_bytes -= std::exchange(body_accounted_, 0);
}

void HttpConnection::linger() {
  phase_ = Phase::kLinger;
  input_ = {};
  boost::system::error_code error;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
  if (error) return close();
  set_deadline(steady_clock::now() + context_.options.linger_deadline);
  wait_readable();
}

void HttpConnection::finish() {
  if (phase_ == Phase::kIdle) return close();
  if (stream_) return stream_->close();
  keep_open_ = false;
}

void HttpConnection::close() {
  if (phase_ == Phase::kClosed) return;
  const auto self = shared_from_this();
  phase_ = Phase::kClosed;
  release_body();
  timer_.cancel();
  boost::system::error_code ignored;  // the descriptor is gone either way
  socket_.close(ignored);
  if (stream_) stream_->end();
  context_.on_ended(*this);
}

void HttpConnection::set_deadline(TimePoint at) {
  deadline_ = at;
  if (at < timer_at_) arm_timer(at);
}

void HttpConnection::arm_timer(TimePoint at) {
  timer_at_ = at;
  timer_.expires_at(at);
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->on_timer();
  });
}

void HttpConnection::on_timer() {
  if (phase_ == Phase::kClosed) return;
  timer_at_ = TimePoint::max();
  if (steady_clock::now() >= deadline_) return on_deadline();
  if (deadline_ != TimePoint::max()) arm_timer(deadline_);
}

void HttpConnection::on_deadline() {
  switch (phase_) {
    case Phase::kHead:
      return refuse(408, "the header did not come in time");
    case Phase::kBody:
      return refuse(408, "the body did not come in time");
    case Phase::kHandler:
      return refuse(503, "the answer was not found in time");
    default:
      return close();
  }
}

}  // namespace tidemark::engine
