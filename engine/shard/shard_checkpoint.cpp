// A shard's part in a checkpoint: which customers are written when, and which may leave memory.

#include <algorithm>
#include <limits>

#include "engine/base/assert.h"
#include "engine/shard/shard.h"
#include "state/keys.h"

namespace tidemark::engine {
namespace {

/// Batches without many inputs bring a checkpoint on, too.
constexpr std::size_t kWorkPerBatchMin = 64;
/// An id is that much less work than a customer.
constexpr std::uint64_t kIdsPerCustomer = 32;

}  // namespace

Day utc_day(Millis instant) {
  const Millis clamped = std::clamp<Millis>(instant, -100'000 * kDay, 1'000'000 * kDay);
  return static_cast<Day>(clamped >= 0 ? clamped / kDay : -((-clamped + kDay - 1) / kDay));
}

/// A new epoch begins before this batch: what was touched until now is to be written.
void Shard::flip(Position position) {
  TM_ASSERT(!checkpoint_running());
  pending_epoch_ = epoch_++;
  pending_position_ = position;
  pending_group_ = first_group_;
  pending_total_ = groups_.size();
  for (Group& g : groups_) {
    TM_ASSERT(g.pending.empty());
    g.pending.swap(g.dirty);
    g.seen_flip = g.seen.end();
    pending_total_ += g.pending.size() + (g.seen_flip - g.seen_saved) / kIdsPerCustomer;
  }
  wants_checkpoint_.store(false, std::memory_order_relaxed);
}

/// A group's ids that came between the last flip and this one, as a chunk. A chunk of an epoch that never
/// completed is known by its position and ignored. Ids that were forgotten since the flip are left out: in a
/// replay the log says what was a duplicate, and at its end they are forgotten again. When none is left the
/// last one stands for them, or a restart would bring back older ones, and number new ones as they were.
void Shard::save_seen_ids(KeyGroup id, ShardOutput& out) {
  Group& g = group(id);
  // What was obsolete when the last epoch was written: the checkpoint it became does not need it any more.
  // Its last chunk stays even so: should this epoch never complete, that one carries the numbers on.
  while (g.seen_chunks.size() > 1 && g.seen_chunks[1] <= g.seen_first) {
    key_.clear();
    state::event_ids_key(key_, id, g.seen_chunks.front());
    out.puts.remove(state::Table::kEventIds, key_);
    g.seen_chunks.pop_front();
  }
  if (g.seen_saved < g.seen_flip) {
    const std::uint64_t from = std::min(std::max(g.seen_saved, g.seen.first()), g.seen_flip - 1);
    key_.clear();
    value_.clear();
    state::event_ids_key(key_, id, from);
    ByteWriter writer(value_);
    writer.varint(pending_position_);
    writer.varint(g.seen.first());
    g.seen.encode(from, g.seen_flip, value_);
    out.puts.put(state::Table::kEventIds, key_, value_);
    if (g.seen_chunks.empty() || g.seen_chunks.back() != from) g.seen_chunks.push_back(from);
  }
  g.seen_saved = std::max(g.seen_saved, g.seen_flip);
  g.seen_first = g.seen.first();
}

/// Keys of days that were over before the previous flip: the checkpoint that followed it holds what their
/// customers wait for next. Not of those who were read only since, and found the key over: theirs is on its
/// way, and until it is durable nothing else leads to them after a crash.
void Shard::remove_passed_timers(ShardOutput& out) {
  const std::vector<std::pair<Day, StoredTimer>> over = std::move(far_removable_);
  far_removable_ = std::move(far_over_);
  far_over_.clear();
  for (const auto& [day, timer] : over) {
    const std::uint32_t slot = table_->find(timer.hash, timer.customer_id);
    const Millis armed_due = slot == kNone ? kNever : table_->slot(slot).armed_due;
    if (utc_day(armed_due) == day) continue;  // in use again, or not read yet
    if (slot != kNone && armed_due == kNever && table_->slot(slot).dirty_epoch != 0) {
      far_removable_.emplace_back(day, timer);
      continue;
    }
    key_.clear();
    state::wake_key(key_, day, key_group_of(timer.hash), timer.customer_id);
    out.puts.remove(state::Table::kCustomers, key_);
  }
}

/// Writes the next of what is pending, whole key groups in order, customers in order of their ids.
void Shard::write_pending(const Batch& batch, ShardOutput& out) {
  const std::uint64_t in_store = written_record_.load(std::memory_order_acquire);
  while (!far_recent_.empty() && far_recent_.front().record <= in_store) far_recent_.pop_front();
  if (!checkpoint_running()) return;
  if (pending_group_ == first_group_) remove_passed_timers(out);
  std::size_t quota = std::max<std::size_t>(
      kWorkPerBatchMin, pending_total_ * batch.inputs.size() / options_.checkpoint_spread);
  if (batch.drain_checkpoint) quota = std::numeric_limits<std::size_t>::max();
  for (std::size_t work = 0; checkpoint_running() && work < quota; ++pending_group_) {
    Group& g = group(pending_group_);
    work += 1 + g.pending.size() + (g.seen_flip - g.seen_saved) / kIdsPerCustomer;
    save_seen_ids(pending_group_, out);
    std::sort(g.pending.begin(), g.pending.end(),
              [&](std::uint32_t a, std::uint32_t b) { return table_->slot(a).id() < table_->slot(b).id(); });
    for (const std::uint32_t slot : g.pending) write_customer(slot, out, batch_last_);
    g.pending.clear();
  }
  if (!checkpoint_running()) out.checkpoint_complete = true;
}

void Shard::write_customer(std::uint32_t slot_index, ShardOutput& out, Position applied) {
  Slot& slot = table_->slot(slot_index);
  TM_ASSERT(slot.loaded);
  const KeyGroup g = key_group_of(slot.hash);
  const Millis due = scoring_->due(table_->state(slot_index));
  if (due < slot.armed_due) {
    slot.armed_due = due;
    key_.clear();
    value_.clear();
    state::wake_key(key_, utc_day(due), g, slot.id());
    ByteWriter(value_).zigzag(due);
    out.puts.put(state::Table::kCustomers, key_, value_);
    StoredTimer timer{slot.hash, std::string(slot.id())};
    if (utc_day(due) <= far_loaded_) {
      far_keys_[utc_day(due)].push_back(std::move(timer));
    } else {
      far_recent_.push_back({record_, utc_day(due), std::move(timer)});
    }
  }
  sections_.clear();
  ByteWriter writer(sections_);
  scoring_->encode(table_->state(slot_index), writer);
  state::CustomerRecord record;
  record.layout_id = scoring_->layout_id();
  record.applied = applied;
  record.config_version = scoring_->version();
  record.armed_due = slot.armed_due;
  record.sections = sections_;
  key_.clear();
  value_.clear();
  state::customer_key(key_, g, slot.id());
  state::encode_customer_record(record, value_);
  out.puts.put(state::Table::kCustomers, key_, value_);
  slot.put_record = record_;
  if (slot.dirty_epoch == pending_epoch_) slot.dirty_epoch = 0;
}

/// The states' own memory is estimated from a few of them at a time.
void Shard::sample_heap() {
  if (table_->slots_end() == 0) return;
  for (int i = 0; i < 8; ++i) {
    sample_hand_ = (sample_hand_ + 97) % table_->slots_end();
    const Slot& slot = table_->slot(sample_hand_);
    if (!slot.live || !slot.loaded) continue;
    const auto bytes = static_cast<double>(scoring_->heap_bytes(table_->state(sample_hand_)));
    heap_bytes_mean_ += (bytes - heap_bytes_mean_) / 256;
  }
}

/// How many states have room, with what leads to them.
std::uint64_t Shard::customers_max() const {
  constexpr double kIndexCellsPerCustomer = 2.4;  // between 8/5 and 16/5
  const double per_customer = static_cast<double>(table_->block_bytes()) + heap_bytes_mean_ +
                              kIndexCellsPerCustomer * 8 + sizeof(Wheel::Timer) + 2 * sizeof(std::uint32_t);
  const std::size_t room = options_.hot_bytes_max - std::min(options_.hot_bytes_max / 2, index_bytes());
  return static_cast<std::uint64_t>(static_cast<double>(room) / per_customer);
}

/// A clock hand passes over the slots: states that are clean, written and not touched since it last came by
/// leave memory. A customer whose wake-up is near stays as a stub with its timer.
void Shard::evict() {
  const std::uint64_t most = customers_max();
  if (loaded_count_ <= most) return wants_checkpoint_.store(false, std::memory_order_relaxed);
  std::uint64_t excess = loaded_count_ - most;
  for (std::uint32_t looked = 0; excess > 0 && looked < 2 * table_->slots_end(); ++looked) {
    evict_hand_ = evict_hand_ + 1 < table_->slots_end() ? evict_hand_ + 1 : 0;
    Slot& slot = table_->slot(evict_hand_);
    if (!slot.live || !slot.loaded) continue;
    if (slot.referenced) {
      slot.referenced = false;
    } else if (evict_slot(evict_hand_)) {
      --excess;
    }
    if (looked > 65536) break;  // the rest with the next batch
  }
  wants_checkpoint_.store(excess > most / 16, std::memory_order_relaxed);
}

bool Shard::evict_slot(std::uint32_t slot_index) {
  Slot& slot = table_->slot(slot_index);
  if (slot.dirty_epoch != 0 || slot.put_record > written_record_.load(std::memory_order_acquire))
    return false;
  const Millis due = scoring_->due(table_->state(slot_index));
  if (due < slot.armed_due) return false;      // its wake-up is only in memory
  if (slot.armed <= watermark_) return false;  // waits among the overdue for its turn
  scoring_->destroy(table_->state(slot_index));
  slot.loaded = false;
  --loaded_count_;
  cold_exist_ = true;
  const bool far = due >= kNever || utc_day(slot.armed_due) > far_loaded_;
  if (far) table_->erase(slot_index);
  return true;
}

}  // namespace tidemark::engine
