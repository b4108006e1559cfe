#include "engine/learn/activity_history.h"

#include <algorithm>
#include <map>

#include "config/feature_name.h"

namespace tidemark::engine {

ActivityHistory::ActivityHistory(const config::Config& config, std::shared_ptr<const Zone> zone)
    : zone_(std::move(zone)) {
  if (config.churn.activity.empty()) is_activity_[static_cast<std::size_t>(Kind::kPurchase)] = true;
  for (const std::string& kind : config.churn.activity) {
    is_activity_[static_cast<std::size_t>(config::kind_named(config.events, kind))] = true;
  }
}

void ActivityHistory::take(const Batch& batch) {
  for (const Input& input : batch.inputs) {
    const bool is_event = input.kind == InputKind::kEvent || input.kind == InputKind::kRelease;
    if (!is_event || input.verdict == Verdict::kDuplicate) continue;
    ++events_;
    ++counts_[static_cast<std::size_t>(input.event_kind)];
    const bool is_activity = is_activity_[static_cast<std::size_t>(input.event_kind)];
    const bool is_purchase = input.event_kind == Kind::kPurchase;
    Event event;
    if ((!is_activity && !is_purchase) || !decode_event(batch.view(input), event)) continue;
    const bool money = is_purchase && event.has_amount && input.reject == 0;
    auto found = entries_.find(event.customer_id);
    if (found == entries_.end()) found = entries_.try_emplace(std::string(event.customer_id)).first;
    found->second.push_back({event.time, money ? event.amount : 0, is_activity, is_purchase});
    has_money_ = has_money_ || money;
    if (!is_activity) continue;
    ++activities_;
    first_activity_ = std::min(first_activity_, event.time);
  }
}

bool ActivityHistory::active_within(std::string_view customer_id, Millis from, Millis to) const {
  const auto found = entries_.find(customer_id);
  return found != entries_.end() &&
         std::any_of(found->second.begin(), found->second.end(), [&](const Entry& entry) {
           return entry.is_activity && entry.time >= from && entry.time < to;
         });
}

operators::SpendRow ActivityHistory::spend_of(const std::vector<Entry>& entries) const {
  std::map<Day, double> days;
  for (const Entry& entry : entries) {
    if (!entry.is_purchase) continue;
    days[zone_->local_day(entry.time)] += static_cast<double>(entry.amount) / static_cast<double>(kMicro);
  }
  if (days.size() < 2) return {};
  double sum = 0;
  for (auto day = std::next(days.begin()); day != days.end(); ++day) sum += day->second;
  const auto repeats = static_cast<double>(days.size() - 1);
  return {repeats, sum / repeats};
}

std::vector<operators::SpendRow> ActivityHistory::all_spend() const {
  std::vector<operators::SpendRow> rows;
  for (const auto& [id, entries] : entries_) {
    const operators::SpendRow row = spend_of(entries);
    if (row.x >= 1) rows.push_back(row);
  }
  return rows;
}

}  // namespace tidemark::engine
