// How long a running engine takes from the receipt of an event until it is committed, and until the alert it
// causes is published: open loop, so that a slow moment delays what was to come meanwhile and is counted.
// (From a client's send to the alert's arrival, over sockets: live_zmq_bench.cpp.)
// Each commit is synced to the disk; log_append_sync in state_bench is a bare append and sync on the same
// disk. Files: see bench_directory.h.
//
//     LIVE_SECONDS   how long events flow [5]

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "bench/bench_directory.h"
#include "bench/live_load.h"
#include "bench/shop_lines.h"
#include "engine/live/live_engine.h"

namespace tidemark::engine {
namespace {

/// One run at a rate. Times are from when a batch was due, not from when it could be handed over.
class OpenLoop {
 public:
  OpenLoop(LiveEngine& engine, std::uint64_t events_per_second, double seconds)
      : engine_(engine),
        gap_ns_(1'000'000'000ULL * kBatchEvents / events_per_second),
        count_(static_cast<std::uint64_t>(seconds * static_cast<double>(events_per_second)) / kBatchEvents) {
    engine.alerts().on_append([this] { take_alerts(); });
  }

  void run() {
    constexpr std::uint64_t kMadeAhead = 20'000;
    std::vector<std::string> texts;
    for (std::uint64_t n = 0; n < std::min(count_, kMadeAhead); ++n) texts.push_back(batch_text(n));
    begin_us_ = system_clock().monotonic_us();
    const auto begin = std::chrono::steady_clock::time_point(std::chrono::microseconds(begin_us_));
    for (std::uint64_t n = 0; n < count_; ++n) {
      Submission submission =
          submission_of_lines(Channel::kHttp, n < texts.size() ? std::move(texts[n]) : batch_text(n),
                              [this, n](const IngestAnswer& a) {
                                committed_.us.push_back(system_clock().monotonic_us() - due_us(n));
                                accepted_ += a.accepted;
                                answered_.fetch_add(1);
                              });
      std::this_thread::sleep_until(begin + std::chrono::nanoseconds(gap_ns_ * n));
      while (!engine_.intake().offer(submission)) std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    while (answered_.load() < count_ && !engine_.failed())
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    seconds_ = static_cast<double>(system_clock().monotonic_us() - begin_us_) / 1e6;
  }
  void report(benchmark::State& state) {
    committed_.report(state, "commit");
    published_.report(state, "publish");
    state.counters["alerts"] = static_cast<double>(published_.us.size());
    state.counters["events_per_second"] = static_cast<double>(accepted_) / seconds_;
  }

 private:
  std::uint64_t due_us(std::uint64_t n) const { return begin_us_ + gap_ns_ * n / 1000; }
  void take_alerts() {
    const std::uint64_t now = system_clock().monotonic_us();
    std::vector<std::shared_ptr<const CommittedAlert>> page;
    if (!engine_.alerts().read(last_, 1'000'000, 1 << 30, page).ok()) return;
    for (const auto& alert : page) {
      last_ = alert->sequence;
      if (const auto batch = batch_of(alert->json)) published_.us.push_back(now - due_us(*batch));
    }
  }

  LiveEngine& engine_;
  const std::uint64_t gap_ns_;
  const std::uint64_t count_;
  std::uint64_t begin_us_ = 0;
  std::atomic<std::uint64_t> answered_{0};
  std::uint64_t accepted_ = 0;  ///< on the commit's thread
  Latencies committed_;         ///< … too
  Latencies published_;         ///< on the publisher's
  Sequence last_ = 0;           ///< … too
  double seconds_ = 0;
};

void live_latency(benchmark::State& state) {
  for (auto _ : state) {
    const BenchDirectory directory;
    LiveOptions options;
    options.config = bench_config();
    options.data = directory.path() + "/data";
    options.clock = config::ClockMode::kEvent;
    options.shards = 2;
    auto engine = LiveEngine::open(options, system_clock());
    if (!engine.ok()) return state.SkipWithError(engine.status().message().c_str());
    OpenLoop loop(**engine, static_cast<std::uint64_t>(state.range(0)), live_seconds());
    loop.run();
    if (Status status = (*engine)->drain(); !status.ok())
      return state.SkipWithError(status.message().c_str());
    loop.report(state);
  }
}
BENCHMARK(live_latency)
    ->Arg(100'000)
    ->Arg(300'000)
    ->Arg(500'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tidemark::engine
