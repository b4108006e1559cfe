#include "engine/zmq/catch_up.h"

#include <algorithm>
#include <array>

#include "engine/base/json_writer.h"
#include "engine/zmq/alert_message.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kPageAlerts = 256;
constexpr std::size_t kPageBytes = 256 << 10;
constexpr int kRequestsATurn = 64;
/// Pages for so many clients, before the other sockets have their turn.
constexpr int kClientsATurn = 8;
constexpr std::uint64_t kPauseMinUs = 2'000;
constexpr std::uint64_t kPauseMaxUs = 128'000;
constexpr int kRequestsUnread = 16;
constexpr SocketLimits kLimits{CatchUp::kUnreadMax, kRequestsUnread, 16 << 10};

/// The peer, and the empty frame if the request came with one.
struct Envelope {
  Envelope(std::string_view identity, bool delimiter) : frames{identity, {}}, count(delimiter ? 2 : 1) {}
  std::span<const std::string_view> span() const { return std::span(frames).first(count); }
  std::array<std::string_view, 2> frames;
  std::size_t count;
};

}  // namespace

Status CatchUp::open(zmq::context_t& context, const config::ZmqSettings& settings,
                     config::ZmqSettings& endpoints) {
  if (settings.catch_up.empty()) return {};
  socket_ = make_socket(context, zmq::socket_type::router, kLimits);
  Result<std::string> bound = bind(socket_, settings.catch_up);
  if (!bound.ok()) return bound.status();
  endpoints.catch_up = bound.take();
  return {};
}

void CatchUp::receive(std::uint64_t now_us) {
  Frames frames;
  for (int i = 0; socket_ && i < kRequestsATurn && reads() && engine::receive(socket_, frames); ++i) {
    receive_request(frames, now_us);
  }
}

void CatchUp::receive_request(Frames& frames, std::uint64_t now_us) {
  ++counters_.catch_up_requests;
  std::string identity(text_of(frames[0]));
  const bool delimiter = frames.size() == 3 && frames[1].empty();
  if (frames.size() != 2 && !delimiter) {
    (void)refuse(identity, false, "bad-request", "one frame is wanted, the request");
    return;
  }
  Result<CatchUpRequest> wanted = CatchUpRequest::parse(text_of(frames.back()));
  if (!wanted.ok()) {
    (void)refuse(identity, delimiter, "bad-request", wanted.status().message());
    return;
  }
  const auto known = clients_.find(identity);
  if (known != clients_.end() && known->second.requests.size() >= kRequestsPerClient) {
    (void)refuse(identity, delimiter, "busy", "earlier requests are not answered yet");
    return;
  }
  Client& client = clients_[std::move(identity)];
  if (client.requests.empty()) client.progress_us = now_us;
  Request request;
  request.delimiter = delimiter;
  request.scanned = wanted->after.after;
  request.wanted = wanted.take();
  client.requests.push_back(std::move(request));
}

std::uint64_t CatchUp::answer(std::uint64_t now_us) {
  std::uint64_t next_us = kNothingToDo;
  int served = 0;
  auto it = clients_.upper_bound(last_served_);
  for (std::size_t left = clients_.size(); left > 0; --left) {
    if (it == clients_.end()) it = clients_.begin();
    if (it->second.retry_us <= now_us) {
      if (served++ == kClientsATurn) return now_us;
      last_served_ = it->first;
      if (!serve(it->first, it->second, now_us)) {
        it = clients_.erase(it);
        continue;
      }
    }
    next_us = std::min(next_us, std::max(it->second.retry_us, now_us));
    ++it;
  }
  return next_us;
}

bool CatchUp::serve(const std::string& identity, Client& client, std::uint64_t now_us) {
  Request& request = client.requests.front();
  const std::size_t sent = request.sent;
  const Step taken = step(identity, request);
  if (taken != Step::kFull || request.sent != sent) {
    client.progress_us = now_us;
    client.pause_us = 0;
  }
  if (taken == Step::kFull) {
    client.pause_us = std::clamp(2 * client.pause_us, kPauseMinUs, kPauseMaxUs);
    client.retry_us = now_us + client.pause_us;
  }
  if (taken == Step::kGone || now_us > client.progress_us + kPatienceUs) {
    counters_.catch_up_abandoned += client.requests.size();
    return false;
  }
  if (taken == Step::kDone) client.requests.pop_front();
  return !client.requests.empty();
}

