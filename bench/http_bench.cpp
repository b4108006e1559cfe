// Acknowledged events over HTTP: keep-alive connections, each with one request at a time, batches of 100 and
// single events, into an engine that syncs its log to the disk before it answers. Files: see
// bench_directory.h.

#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "bench/bench_directory.h"
#include "bench/shop_lines.h"
#include "engine/api/server.h"

namespace tidemark::engine {
namespace {

constexpr Millis kStart = 1'735'689'600'000;

std::string request_of(std::uint64_t first, std::size_t events) {
  std::string body;
  for (std::uint64_t n = first; n < first + events; ++n) {
    body.append(n % 10 == 0 ? R"({"type":"purchase","properties":{"amount":25.5},"customer_id":"c)"
                            : R"({"type":"page_view","customer_id":"c)");
    body.append(std::to_string(n * 7 % 20'000)).append(R"(","event_id":"e)").append(std::to_string(n));
    body.append(R"(","timestamp":)").append(std::to_string(kStart + static_cast<Millis>(n))).append("}\n");
  }
  return "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

/// A connection that sends requests and waits for each answer.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int one = 1;
    (void)::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { (void)::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool exchange(const std::string& request) {
    if (!connected_ || ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) !=
                           static_cast<ssize_t>(request.size())) {
      return false;
    }
    std::string answer;
    char buffer[4096];
    while (answer.find("}\n") == std::string::npos) {  // our answers end so
      const ssize_t bytes = ::recv(socket_, buffer, sizeof buffer, 0);
      if (bytes <= 0) return false;
      answer.append(buffer, static_cast<std::size_t>(bytes));
    }
    return answer.starts_with("HTTP/1.1 200");
  }

 private:
  int socket_;
  bool connected_ = false;
};

/// An item is an event, acknowledged. Arguments: events a request, connections.
void http_ingest(benchmark::State& state) {
  const auto events = static_cast<std::size_t>(state.range(0));
  const auto connections = static_cast<std::size_t>(state.range(1));
  const std::size_t requests = events == 1 ? 2'000 : 500;  // of each connection
  const BenchDirectory directory;
  ServerOptions options;
  options.engine.config = bench_config();
  options.engine.config.http.listen = "127.0.0.1:0";
  options.engine.config.zmq = {.ingest = "", .pull = "", .alerts = "", .catch_up = ""};
  options.engine.data = directory.path() + "/data";
  options.engine.clock = config::ClockMode::kEvent;
  auto server = Server::start(options);
  if (!server.ok()) return state.SkipWithError(server.status().message().c_str());
  const std::string& url = (*server)->addresses().front();
  const auto port = static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
  std::uint64_t next = 0;
  std::atomic<bool> refused{false};
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<std::vector<std::string>> bodies(connections);
    for (auto& mine : bodies) {
      for (std::size_t i = 0; i < requests; ++i, next += events) mine.push_back(request_of(next, events));
    }
    state.ResumeTiming();
    std::vector<std::thread> threads;
    for (const auto& mine : bodies) {
      threads.emplace_back([&] {
        Client client(port);
        for (const std::string& request : mine) {
          if (!client.exchange(request)) refused.store(true);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    if (refused.load()) return state.SkipWithError("a request was not accepted");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(connections * requests * events));
}
BENCHMARK(http_ingest)
    ->Args({100, 1})
    ->Args({100, 16})
    ->Args({1, 1})
    ->Args({1, 64})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace tidemark::engine
