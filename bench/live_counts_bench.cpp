// What counting customers by level costs: a step of a counted customer against one that is not counted, and
// the counting itself, in memory and from the store.

#include <benchmark/benchmark.h>

#include "bench/bench_engine.h"
#include "engine/base/assert.h"

namespace tidemark::engine {
namespace {

void count_all(Shard& shard) {
  for (KeyGroup g = shard.first_group(); g < shard.end_group(); ++g) TM_ASSERT(shard.count_next_group().ok());
}

/// A shop's second half; an item is an event. Argument: whether the customers are counted.
void live_counts_step(benchmark::State& state) {
  const Lines& lines = shop_lines();
  const std::size_t half = lines.size() / 2;
  for (auto _ : state) {
    state.PauseTiming();
    {
      const BenchDirectory directory;
      Engine engine;
      TM_ASSERT(engine.open(directory).ok());
      Shard& shard = engine.core().shard(0);
      for (auto& batch : route(engine.core(), lines, 0, half)) TM_ASSERT(shard.apply(*batch).ok());
      if (state.range(0) == 1) count_all(shard);
      std::vector<std::unique_ptr<Batch>> second = route(engine.core(), lines, half, lines.size());
      state.ResumeTiming();
      for (auto& batch : second) TM_ASSERT(shard.apply(*batch).ok());
      state.PauseTiming();
    }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(lines.size() - half));
}
BENCHMARK(live_counts_step)->Arg(0)->Arg(1)->Iterations(10)->Unit(benchmark::kMillisecond);

/// An item is a customer. Argument: whether they are in the store only.
void live_counts_begin(benchmark::State& state) {
  const Lines& lines = shop_lines();
  std::int64_t customers = 0;
  for (auto _ : state) {
    state.PauseTiming();
    {
      const BenchDirectory directory;
      auto engine = std::make_unique<Engine>();
      TM_ASSERT(engine->open(directory).ok() && engine->score(lines).ok());
      if (state.range(0) == 1) {
        TM_ASSERT(engine->core().close().ok());
        engine = std::make_unique<Engine>();
        TM_ASSERT(engine->open(directory).ok());
      }
      Shard& shard = engine->core().shard(0);
      state.ResumeTiming();
      count_all(shard);
      state.PauseTiming();
      const auto counts = shard.level_counts().read();
      for (const LevelCount& count : *counts) {
        if (count.level == counts->front().level) customers += count.customers;
      }
    }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(customers);
}
BENCHMARK(live_counts_begin)->Arg(0)->Arg(1)->Iterations(3)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tidemark::engine
