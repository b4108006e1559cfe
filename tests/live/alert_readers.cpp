#include "tests/live/alert_readers.h"

#include <simdjson.h>

#include <stdexcept>

#include "tests/live/eventually.h"

namespace tidemark::live {
namespace {

using namespace std::chrono_literals;

constexpr int kAnswerLimitMs = 1000;
constexpr std::size_t kComplaintsMax = 10;

/// The whole message, or nothing within the time.
std::vector<zmq::message_t> receive(zmq::socket_t& socket, int limit_ms) {
  std::vector<zmq::message_t> frames;
  zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
  if (zmq::poll(&item, 1, std::chrono::milliseconds(limit_ms)) == 0) return frames;
  do {
    frames.emplace_back();
    (void)socket.recv(frames.back());
  } while (frames.back().more());
  return frames;
}

std::uint64_t number_in(std::string_view text) {
  return std::strtoull(std::string(text).c_str(), nullptr, 10);
}

}  // namespace

bool AlertReader::reaches(std::size_t wanted) const {
  return eventually([&] { return count() >= wanted; }, 30s);
}

void AlertReader::complain(const std::string& text) {
  if (complaints_.size() < kComplaintsMax) complaints_.push_back(text);
}

void ZmqReader::connect_catch_up() {
  catch_up_ = zmq::socket_t(context_, zmq::socket_type::dealer);
  catch_up_.set(zmq::sockopt::linger, 0);
  catch_up_.set(zmq::sockopt::reconnect_ivl, 20);
  catch_up_.connect(service_.catch_up());
}

void ZmqReader::read() {
  subscription_ = zmq::socket_t(context_, zmq::socket_type::sub);
  subscription_.set(zmq::sockopt::linger, 0);
  subscription_.set(zmq::sockopt::reconnect_ivl, 20);
  subscription_.set(zmq::sockopt::subscribe, prefix_);
  subscription_.set(zmq::sockopt::subscribe, "hb");
  subscription_.connect(service_.alerts());
  connect_catch_up();
  while (!stop_.load()) {
    if (paused_.load()) {
      std::this_thread::sleep_for(5ms);
      continue;
    }
    const std::vector<zmq::message_t> frames = receive(subscription_, 50);
    try {
      if (frames.size() == 2 && frames[0].to_string_view() == "hb") {
        take_heartbeat(frames[1].to_string_view());
      } else if (frames.size() == 4) {
        take_live(frames);
      } else if (!frames.empty()) {
        complain("a message of " + std::to_string(frames.size()) + " frames");
      }
    } catch (const std::runtime_error& error) {
      complain(error.what());
    }
  }
  subscription_.close();
  catch_up_.close();
}

void ZmqReader::take_live(const std::vector<zmq::message_t>& frames) {
  const std::string topic = frames[0].to_string();
  const std::string level = topic.substr(0, topic.find('.'));
  if (sequence_of(frames[1].to_string_view()) <= levels_[level]) return;  // caught up meanwhile
  if (take(frames[1].to_string_view(), frames[2].to_string_view(), topic, frames[3].to_string_view())) {
    ++live_;
  } else {
    catch_up(level);
  }
}

bool ZmqReader::take(std::string_view cursor, std::string_view previous, std::string_view topic,
                     std::string_view body) {
  Alert alert = parse_alert(body);
  const std::uint64_t sequence = sequence_of(cursor);
  if (alert.sequence != sequence || alert.previous != number_in(previous) ||
      !topic.starts_with(alert.level + ".") || !topic.starts_with(prefix_)) {
    complain("frames and body differ: " + std::string(topic) + " " + std::string(cursor) + " " +
             std::string(previous) + " " + std::string(body));
  }
  std::uint64_t& last = levels_[alert.level];
  if (alert.previous != last) return false;
  last = alert.sequence;
  apply(std::move(alert));
  return true;
}

void ZmqReader::take_heartbeat(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element beat = parser.parse(json.data(), json.size());
  const simdjson::dom::object levels = beat["levels"];
  for (const auto& [level, last] : levels) {
    const std::string name(level);
    const bool mine = prefix_.empty() || prefix_ == name + ".";
    if (mine && last.get_uint64().value() > levels_[name]) catch_up(name);
  }
}

void ZmqReader::catch_up(const std::string& level) {
  for (bool at_head = false; !stop_.load() && !at_head;) {
    const std::string request =
        R"({"after":"1:)" + std::to_string(levels_[level]) + R"(","topic":")" + level + R"(.","limit":500})";
    // A request to a service that is gone waits in the socket, and is of no use once another follows it.
    if (!catch_up_.send(zmq::buffer(request), zmq::send_flags::dontwait) || !take_page(level, at_head)) {
      connect_catch_up();
      return;
    }
  }
}

bool ZmqReader::take_page(const std::string& level, bool& at_head) {
  for (const std::uint64_t before = levels_[level];;) {
    const std::vector<zmq::message_t> frames = receive(catch_up_, kAnswerLimitMs);
    if (frames.empty()) return false;
    if (frames.size() == 4) {
      if (!take(frames[1].to_string_view(), frames[2].to_string_view(), frames[0].to_string_view(),
                frames[3].to_string_view())) {
        complain("the catch-up leaves out something before " + frames[1].to_string());
        return false;
      }
      ++caught_up_;
      continue;
    }
    if (frames.size() != 2 || frames[0].to_string_view() != "end") {
      complain("the catch-up says " + frames.back().to_string());
      return false;
    }
    simdjson::dom::parser parser;
    simdjson::dom::element end = parser.parse(frames[1].to_string());
    at_head = end["scanned"].get_uint64().value() >= end["head"].get_uint64().value();
    if (!at_head && levels_[level] == before) complain("a page of nothing before the head");
    return true;
  }
}

void SseReader::read() {
  HttpClient client;
  while (!stop_.load()) {
    const std::uint64_t last = trail_.empty() ? 0 : trail_.back().sequence;
    const std::optional<HttpReply> head = client.open_stream(
        service_.http_port(), "/v1/alerts/stream", "Last-Event-ID: 1:" + std::to_string(last) + "\r\n");
    if (head && head->status == 200) {
      ++connections_;
      read_connection(client);
    } else if (head) {
      complain("the stream after " + std::to_string(last) + " answers " + std::to_string(head->status));
    }
    std::this_thread::sleep_for(20ms);
  }
}

void SseReader::read_connection(HttpClient& client) {
  std::string unread;
  while (!stop_.load()) {
    const std::optional<std::string> piece = client.read_stream();
    if (!piece) return;
    unread += *piece;
    std::size_t begin = 0;
    for (std::size_t end; (end = unread.find("\n\n", begin)) != std::string::npos; begin = end + 2) {
      try {
        take(std::string_view(unread).substr(begin, end - begin));
      } catch (const std::runtime_error& error) {
        complain(error.what());
      }
    }
    unread.erase(0, begin);
  }
}

void SseReader::take(std::string_view event) {
  if (event.starts_with(':')) return;
  const std::size_t line_end = event.find('\n');
  if (!event.starts_with("id: ") || line_end == std::string_view::npos ||
      !event.substr(line_end + 1).starts_with("data: ")) {
    complain("an event that is none: " + std::string(event.substr(0, 200)));
    return;
  }
  Alert alert = parse_alert(event.substr(line_end + 7));
  if (alert.sequence != sequence_of(event.substr(4, line_end - 4))) complain("an id that is not its alert's");
  apply(std::move(alert));
}

}  // namespace tidemark::live
