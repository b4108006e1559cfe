#include "engine/zmq/alert_publisher.h"

#include <array>

#include "engine/zmq/alert_message.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kPageAlerts = 512;
constexpr std::size_t kPageBytes = 1 << 20;
constexpr int kSubscriptionsATurn = 1000;
/// From a subscriber come subscriptions only: level, value and a customer's id, percent-encoded.
constexpr SocketLimits kLimits{AlertPublisher::kUnreadMax, 1000, 4096};

}  // namespace

AlertPublisher::AlertPublisher(AlertLog& log, const std::shared_ptr<WakeEvent>& wake, ZmqCounters& counters)
    : log_(log), counters_(counters), published_(log.head()) {
  log_.on_append([wake] { wake->signal(); });
}

Status AlertPublisher::open(zmq::context_t& context, const config::ZmqSettings& settings,
                            config::ZmqSettings& endpoints) {
  if (settings.alerts.empty()) return {};
  socket_ = make_socket(context, zmq::socket_type::xpub, kLimits);
  Result<std::string> bound = bind(socket_, settings.alerts);
  if (!bound.ok()) return bound.status();
  endpoints.alerts = bound.take();
  return {};
}

void AlertPublisher::receive() {
  Frames frames;
  for (int i = 0; socket_ && i < kSubscriptionsATurn && engine::receive(socket_, frames); ++i) {
    ++counters_.subscriptions;
  }
}

bool AlertPublisher::publish() {
  if (!socket_) return false;
  std::vector<std::shared_ptr<const CommittedAlert>> page;
  if (!log_.read(published_.last, kPageAlerts, kPageBytes, page).ok()) {
    ++counters_.read_failures;  // tried again with the next alert or heartbeat
    return false;
  }
  for (const auto& alert : page) {
    // XPUB drops for those who are full and refuses nothing.
    (void)send_alert(socket_, {}, *alert, published_.epoch, alert_topic(*alert));
    published_.last = alert->sequence;
    published_.levels[alert->level] = alert->sequence;
  }
  counters_.alerts_published += page.size();
  return !page.empty();
}

void AlertPublisher::send_heartbeat() {
  if (!socket_) return;
  const std::string json = heartbeat_json(published_.epoch, published_.last, published_.levels);
  (void)send(socket_, std::array<std::string_view, 2>{"hb", json});  // as above
}

void AlertPublisher::close(int linger_ms) {
  if (!socket_) return;
  socket_.set(zmq::sockopt::linger, linger_ms);
  socket_.close();
}

}  // namespace tidemark::engine
