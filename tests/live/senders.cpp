#include "tests/live/senders.h"

#include <algorithm>

namespace tidemark::live {
namespace {

using namespace std::chrono_literals;

constexpr auto kGiveUpAfter = 60s;
constexpr int kUnsentMax = 4;

}  // namespace

bool Sender::all_acknowledged() {
  join();
  return done_.load();
}

bool Sender::gives_up() {
  if (!stopped()) return false;
  const auto now = std::chrono::steady_clock::now();
  if (stopped_at_ == std::chrono::steady_clock::time_point{}) stopped_at_ = now;
  return now - stopped_at_ > kGiveUpAfter;
}

void HttpSender::run() {
  while (!stopped()) {
    if (!send_until_acknowledged(plan_.next())) return;
    std::this_thread::sleep_for(plan_.pause);
  }
  done_.store(true);
}

bool HttpSender::send_until_acknowledged(const Lot& lot) {
  for (;; ++sent_again_) {
    const std::optional<HttpReply> reply =
        client_.ask(service_.http_port(), "POST", "/v1/events", lot.ndjson);
    if (reply && reply->status == 200) {
      ledger_.acknowledged(lot, reply->body);
      ++acknowledged_;
      return true;
    }
    if (reply && (reply->status == 429 || reply->status == 503)) {
      ++(reply->headers.contains("retry-after") ? told_to_wait_ : without_retry_after_);
      std::this_thread::sleep_for(50ms);  // sooner than told: it is a test of pressure
    } else if (reply) {
      ledger_.acknowledged(lot, reply->body);  // which will complain
      return false;
    }
    if (gives_up()) return false;
    std::this_thread::sleep_for(10ms);
  }
}

void ZmqSender::connect() {
  socket_ = zmq::socket_t(context_, zmq::socket_type::dealer);
  socket_.set(zmq::sockopt::linger, 0);
  socket_.set(zmq::sockopt::sndhwm, kUnsentMax);
  socket_.set(zmq::sockopt::reconnect_ivl, 20);
  socket_.connect(service_.ingest());
  heard_at_ = std::chrono::steady_clock::now();
  for (UnderWay& lot : under_way_) {
    sent_again_ += lot.sent ? 1 : 0;
    lot.sent = false;
  }
}

void ZmqSender::run() {
  connect();
  for (auto made_at = std::chrono::steady_clock::time_point{}; !(stopped() && under_way_.empty());) {
    const auto now = std::chrono::steady_clock::now();
    if (!stopped() && under_way_.size() < plan_.under_way_max && now - made_at >= plan_.pause) {
      under_way_.push_back({++count_, plan_.next()});
      made_at = now;
      if (under_way_.size() == 1) heard_at_ = now;
    }
    send_waiting();
    receive_answers();
    if (!under_way_.empty() && std::chrono::steady_clock::now() - heard_at_ > plan_.patience) connect();
    if (gives_up()) return;
  }
  socket_.close();
  done_.store(true);
}

void ZmqSender::send_waiting() {
  for (UnderWay& lot : under_way_) {
    if (lot.sent) continue;
    zmq::message_t id(std::to_string(lot.id));
    if (!socket_.send(id, zmq::send_flags::sndmore | zmq::send_flags::dontwait)) {
      ++told_to_wait_;
      return;
    }
    (void)socket_.send(zmq::buffer(lot.lot.ndjson), zmq::send_flags::dontwait);  // the first frame decided
    lot.sent = true;
  }
}

void ZmqSender::receive_answers() {
  zmq::pollitem_t item{socket_.handle(), 0, ZMQ_POLLIN, 0};
  (void)zmq::poll(&item, 1, 2ms);
  zmq::message_t id;
  zmq::message_t answer;
  while (socket_.recv(id, zmq::recv_flags::dontwait)) {
    if (!id.more() || !socket_.recv(answer) || answer.more()) continue;  // never acknowledged, so it is seen
    acknowledge(id.to_string(), answer.to_string_view());
    heard_at_ = std::chrono::steady_clock::now();
  }
}

void ZmqSender::acknowledge(const std::string& id, std::string_view answer) {
  const auto lot = std::find_if(under_way_.begin(), under_way_.end(),
                                [&](const UnderWay& one) { return std::to_string(one.id) == id; });
  if (lot == under_way_.end()) return;  // answered twice: it was sent twice
  ledger_.acknowledged(lot->lot, answer);
  under_way_.erase(lot);
  ++acknowledged_;
}

}  // namespace tidemark::live
