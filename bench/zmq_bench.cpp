// Acknowledged events over ZeroMQ: one sender, batches of 100, 64 of them on their way, into an engine that
// syncs its log to the disk before it answers. Files: see bench_directory.h.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>
#include <zmq.hpp>

#include "bench/bench_directory.h"
#include "bench/shop_lines.h"
#include "engine/live/live_engine.h"
#include "engine/zmq/zmq_server.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kBatchEvents = 100;
constexpr std::size_t kBatches = 1000;
constexpr std::size_t kOnTheirWay = 64;
constexpr std::uint64_t kCustomers = 20'000;
constexpr Millis kStart = 1'735'689'600'000;

/// Events that were never seen: each tenth a purchase.
std::vector<std::string> batches_from(std::uint64_t first) {
  std::vector<std::string> batches(kBatches);
  for (std::uint64_t n = first; n < first + kBatches * kBatchEvents; ++n) {
    std::string& batch = batches[(n - first) / kBatchEvents];
    batch.append(n % 10 == 0 ? R"({"type":"purchase","properties":{"amount":25.5},"customer_id":"c)"
                             : R"({"type":"page_view","customer_id":"c)");
    batch.append(std::to_string(n * 7 % kCustomers)).append(R"(","event_id":"e)").append(std::to_string(n));
    batch.append(R"(","timestamp":)").append(std::to_string(kStart + static_cast<Millis>(n))).append("}\n");
  }
  return batches;
}

bool receive_answer(zmq::socket_t& socket) {
  zmq::message_t id;
  zmq::message_t answer;
  return socket.recv(id).has_value() && socket.recv(answer).has_value() &&
         answer.to_string_view().starts_with(R"({"accepted":100,)");
}

/// Sends all, receives all answers.
bool exchange(zmq::socket_t& socket, const std::vector<std::string>& batches) {
  std::size_t answered = 0;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    if (i - answered == kOnTheirWay) {
      if (!receive_answer(socket)) return false;
      ++answered;
    }
    (void)socket.send(zmq::str_buffer("batch"), zmq::send_flags::sndmore);  // waits, does not fail
    (void)socket.send(zmq::buffer(batches[i]), zmq::send_flags::none);
  }
  for (; answered < batches.size(); ++answered) {
    if (!receive_answer(socket)) return false;
  }
  return true;
}

/// An item is an event, acknowledged.
void zmq_ingest(benchmark::State& state, const char* endpoint) {
  const BenchDirectory directory;
  LiveOptions options;
  options.config = bench_config();
  options.config.zmq = {.ingest = endpoint, .pull = "", .alerts = "", .catch_up = ""};
  options.data = directory.path() + "/data";
  options.clock = config::ClockMode::kEvent;
  auto engine = LiveEngine::open(options, system_clock());
  if (!engine.ok()) return state.SkipWithError(engine.status().message().c_str());
  auto server = ZmqServer::start(options.config.zmq, **engine);
  if (!server.ok()) return state.SkipWithError(server.status().message().c_str());
  zmq::context_t context;
  zmq::socket_t socket(context, zmq::socket_type::dealer);
  socket.set(zmq::sockopt::rcvtimeo, 10'000);
  socket.set(zmq::sockopt::linger, 0);
  socket.connect((*server)->endpoints().ingest);
  std::uint64_t next = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const std::vector<std::string> batches = batches_from(next);
    next += kBatches * kBatchEvents;
    state.ResumeTiming();
    if (!exchange(socket, batches)) return state.SkipWithError("a batch was not accepted");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatches * kBatchEvents));
}
BENCHMARK_CAPTURE(zmq_ingest, tcp, "tcp://127.0.0.1:*")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(zmq_ingest, ipc, "ipc://*")->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tidemark::engine
