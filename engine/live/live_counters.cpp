#include "engine/live/live_counters.h"

#include "engine/commit/alert_envelope.h"

namespace tidemark::engine {
void LiveCounters::count_alerts(const std::vector<CommittedAlert>& alerts) {
  const std::lock_guard lock(mutex_);
  for (const CommittedAlert& alert : alerts) {
    ++alerts_[{alert.level, alert.value, std::string(alert_member(alert.json, "direction"))}];
  }
}

std::map<LiveCounters::AlertKey, std::uint64_t> LiveCounters::alerts() const {
  const std::lock_guard lock(mutex_);
  return alerts_;
}

}  // namespace tidemark::engine
