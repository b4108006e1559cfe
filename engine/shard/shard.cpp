#include "engine/shard/shard.h"

#include <limits>

#include "engine/base/assert.h"
#include "state/keys.h"

namespace tidemark::engine {

Shard::Shard(const ShardOptions& options, std::shared_ptr<const operators::Scoring> scoring,
             state::Store& store)
    : options_(options),
      first_group_(first_key_group(options.index, options.count)),
      end_group_(first_key_group(options.index + 1, options.count)),
      scoring_(std::move(scoring)),
      store_(store),
      groups_(static_cast<std::size_t>(end_group_ - first_group_)),
      level_counts_(scoring_, first_group_, end_group_),
      index_(groups_.size()),
      indexed_(first_group_),
      cold_exist_(options.store_has_customers),
      far_loaded_(std::numeric_limits<Day>::min()),
      pending_group_(end_group_) {
  table_ = std::make_unique<CustomerTable>(scoring_->state_bytes(), first_group_, end_group_);
  field_map_.want(scoring_->wanted_properties(), keys_);
  set_measures();
}

Shard::~Shard() {
  drop_read_block();
  for (std::uint32_t i = 0; i < table_->slots_end(); ++i) {
    if (table_->slot(i).live && table_->slot(i).loaded) scoring_->destroy(table_->state(i));
  }
}

Status Shard::apply(Batch& batch) {
  ShardOutput& out = batch.outputs[options_.index];
  record_ = batch.number;
  batch_first_ = batch.first_position;
  batch_last_ = batch.last_position();
  replaying_ = batch.replayed;
  if (batch.activate) {
    const bool other_measures = batch.activate->population_key() != scoring_->population_key();
    activate(batch.activate);
    set_measures();
    if (other_measures) TM_RETURN_IF_ERROR(take_census(out));
  }
  learn(batch.new_keys);
  if (batch.flip) flip(batch.first_position);
  TM_RETURN_IF_ERROR(find_slots(batch));

  const std::vector<std::uint32_t>& mine = batch.of_shard[options_.index];
  std::size_t next_mark = 0;
  constexpr std::size_t kAhead = 8;
  for (std::size_t k = 0; k < mine.size(); ++k) {
    if (k + kAhead < mine.size()) {
      if (slots_[k + kAhead] != kNone) table_->prefetch_slot(slots_[k + kAhead]);
      const Input& ahead = batch.inputs[mine[k + kAhead]];
      group(key_group_of(ahead.customer_hash)).seen.prefetch(ahead.event_id);
    }
    for (; next_mark < batch.marks.size() && batch.marks[next_mark].index <= mine[k]; ++next_mark) {
      TM_RETURN_IF_ERROR(advance(batch, batch.marks[next_mark], out));
    }
    if (batch.inputs[mine[k]].kind == InputKind::kBoundaries) {
      TM_RETURN_IF_ERROR(move_boundaries(batch, mine[k], out));
    } else {
      apply_input(batch, mine[k], slots_[k], out);
    }
  }
  for (; next_mark < batch.marks.size(); ++next_mark) {
    TM_RETURN_IF_ERROR(advance(batch, batch.marks[next_mark], out));
  }
  out.customers_new = customers_new_;
  customers_new_ = 0;

  if (!replaying_) write_pending(batch, out);
  sample_heap();
  evict();
  wakes_pending_.store(wheel_.size(), std::memory_order_relaxed);
  return {};
}

void Shard::load_keys(const KeyDictionary& keys) {
  for (std::uint32_t i = keys_.size(); i < keys.size(); ++i) keys_.intern(keys.name(i));
  field_map_.learn(keys_);
}

void Shard::learn(const std::vector<std::string>& names) {
  if (names.empty()) return;
  for (const std::string& name : names) keys_.intern(name);
  field_map_.learn(keys_);
}

/// Finds or makes a slot for each of the shard's inputs, and reads the cold ones together.
Status Shard::find_slots(const Batch& batch) {
  const std::vector<std::uint32_t>& mine = batch.of_shard[options_.index];
  constexpr std::size_t kInputAhead = 36;  // the router wrote it on another core
  constexpr std::size_t kIndexAhead = 24;
  constexpr std::size_t kSlotAhead = 12;
  slots_.resize(mine.size());
  stubs_.clear();
  const auto hash_at = [&](std::size_t k) { return batch.inputs[mine[k]].customer_hash; };
  for (std::size_t k = 0; k < mine.size(); ++k) {
    if (k + kInputAhead < mine.size()) __builtin_prefetch(&batch.inputs[mine[k + kInputAhead]]);
    if (k + kIndexAhead < mine.size()) {
      table_->prefetch_index(hash_at(k + kIndexAhead));
      __builtin_prefetch(batch.arena.data() + batch.inputs[mine[k + kIndexAhead]].offset);
    }
    if (k + kSlotAhead < mine.size()) table_->prefetch_candidate(hash_at(k + kSlotAhead));
    const Input& input = batch.inputs[mine[k]];
    if (input.kind == InputKind::kBoundaries) {
      slots_[k] = kNone;
      continue;
    }
    std::string_view id;
    if (is_letter(input.kind)) {
      ByteReader reader(batch.view(input));
      id = reader.text();
    } else {
      id = customer_of_event(batch.view(input));
      TM_ASSERT(!id.empty());
    }
    slots_[k] = slot_for(input.customer_hash, id);
  }
  return load_stubs();
}

/// The customer's slot; a stub on the load list when its state is not in memory.
std::uint32_t Shard::slot_for(std::uint64_t hash, std::string_view id) {
  std::uint32_t slot = table_->find(hash, id);
  if (slot == kNone) slot = table_->insert(hash, id);
  if (!table_->slot(slot).loaded) stubs_.push_back(slot);
  table_->slot(slot).referenced = true;
  return slot;
}

/// Whether the event's id was seen; remembers it when not. While replaying the verdict is given, and the
/// memory of ids follows it.
bool Shard::is_duplicate(const Batch& batch, Input& input) {
  if (input.event_id == Hash128{}) return false;
  Group& g = group(key_group_of(input.customer_hash));
  const bool duplicate =
      batch.replayed ? input.verdict == Verdict::kDuplicate : g.seen.contains(input.event_id);
  if (!duplicate) {
    const config::EventSettings& events = scoring_->config().events;
    const Millis forget_before = watermark_ == kNoTime ? kNoTime : watermark_ - events.dedupe_horizon;
    g.seen.add({input.event_id, input.time}, forget_before, events.dedupe_ids);
  }
  return duplicate;
}

void Shard::apply_input(Batch& batch, std::uint32_t input_index, std::uint32_t slot_index, ShardOutput& out) {
  Input& input = batch.inputs[input_index];
  const Position position = batch.first_position + input_index;
  Slot& slot = table_->slot(slot_index);
  if (!is_letter(input.kind) && is_duplicate(batch, input)) {
    input.verdict = Verdict::kDuplicate;
    return;
  }
  if (replaying_ && slot.applied >= position) return;  // the checkpointed record has it already

  std::byte* state = table_->state(slot_index);
  const KeyGroup group_id = key_group_of(slot.hash);
  level_counts_.before_step(group_id, slot.id(), state);
  const bool measured = !replaying_ && (is_letter(input.kind) || measures(input.event_kind));
  if (measured) measure_before(state);
  effects_.clear();
  if (is_letter(input.kind)) {
    ByteReader reader(batch.view(input));
    const std::string_view to = reader.text();
    scoring_->receive(state, to, reader.text(), watermark_, effects_);
  } else {
    Event event;
    TM_ASSERT(decode_event(batch.view(input), event));
    event.kind = input.event_kind;
    event.field_map = &field_map_;
    scoring_->apply(state, event, watermark_, effects_);
    if (!replaying_) input.verdict = effects_.late ? Verdict::kLate : Verdict::kAccepted;
  }
  level_counts_.after_step(group_id, slot.id(), state);
  if (measured) measure_after(input_index, slot, state, out);
  take_effects(position, 1, slot.id(), out);
  touched(slot_index);
}

void Shard::touched(std::uint32_t slot_index) {
  Slot& slot = table_->slot(slot_index);
  if (slot.dirty_epoch != epoch_) {
    slot.dirty_epoch = epoch_;
    group(key_group_of(slot.hash)).dirty.push_back(slot_index);
  }
  arm(slot_index);
}

void Shard::take_effects(Position position, std::uint8_t kind, std::string_view customer_id,
                         ShardOutput& out) {
  if (replaying_) return;
  for (operators::AlertDraft& draft : effects_.alerts) {
    out.alerts.push_back({position, kind, std::string(customer_id), std::move(draft)});
  }
  for (const operators::ChurnOutcome& outcome : effects_.outcomes) {
    out.outcomes.push_back({static_cast<std::uint32_t>(position - batch_first_), outcome});
  }
  std::uint32_t ordinal = 0;
  for (operators::OutgoingMessage& message : effects_.messages) {
    out.messages.push_back({position, std::string(customer_id), ordinal++, std::move(message.to_customer),
                            std::move(message.payload)});
  }
}

/// A new configuration: every state in memory moves into blocks of the new layout, as a cold one will when
/// it is read.
void Shard::activate(std::shared_ptr<const operators::Scoring> scoring) {
  drop_read_block();
  level_counts_.restart(scoring);
  field_map_.want(scoring->wanted_properties(), keys_);
  if (table_->live_count() == 0) {
    table_ = std::make_unique<CustomerTable>(scoring->state_bytes(), first_group_, end_group_);
    scoring_ = std::move(scoring);
    return;
  }
  auto table = std::make_unique<CustomerTable>(scoring->state_bytes(), first_group_, end_group_);
  std::vector<std::uint32_t> moved(table_->slots_end(), kNone);
  for (std::uint32_t i = 0; i < table_->slots_end(); ++i) {
    const Slot& old = table_->slot(i);
    if (!old.live) continue;
    const std::uint32_t j = moved[i] = table->insert(old.hash, old.id());
    Slot& slot = table->slot(j);
    slot.armed_due = old.armed_due;
    slot.applied = old.applied;
    slot.put_record = old.put_record;
    slot.dirty_epoch = old.dirty_epoch;
    slot.armed = old.armed;
    if (!old.loaded) continue;
    sections_.clear();
    ByteWriter writer(sections_);
    scoring_->encode(table_->state(i), writer);
    scoring_->destroy(table_->state(i));
    scoring->construct(table->state(j), &boundaries_);
    // What cannot be carried over was refused before the configuration was activated.
    TM_ASSERT(scoring->decode(table->state(j), sections_).ok());
    slot.loaded = true;
  }
  for (std::uint32_t i = 0; i < table_->slots_end(); ++i) table_->slot(i).loaded = false;
  for (Group& g : groups_) {
    for (std::uint32_t& slot : g.dirty) slot = moved[slot];
    for (std::uint32_t& slot : g.pending) slot = moved[slot];
    std::erase(g.dirty, kNone);
    std::erase(g.pending, kNone);
  }
  table_ = std::move(table);
  scoring_ = std::move(scoring);
  overdue_.clear();
  wheel_ = Wheel();
  for (std::uint32_t j = 0; j < table_->slots_end(); ++j) {
    Slot& slot = table_->slot(j);
    if (slot.loaded) {
      slot.armed = kNever;
      arm(j);
    } else if (slot.armed < kNever) {
      wheel_.add({slot.armed, j, slot.generation});
    }
  }
}

std::size_t Shard::memory_bytes() const {
  std::size_t total =
      table_->bytes() + static_cast<std::size_t>(heap_bytes_mean_ * static_cast<double>(loaded_count_));
  total += wheel_.size() * sizeof(Wheel::Timer);
  for (const Group& g : groups_) total += g.seen.bytes() + (g.dirty.capacity() + g.pending.capacity()) * 4;
  total += index_bytes();
  return total;
}

}  // namespace tidemark::engine
