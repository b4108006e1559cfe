// Customers as others read them, in memory and in the store alike.

#include "engine/shard/shard.h"
#include "state/keys.h"

namespace tidemark::engine {

void Shard::drop_read_block() {
  if (read_block_live_) scoring_->destroy(reinterpret_cast<std::byte*>(read_block_.data()));
  read_block_live_ = false;
}

void Shard::resident_ids(std::vector<std::string>& out) const {
  for (std::uint32_t i = 0; i < table_->slots_end(); ++i) {
    const Slot& slot = table_->slot(i);
    if (slot.live && slot.loaded) out.emplace_back(slot.id());
  }
}

Result<const std::byte*> Shard::read(std::uint64_t hash, std::string_view id) {
  const std::byte* none = nullptr;
  const std::uint32_t found = table_->find(hash, id);
  if (found != kNone && table_->slot(found).loaded)
    return static_cast<const std::byte*>(table_->state(found));
  if (!cold_exist_) return none;
  key_.clear();
  state::customer_key(key_, key_group_of(hash), id);
  Result<std::optional<std::string>> bytes = store_.get(state::Table::kCustomers, key_);
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return none;
  return read_record(**bytes);
}

Result<const std::byte*> Shard::read_record(std::string_view bytes) {
  state::CustomerRecord record;
  TM_RETURN_IF_ERROR(state::decode_customer_record(bytes, record));
  drop_read_block();
  read_block_.resize(scoring_->state_bytes() / 8);
  auto* block = reinterpret_cast<std::byte*>(read_block_.data());
  scoring_->construct(block, &boundaries_);
  read_block_live_ = true;
  TM_RETURN_IF_ERROR(scoring_->decode(block, record.sections, record.config_version == scoring_->version()));
  return static_cast<const std::byte*>(block);
}

Status Shard::visit_group(KeyGroup id, const std::function<void(std::string_view, const std::byte*)>& visit) {
  stubs_.clear();
  table_->list(id, stubs_);
  for (const std::uint32_t slot : stubs_) {
    if (table_->slot(slot).loaded) visit(table_->slot(slot).id(), table_->state(slot));
  }
  stubs_.clear();
  if (!cold_exist_) return {};
  std::string from;
  std::string to;
  state::customer_key(from, id, {});
  state::customer_key(to, static_cast<KeyGroup>(id + 1), {});
  std::unique_ptr<state::Cursor> cursor = store_.scan(state::Table::kCustomers, from, to);
  for (; cursor->valid(); cursor->next()) {
    const std::string_view customer = state::customer_of_key(cursor->key());
    const std::uint32_t found = table_->find(customer_hash(customer), customer);
    if (found != kNone && table_->slot(found).loaded) continue;
    Result<const std::byte*> state = read_record(cursor->value());
    if (!state.ok()) return state.status();
    visit(customer, *state);
  }
  return cursor->status();
}

Status Shard::count_next_group() {
  const KeyGroup next = level_counts_.next_group();
  if (next == end_group_) return {};
  level_counts_.begin_group(watermark_);
  const Status visited = visit_group(
      next, [&](std::string_view id, const std::byte* state) { level_counts_.add(next, id, state); });
  if (visited.ok()) {
    level_counts_.end_group();
  } else {
    level_counts_.restart(scoring_);
  }
  return visited;
}

}  // namespace tidemark::engine
