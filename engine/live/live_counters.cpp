#include "engine/live/live_counters.h"

namespace tidemark::engine {
namespace {

std::string_view direction_of(const CommittedAlert& alert) {
  constexpr std::string_view kKey = R"(,"direction":")";
  const std::string_view json(alert.json);
  const std::size_t at = json.find(kKey);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + kKey.size();
  return json.substr(begin, json.find('"', begin) - begin);
}

}  // namespace

void LiveCounters::count_alerts(const std::vector<CommittedAlert>& alerts) {
  const std::lock_guard lock(mutex_);
  for (const CommittedAlert& alert : alerts) {
    ++alerts_[{alert.level, alert.value, std::string(direction_of(alert))}];
  }
}

std::map<LiveCounters::AlertKey, std::uint64_t> LiveCounters::alerts() const {
  const std::lock_guard lock(mutex_);
  return alerts_;
}

}  // namespace tidemark::engine
