// A shard and the population: how its customers' measures move, and who stands where a boundary has passed.

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/shard/shard.h"
#include "operators/population/census.h"

namespace tidemark::engine {

void Shard::set_measures() {
  measures_ = !scoring_->population_key().empty();
  time_measures_ = measures_ && scoring_->time_moves_population();
}

void Shard::measure_after(std::uint32_t input_index, const Slot& slot, const std::byte* state,
                          ShardOutput& out) {
  if (!measures_) return;
  const operators::PopulationPoint after = scoring_->population_point(state);
  if (after == point_before_) return;
  out.population.push_back({input_index, point_before_, after});
  const KeyGroup g = key_group_of(slot.hash);
  if (g < indexed_) index_[static_cast<std::size_t>(g - first_group_)].put(slot.hash, slot.id(), after);
}

/// After a start nobody is in the index; groups are read into it when they are needed first.
Status Shard::index_group(KeyGroup g) {
  TM_ASSERT(g == indexed_);
  PopulationIndex& index = index_[static_cast<std::size_t>(g - first_group_)];
  index = PopulationIndex();
  TM_RETURN_IF_ERROR(visit_group(g, [&](std::string_view id, const std::byte* state) {
    const operators::PopulationPoint point = scoring_->population_point(state);
    if (point.eligible) index.put(customer_hash(id), id, point);
  }));
  indexed_ = static_cast<KeyGroup>(g + 1);
  return {};
}

/// A configuration measures customers otherwise than the one before: all of them are counted anew, here and
/// at once, so that the log says from which position on the new measures hold.
Status Shard::take_census(ShardOutput& out) {
  boundaries_ = {};
  indexed_ = first_group_;
  if (replaying_ || !measures_) return {};
  operators::Census census;
  for (KeyGroup g = first_group_; g < end_group_; ++g) {
    TM_RETURN_IF_ERROR(visit_group(
        g, [&](std::string_view, const std::byte* state) { census.add(scoring_->population_point(state)); }));
  }
  if (census.customers() > 0) census.encode(out.census);
  return {};
}

std::size_t Shard::index_bytes() const {
  std::size_t total = 0;
  for (const PopulationIndex& index : index_) total += index.bytes();
  return total;
}

Status Shard::find_moved(const operators::Boundaries& to, std::vector<std::string>& ids) {
  while (indexed_ < end_group_) TM_RETURN_IF_ERROR(index_group(indexed_));
  for (const PopulationIndex& index : index_) index.between(boundaries_, to, ids);
  std::sort(ids.begin(), ids.end());
  return {};
}

/// New boundaries are in force: the customers between their old and new place are assessed again, nobody
/// else.
Status Shard::move_boundaries(const Batch& batch, std::uint32_t input_index, ShardOutput& out) {
  if (batch.replayed) return replay_boundaries(batch, input_index);
  operators::Boundaries to;
  TM_ASSERT(operators::Boundaries::decode(batch.view(batch.inputs[input_index]), to));
  std::vector<std::string> ids;
  TM_RETURN_IF_ERROR(find_moved(to, ids));
  boundaries_ = to;

  constexpr std::size_t kTogether = 1024;  // cold ones are read so many at a time
  for (std::size_t next = 0; next < ids.size(); next += kTogether) {
    const std::size_t count = std::min(kTogether, ids.size() - next);
    TM_RETURN_IF_ERROR(reassess(std::span(ids).subspan(next, count), batch, input_index, out));
  }
  return {};
}

Status Shard::reassess(std::span<const std::string> ids, const Batch& batch, std::uint32_t input_index,
                       ShardOutput& out) {
  const Position position = batch.first_position + input_index;
  std::vector<std::uint32_t> slots;
  stubs_.clear();
  for (const std::string& id : ids) slots.push_back(slot_for(customer_hash(id), id));
  TM_RETURN_IF_ERROR(load_stubs());
  for (const std::uint32_t slot_index : slots) {
    Slot& slot = table_->slot(slot_index);
    std::byte* const state = table_->state(slot_index);
    const KeyGroup g = key_group_of(slot.hash);
    level_counts_.before_step(g, slot.id(), state);
    if (time_measures_) measure_before(state);
    effects_.clear();
    scoring_->reassess(state, slot.id(), watermark_, effects_);
    level_counts_.after_step(g, slot.id(), state);
    if (time_measures_) measure_after(input_index, slot, state, out);
    take_effects(position, 1, slot.id(), out);
    out.moved.push_back({input_index, std::string(slot.id())});
    touched(slot_index);
  }
  return {};
}

/// The log says whom boundaries have passed.
Status Shard::replay_boundaries(const Batch& batch, std::uint32_t input_index) {
  TM_ASSERT(operators::Boundaries::decode(batch.view(batch.inputs[input_index]), boundaries_));
  const Position position = batch.first_position + input_index;
  for (const WakeFired& moved : batch.logged_moved) {
    if (moved.input_index != input_index) continue;
    const std::uint64_t hash = customer_hash(moved.customer_id);
    const KeyGroup g = key_group_of(hash);
    if (g < first_group_ || g >= end_group_) continue;
    stubs_.clear();
    const std::uint32_t slot = slot_for(hash, moved.customer_id);
    TM_RETURN_IF_ERROR(load_stubs());
    if (table_->slot(slot).applied >= position) continue;
    effects_.clear();
    scoring_->reassess(table_->state(slot), moved.customer_id, watermark_, effects_);
    touched(slot);
  }
  return {};
}

}  // namespace tidemark::engine
