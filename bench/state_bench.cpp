// What durability costs: a commit of the log on fresh, pre-written and recycled segments, and the store's
// sorted writes, cold reads and scans.
//
// Files: see bench_directory.h.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "bench/bench_directory.h"
#include "engine/base/random.h"
#include "state/customer_record.h"
#include "state/keys.h"
#include "state/log.h"
#include "state/store.h"

namespace tidemark::state {
namespace {

void fail(benchmark::State& state, const Status& status) {
  state.SkipWithError(status.message().c_str());
}

std::string noise(std::size_t bytes, std::uint64_t seed) {
  Random random(seed);
  std::string out(bytes, '\0');
  for (char& c : out) c = static_cast<char>(random.below(256));
  return out;
}

/// Latencies of single operations, reported as percentiles.
class Latencies {
 public:
  template <typename Work>
  auto measure(Work work) {
    const auto begin = std::chrono::steady_clock::now();
    auto result = work();
    us_.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
    return result;
  }
  void report(benchmark::State& state) {
    std::sort(us_.begin(), us_.end());
    if (us_.empty()) return;
    state.counters["p50_us"] = at(0.5);
    state.counters["p99_us"] = at(0.99);
    state.counters["p999_us"] = at(0.999);
    state.counters["max_us"] = us_.back();
  }

