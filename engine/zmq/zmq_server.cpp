#include "engine/zmq/zmq_server.h"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <future>
#include <thread>

#include "engine/base/assert.h"
#include "engine/base/clock.h"
#include "engine/live/live_engine.h"
#include "engine/zmq/alert_publisher.h"
#include "engine/zmq/catch_up.h"
#include "engine/zmq/ingest_port.h"

namespace tidemark::engine {
namespace {

constexpr std::uint64_t kHeartbeatUs = 1'000'000;

std::uint64_t now_us() {
  return system_clock().monotonic_us();
}

}  // namespace

class ZmqServer::Running {
 public:
  Running(const config::ZmqSettings& settings, LiveEngine& engine)
      : settings_(settings),
        engine_(engine),
        wake_(std::make_shared<WakeEvent>()),
        ingest_(engine, wake_, counters_),
        publisher_(engine.alerts(), wake_, counters_),
        catch_up_(engine.alerts(), counters_) {
    endpoints_.ingest = endpoints_.pull = endpoints_.alerts = endpoints_.catch_up = {};
  }

  Status start() {
    std::promise<Status> opened;
    std::future<Status> status = opened.get_future();
    thread_ = std::thread([this, promise = std::move(opened)]() mutable { run(promise); });
    return status.get();
  }

  void stop(std::chrono::milliseconds grace) {
    if (!thread_.joinable()) return;
    grace_ms_ = grace.count();
    stopping_.store(true, std::memory_order_release);
    wake_->signal();
    thread_.join();
  }

  const config::ZmqSettings& endpoints() const { return endpoints_; }
  const ZmqCounters& counters() const { return counters_; }

 private:
  void run(std::promise<Status>& opened);
  Status open();
  void serve();
  void finish();
  void wait(std::uint64_t deadline_us);
  void close();

  const config::ZmqSettings settings_;
  LiveEngine& engine_;
  config::ZmqSettings endpoints_;  ///< written before start() returns
  ZmqCounters counters_;
  const std::shared_ptr<WakeEvent> wake_;
  zmq::context_t context_;  ///< ends after the sockets
  IngestPort ingest_;
  AlertPublisher publisher_;
  CatchUp catch_up_;
  std::atomic<bool> stopping_{false};
  std::chrono::milliseconds::rep grace_ms_ = 0;  ///< written before stopping_
  std::thread thread_;
};

void ZmqServer::Running::run(std::promise<Status>& opened) {
  (void)::pthread_setname_np(::pthread_self(), "zmq");
  Status status = open();
  const bool serves = status.ok();
  opened.set_value(std::move(status));
  if (serves) {
    serve();
    finish();
  }
  close();
}

Status ZmqServer::Running::open() {
  try {
    TM_RETURN_IF_ERROR(ingest_.open(context_, settings_, endpoints_));
    TM_RETURN_IF_ERROR(publisher_.open(context_, settings_, endpoints_));
    return catch_up_.open(context_, settings_, endpoints_);
  } catch (const zmq::error_t& error) {
    return Status::io(std::string("cannot make a ZeroMQ socket: ") + error.what());
  }
}

void ZmqServer::Running::serve() {
  std::uint64_t heartbeat_us = now_us() + kHeartbeatUs;
  std::uint64_t next_us = 0;
  while (!stopping_.load(std::memory_order_acquire)) {
    wait(next_us);
    wake_->clear();
    ingest_.send_answers();
    ingest_.offer_held();
    ingest_.receive();
    publisher_.receive();
    const bool more = publisher_.publish();
    const std::uint64_t now = now_us();
    catch_up_.receive(now);
    const std::uint64_t catch_up_us = catch_up_.answer(now);
    if (now >= heartbeat_us) {
      publisher_.send_heartbeat();
      heartbeat_us = now + kHeartbeatUs;
    }
    next_us = more ? 0 : std::min(heartbeat_us, catch_up_us);
  }
}

/// Until a socket has something to read, the deadline, or the wake event. It also lets libzmq look after
/// sockets that are not read or quiet: it does so only inside calls.
void ZmqServer::Running::wait(std::uint64_t deadline_us) {
  const short ingest_events = ingest_.reads() ? ZMQ_POLLIN : 0;
  const short catch_up_events = catch_up_.reads() ? ZMQ_POLLIN : 0;
  std::array<zmq_pollitem_t, 5> items{};
  std::size_t count = 0;
  items[count++] = {nullptr, wake_->fd(), ZMQ_POLLIN, 0};
  const auto add = [&](zmq::socket_t& socket, short events) {
    if (socket) items[count++] = {socket.handle(), 0, events, 0};
  };
  add(ingest_.router(), ingest_events);
  add(ingest_.pull(), ingest_events);
  add(publisher_.socket(), ZMQ_POLLIN);
  add(catch_up_.socket(), catch_up_events);
  const std::uint64_t now = now_us();
  const long timeout_ms = deadline_us <= now ? 0 : static_cast<long>((deadline_us - now + 999) / 1000);
  const int ready = ::zmq_poll(items.data(), static_cast<int>(count), timeout_ms);
  TM_ASSERT(ready >= 0 || ::zmq_errno() == EINTR);
}

void ZmqServer::Running::finish() {
  const std::uint64_t deadline_us = now_us() + static_cast<std::uint64_t>(grace_ms_) * 1000;
  while (ingest_.busy() && now_us() < deadline_us && !engine_.failed()) {
    zmq_pollitem_t item{nullptr, wake_->fd(), ZMQ_POLLIN, 0};
    constexpr long kLookAgainMs = 50;          // whether the engine has failed
    (void)::zmq_poll(&item, 1, kLookAgainMs);  // how it ended is looked at above
    wake_->clear();
    ingest_.send_answers();
    ingest_.offer_held();
  }
  while (publisher_.publish() && now_us() < deadline_us) {
  }
}

void ZmqServer::Running::close() {
  const int linger_ms = static_cast<int>(grace_ms_);
  ingest_.close(linger_ms);
  publisher_.close(linger_ms);
  catch_up_.close();
  context_.close();  // waits as long as the sockets linger
}

ZmqServer::ZmqServer(std::unique_ptr<Running> running) : running_(std::move(running)) {}

ZmqServer::~ZmqServer() {
  stop(std::chrono::milliseconds(0));
}

Result<std::unique_ptr<ZmqServer>> ZmqServer::start(const config::ZmqSettings& settings, LiveEngine& engine) {
  std::unique_ptr<ZmqServer> server(new ZmqServer(std::make_unique<Running>(settings, engine)));
  TM_RETURN_IF_ERROR(server->running_->start());
  return server;
}

const config::ZmqSettings& ZmqServer::endpoints() const {
  return running_->endpoints();
}

const ZmqCounters& ZmqServer::counters() const {
  return running_->counters();
}

void ZmqServer::stop(std::chrono::milliseconds grace) {
  running_->stop(grace);
}

}  // namespace tidemark::engine
