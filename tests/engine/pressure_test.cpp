// Concern: a reader of alerts that stands still makes the source wait, before the engine's memory is full of
// what it has not read.
#include <gtest/gtest.h>
#include <malloc.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "engine/pipeline.h"
#include "tests/engine/life.h"
#include "tests/engine/null_storage.h"

namespace tidemark::engine::testing {
namespace {

/// The source ends here when nobody makes it wait. Each line is an alert of 1.7 KB: 680 MB unread.
constexpr std::size_t kLinesMax = 400'000;
/// By their own accounts queues and stages hold about 130 MB; on top come copies for the store, batches kept
/// for reuse, and what strings and the allocator leave unused.
constexpr std::size_t kHeapBytesMax = 400u << 20;
/// The queues hold more lines than these: a source that waits before is not made to by a reader.
constexpr std::size_t kLinesMin = 20'000;

config::Config config_of_case(config::Durability durability) {
  config::Config config = config_of(
      "events: {currency: EUR}\n"
      "tiers: {tier: {basis: spend_90d, levels: {low: 0, high: 500}}}\n"
      "lifecycle: {enabled: false}\n"
      "rfm: {enabled: false}\n"
      "log: {checkpoint_inputs: 20000}\n"
      "alerts: {source: " +
      std::string(256, 's') + "}\n");
  config.durability = durability;
  return config;
}

/// A few customers rise and fall in turn with every event, so that nothing grows but what is not read.
std::string make_line(std::size_t i) {
  const std::string customer = "c" + std::to_string(i % 64) + std::string(250, '-');
  const Millis time = kYear + static_cast<Millis>(i) * 10;
  return line_of(i / 64 % 2 == 0 ? "purchase" : "refund", customer, time, {}, "1000");
}

struct Case {
  const char* name;
  config::Durability durability;
  bool log;
};

std::size_t heap_bytes() {
  const struct mallinfo2 info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// A publisher that waits at a gate, a source on a thread of its own, and the engine between them.
class Pressure {
 public:
  explicit Pressure(const Case& tested) {
    CoreOptions options;
    options.config = config_of_case(tested.durability);
    options.shards = 2;
    if (tested.log) options.files = &files_;
    options.log_directory = "log";
    core_ = Core::open(options, store_).take();
    gate_opened_ = gate_.get_future();
    pipeline_ = std::make_unique<Pipeline>(*core_, [this](const CommittedAlert& alert) { publish(alert); });
  }
  /// Pushes lines as fast as it is let, until stop().
  Status feed() {
    Feeder feeder(*core_, kNever,
                  [&](std::unique_ptr<Batch> batch) { return pipeline_->push(std::move(batch)); });
    core_->router().sources().emplace_back();
    for (std::size_t i = 0; i < kLinesMax && !stop_; ++i) {
      std::string padded = make_line(i);
      const std::size_t bytes = padded.size();
      padded.append(kLinePadding, '\0');
      TM_RETURN_IF_ERROR(feeder.line(std::string_view(padded).substr(0, bytes), 0));
      taken_ = i + 1;
    }
    return feeder.finish();
  }
  /// Returns when the source has come to a stop: it waits, or it is done. Taking a slow machine for one that
  /// waits makes the test weaker, never fail.
  std::size_t taken_at_rest() const {
    using namespace std::chrono_literals;
    const auto give_up = std::chrono::steady_clock::now() + 60s;
    std::size_t last = 0;
    for (int quiet = 0; quiet < 10 && std::chrono::steady_clock::now() < give_up;) {
      std::this_thread::sleep_for(50ms);
      const std::size_t now = taken_;
      quiet = now == last && now >= kLinesMin ? quiet + 1 : 0;
      last = now;
    }
    return last;
  }
  void stop() { stop_ = true; }
  void open_gate() { gate_.set_value(); }
  Status finish() { return pipeline_->finish(); }
  std::uint64_t published() const { return published_; }
  bool in_order() const { return in_order_; }
  std::size_t taken() const { return taken_; }

 private:
  void publish(const CommittedAlert& alert) {
    if (published_ == 0) gate_opened_.wait();
    in_order_ &= alert.sequence == ++published_;
  }

  NullStore store_;
  NullFiles files_;
  std::unique_ptr<Core> core_;
  std::promise<void> gate_;
  std::future<void> gate_opened_;
  std::atomic<std::size_t> taken_{0};
  std::atomic<bool> stop_{false};
  std::uint64_t published_ = 0;
  bool in_order_ = true;
  std::unique_ptr<Pipeline> pipeline_;  ///< last: its threads use the rest
};

class BackPressure : public ::testing::TestWithParam<Case> {};

TEST_P(BackPressure, ReachesTheSourceBeforeMemoryIsFull) {
  const std::size_t heap_before = heap_bytes();
  Pressure pressure(GetParam());
  std::future<Status> fed = std::async(std::launch::async, [&] { return pressure.feed(); });
  const std::size_t taken = pressure.taken_at_rest();
  EXPECT_LT(taken, kLinesMax) << "the source was never made to wait";
  EXPECT_GE(taken, kLinesMin) << "it waits for a reader, not for nothing";
  const std::size_t heap = heap_bytes();  // zero where another allocator is in charge
  EXPECT_LT(heap - std::min(heap, heap_before), kHeapBytesMax);
  pressure.stop();
  pressure.open_gate();
  EXPECT_TRUE(fed.get().ok());
  EXPECT_TRUE(pressure.finish().ok());
  EXPECT_TRUE(pressure.in_order());
  EXPECT_EQ(pressure.published(), pressure.taken()) << "nothing was dropped";
}

void PrintTo(const Case& tested, std::ostream* out) {
  *out << tested.name;
}
std::string name_of(const ::testing::TestParamInfo<Case>& tested) {
  return tested.param.name;
}

INSTANTIATE_TEST_SUITE_P(Durability, BackPressure,
                         ::testing::Values(Case{"Fsync", config::Durability::kFsync, true},
                                           Case{"Os", config::Durability::kOs, true},
                                           Case{"NoLog", config::Durability::kFsync, false}),
                         name_of);

}  // namespace
}  // namespace tidemark::engine::testing
