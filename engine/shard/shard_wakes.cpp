// Timers of a shard: what is due at a mark, in which order, and the timers of customers that are not in
// memory.

#include <algorithm>
#include <limits>

#include "engine/base/assert.h"
#include "engine/shard/shard.h"
#include "state/keys.h"

namespace tidemark::engine {

/// W moves: customers due by now wake, at most the budget of them in each key group.
Status Shard::advance(const Batch& batch, const Mark& mark, ShardOutput& out) {
  watermark_ = std::max(watermark_, mark.watermark);
  if (watermark_ == kNoTime) return {};
  TM_RETURN_IF_ERROR(load_far_timers());
  if (batch.replayed) {
    TM_RETURN_IF_ERROR(replay_wakes(batch, mark.index));
  } else if (wheel_.earliest() <= watermark_ || !overdue_.empty()) {
    TM_RETURN_IF_ERROR(collect_due(out));
    fire_overdue(batch, mark, out);
  }
  return sweep(batch, mark, out);
}

/// Customers of some key groups take over the configuration in force: their timers follow it, and who has to
/// be told something by now is. A replay does the same, but has from the log who woke.
Status Shard::sweep(const Batch& batch, const Mark& mark, ShardOutput& out) {
  const Position position = batch.first_position + mark.index;
  std::vector<std::uint32_t> slots;
  for (KeyGroup g = std::max(mark.sweep_first, first_group_); g < std::min(mark.sweep_end, end_group_); ++g) {
    TM_RETURN_IF_ERROR(list_group(g, slots));
    for (const std::uint32_t slot_index : slots) {
      Slot& slot = table_->slot(slot_index);
      if (!slot.loaded) continue;  // replaying: its record is of a later configuration
      if (batch.replayed && slot.applied >= position) continue;
      std::byte* state = table_->state(slot_index);
      const bool wakes = !batch.replayed && scoring_->due(state) <= watermark_;
      if (wakes) out.wakes.push_back({mark.index, std::string(slot.id())});
      if (wakes || scoring_->fresh(state)) {
        level_counts_.before_step(g, slot.id(), state);
        const bool measured = !batch.replayed && time_measures_;
        if (measured) measure_before(state);
        effects_.clear();
        scoring_->settle(state, slot.id(), watermark_, effects_);
        level_counts_.after_step(g, slot.id(), state);
        if (measured) measure_after(mark.index, slot, state, out);
        take_effects(position, 0, slot.id(), out);
        slot.armed = kNever;
      }
      touched(slot_index);
    }
  }
  return {};
}

/// Every customer of a key group, in memory from now on.
Status Shard::list_group(KeyGroup group, std::vector<std::uint32_t>& slots) {
  slots.clear();
  if (cold_exist_) {
    std::string from;
    std::string to;
    state::customer_key(from, group, {});
    state::customer_key(to, static_cast<KeyGroup>(group + 1), {});
    std::unique_ptr<state::Cursor> cursor = store_.scan(state::Table::kCustomers, from, to);
    for (; cursor->valid(); cursor->next()) {
      const std::string_view customer = state::customer_of_key(cursor->key());
      const std::uint64_t hash = customer_hash(customer);
      if (table_->find(hash, customer) == kNone) (void)table_->insert(hash, customer);
    }
    TM_RETURN_IF_ERROR(cursor->status());
  }
  table_->list(group, slots);
  stubs_.clear();
  for (const std::uint32_t slot : slots) {
    if (!table_->slot(slot).loaded) stubs_.push_back(slot);
  }
  return load_stubs();
}

/// The log says who woke at this mark; timers are set again but decide nothing.
Status Shard::replay_wakes(const Batch& batch, std::uint32_t input_index) {
  const auto at_mark =
      std::equal_range(batch.logged_wakes.begin(), batch.logged_wakes.end(), WakeFired{input_index, {}},
                       [](const WakeFired& a, const WakeFired& b) { return a.input_index < b.input_index; });
  const Position position = batch.first_position + input_index;
  for (auto wake = at_mark.first; wake != at_mark.second; ++wake) {
    const std::uint64_t hash = customer_hash(wake->customer_id);
    const KeyGroup g = key_group_of(hash);
    if (g < first_group_ || g >= end_group_) continue;
    stubs_.clear();
    const std::uint32_t slot = slot_for(hash, wake->customer_id);
    TM_RETURN_IF_ERROR(load_stubs());
    if (table_->slot(slot).applied >= position) continue;
    effects_.clear();
    scoring_->wake(table_->state(slot), wake->customer_id, watermark_, effects_);
    touched(slot);
  }
  return {};
}

/// Sets the customer's timer unless an earlier one lives already: that one will find itself stale and set
/// the right one then.
void Shard::arm(std::uint32_t slot_index) {
  Slot& slot = table_->slot(slot_index);
  const Millis due = scoring_->due(table_->state(slot_index));
  if (due >= slot.armed) return;
  slot.armed = due;
  wheel_.add({due, slot_index, slot.generation});
}

/// Moves every customer that is really due into its key group's heap.
Status Shard::collect_due(ShardOutput& out) {
  timers_.clear();
  wheel_.take_due(watermark_, timers_);
  stubs_.clear();
  std::erase_if(timers_, [&](const Wheel::Timer& timer) {
    const Slot& slot = table_->slot(timer.slot);
    return !slot.live || slot.generation != timer.generation || slot.armed != timer.due;
  });
  for (const Wheel::Timer& timer : timers_) {
    if (!table_->slot(timer.slot).loaded) stubs_.push_back(timer.slot);
  }
  TM_RETURN_IF_ERROR(load_stubs());
  for (const Wheel::Timer& timer : timers_) {
    Slot& slot = table_->slot(timer.slot);
    if (slot.armed != timer.due) continue;  // loading set its real timer, or two of the same instant
    const Millis due = scoring_->due(table_->state(timer.slot));
    if (due > watermark_) {
      ++out.wakes_stale;
      slot.armed = kNever;
      arm(timer.slot);
      continue;
    }
    slot.armed = due;  // the heap's entry is its timer now
    overdue_[key_group_of(slot.hash)].push_back({due, timer.slot, timer.generation});
  }
  for (auto& [group_id, heap] : overdue_) {
    std::make_heap(heap.begin(), heap.end(), [&](const Overdue& a, const Overdue& b) {
      if (a.due != b.due) return a.due > b.due;
      return table_->slot(a.slot).id() > table_->slot(b.slot).id();
    });
  }
  return {};
}

void Shard::fire_overdue(const Batch& batch, const Mark& mark, ShardOutput& out) {
  const auto later = [&](const Overdue& a, const Overdue& b) {
    if (a.due != b.due) return a.due > b.due;
    return table_->slot(a.slot).id() > table_->slot(b.slot).id();
  };
  const Position position = batch.first_position + mark.index;
  for (auto entry = overdue_.begin(); entry != overdue_.end();) {
    std::vector<Overdue>& heap = entry->second;
    for (std::uint32_t fired = 0;
         !heap.empty() && (mark.drain || fired < scoring_->config().log.wake_budget);) {
      std::pop_heap(heap.begin(), heap.end(), later);
      const Overdue next = heap.back();
      heap.pop_back();
      Slot& slot = table_->slot(next.slot);
      if (!slot.live || slot.generation != next.generation || slot.armed != next.due) continue;
      const Millis due = scoring_->due(table_->state(next.slot));
      if (due != next.due) {  // an event came in between and did the wake-up's work
        slot.armed = kNever;
        if (due > watermark_) {
          arm(next.slot);
        } else {
          slot.armed = due;
          heap.push_back({due, next.slot, next.generation});
          std::push_heap(heap.begin(), heap.end(), later);
        }
        continue;
      }
      effects_.clear();
      std::byte* const state = table_->state(next.slot);
      level_counts_.before_step(entry->first, slot.id(), state);
      if (time_measures_) measure_before(state);
      scoring_->wake(state, slot.id(), watermark_, effects_);
      level_counts_.after_step(entry->first, slot.id(), state);
      if (time_measures_) measure_after(mark.index, slot, state, out);
      take_effects(position, 0, slot.id(), out);
      out.wakes.push_back({mark.index, std::string(slot.id())});
      slot.armed = kNever;
      touched(next.slot);
      ++fired;
    }
    entry = heap.empty() ? overdue_.erase(entry) : std::next(entry);
  }
}

/// Timers of customers that were evicted, or not read since the start, wait in the store by day; a day
/// ahead of time they come in as stubs.
Status Shard::load_far_timers() {
  const Day wanted = utc_day(watermark_) + 1;
  if (wanted <= far_loaded_) return {};
  std::string from;
  std::string to;
  constexpr Day kNothing = std::numeric_limits<Day>::min();
  state::wake_key(from, far_loaded_ == kNothing ? kNothing : far_loaded_ + 1, 0, {});
  state::wake_key(to, wanted + 1, 0, {});
  std::unique_ptr<state::Cursor> cursor = store_.scan(state::Table::kCustomers, from, to);
  for (; cursor->valid(); cursor->next()) {
    state::WakeKey key;
    ByteReader value(cursor->value());
    const Millis due = value.zigzag();
    if (!state::parse_wake_key(cursor->key(), key) || !value.ok()) {
      return Status::corruption("a wake-up in the store is malformed");
    }
    if (key.group < first_group_ || key.group >= end_group_) continue;
    const std::uint64_t hash = customer_hash(key.customer_id);
    far_keys_[key.day].push_back({hash, std::string(key.customer_id)});
    if (table_->find(hash, key.customer_id) != kNone) continue;  // in memory with a timer of its own
    const std::uint32_t slot_index = table_->insert(hash, key.customer_id);
    Slot& slot = table_->slot(slot_index);
    slot.armed = due;
    slot.armed_due = due;
    wheel_.add({due, slot_index, slot.generation});
  }
  TM_RETURN_IF_ERROR(cursor->status());
  for (RecentTimer& recent : far_recent_) {
    // Perhaps not in the store yet, then the scan has missed it; twice does no harm.
    if (recent.day <= wanted) far_keys_[recent.day].push_back(std::move(recent.timer));
  }
  std::erase_if(far_recent_, [&](const RecentTimer& recent) { return recent.day <= wanted; });
  far_loaded_ = wanted;
  pass_far_timers();
  return {};
}

/// Days that are over: their keys leave the store, once the customers they woke are checkpointed with the
/// key of their next one (those not in memory see to that when they are read).
void Shard::pass_far_timers() {
  const Day today = utc_day(watermark_);
  while (!far_keys_.empty() && far_keys_.begin()->first < today) {
    const Day day = far_keys_.begin()->first;
    for (StoredTimer& timer : far_keys_.begin()->second) {
      const std::uint32_t slot = table_->find(timer.hash, timer.customer_id);
      if (slot != kNone && table_->slot(slot).loaded && utc_day(table_->slot(slot).armed_due) == day) {
        table_->slot(slot).armed_due = kNever;  // the next checkpoint stores the key of its next wake-up
        touched(slot);
      }
      far_over_.emplace_back(day, std::move(timer));
    }
    far_keys_.erase(far_keys_.begin());
  }
}

}  // namespace tidemark::engine
