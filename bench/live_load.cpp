#include "bench/live_load.h"

#include <algorithm>
#include <cstdlib>

#include "engine/base/time.h"

namespace tidemark::engine {
namespace {

constexpr std::uint64_t kCustomers = 1'000'000;
constexpr Millis kStart = 1'735'689'600'000;

}  // namespace

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

std::optional<std::uint64_t> batch_of(std::string_view alert_json) {
  constexpr std::string_view kKey = R"("event_id":")";
  const std::size_t at = alert_json.find(kKey);
  if (at == std::string_view::npos) return std::nullopt;
  return std::strtoull(alert_json.data() + at + kKey.size(), nullptr, 10);  // a quote ends it
}

double live_seconds() {
  constexpr double kSeconds = 5;
  const char* const seconds = std::getenv("LIVE_SECONDS");
  return seconds == nullptr ? kSeconds : std::atof(seconds);
}

void Latencies::report(benchmark::State& state, const std::string& name) {
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

}  // namespace tidemark::engine
