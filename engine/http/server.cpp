#include "engine/http/server.h"

#include <pthread.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

#include "engine/base/assert.h"
#include "engine/base/clock.h"
#include "engine/http/connection.h"
#include "engine/http/response_text.h"

namespace tidemark::engine {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::chrono::milliseconds kAcceptPause{
    50};  // after a failed accept: most often no descriptor is left

/// Handles outlive the server, so the way to its thread has a gate.
class IoLoop : public HttpLoop {
 public:
  explicit IoLoop(asio::io_context& io) : io_(&io) {}
  bool post(std::function<void()> f) override {
    std::lock_guard lock(mutex_);
    if (!io_) return false;
    asio::post(*io_, std::move(f));
    return true;
  }
  void shut() {
    std::lock_guard lock(mutex_);
    io_ = nullptr;
  }

 private:
  std::mutex mutex_;
  asio::io_context* io_;
};

asio::ip::address plain(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

/// Whom a connection counts for. A host has all of an IPv6 /64 to itself; an IPv4 address is put where no /64
/// is.
std::uint64_t owner_of(const asio::ip::address& address) {
  if (address.is_v4()) return 0xffff'ffff'0000'0000u | address.to_v4().to_uint();
  const auto bytes = address.to_v6().to_bytes();
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) prefix = prefix << 8 | bytes[i];
  return prefix;
}

}  // namespace

class HttpServer::Running {
 public:
  Running(HttpOptions options, std::vector<HttpRoute> routes)
      : options_(std::move(options)),
        routes_(std::move(routes)),
        loop_(std::make_shared<IoLoop>(io_)),
        context_{.options = options_,
                 .routes = routes_,
                 .counters = counters_,
                 .loop = loop_,
                 .on_ended = [this](HttpConnection& connection) { remove(connection); }} {}

  Status listen();
  void run();
  void stop(std::chrono::milliseconds grace);

  std::uint16_t port() const { return port_; }
  const HttpCounters& counters() const { return counters_; }
  HttpLoop& loop() { return *loop_; }

 private:
  struct Client {
    std::shared_ptr<HttpConnection> connection;
    std::uint64_t owner;
  };

  void accept();
  void take(tcp::socket socket);
  void reject(tcp::socket socket, int status);
  void remove(HttpConnection& connection);
  std::vector<std::shared_ptr<HttpConnection>> connections() const;
  void begin_stop(std::chrono::milliseconds grace);
  void end_stop();

  const HttpOptions options_;
  const RouteTable routes_;
  HttpCounters counters_;
  asio::io_context io_{1};
  const std::shared_ptr<IoLoop> loop_;
  HttpContext context_;
  tcp::acceptor acceptor_{io_};
  asio::steady_timer accept_pause_{io_};
  asio::steady_timer grace_{io_};
  std::unordered_map<HttpConnection*, Client> clients_;
  std::unordered_map<std::uint64_t, std::size_t> per_owner_;
  std::uint16_t port_ = 0;

  std::mutex stop_mutex_;  // guards thread_
  std::thread thread_;
};

Status HttpServer::Running::listen() {
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(options_.address, error);
  if (error) return Status::invalid("'" + options_.address + "' is not a numeric address");
  const tcp::endpoint endpoint(address, options_.port);
  const auto failed = [&](const char* what) {
    return Status::io("cannot " + std::string(what) + " " + options_.address + " port " +
                      std::to_string(options_.port) + ": " + error.message());
  };
  if (acceptor_.open(endpoint.protocol(), error)) return failed("open a socket for");
  if (acceptor_.set_option(tcp::acceptor::reuse_address(true), error)) return failed("prepare");
  if (acceptor_.bind(endpoint, error)) return failed("bind");
  if (acceptor_.listen(tcp::acceptor::max_listen_connections, error)) return failed("listen on");
  port_ = acceptor_.local_endpoint(error).port();
  return {};
}

void HttpServer::Running::run() {
  accept();
  thread_ = std::thread([this] {
    (void)pthread_setname_np(pthread_self(), "http");  // only a name
    const auto work = asio::make_work_guard(io_);
    io_.run();
    loop_->shut();
    io_.restart();
    io_.poll();  // what was posted before the gate shut: answers nobody waits for, streams that end
  });
}

