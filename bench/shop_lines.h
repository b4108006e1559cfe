#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "engine/core.h"

/// What the benches of the engine feed it with.
namespace tidemark::engine {

/// Lines in one buffer, each with kLinePadding readable bytes behind it.
class Lines {
 public:
  explicit Lines(std::string text);
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;
  std::size_t size() const { return lines_.size(); }
  std::size_t bytes() const { return text_.size(); }
  std::string_view operator[](std::size_t i) const { return lines_[i]; }

 private:
  std::string text_;
  std::vector<std::string_view> lines_;
};

/// 200,000 events of a simulated shop with 20,000 customers, in the order of arrival. Made once.
const Lines& shop_lines();
/// One event of each of `customers` customers, a second apart from `start` on.
Lines one_event_each(std::string_view type, std::size_t customers, Millis start);

/// The default configuration in euros with a churn model.
config::Config bench_config();

/// Routes lines [begin, end) into sealed batches. Ends the process when that fails: there is no disk in it.
std::vector<std::unique_ptr<Batch>> route(Core& core, const Lines& lines, std::size_t begin, std::size_t end);

}  // namespace tidemark::engine
