#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/base/clock.h"
#include "engine/feeder.h"
#include "engine/live/commit_gate.h"
#include "engine/live/intake.h"
#include "engine/live/wall_time.h"

namespace tidemark::engine {

/// The route stage of a running engine: takes submissions, routes their lines, moves the wall clock's W once
/// a second, and cuts batches: one is pushed as soon as nothing waits and the stages behind are not busy, so
/// that a commit holds what arrived during the last ones.
///
/// Thread: run() is the route thread; the rest from any.
class Ingestor {
 public:
  Ingestor(Core& core, Feeder::Push push, Intake& intake, CommitGate& gate, const Clock& clock, Millis tick);

  /// Before run(): what moves time from its first batch on.
  void set_clock(config::ClockMode clock) { wanted_clock_ = clock; }
  /// Until the intake is closed and empty. Errors: the push's, final.
  Status run();
  /// Runs on the route thread, between batches. For changes of configuration.
  void post(std::function<void()> task);

  /// W is held because the wall clock has jumped.
  bool clock_jumped() const { return clock_jumped_.load(std::memory_order_relaxed); }
  Millis watermark() const { return watermark_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kInFlightMax = 2;

  Status switch_clock();
  Status run_tasks();
  Status tick();
  Status take(Submission submission);
  Status route_line(const std::shared_ptr<Pending>& pending, std::size_t index);
  Status route_instruction(const std::shared_ptr<Pending>& pending, std::size_t index);
  /// The receipt of a submission's inputs from `first` on in the batch in hand.
  Receipt& receipt_of(const std::shared_ptr<Pending>& pending, std::uint32_t first);
  bool wall() { return core_.router().clock() == config::ClockMode::kWall; }

  Core& core_;
  const Feeder::Push push_;
  Intake& intake_;
  CommitGate& gate_;
  const Clock& clock_;
  Feeder feeder_;
  WallTime wall_time_;
  std::vector<Receipt> receipts_;  ///< of the batch in hand
  const std::uint64_t tick_us_;
  std::uint64_t next_tick_us_ = 0;
  config::ClockMode wanted_clock_ = config::ClockMode::kEvent;
  std::mutex tasks_mutex_;
  std::vector<std::function<void()>> tasks_;
  std::atomic<bool> clock_jumped_{false};
  std::atomic<Millis> watermark_{kNoTime};
};

}  // namespace tidemark::engine
