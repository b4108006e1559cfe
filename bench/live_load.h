#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The load of the benches of a running engine, and what they measure.
namespace tidemark::engine {

inline constexpr std::size_t kBatchEvents = 100;

/// Batch n: a hundred events of a million customers of which few do most, one of them the first purchase of a
/// new customer, which announces a level.
std::string batch_text(std::uint64_t n);
/// The batch whose event caused an alert; nothing for one that time caused.
std::optional<std::uint64_t> batch_of(std::string_view alert_json);
/// How long events flow: $LIVE_SECONDS [5].
double live_seconds();

/// Times of one kind, in microseconds.
struct Latencies {
  std::vector<std::uint64_t> us;
  /// Adds the counters <name>_p50_ms, …_p99_ms, …_p999_ms and …_max_ms.
  void report(benchmark::State& state, const std::string& name);
};

}  // namespace tidemark::engine