 private:
  double at(double q) const { return us_[static_cast<std::size_t>(q * static_cast<double>(us_.size() - 1))]; }
  std::vector<double> us_;
};

constexpr std::size_t kCommitBytes = 400'000;
constexpr std::size_t kCommits = 1200;  // 480 MB: seven segments

Status commit(WritableFile& file, std::string_view body) {
  TM_RETURN_IF_ERROR(file.append(body));
  return file.sync();
}

enum class Segments { kGrowing, kReserved, kPreWritten, kRecycled };

/// Segment files by hand, one commit as the log makes it; what precedes the first commit into a file
/// (reserving, writing zeros, renaming, syncing the directory) is part of that commit's latency.
void commit_on(benchmark::State& state, Segments kind) {
  constexpr std::uint64_t kSegmentBytes = 64ULL << 20;
  const BenchDirectory directory;
  FileSystem& files = posix_file_system();
  const std::string body = noise(kCommitBytes, 1);
  const std::string zeros(1 << 20, '\0');
  const auto open = [&](std::size_t n) -> Result<std::unique_ptr<WritableFile>> {
    const std::string path = directory.path() + "/" + std::to_string(kind == Segments::kRecycled ? n % 2 : n);
    if (kind == Segments::kPreWritten) {
      auto file = files.open_for_write(path, kSegmentBytes);
      if (!file.ok()) return file.status();
      for (std::uint64_t at = 0; at < kSegmentBytes; at += zeros.size())
        TM_RETURN_IF_ERROR((*file)->append(zeros));
      TM_RETURN_IF_ERROR((*file)->sync());
    }
    auto file = files.open_for_write(path, kind == Segments::kGrowing ? 0 : kSegmentBytes);
    if (file.ok()) TM_RETURN_IF_ERROR(files.sync_directory(directory.path()));
    return file;
  };
  if (kind == Segments::kRecycled) {
    for (std::size_t n = 0; n < 2; ++n) {
      auto file = open(n);
      for (std::uint64_t at = 0; at < kSegmentBytes; at += zeros.size()) (void)(*file)->append(zeros);
      (void)(*file)->sync();
    }
  }
  Latencies latencies;
  std::unique_ptr<WritableFile> file;
  std::uint64_t left = 0;
  std::size_t opened = 0;
  for (auto _ : state) {
    const Status status = latencies.measure([&]() -> Status {
      if (left < kCommitBytes) {
        auto next = open(opened++);
        if (!next.ok()) return next.status();
        file = next.take();
        left = kSegmentBytes;
      }
      left -= kCommitBytes;
      return commit(*file, body);
    });
    if (!status.ok()) return fail(state, status);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kCommitBytes));
  latencies.report(state);
}
BENCHMARK_CAPTURE(commit_on, growing, Segments::kGrowing)->Iterations(kCommits)->UseRealTime();
BENCHMARK_CAPTURE(commit_on, reserved, Segments::kReserved)->Iterations(kCommits)->UseRealTime();
BENCHMARK_CAPTURE(commit_on, pre_written, Segments::kPreWritten)->Iterations(kCommits)->UseRealTime();
BENCHMARK_CAPTURE(commit_on, recycled, Segments::kRecycled)->Iterations(kCommits)->UseRealTime();

/// The log itself: range(0) bytes a record; range(1) 1: segments are recycled, 0: all are kept.
void log_append_sync(benchmark::State& state) {
  const BenchDirectory directory;
  LogOptions options;
  const bool recycle = state.range(1) == 1;
  options.keep_bytes = recycle ? 0 : options.keep_bytes;
  auto log = LogWriter::open(posix_file_system(), directory.path(), options, 1);
  if (!log.ok()) return fail(state, log.status());
  const std::string body = noise(static_cast<std::size_t>(state.range(0)), 2);
  Latencies latencies;
  for (auto _ : state) {
    const Status status = latencies.measure([&]() -> Status {
      auto number = (*log)->append({}, body);
      if (!number.ok()) return number.status();
      TM_RETURN_IF_ERROR((*log)->sync());
      return recycle ? (*log)->release(*number) : Status();
    });
    if (!status.ok()) return fail(state, status);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>((*log)->bytes_written()));
  latencies.report(state);
}
BENCHMARK(log_append_sync)->Args({4'000, 1})->Args({40'000, 1})->Iterations(2000)->UseRealTime();
BENCHMARK(log_append_sync)->Args({400'000, 1})->Args({400'000, 0})->Iterations(kCommits)->UseRealTime();

/// The processor's part of an append: no sync.
void log_append(benchmark::State& state) {
  const BenchDirectory directory;
  LogOptions options;
  options.sync = false;
  options.keep_bytes = 0;
  auto log = LogWriter::open(posix_file_system(), directory.path(), options, 1);
  if (!log.ok()) return fail(state, log.status());
  const std::string body = noise(static_cast<std::size_t>(state.range(0)), 3);
  for (auto _ : state) {
    auto number = (*log)->append({}, body);
    if (!number.ok()) return fail(state, number.status());
    if (const Status status = (*log)->release(*number); !status.ok()) return fail(state, status);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>((*log)->bytes_written()));
}
BENCHMARK(log_append)->Arg(4'000)->Arg(400'000)->Iterations(2000);

constexpr std::size_t kCustomers = 500'000;
constexpr std::size_t kSectionBytes = 120;

/// Keys and records of customers in key order.
struct Customers {
  std::vector<std::string> keys;
  std::vector<std::string> records;
};
const Customers& customers() {
  static const Customers all = [] {
    Customers made;
    for (std::size_t i = 0; i < kCustomers; ++i) {
      const std::string id = "customer-" + std::to_string(i);
      customer_key(made.keys.emplace_back(), key_group_of(customer_hash(id)), id);
    }
    std::sort(made.keys.begin(), made.keys.end());
    // Half of a record repeats among customers, as levels and small counts do.
    const std::string common = noise(kSectionBytes / 2, 4);
    for (std::size_t i = 0; i < kCustomers; ++i) {
      const std::string sections = common + noise(kSectionBytes / 2, i);
      CustomerRecord record;
      record.applied = i * 977;
      record.sections = sections;
      encode_customer_record(record, made.records.emplace_back());
    }
    return made;
  }();
  return all;
}

/// Writes all customers in key order, in lists of range(0), as a checkpoint spreads them.
Status write_customers(Store& store, std::size_t rows_per_list) {
  const Customers& all = customers();
  WriteList list;
  for (std::size_t i = 0; i < kCustomers; ++i) {
    list.put(Table::kCustomers, all.keys[i], all.records[i]);
    if (list.count() == rows_per_list || i + 1 == kCustomers) {
      TM_RETURN_IF_ERROR(store.write(list));
      list.clear();
    }
  }
  return {};
}

void store_write_sorted(benchmark::State& state) {
  (void)customers();
  const BenchDirectory directory;
  auto store = open_rocks_store(directory.path(), {});
  if (!store.ok()) return fail(state, store.status());
  for (auto _ : state) {
    if (Status s = write_customers(**store, static_cast<std::size_t>(state.range(0))); !s.ok())
      return fail(state, s);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCustomers));
}
BENCHMARK(store_write_sorted)->Arg(256)->Arg(4096)->Iterations(2)->Unit(benchmark::kMillisecond);

