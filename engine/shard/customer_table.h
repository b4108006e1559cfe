#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "operators/scoring.h"
#include "state/customer_record.h"

namespace tidemark::engine {

/// One customer a shard has in memory: its header; the state block follows in the slab.
struct Slot {
  static constexpr std::size_t kInlineIdBytes = 24;

  std::uint64_t hash = 0;
  Millis armed = kNever;         ///< due instant of its live timer in the wheel
  Position applied = 0;          ///< only while replaying: inputs up to here are in the record already
  std::uint64_t put_record = 0;  ///< batch whose puts carried its newest checkpoint row
  Millis armed_due = kNever;     ///< instant of its wake-up in the store
  std::uint32_t dirty_epoch = 0;
  std::uint32_t generation = 0;  ///< counts the customers that had this slot
  std::uint16_t id_bytes = 0;
  bool live = false;
  bool loaded = false;      ///< false: a stub, the state is in the store
  bool referenced = false;  ///< touched since the eviction hand last came by
  char* id_heap = nullptr;
  char id_inline[kInlineIdBytes];

  std::string_view id() const { return {id_bytes <= kInlineIdBytes ? id_inline : id_heap, id_bytes}; }
};

/// Customers of one shard: a slab of fixed-size blocks that never move, and a small open-addressing index
/// for each key group, so that no rehash ever touches more than a group's share.
///
/// Thread: the shard's. Memory: counted by bytes(), the states' own heap excluded.
class CustomerTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  CustomerTable(std::size_t state_bytes, KeyGroup first_group, KeyGroup end_group);
  ~CustomerTable();
  CustomerTable(const CustomerTable&) = delete;
  CustomerTable& operator=(const CustomerTable&) = delete;

  void prefetch_index(std::uint64_t hash) const;
  /// Follows the index, brought in by prefetch_index(), and prefetches the slot it seems to be.
  void prefetch_candidate(std::uint64_t hash) const;
  std::uint32_t find(std::uint64_t hash, std::string_view id) const;
  /// A new live slot, a stub without constructed state.
  std::uint32_t insert(std::uint64_t hash, std::string_view id);
  /// Frees the slot; its state must have been destroyed.
  void erase(std::uint32_t slot);

  Slot& slot(std::uint32_t index) { return *reinterpret_cast<Slot*>(block(index)); }
  const Slot& slot(std::uint32_t index) const { return *reinterpret_cast<const Slot*>(block(index)); }
  std::byte* state(std::uint32_t index) { return block(index) + sizeof(Slot); }
  void prefetch_slot(std::uint32_t index) const;

  /// Appends the slots of a key group's customers.
  void list(KeyGroup group, std::vector<std::uint32_t>& out) const;
  std::uint32_t slots_end() const { return slots_end_; }  ///< slots [0, end) have been used
  std::uint32_t live_count() const { return live_count_; }
  std::size_t bytes() const;
  std::size_t block_bytes() const { return block_bytes_; }

 private:
  struct Cell {
    std::uint32_t tag = 0;
    std::uint32_t slot = kNone;
  };
  struct Index {
    std::vector<Cell> cells;  ///< power of two, at most 5/8 full
    std::uint32_t count = 0;
  };
  static constexpr std::uint32_t kSlotsPerSlabShift = 10;
  static constexpr std::uint32_t kSlotsPerSlab = 1U << kSlotsPerSlabShift;

  std::byte* block(std::uint32_t index) const {
    return slabs_[index >> kSlotsPerSlabShift].get() + (index & (kSlotsPerSlab - 1)) * block_bytes_;
  }
  const Index& index_of(std::uint64_t hash) const { return groups_[key_group_of(hash) - first_group_]; }
  Index& index_of(std::uint64_t hash) { return groups_[key_group_of(hash) - first_group_]; }
  static std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 22); }
  static void place(Index& index, std::uint64_t hash, std::uint32_t slot);
  void grow(Index& index);

  const std::size_t block_bytes_;
  const KeyGroup first_group_;
  std::vector<Index> groups_;
  std::vector<std::unique_ptr<std::byte[]>> slabs_;
  std::vector<std::uint32_t> free_;
  std::uint32_t slots_end_ = 0;
  std::uint32_t live_count_ = 0;
};

}  // namespace tidemark::engine
