// What decoding one event costs: the decoder on lines of about 280 bytes, the same with encoding for the log,
// and simdjson doing parts of the work, which is why the decoder has a scanner of its own.

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/random.h"
#include "engine/decode/currency_table.h"
#include "engine/decode/decoder.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kLineCount = 4096;  // beyond what a branch predictor can learn by heart

/// Lines as a shop sends them, each in one buffer with padding behind.
struct Lines {
  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>> places;

  std::string_view line(std::size_t i) const {
    return std::string_view(text).substr(places[i].first, places[i].second);
  }
  double mean_bytes() const { return static_cast<double>(text.size()) / static_cast<double>(places.size()); }
};

std::string line_of(Random& random, bool non_ascii) {
  const std::uint64_t id = 1'000'000'000 + random.below(1'000'000'000);
  const std::string head = fmt::format(
      R"("event_id":"e-{}","customer_id":"c{}","timestamp":"{}","properties":)", id, random.below(1'000'000),
      format_timestamp(1'767'225'600'000 + random.between(0, 31 * kDay)));
  const std::string_view name =
      non_ascii ? "Grüße aus Köln, schöne Wolldecke" : "Wool blanket, checked, 140 x 200";
  if (random.chance(0.05)) {
    return fmt::format(
        R"({{"type":"purchase",{}{{"amount":{}.{},"currency":"EUR","order_id":"o-{}","items":3,"coupon":null,)"
        R"("channel":"web","note":"{}"}}}})",
        head, random.below(400), 10 + random.below(90), id, name);
  }
  return fmt::format(
      R"({{"type":"{}",{}{{"product_id":"p-{}","name":"{}","price":{}.95,"quantity":1,"first":{},)"
      R"("referrer":"newsletter","session":"s-{}"}}}})",
      random.chance(0.6) ? "page_view" : "product_view", head, random.below(20'000), name, random.below(300),
      random.chance(0.3), random.next() % 1'000'000'007);
}

Lines make_lines(bool non_ascii) {
  Random random(1);
  Lines lines;
  for (std::size_t i = 0; i < kLineCount; ++i) {
    const std::string line = line_of(random, non_ascii);
    lines.places.emplace_back(lines.text.size(), line.size());
    lines.text += line;
    lines.text += '\n';
  }
  lines.text.reserve(lines.text.size() + kLinePadding);
  return lines;
}

void report(benchmark::State& state, const Lines& lines) {
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(
      static_cast<std::int64_t>(static_cast<double>(state.iterations()) * lines.mean_bytes()));
  state.counters["line_bytes"] = lines.mean_bytes();
}

struct Machine {
  config::EventSettings settings;
  KeyDictionary keys;
  KindTable kinds = KindTable::make(settings).take();
  CurrencyTable currencies = CurrencyTable::make(settings).take();
  Decoder decoder{settings, kinds, keys};
};

void decode(benchmark::State& state) {
  const Lines lines = make_lines(state.range(0) != 0);
  Machine machine;
  Decoded decoded;
  std::size_t i = 0;
  for (auto _ : state) {
    const Outcome outcome = machine.decoder.decode(lines.line(i++ % kLineCount), decoded);
    TM_ASSERT(outcome.ok());
    benchmark::DoNotOptimize(decoded);
  }
  report(state, lines);
}
BENCHMARK(decode)->Arg(0)->Arg(1)->ArgName("non_ascii");

void decode_and_encode(benchmark::State& state) {
  const Lines lines = make_lines(false);
  Machine machine;
  Decoded decoded;
  std::string arena;
  std::size_t i = 0;
  std::size_t encoded = 0;
  for (auto _ : state) {
    if (i % kLineCount == 0) arena.clear();
    const Outcome outcome = machine.decoder.decode(lines.line(i++ % kLineCount), decoded);
    TM_ASSERT(outcome.ok());
    (void)machine.currencies.settle(decoded);  // one currency only: nothing to do with the answer
    const std::size_t before = arena.size();
    encode_event(decoded.event, arena);
    encoded += arena.size() - before;
  }
  report(state, lines);
  state.counters["event_bytes"] = static_cast<double>(encoded) / static_cast<double>(state.iterations());
}
BENCHMARK(decode_and_encode);

/// The full check alone: what an On-Demand decoder would have to add, or a DOM decoder start from.
void simdjson_dom_parse(benchmark::State& state) {
  const Lines lines = make_lines(state.range(0) != 0);
  simdjson::dom::parser parser;
  std::size_t i = 0;
  for (auto _ : state) {
    const std::string_view line = lines.line(i++ % kLineCount);
    simdjson::dom::element element;
    TM_ASSERT(parser.parse(line.data(), line.size(), false).get(element) == simdjson::SUCCESS);
    benchmark::DoNotOptimize(element);
  }
  report(state, lines);
}
BENCHMARK(simdjson_dom_parse)->Arg(0)->Arg(1)->ArgName("non_ascii");

/// Finding every value without checking, unescaping or keeping any.
void simdjson_ondemand_walk(benchmark::State& state) {
  const Lines lines = make_lines(false);
  simdjson::ondemand::parser parser;
  std::size_t i = 0;
  for (auto _ : state) {
    const std::string_view line = lines.line(i++ % kLineCount);
    simdjson::ondemand::document document;
    TM_ASSERT(parser.iterate(line.data(), line.size(), line.size() + kLinePadding).get(document) ==
              simdjson::SUCCESS);
    std::size_t bytes = 0;
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      bytes += key.size();
      if (key != "properties") {
        bytes += std::string_view(field.value().get_string()).size();
        continue;
      }
      for (auto property : field.value().get_object()) {
        bytes += std::string_view(property.unescaped_key()).size();
        bytes += std::string_view(property.value().raw_json_token()).size();
      }
    }
    benchmark::DoNotOptimize(bytes);
  }
  report(state, lines);
}
BENCHMARK(simdjson_ondemand_walk);

}  // namespace
}  // namespace tidemark::engine