/// The same customers in an order of their own, to show what sorting is worth.
void store_write_unsorted(benchmark::State& state) {
  const Customers& all = customers();
  std::vector<std::size_t> order(kCustomers);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random(5);
  for (std::size_t i = kCustomers - 1; i > 0; --i) std::swap(order[i], order[random.below(i + 1)]);
  const BenchDirectory directory;
  auto store = open_rocks_store(directory.path(), {});
  if (!store.ok()) return fail(state, store.status());
  WriteList list;
  for (auto _ : state) {
    for (const std::size_t i : order) {
      list.put(Table::kCustomers, all.keys[i], all.records[i]);
      if (list.count() < 4096) continue;
      if (Status s = (*store)->write(list); !s.ok()) return fail(state, s);
      list.clear();
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCustomers));
}
BENCHMARK(store_write_unsorted)->Iterations(2)->Unit(benchmark::kMillisecond);

void store_flush(benchmark::State& state) {
  const BenchDirectory directory;
  auto store = open_rocks_store(directory.path(), {});
  if (!store.ok()) return fail(state, store.status());
  for (auto _ : state) {
    state.PauseTiming();
    if (Status s = write_customers(**store, 4096); !s.ok()) return fail(state, s);
    state.ResumeTiming();
    if (Status s = (*store)->flush({Table::kCustomers}); !s.ok()) return fail(state, s);
  }
  state.counters["flushed_bytes_per_row"] =
      static_cast<double>((*store)->statistics().flushed_bytes) /
      static_cast<double>(state.iterations() * static_cast<std::int64_t>(kCustomers));
}
BENCHMARK(store_flush)->Iterations(3)->Unit(benchmark::kMillisecond)->UseRealTime();

/// A store with all customers flushed, opened anew: its block cache is empty (the system's is not).
struct ColdStore {
  BenchDirectory directory;
  std::unique_ptr<Store> store;
  Status open() {
    {
      auto writer = open_rocks_store(directory.path(), {});
      if (!writer.ok()) return writer.status();
      TM_RETURN_IF_ERROR(write_customers(**writer, 4096));
      TM_RETURN_IF_ERROR((*writer)->flush({Table::kCustomers}));
    }
    auto reader = open_rocks_store(directory.path(), {});
    if (!reader.ok()) return reader.status();
    store = reader.take();
    return {};
  }
};

/// range(0) random customers of 500,000 at a time, sorted, as a batch's cold customers are read.
void store_multi_get_cold(benchmark::State& state) {
  ColdStore cold;
  if (Status s = cold.open(); !s.ok()) return fail(state, s);
  const auto count = static_cast<std::size_t>(state.range(0));
  Random random(6);
  std::vector<std::string_view> keys(count);
  std::vector<std::optional<std::string>> values;
  for (auto _ : state) {
    state.PauseTiming();
    for (std::string_view& key : keys) key = customers().keys[random.below(kCustomers)];
    std::sort(keys.begin(), keys.end());
    state.ResumeTiming();
    if (Status s = cold.store->multi_get(Table::kCustomers, keys, values); !s.ok()) return fail(state, s);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(store_multi_get_cold)->Arg(16)->Iterations(500);
BENCHMARK(store_multi_get_cold)->Arg(1024)->Iterations(20);

void store_scan(benchmark::State& state) {
  ColdStore cold;
  if (Status s = cold.open(); !s.ok()) return fail(state, s);
  std::size_t rows = 0;
  for (auto _ : state) {
    auto cursor = cold.store->scan(Table::kCustomers, {}, {});
    for (; cursor->valid(); cursor->next()) {
      CustomerRecord record;
      if (Status s = decode_customer_record(cursor->value(), record); !s.ok()) return fail(state, s);
      benchmark::DoNotOptimize(record);
      ++rows;
    }
    if (!cursor->status().ok()) return fail(state, cursor->status());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
}
BENCHMARK(store_scan)->Iterations(4)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tidemark::state
