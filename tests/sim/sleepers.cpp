#include "tests/sim/sleepers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/bytes.h"
#include "state/customer_record.h"
#include "state/keys.h"

namespace tidemark::sim {
namespace {

/// The earliest instant at which a row leads to each customer.
std::map<std::string, Millis, std::less<>> first_wakes(const MemoryStore::Rows& rows) {
  std::map<std::string, Millis, std::less<>> first;
  for (auto row = rows.lower_bound(state::kCustomersEnd); row != rows.end(); ++row) {
    state::WakeKey key;
    if (!state::parse_wake_key(row->first, key)) continue;  // the table's reach
    const Millis due = ByteReader(row->second).zigzag();
    const auto entry = first.emplace(key.customer_id, due).first;
    entry->second = std::min(entry->second, due);
  }
  return first;
}

/// What a customer's record says it is due for.
Millis due_of(const operators::Scoring& scoring, const operators::Boundaries& boundaries,
              const state::CustomerRecord& record) {
  std::vector<std::uint64_t> block(scoring.state_bytes() / sizeof(std::uint64_t));
  auto* state = reinterpret_cast<std::byte*>(block.data());
  scoring.construct(state, &boundaries);
  TM_ASSERT(scoring.decode(state, record.sections, record.config_version == scoring.version()).ok());
  const Millis due = scoring.due(state);
  scoring.destroy(state);
  return due;
}

std::string time_of(Millis instant) {
  return instant >= kNever ? "nothing" : format_timestamp(instant);
}

}  // namespace

std::string first_sleeper(engine::Core& core, const MemoryStore& disk, bool closed) {
  std::vector<std::string> resident;
  for (unsigned i = 0; !closed && i < core.shard_count(); ++i) core.shard(i).resident_ids(resident);
  const std::set<std::string_view> in_memory(resident.begin(), resident.end());
  const MemoryStore::Tables tables = disk.snapshot();
  const MemoryStore::Rows& rows = tables[static_cast<std::size_t>(state::Table::kCustomers)].rows;
  const std::map<std::string, Millis, std::less<>> wakes = first_wakes(rows);
  const Day today = engine::utc_day(core.router().watermark());
  const auto end = rows.lower_bound(state::kCustomersEnd);
  for (auto row = rows.begin(); row != end; ++row) {
    const std::string_view id = state::customer_of_key(row->first);
    if (in_memory.contains(id)) continue;
    state::CustomerRecord record;
    TM_ASSERT(state::decode_customer_record(row->second, record).ok());
    const Millis due = due_of(core.scoring(), core.router().boundaries(), record);
    if (due >= kNever) continue;
    std::string own;
    state::wake_key(own, engine::utc_day(record.armed_due), key_group_of(customer_hash(id)), id);
    const auto first = wakes.find(id);
    const bool led_to = first != wakes.end() && first->second <= due;
    // Who reads the record trusts that its own row is there until its day is over.
    const bool trusts_rightly = rows.contains(own) || engine::utc_day(record.armed_due) < today;
    if (led_to && trusts_rightly) continue;
    return fmt::format("{} is due at {}; its record's row, for {}, is {}; the first of its rows is for {}",
                       id, time_of(due), time_of(record.armed_due), rows.contains(own) ? "there" : "gone",
                       first == wakes.end() ? "nothing" : time_of(first->second));
  }
  return {};
}

}  // namespace tidemark::sim
