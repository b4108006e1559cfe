#include "bench/shop_lines.h"

#include <fmt/format.h>

#include "config/load.h"
#include "engine/base/assert.h"
#include "engine/feeder.h"
#include "tools/simulate/simulate.h"

namespace tidemark::engine {

Lines::Lines(std::string text) : text_(std::move(text)) {
  text_.append(kLinePadding, '\0');
  const std::string_view all = text_;
  for (std::size_t begin = 0, end; (end = all.find('\n', begin)) != std::string_view::npos; begin = end + 1) {
    lines_.push_back(all.substr(begin, end - begin));
  }
}

const Lines& shop_lines() {
  static const Lines lines([] {
    simulate::SimulateOptions options;
    options.customers = 20'000;
    options.days = 0;
    options.events = 200'000;
    std::string text;
    const Status status = simulate::simulate(options, [&](std::string_view chunk) {
      text.append(chunk);
      return Status();
    });
    TM_ASSERT(status.ok());
    return text;
  }());
  return lines;
}

Lines one_event_each(std::string_view type, std::size_t customers, Millis start) {
  std::string text;
  for (std::size_t i = 0; i < customers; ++i) {
    text += fmt::format(R"({{"type":"{}","event_id":"{}-{}","customer_id":"customer-{}","timestamp":"{}")",
                        type, type, i, i, format_timestamp(start + static_cast<Millis>(i) * kSecond));
    text += type == "purchase" ? R"(,"properties":{"amount":35.50}})" : "}";
    text += '\n';
  }
  return Lines(std::move(text));
}

config::Config bench_config() {
  config::Loaded loaded = config::load(
      "events: {currency: EUR}\n"
      "churn: {mbgnbd: {r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}}\n");
  TM_ASSERT(loaded.mistakes.empty());
  return std::move(loaded.config);
}

std::vector<std::unique_ptr<Batch>> route(Core& core, const Lines& lines, std::size_t begin,
                                          std::size_t end) {
  std::vector<std::unique_ptr<Batch>> batches;
  if (core.router().sources().empty()) core.router().sources().emplace_back();
  Feeder feeder(core, kNever, [&](std::unique_ptr<Batch> batch) {
    batches.push_back(std::move(batch));
    return Status();
  });
  for (std::size_t i = begin; i < end; ++i) TM_ASSERT(feeder.line(lines[i], 0).ok());
  TM_ASSERT(feeder.finish().ok());
  return batches;
}

}  // namespace tidemark::engine