void HttpServer::Running::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
    if (context_.stopping) return;
    if (!error) {
      take(std::move(socket));
      return accept();
    }
    accept_pause_.expires_after(kAcceptPause);
    accept_pause_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled && !context_.stopping) accept();
    });
  });
}

void HttpServer::Running::take(tcp::socket socket) {
  boost::system::error_code error;
  const tcp::endpoint remote = socket.remote_endpoint(error);
  if (!error) socket.non_blocking(true, error);
  if (!error) socket.set_option(tcp::no_delay(true), error);
  if (error) return;  // it has left already
  const asio::ip::address address = plain(remote.address());
  const std::uint64_t owner = owner_of(address);
  if (clients_.size() >= options_.connections_max) return reject(std::move(socket), 503);
  const auto of_owner = per_owner_.find(owner);
  if (of_owner != per_owner_.end() && of_owner->second >= options_.connections_per_ip_max) {
    return reject(std::move(socket), 429);
  }
  auto connection = std::make_shared<HttpConnection>(std::move(socket), address.to_string(), context_);
  clients_.emplace(connection.get(), Client{connection, owner});
  ++per_owner_[owner];
  counters_.connections_total.fetch_add(1, std::memory_order_relaxed);
  counters_.connections_open.fetch_add(1, std::memory_order_relaxed);
  connection->start();
}

/// One attempt to say why; who is turned away must cost nothing more.
void HttpServer::Running::reject(tcp::socket socket, int status) {
  counters_.connections_rejected.fetch_add(1, std::memory_order_relaxed);
  HttpResponse response = http_problem(status, "there are too many connections");
  response.headers.push_back({"Retry-After", "1"});
  const HttpFraming framing{.content_length = response.body.size(), .chunked = false, .close = true};
  const std::string text = response_head(response, framing, system_clock().wall_now()) + response.body;
  boost::system::error_code ignored;
  asio::write(socket, asio::buffer(text), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void HttpServer::Running::remove(HttpConnection& connection) {
  const auto client = clients_.find(&connection);
  const auto of_owner = per_owner_.find(client->second.owner);
  if (--of_owner->second == 0) per_owner_.erase(of_owner);
  clients_.erase(client);
  counters_.connections_open.fetch_sub(1, std::memory_order_relaxed);
  if (context_.stopping && clients_.empty()) end_stop();
}

/// A copy: who is told to close removes itself.
std::vector<std::shared_ptr<HttpConnection>> HttpServer::Running::connections() const {
  std::vector<std::shared_ptr<HttpConnection>> out;
  out.reserve(clients_.size());
  for (const auto& [key, client] : clients_) out.push_back(client.connection);
  return out;
}

void HttpServer::Running::begin_stop(std::chrono::milliseconds grace) {
  context_.stopping = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  accept_pause_.cancel();
  for (const auto& connection : connections()) connection->finish();
  if (clients_.empty()) return end_stop();
  grace_.expires_after(grace);
  grace_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    for (const auto& connection : connections()) connection->close();
  });
}

void HttpServer::Running::end_stop() {
  grace_.cancel();
  io_.stop();
}

void HttpServer::Running::stop(std::chrono::milliseconds grace) {
  std::lock_guard lock(stop_mutex_);
  if (!thread_.joinable()) return;
  TM_ASSERT(thread_.get_id() != std::this_thread::get_id());
  asio::post(io_, [this, grace] { begin_stop(grace); });
  thread_.join();
}

HttpServer::HttpServer(std::unique_ptr<Running> running) : running_(std::move(running)) {}

HttpServer::~HttpServer() {
  stop(std::chrono::milliseconds(0));
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(HttpOptions options, std::vector<HttpRoute> routes) {
  auto running = std::make_unique<Running>(std::move(options), std::move(routes));
  TM_RETURN_IF_ERROR(running->listen());
  running->run();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(running)));
}

std::uint16_t HttpServer::port() const {
  return running_->port();
}

const HttpCounters& HttpServer::counters() const {
  return running_->counters();
}

bool HttpServer::post(std::function<void()> f) {
  return running_->loop().post(std::move(f));
}

void HttpServer::stop(std::chrono::milliseconds grace) {
  running_->stop(grace);
}

}  // namespace tidemark::engine
