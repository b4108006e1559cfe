// What the stages of the engine cost an event, one by one and on one thread, without waiting for a disk:
// routing, a shard on customers in memory, waking the silent ones, the committer, and the shard's timers and
// event ids alone.

#include <benchmark/benchmark.h>

#include <array>

#include "bench/bench_engine.h"
#include "engine/base/assert.h"
#include "engine/base/random.h"
#include "engine/feeder.h"
#include "engine/shard/seen_ids.h"
#include "engine/shard/wheel.h"

namespace tidemark::engine {
namespace {

/// An engine of one shard that is never asked to sync, read or write its store.
class DisklessEngine {
 public:
  DisklessEngine() { TM_ASSERT(engine_.open(directory_).ok()); }
  Core& core() { return engine_.core(); }
  void apply(std::vector<std::unique_ptr<Batch>>& batches) {
    for (auto& batch : batches) TM_ASSERT(core().shard(0).apply(*batch).ok());
  }

 private:
  BenchDirectory directory_;
  Engine engine_;
};

/// `work` runs once an iteration on a fresh engine that `prepare` has brought to where it begins; neither the
/// preparation nor the end of the engine is measured.
template <typename Prepare, typename Work>
void measure(benchmark::State& state, Prepare prepare, Work work) {
  (void)shop_lines();
  for (auto _ : state) {
    state.PauseTiming();
    auto engine = std::make_unique<DisklessEngine>();
    auto prepared = prepare(*engine);
    state.ResumeTiming();
    work(*engine, prepared);
    state.PauseTiming();
    prepared.clear();
    engine.reset();
    state.ResumeTiming();
  }
}

void set_items(benchmark::State& state, std::size_t items_an_iteration) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(items_an_iteration));
}

/// From lines to sealed batches: decode, settle money, number, deal, encode for the log.
void route_lines(benchmark::State& state) {
  const Lines& lines = shop_lines();
  measure(
      state,
      [&](DisklessEngine& engine) {
        engine.core().router().sources().emplace_back();
        return std::vector<int>();
      },
      [&](DisklessEngine& engine, auto&) {
        Core& core = engine.core();
        Feeder feeder(core, kNever, [&](std::unique_ptr<Batch> batch) {
          core.recycle(std::move(batch));
          return Status();
        });
        for (std::size_t i = 0; i < lines.size(); ++i) TM_ASSERT(feeder.line(lines[i], 0).ok());
        TM_ASSERT(feeder.finish().ok());
      });
  set_items(state, lines.size());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(lines.bytes()));
}
BENCHMARK(route_lines)->Iterations(5)->Unit(benchmark::kMillisecond);

/// A shop's second half: nearly everybody is known and in memory; timers, event ids and alerts included.
void shard_apply_hot(benchmark::State& state) {
  const Lines& lines = shop_lines();
  const std::size_t half = lines.size() / 2;
  measure(
      state,
      [&](DisklessEngine& engine) {
        std::vector<std::unique_ptr<Batch>> first = route(engine.core(), lines, 0, half);
        engine.apply(first);
        return route(engine.core(), lines, half, lines.size());
      },
      [](DisklessEngine& engine, auto& batches) { engine.apply(batches); });
  set_items(state, lines.size() - half);
}
BENCHMARK(shard_apply_hot)->Iterations(5)->Unit(benchmark::kMillisecond);

/// The shop falls silent for 400 days: an item is a customer waking, with all alerts of its silence.
void shard_wake(benchmark::State& state) {
  const Lines& lines = shop_lines();
  std::size_t wakes = 0;
  std::size_t alerts = 0;
  measure(
      state,
      [&](DisklessEngine& engine) {
        Core& core = engine.core();
        std::vector<std::unique_ptr<Batch>> batches = route(core, lines, 0, lines.size());
        engine.apply(batches);
        batches.clear();
        std::unique_ptr<Batch>& last = batches.emplace_back(core.begin_batch());
        core.router().finish_until(core.router().confirmed() + 400 * kDay, *last);
        core.seal(*last);
        return batches;
      },
      [&](DisklessEngine& engine, auto& batches) {
        engine.apply(batches);
        wakes += batches[0]->outputs[0].wakes.size();
        alerts += batches[0]->outputs[0].alerts.size();
      });
  state.SetItemsProcessed(static_cast<std::int64_t>(wakes));
  state.counters["alerts_per_item"] = static_cast<double>(alerts) / static_cast<double>(wakes);
}
BENCHMARK(shard_wake)->Iterations(3)->Unit(benchmark::kMillisecond);

