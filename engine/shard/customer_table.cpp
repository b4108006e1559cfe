#include "engine/shard/customer_table.h"

#include <cstring>
#include <new>

#include "engine/base/assert.h"

namespace tidemark::engine {

static_assert(sizeof(Slot) % 8 == 0);

CustomerTable::CustomerTable(std::size_t state_bytes, KeyGroup first_group, KeyGroup end_group)
    : block_bytes_(sizeof(Slot) + state_bytes),
      first_group_(first_group),
      groups_(static_cast<std::size_t>(end_group - first_group)) {
  TM_ASSERT(state_bytes % 8 == 0);
}

CustomerTable::~CustomerTable() {
  for (std::uint32_t i = 0; i < slots_end_; ++i) {
    Slot& s = slot(i);
    if (s.id_bytes > Slot::kInlineIdBytes) delete[] s.id_heap;
  }
}

void CustomerTable::prefetch_index(std::uint64_t hash) const {
  const Index& index = index_of(hash);
  if (!index.cells.empty()) __builtin_prefetch(&index.cells[hash & (index.cells.size() - 1)]);
}

void CustomerTable::prefetch_slot(std::uint32_t index) const {
  const std::byte* p = block(index);
  __builtin_prefetch(p);
  __builtin_prefetch(p + 64);
  __builtin_prefetch(p + 128);
  __builtin_prefetch(p + 192);
}

void CustomerTable::prefetch_candidate(std::uint64_t hash) const {
  const Index& index = index_of(hash);
  if (index.cells.empty()) return;
  const std::size_t mask = index.cells.size() - 1;
  for (std::size_t i = hash & mask; index.cells[i].slot != kNone; i = (i + 1) & mask) {
    if (index.cells[i].tag == tag_of(hash)) return prefetch_slot(index.cells[i].slot);
  }
}

std::uint32_t CustomerTable::find(std::uint64_t hash, std::string_view id) const {
  const Index& index = index_of(hash);
  if (index.cells.empty()) return kNone;
  const std::size_t mask = index.cells.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    const Cell& cell = index.cells[i];
    if (cell.slot == kNone) return kNone;
    if (cell.tag != tag_of(hash)) continue;
    const Slot& s = slot(cell.slot);
    if (s.hash == hash && s.id() == id) return cell.slot;
  }
}

void CustomerTable::place(Index& index, std::uint64_t hash, std::uint32_t slot) {
  const std::size_t mask = index.cells.size() - 1;
  std::size_t i = hash & mask;
  while (index.cells[i].slot != kNone) i = (i + 1) & mask;
  index.cells[i] = {tag_of(hash), slot};
}

void CustomerTable::grow(Index& index) {
  std::vector<Cell> old = std::move(index.cells);
  index.cells.assign(old.empty() ? 16 : old.size() * 2, Cell{});
  for (const Cell& cell : old) {
    if (cell.slot != kNone) place(index, slot(cell.slot).hash, cell.slot);
  }
}

std::uint32_t CustomerTable::insert(std::uint64_t hash, std::string_view id) {
  std::uint32_t i;
  if (!free_.empty()) {
    i = free_.back();
    free_.pop_back();
  } else {
    i = slots_end_++;
    if ((i >> kSlotsPerSlabShift) == slabs_.size()) {
      slabs_.push_back(std::make_unique<std::byte[]>(block_bytes_ * kSlotsPerSlab));
    }
    new (block(i)) Slot();
  }
  Slot& s = slot(i);
  const std::uint32_t generation = s.generation + 1;
  s = Slot();
  s.generation = generation;
  s.hash = hash;
  s.id_bytes = static_cast<std::uint16_t>(id.size());
  s.live = true;
  char* to = s.id_inline;
  if (id.size() > Slot::kInlineIdBytes) to = s.id_heap = new char[id.size()];
  std::memcpy(to, id.data(), id.size());

  Index& index = index_of(hash);
  if ((index.count + 1) * 8 > index.cells.size() * 5) grow(index);
  place(index, hash, i);
  ++index.count;
  ++live_count_;
  return i;
}

void CustomerTable::erase(std::uint32_t slot_index) {
  Slot& s = slot(slot_index);
  Index& index = index_of(s.hash);
  const std::size_t mask = index.cells.size() - 1;
  std::size_t hole = s.hash & mask;
  while (index.cells[hole].slot != slot_index) hole = (hole + 1) & mask;
  for (std::size_t next = (hole + 1) & mask; index.cells[next].slot != kNone; next = (next + 1) & mask) {
    const std::size_t wanted = slot(index.cells[next].slot).hash & mask;
    if (((next - wanted) & mask) >= ((next - hole) & mask)) {
      index.cells[hole] = index.cells[next];
      hole = next;
    }
  }
  index.cells[hole] = Cell{};
  --index.count;
  --live_count_;
  if (s.id_bytes > Slot::kInlineIdBytes) delete[] s.id_heap;
  s.id_bytes = 0;
  s.id_heap = nullptr;
  s.live = false;
  s.loaded = false;
  free_.push_back(slot_index);
}

void CustomerTable::list(KeyGroup group, std::vector<std::uint32_t>& out) const {
  for (const Cell& cell : groups_[static_cast<std::size_t>(group - first_group_)].cells) {
    if (cell.slot != kNone) out.push_back(cell.slot);
  }
}

std::size_t CustomerTable::bytes() const {
  std::size_t total = slabs_.size() * block_bytes_ * kSlotsPerSlab + free_.capacity() * 4;
  for (const Index& index : groups_) total += sizeof(Index) + index.cells.capacity() * sizeof(Cell);
  return total;
}

}  // namespace tidemark::engine
