// The same load as in live_bench.cpp, through sockets: from when a client was due to send a batch over DEALER
// until it has the answer, and until a subscriber has the alert that the batch caused. Client and subscriber
// are threads of this process, on TCP of this machine.
//
//     LIVE_SECONDS   how long events flow [5]

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>
#include <zmq.hpp>

#include "bench/bench_directory.h"
#include "bench/live_load.h"
#include "bench/shop_lines.h"
#include "engine/live/live_engine.h"
#include "engine/zmq/zmq_server.h"

namespace tidemark::engine {
namespace {

std::uint64_t now_us() {
  return system_clock().monotonic_us();
}

/// One run at a rate.
class OpenLoopClient {
 public:
  OpenLoopClient(const config::ZmqSettings& endpoints, std::uint64_t events_per_second, double seconds)
      : gap_ns_(1'000'000'000ULL * kBatchEvents / events_per_second),
        count_(static_cast<std::uint64_t>(seconds * static_cast<double>(events_per_second)) / kBatchEvents) {
    // What is sent and not yet taken waits here: the loop stays open.
    for (zmq::socket_t* socket : {&dealer_, &subscriber_}) {
      socket->set(zmq::sockopt::sndhwm, 0);
      socket->set(zmq::sockopt::rcvhwm, 0);
      socket->set(zmq::sockopt::linger, 0);
      socket->set(zmq::sockopt::rcvtimeo, kPatienceMs);
    }
    dealer_.connect(endpoints.ingest);
    subscriber_.set(zmq::sockopt::subscribe, "");
    subscriber_.connect(endpoints.alerts);
  }

  /// False when an answer did not come or was none.
  bool run() {
    constexpr std::uint64_t kMadeAhead = 20'000;
    std::vector<std::string> texts;
    for (std::uint64_t n = 0; n < std::min(count_, kMadeAhead); ++n) texts.push_back(batch_text(n));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));  // the subscription has arrived
    begin_us_ = now_us();
    std::thread reader([this] { take_alerts(); });
    const auto begin = std::chrono::steady_clock::time_point(std::chrono::microseconds(begin_us_));
    for (std::uint64_t n = 0; n < count_; ++n) {
      const std::string text = n < texts.size() ? std::move(texts[n]) : batch_text(n);
      take_answers(zmq::recv_flags::dontwait);
      std::this_thread::sleep_until(begin + std::chrono::nanoseconds(gap_ns_ * n));
      (void)dealer_.send(zmq::buffer(std::to_string(n)), zmq::send_flags::sndmore);  // it never refuses
      (void)dealer_.send(zmq::buffer(text), zmq::send_flags::none);
    }
    while (right_ && answered_.us.size() < count_) take_answers(zmq::recv_flags::none);
    seconds_ = static_cast<double>(now_us() - begin_us_) / 1e6;
    all_answered_.store(true);
    reader.join();
    return right_;
  }
  void report(benchmark::State& state) {
    answered_.report(state, "answer");
    arrived_.report(state, "alert");
    state.counters["alerts"] = static_cast<double>(arrived_.us.size());
    state.counters["events_per_second"] = static_cast<double>(count_ * kBatchEvents) / seconds_;
  }

 private:
  static constexpr int kPatienceMs = 10'000;

  std::uint64_t due_us(std::uint64_t n) const { return begin_us_ + gap_ns_ * n / 1000; }
  void take_answers(zmq::recv_flags flags) {
    zmq::message_t id;
    zmq::message_t answer;
    bool any = false;
    while (dealer_.recv(id, any ? zmq::recv_flags::dontwait : flags)) {
      any = true;
      right_ = right_ && dealer_.recv(answer).has_value() &&
               answer.to_string_view().starts_with(R"({"accepted":100,)");
      answered_.us.push_back(now_us() - due_us(std::stoull(id.to_string())));
    }
    if (!any && flags == zmq::recv_flags::none) right_ = false;
  }
  void take_alerts() {
    constexpr int kQuietMs = 500;
    for (;;) {
      zmq::pollitem_t item{subscriber_.handle(), 0, ZMQ_POLLIN, 0};
      if (zmq::poll(&item, 1, std::chrono::milliseconds(kQuietMs)) == 0) {
        if (all_answered_.load()) return;
        continue;
      }
      zmq::message_t frame;
      std::string_view last;
      bool more = true;
      while (more && subscriber_.recv(frame)) {
        more = frame.more();
        last = frame.to_string_view();
      }
      if (const auto batch = batch_of(last)) arrived_.us.push_back(now_us() - due_us(*batch));
    }
  }

  const std::uint64_t gap_ns_;
  const std::uint64_t count_;
  zmq::context_t context_;
  zmq::socket_t dealer_{context_, zmq::socket_type::dealer};
  zmq::socket_t subscriber_{context_, zmq::socket_type::sub};  ///< the reader's, once it runs
  std::uint64_t begin_us_ = 0;
  std::atomic<bool> all_answered_{false};
  bool right_ = true;
  Latencies answered_;
  Latencies arrived_;  ///< the reader's
  double seconds_ = 0;
};

void live_latency_zmq(benchmark::State& state) {
  for (auto _ : state) {
    const BenchDirectory directory;
    LiveOptions options;
    options.config = bench_config();
    options.config.zmq = {
        .ingest = "tcp://127.0.0.1:*", .pull = "", .alerts = "tcp://127.0.0.1:*", .catch_up = ""};
    options.data = directory.path() + "/data";
    options.clock = config::ClockMode::kEvent;
    options.shards = 2;
    auto engine = LiveEngine::open(options, system_clock());
    if (!engine.ok()) return state.SkipWithError(engine.status().message().c_str());
    auto server = ZmqServer::start(options.config.zmq, **engine);
    if (!server.ok()) return state.SkipWithError(server.status().message().c_str());
    OpenLoopClient client((*server)->endpoints(), static_cast<std::uint64_t>(state.range(0)), live_seconds());
    if (!client.run()) return state.SkipWithError("a batch was not accepted");
    client.report(state);
    server->reset();
    if (Status status = (*engine)->drain(); !status.ok())
      return state.SkipWithError(status.message().c_str());
  }
}
BENCHMARK(live_latency_zmq)
    ->Arg(100'000)
    ->Arg(300'000)
    ->Arg(500'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tidemark::engine
