// Customers that are not in memory: read together, or begun.

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/shard/shard.h"
#include "state/keys.h"

namespace tidemark::engine {

/// Gives every stub on the list its state: from the store, or a new one.
Status Shard::load_stubs() {
  if (stubs_.empty()) return {};
  std::sort(stubs_.begin(), stubs_.end());
  stubs_.erase(std::unique(stubs_.begin(), stubs_.end()), stubs_.end());
  if (!cold_exist_) {
    for (const std::uint32_t slot : stubs_) TM_RETURN_IF_ERROR(load_slot(slot, std::nullopt));
    stubs_.clear();
    return {};
  }
  std::sort(stubs_.begin(), stubs_.end(), [&](std::uint32_t a, std::uint32_t b) {
    const Slot& x = table_->slot(a);
    const Slot& y = table_->slot(b);
    const KeyGroup gx = key_group_of(x.hash);
    const KeyGroup gy = key_group_of(y.hash);
    return gx != gy ? gx < gy : x.id() < y.id();
  });
  std::string bytes;
  std::vector<std::size_t> ends;
  for (const std::uint32_t slot : stubs_) {
    state::customer_key(bytes, key_group_of(table_->slot(slot).hash), table_->slot(slot).id());
    ends.push_back(bytes.size());
  }
  std::vector<std::string_view> keys;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    keys.push_back(std::string_view(bytes).substr(begin, ends[i] - begin));
  }
  std::vector<std::optional<std::string>> records;
  TM_RETURN_IF_ERROR(store_.multi_get(state::Table::kCustomers, keys, records));
  for (std::size_t i = 0; i < stubs_.size(); ++i) TM_RETURN_IF_ERROR(load_slot(stubs_[i], records[i]));
  stubs_.clear();
  return {};
}

Status Shard::load_slot(std::uint32_t slot_index, const std::optional<std::string>& record_bytes) {
  Slot& slot = table_->slot(slot_index);
  state::CustomerRecord record;
  if (record_bytes) {
    TM_RETURN_IF_ERROR(state::decode_customer_record(*record_bytes, record));
    slot.applied = record.applied;
    const bool boundaries_ahead = measures_ && record.applied >= batch_last_;
    if (replaying_ && (record.config_version > scoring_->version() || boundaries_ahead)) {
      leave_ahead(slot_index, record.armed_due);
      return {};
    }
  }
  std::byte* state = table_->state(slot_index);
  scoring_->construct(state, &boundaries_);
  slot.loaded = true;
  slot.referenced = true;
  ++loaded_count_;
  if (!record_bytes) {
    ++customers_new_;
    level_counts_.add_new(key_group_of(slot.hash), slot.id(), state);
    return {};
  }
  TM_RETURN_IF_ERROR(scoring_->decode(state, record.sections, record.config_version == scoring_->version()));
  slot.armed_due = record.armed_due;
  arm(slot_index);
  // By W, not by the days this life has passed: an earlier one may have removed the key, and before the first
  // mark none has been passed.
  const bool key_is_over = slot.armed_due < kNever && utc_day(slot.armed_due) < utc_day(watermark_);
  const bool key_may_be_lost = record.applied >= replayed_first_ && record.applied <= replayed_last_;
  if (key_is_over || key_may_be_lost) {
    slot.armed_due = kNever;  // the next checkpoint stores the key again, or the next one's
    touched(slot_index);
  }
  return {};
}

/// A checkpoint that never completed wrote the record under a configuration that the replay has not reached:
/// the one in force cannot read all of it; or perhaps under later boundaries of the population, on which its
/// wake-ups stand. It holds every input until then, so it stays a stub, which keeps
/// the time of its wake-up.
void Shard::leave_ahead(std::uint32_t slot_index, Millis armed_due) {
  Slot& slot = table_->slot(slot_index);
  if (armed_due >= slot.armed) return;
  slot.armed = slot.armed_due = armed_due;
  wheel_.add({armed_due, slot_index, slot.generation});
}

bool Shard::load_seen_ids(KeyGroup id, std::uint64_t first, std::uint64_t remembered_first,
                          std::string_view ids) {
  Group& g = group(id);
  if (!g.seen.append_chunk(first, ids)) return false;
  g.seen.forget_below(remembered_first);
  g.seen_chunks.push_back(first);
  g.seen_saved = g.seen.end();
  return true;
}

}  // namespace tidemark::engine