/// Alerts ordered, numbered and written as CloudEvents, the record encoded and handed to a log without a
/// disk.
void committer_append(benchmark::State& state) {
  const Lines& lines = shop_lines();
  std::size_t alerts = 0;
  std::uint64_t log_bytes = 0;
  std::vector<Committed> committed;
  measure(
      state,
      [&](DisklessEngine& engine) {
        committed.clear();
        std::vector<std::unique_ptr<Batch>> batches = route(engine.core(), lines, 0, lines.size());
        engine.apply(batches);
        return batches;
      },
      [&](DisklessEngine& engine, auto& batches) {
        for (auto& batch : batches) {
          Result<Committed> appended = engine.core().committer().append(std::move(batch));
          TM_ASSERT(appended.ok());
          committed.push_back(appended.take());
        }
        alerts = engine.core().committer().state().last_sequence;
        log_bytes = engine.core().log()->bytes_written();
      });
  set_items(state, lines.size());
  state.counters["alerts_per_item"] = static_cast<double>(alerts) / static_cast<double>(lines.size());
  state.counters["log_bytes_per_item"] = static_cast<double>(log_bytes) / static_cast<double>(lines.size());
}
BENCHMARK(committer_append)->Iterations(3)->Unit(benchmark::kMillisecond);

constexpr std::uint32_t kTimers = 200'000;

/// Timers spread over the next 400 days.
std::vector<Wheel::Timer> some_timers() {
  Random random(1);
  std::vector<Wheel::Timer> timers;
  for (std::uint32_t i = 0; i < kTimers; ++i) timers.push_back({random.between(0, 400 * kDay), i, 1});
  return timers;
}

void wheel_arm(benchmark::State& state) {
  const std::vector<Wheel::Timer> timers = some_timers();
  for (auto _ : state) {
    Wheel wheel;
    for (const Wheel::Timer& timer : timers) wheel.add(timer);
    benchmark::DoNotOptimize(wheel.earliest());
  }
  set_items(state, kTimers);
}
BENCHMARK(wheel_arm)->Unit(benchmark::kMillisecond);

/// A mark a minute for 400 days, which nobody but the due timers should pay for.
void wheel_fire(benchmark::State& state) {
  const std::vector<Wheel::Timer> timers = some_timers();
  std::vector<Wheel::Timer> due;
  for (auto _ : state) {
    state.PauseTiming();
    Wheel wheel;
    for (const Wheel::Timer& timer : timers) wheel.add(timer);
    due.clear();
    state.ResumeTiming();
    for (Millis now = 0; now <= 400 * kDay; now += kMinute) {
      if (wheel.earliest() <= now) wheel.take_due(now, due);
    }
    TM_ASSERT(due.size() == kTimers);
  }
  set_items(state, kTimers);
}
BENCHMARK(wheel_fire)->Iterations(5)->Unit(benchmark::kMillisecond);

/// Key groups full of event ids, 35 MB: more than a cache holds.
class FullGroups {
 public:
  FullGroups() {
    while (made_ < kGroups * kIdsMax) add();
  }
  /// A new one, which makes its group forget its oldest.
  void add() {
    groups_[made_ % kGroups].add({id_of(made_), static_cast<Millis>(made_)}, kNoTime, kIdsMax);
    ++made_;
  }
  bool contains(std::uint64_t number) const { return groups_[number % kGroups].contains(id_of(number)); }
  std::uint64_t made() const { return made_; }
  std::uint64_t remembered() const { return kGroups * kIdsMax; }

 private:
  static constexpr std::uint64_t kGroups = 64;
  static constexpr std::uint32_t kIdsMax = 16'384;
  static Hash128 id_of(std::uint64_t number) {
    Random random(number);
    return {random.next(), random.next()};
  }
  std::array<SeenIds, kGroups> groups_;
  std::uint64_t made_ = 0;
};

/// What an event with a new id costs: one look that finds nothing, and its place in the memory.
void seen_ids_new(benchmark::State& state) {
  FullGroups groups;
  for (auto _ : state) {
    TM_ASSERT(!groups.contains(groups.made()));
    groups.add();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(seen_ids_new)->Iterations(1'000'000);

void seen_ids_duplicate(benchmark::State& state) {
  const FullGroups groups;
  Random random(2);
  for (auto _ : state) TM_ASSERT(groups.contains(groups.made() - 1 - random.below(groups.remembered())));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(seen_ids_duplicate)->Iterations(1'000'000);

}  // namespace
}  // namespace tidemark::engine