/// A page of a request, or its end.
CatchUp::Step CatchUp::step(const std::string& identity, Request& request) {
  if (request.page.empty()) {
    // Asked again for each page: what is kept may have moved meanwhile.
    const AlertLog::Answer answer = log_.check({request.wanted.after.epoch, request.scanned});
    if (answer != AlertLog::Answer::kOk) return refuse_cursor(identity, request, answer);
    if (request.sent == request.wanted.limit || request.scanned_count >= kScannedMax ||
        request.scanned_bytes >= kScannedBytesMax) {
      return end(identity, request);
    }
    std::vector<std::shared_ptr<const CommittedAlert>> page;
    if (Status status = log_.read(request.scanned, kPageAlerts, kPageBytes, page); !status.ok()) {
      ++counters_.read_failures;
      return refuse(identity, request.delimiter, "storage", status.message());
    }
    if (page.empty()) return end(identity, request);
    request.page.assign(page.begin(), page.end());
  }
  return send_page(identity, request);
}

CatchUp::Step CatchUp::send_page(const std::string& identity, Request& request) {
  const Envelope envelope(identity, request.delimiter);
  while (!request.page.empty() && request.sent < request.wanted.limit) {
    const CommittedAlert& alert = *request.page.front();
    const std::string topic = alert_topic(alert);
    if (topic.starts_with(request.wanted.topic)) {
      const Sent sent = send_alert(socket_, envelope.span(), alert, request.wanted.after.epoch, topic);
      if (sent == Sent::kGone) return Step::kGone;
      if (sent == Sent::kFull) {
        // A client that does not read must not cost memory: the page is read again when it does.
        request.page.resize(1);
        return Step::kFull;
      }
      ++request.sent;
      ++counters_.catch_up_alerts;
    }
    request.scanned = alert.sequence;
    ++request.scanned_count;
    request.scanned_bytes += alert.json.size();
    request.page.pop_front();
  }
  if (request.sent == request.wanted.limit) request.page.clear();
  return Step::kMore;
}

CatchUp::Step CatchUp::end(const std::string& identity, const Request& request) {
  const AlertLog::Head head = log_.head();
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  out.key("epoch").unsigned_integer(head.epoch);
  out.key("scanned").unsigned_integer(request.scanned);
  out.key("head").unsigned_integer(head.last);
  out.key("oldest").unsigned_integer(head.oldest);
  out.end_object();
  const Sent sent = send_to(identity, request.delimiter, "end", json);
  return sent == Sent::kSent ? Step::kDone : sent == Sent::kFull ? Step::kFull : Step::kGone;
}

CatchUp::Step CatchUp::refuse_cursor(const std::string& identity, const Request& request,
                                     AlertLog::Answer answer) {
  const bool expired = answer == AlertLog::Answer::kExpired;
  return refuse(identity, request.delimiter, expired ? "cursor-expired" : "epoch-changed",
                expired
                    ? "alerts behind the cursor are no longer kept; begin before the oldest"
                    : "the cursor is of another epoch, or ahead of the head; begin again with this epoch");
}

/// Told at once or, to a client that does not read, not at all.
CatchUp::Step CatchUp::refuse(const std::string& identity, bool delimiter, std::string_view code,
                              std::string_view detail) {
  ++counters_.catch_up_errors;
  const AlertLog::Head head = log_.head();
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  out.key("code").value(code);
  out.key("detail").value(detail);
  out.key("epoch").unsigned_integer(head.epoch);
  out.key("oldest").unsigned_integer(head.oldest);
  out.key("head").unsigned_integer(head.last);
  out.end_object();
  return send_to(identity, delimiter, "error", json) == Sent::kGone ? Step::kGone : Step::kDone;
}

Sent CatchUp::send_to(const std::string& identity, bool delimiter, std::string_view word,
                      std::string_view json) {
  const Envelope envelope(identity, delimiter);
  std::array<std::string_view, 4> frames;
  auto end = std::copy(envelope.span().begin(), envelope.span().end(), frames.begin());
  *end++ = word;
  *end++ = json;
  return send(socket_, std::span<const std::string_view>(frames.begin(), end));
}

void CatchUp::close() {
  // Whoever was being answered has no end yet and asks again.
  if (socket_) socket_.close();
}

}  // namespace tidemark::engine
