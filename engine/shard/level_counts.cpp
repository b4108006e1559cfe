#include "engine/shard/level_counts.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace tidemark::engine {

LevelCounts::LevelCounts(std::shared_ptr<const operators::Scoring> scoring, KeyGroup first_group,
                         KeyGroup end_group)
    : first_group_(first_group),
      next_group_(first_group),
      as_of_(static_cast<std::size_t>(end_group - first_group), kNoTime) {
  restart(std::move(scoring));
}

LevelCounts::~LevelCounts() {
  drop_copy();
}

void LevelCounts::restart(std::shared_ptr<const operators::Scoring> scoring) {
  drop_copy();
  const std::lock_guard lock(mutex_);
  scoring_ = std::move(scoring);
  next_group_ = first_group_;
  counted_.store(0, std::memory_order_release);
  names_ = scoring_->level_names();
  TM_ASSERT(names_.size() == scoring_->level_count());
  before_.assign(names_.size(), {});
  values_.clear();
  values_.resize(names_.size());
}

void LevelCounts::drop_copy() {
  if (copy_live_) scoring_->destroy(reinterpret_cast<std::byte*>(copy_.data()));
  copy_live_ = false;
}

/// The state, or a copy of it that has lived through its silence until its group was counted.
const std::byte* LevelCounts::as_counted(KeyGroup group, std::string_view customer_id,
                                         const std::byte* state) {
  const Millis as_of = as_of_[group - first_group_];
  if (scoring_->due(state) > as_of) return state;
  drop_copy();
  copy_.resize(scoring_->state_bytes() / sizeof(std::uint64_t));
  auto* const copy = reinterpret_cast<std::byte*>(copy_.data());
  scoring_->copy(copy, state);
  copy_live_ = true;
  effects_.clear();
  scoring_->wake(copy, customer_id, as_of, effects_);
  return copy;
}

void LevelCounts::add(KeyGroup group, std::string_view customer_id, const std::byte* state) {
  const std::byte* const seen = as_counted(group, customer_id, state);
  for (std::size_t i = 0; i < before_.size(); ++i) shift(i, scoring_->level_value(seen, i), 1);
}

void LevelCounts::end_group() {
  ++next_group_;
  counted_.store(static_cast<std::size_t>(next_group_ - first_group_), std::memory_order_release);
}

void LevelCounts::remember(KeyGroup group, std::string_view customer_id, const std::byte* state) {
  const std::byte* const seen = as_counted(group, customer_id, state);
  for (std::size_t i = 0; i < before_.size(); ++i) before_[i] = scoring_->level_value(seen, i);
}

void LevelCounts::move(KeyGroup group, std::string_view customer_id, const std::byte* state) {
  const std::byte* const seen = as_counted(group, customer_id, state);
  for (std::size_t i = 0; i < before_.size(); ++i) {
    const std::string_view value = scoring_->level_value(seen, i);
    if (value.data() == before_[i].data()) continue;  // the scoring's own name of the value: nearly always
    shift(i, before_[i], -1);
    shift(i, value, 1);
  }
}

void LevelCounts::shift(std::size_t level, std::string_view value, std::int64_t by) {
  std::deque<Value>& values = values_[level];
  auto found = std::find_if(values.begin(), values.end(), [&](const Value& v) { return v.name == value; });
  if (found == values.end()) {
    const std::lock_guard lock(mutex_);
    values.emplace_back(value);
    found = std::prev(values.end());
  }
  found->customers.fetch_add(by, std::memory_order_relaxed);
}

std::optional<std::vector<LevelCount>> LevelCounts::read() const {
  const std::lock_guard lock(mutex_);
  if (counted() < as_of_.size()) return std::nullopt;
  std::vector<LevelCount> counts;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    for (const Value& value : values_[i]) {
      counts.push_back({names_[i], value.name, value.customers.load(std::memory_order_relaxed)});
    }
  }
  return counts;
}

}  // namespace tidemark::engine
