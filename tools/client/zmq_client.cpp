#include "tools/client/zmq_client.h"

#include <cstring>

#include "engine/base/assert.h"

namespace tidemark::tools {
namespace {

constexpr int kReconnectMs = 100;
constexpr int kReconnectMaxMs = 2000;
/// What is sent at the end must not be cut off by the end.
constexpr int kLingerMs = 0;

}  // namespace

Result<std::unique_ptr<ZmqClient>> ZmqClient::make(zmq::socket_type type, const std::string& endpoint) {
  std::unique_ptr<ZmqClient> client(new ZmqClient(type, endpoint));
  TM_RETURN_IF_ERROR(client->begin());
  return client;
}

ZmqClient::~ZmqClient() {
  if (socket_) {
    (void)::zmq_socket_monitor(socket_.handle(), nullptr, 0);
    socket_.close();
  }
  if (monitor_) monitor_.close();
}

Status ZmqClient::begin() {
  if (socket_) {
    (void)::zmq_socket_monitor(socket_.handle(), nullptr, 0);
    socket_.close();
    monitor_.close();
  }
  socket_ = zmq::socket_t(context_, type_);
  socket_.set(zmq::sockopt::linger, kLingerMs);
  socket_.set(zmq::sockopt::sndhwm, 0);  // who sends bounds it
  socket_.set(zmq::sockopt::reconnect_ivl, kReconnectMs);
  socket_.set(zmq::sockopt::reconnect_ivl_max, kReconnectMaxMs);
  socket_.set(zmq::sockopt::tcp_keepalive, 1);
  socket_.set(zmq::sockopt::ipv6, 1);
  const std::string news = "inproc://news" + std::to_string(++generation_);
  TM_ASSERT(::zmq_socket_monitor(socket_.handle(), news.c_str(), ZMQ_EVENT_DISCONNECTED) == 0);
  monitor_ = zmq::socket_t(context_, zmq::socket_type::pair);
  monitor_.set(zmq::sockopt::linger, 0);
  monitor_.connect(news);
  if (::zmq_connect(socket_.handle(), endpoint_.c_str()) == 0) return {};
  return Status::invalid("'" + endpoint_ +
                         "' is no endpoint such as tcp://127.0.0.1:7701: " + ::zmq_strerror(::zmq_errno()));
}

void ZmqClient::subscribe(const std::string& prefix) {
  socket_.set(zmq::sockopt::subscribe, prefix);
}

void ZmqClient::send(std::initializer_list<std::string_view> frames) {
  std::size_t left = frames.size();
  for (const std::string_view frame : frames) {
    const auto flags = --left > 0 ? zmq::send_flags::sndmore : zmq::send_flags::none;
    TM_ASSERT(socket_.send(zmq::buffer(frame), flags).has_value());
  }
}

std::optional<Frames> ZmqClient::receive() {
  Frames frames;
  zmq::message_t frame;
  do {
    // A message comes with all of its frames.
    if (!socket_.recv(frame, zmq::recv_flags::dontwait)) return std::nullopt;
    frames.push_back(frame.to_string());
  } while (frame.more());
  return frames;
}

bool ZmqClient::lost() {
  bool lost = false;
  zmq::message_t frame;
  while (monitor_.recv(frame, zmq::recv_flags::dontwait)) {
    std::uint16_t event = 0;
    // A first frame with number and value, a second one with the endpoint.
    if (frame.more() && frame.size() >= sizeof event) {
      std::memcpy(&event, frame.data(), sizeof event);
      lost = lost || event == ZMQ_EVENT_DISCONNECTED;
    }
  }
  return lost;
}

void ZmqClient::wait(std::initializer_list<ZmqClient*> clients, std::chrono::milliseconds timeout) {
  std::vector<zmq_pollitem_t> items;
  for (ZmqClient* client : clients) {
    items.push_back({client->socket_.handle(), 0, ZMQ_POLLIN, 0});
    items.push_back({client->monitor_.handle(), 0, ZMQ_POLLIN, 0});
  }
  // Interrupted or not, who waits looks again.
  (void)::zmq_poll(items.data(), static_cast<int>(items.size()), static_cast<long>(timeout.count()));
}

}  // namespace tidemark::tools
