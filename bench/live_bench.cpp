// How long a running engine takes from the receipt of an event until it is committed, and until the alert it
// causes is published: open loop, so that a slow moment delays what was to come meanwhile and is counted.
// Each commit is synced to the disk; log_append_sync in state_bench is a bare append and sync on the same
// disk. Files: see bench_directory.h.
//
//     LIVE_SECONDS   how long events flow [5]

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bench/bench_directory.h"
#include "bench/shop_lines.h"
#include "engine/live/live_engine.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kBatchEvents = 100;
constexpr std::uint64_t kCustomers = 1'000'000;
constexpr Millis kStart = 1'735'689'600'000;

/// Batch n: a hundred events, one of them the first purchase of a new customer, which announces
/// a level.
std::string batch_text(std::uint64_t n) {
  std::string text;
  text.reserve(kBatchEvents * 150);
  for (std::uint64_t i = 0; i < kBatchEvents; ++i) {
    const std::uint64_t event = n * kBatchEvents + i;
    // Few customers do most: the density falls with the cube root of the rank.
    const double draw =
        static_cast<double>(event * 2'654'435'761U % kCustomers) / static_cast<double>(kCustomers);
    const std::uint64_t customer =
        i == 0 ? kCustomers + n
               : static_cast<std::uint64_t>(draw * draw * draw * static_cast<double>(kCustomers));
    text.append(
        i == 0 ? R"({"type":"purchase","properties":{"amount":25.5,"order_id":"o"},"customer_id":"c)"
               : R"({"type":"page_view","properties":{"url":"https://shop.example/p"},"customer_id":"c)");
    text.append(std::to_string(customer)).append(R"(","event_id":")").append(std::to_string(n));
    text.append("-").append(std::to_string(i)).append(R"(","timestamp":)");
    text.append(std::to_string(kStart + static_cast<Millis>(event / 300))).append("}\n");
  }
  return text;
}

/// The batch whose event caused an alert; nothing for one that time caused.
std::optional<std::uint64_t> batch_of(const CommittedAlert& alert) {
  constexpr std::string_view kKey = R"("event_id":")";
  const std::size_t at = alert.json.find(kKey);
  if (at == std::string::npos) return std::nullopt;
  return std::strtoull(alert.json.c_str() + at + kKey.size(), nullptr, 10);
}

struct Latencies {
  std::vector<std::uint64_t> us;
  void report(benchmark::State& state, const std::string& name) {
    if (us.empty()) return;
    std::sort(us.begin(), us.end());
    const auto at = [&](double share) {
      return static_cast<double>(us[static_cast<std::size_t>(share * static_cast<double>(us.size() - 1))]) /
             1e3;
    };
    state.counters[name + "_p50_ms"] = at(0.5);
    state.counters[name + "_p99_ms"] = at(0.99);
    state.counters[name + "_p999_ms"] = at(0.999);
    state.counters[name + "_max_ms"] = at(1);
  }
};

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
      if (const auto batch = batch_of(*alert)) published_.us.push_back(now - due_us(*batch));
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
  const char* const seconds = std::getenv("LIVE_SECONDS");
  for (auto _ : state) {
    const BenchDirectory directory;
    LiveOptions options;
    options.config = bench_config();
    options.data = directory.path() + "/data";
    options.clock = config::ClockMode::kEvent;
    options.shards = 2;
    auto engine = LiveEngine::open(options, system_clock());
    if (!engine.ok()) return state.SkipWithError(engine.status().message().c_str());
    OpenLoop loop(**engine, static_cast<std::uint64_t>(state.range(0)),
                  seconds == nullptr ? 5 : std::atof(seconds));
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
