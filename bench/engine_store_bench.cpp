// What the engine costs where it meets the disk: customers read cold from the store, a checkpoint of dirty
// ones, and the replay of a log's tail after a crash. Files: see bench_directory.h.

#include <benchmark/benchmark.h>

#include "bench/bench_engine.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kCustomers = 50'000;
constexpr Millis kStart = 1'735'689'600'000;

void fail(benchmark::State& state, const Status& status) {
  state.SkipWithError(status.message().c_str());
}

/// Customers at rest for whom one event comes, 4096 a batch: each is read, decoded, scored. The store's cache
/// is empty, the system's is not.
void shard_apply_cold(benchmark::State& state) {
  const BenchDirectory directory;
  {
    Engine engine;
    Status status = engine.open(directory);
    if (status.ok()) status = engine.score(one_event_each("purchase", kCustomers, kStart));
    if (status.ok()) status = engine.core().close();
    if (!status.ok()) return fail(state, status);
  }
  const Lines lines = one_event_each("page_view", kCustomers, kStart + kCustomers * kSecond);
  for (auto _ : state) {
    state.PauseTiming();
    auto engine = std::make_unique<Engine>();
    if (Status status = engine->open(directory); !status.ok()) return fail(state, status);
    std::vector<std::unique_ptr<Batch>> batches = route(engine->core(), lines, 0, lines.size());
    state.ResumeTiming();
    for (auto& batch : batches) {
      if (Status status = engine->core().shard(0).apply(*batch); !status.ok()) return fail(state, status);
    }
    state.PauseTiming();
    batches.clear();
    engine.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCustomers));
}
BENCHMARK(shard_apply_cold)->Iterations(2)->Unit(benchmark::kMillisecond)->UseRealTime();

/// A full checkpoint of dirty customers, encoded, put, flushed; an item is a customer.
void checkpoint(benchmark::State& state) {
  const Lines lines = one_event_each("purchase", kCustomers, kStart);
  for (auto _ : state) {
    state.PauseTiming();
    auto directory = std::make_unique<BenchDirectory>();
    auto engine = std::make_unique<Engine>();
    Status status = engine->open(*directory);
    if (status.ok()) status = engine->score(lines);
    state.ResumeTiming();
    if (status.ok()) status = engine->core().close();
    state.PauseTiming();
    engine.reset();
    directory.reset();
    if (!status.ok()) return fail(state, status);
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCustomers));
}
BENCHMARK(checkpoint)->Iterations(2)->Unit(benchmark::kMillisecond)->UseRealTime();

/// After a crash: an item is an input of the log's tail, replayed into a core that emits nothing.
void recovery(benchmark::State& state) {
  const BenchDirectory directory;
  {
    Engine engine;
    Status status = engine.open(directory);
    if (status.ok()) status = engine.score(shop_lines());
    if (!status.ok()) return fail(state, status);
  }
  for (auto _ : state) {
    state.PauseTiming();
    auto engine = std::make_unique<Engine>();
    Status status = engine->open_store(directory);
    state.ResumeTiming();
    if (status.ok()) status = engine->open_core();
    state.PauseTiming();
    if (!status.ok()) return fail(state, status);
    if (engine->core().router().next_position() <= shop_lines().size())
      return state.SkipWithError("not replayed");
    engine.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(shop_lines().size()));
}
BENCHMARK(recovery)->Iterations(3)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tidemark::engine
