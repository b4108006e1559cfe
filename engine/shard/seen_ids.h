#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/hash.h"
#include "engine/base/time.h"

namespace tidemark::engine {

/// The event ids one key group remembers, oldest first: what is in here is a duplicate.
///
/// An id is forgotten when, at the arrival of a new one, it is older than the horizon, or when the group
/// already holds its maximum. Both depend on the group's own inputs only, so the answer is the same on any
/// number of shards. Ids are 128-bit hashes of (customer, event id).
/// Memory: 24 bytes an id and 8 bytes of index. Cost: one cache miss for a new id.
class SeenIds {
 public:
  struct Entry {
    Hash128 id;
    Millis time;
  };

  bool contains(const Hash128& id) const;
  /// Remembers a new id; `forget_before` = W − horizon.
  void add(const Entry& entry, Millis forget_before, std::uint32_t ids_max);
  void prefetch(const Hash128& id) const {
    if (!index_.empty()) __builtin_prefetch(&index_[home(id)]);
  }

  /// Ids are numbered from 0 as they come; [first(), end()) are remembered.
  std::uint64_t first() const { return first_; }
  std::uint64_t end() const { return first_ + count_; }
  /// Appends the ids numbered [from, to) as a chunk's bytes; append_chunk() reads them back in order. In the
  /// place of one that is forgotten stands an empty one, for forget_below() to remove.
  void encode(std::uint64_t from, std::uint64_t to, std::string& out) const;
  /// Chunks come in ascending order of `first`. One that overlaps what is there holds the same ids again and
  /// adds only those beyond end(); one behind a gap was saved when everything before it was forgotten
  /// already. False on malformed bytes.
  bool append_chunk(std::uint64_t first, std::string_view bytes);
  /// Forgets ids numbered below `first`: what the group had forgotten when the chunk was saved.
  void forget_below(std::uint64_t first) {
    while (count_ > 0 && first_ < first) pop();
  }
  std::size_t bytes() const {
    return ring_.capacity() * sizeof(Entry) + index_.capacity() * sizeof(std::uint64_t);
  }

 private:
  std::size_t home(const Hash128& id) const { return id.low & (index_.size() - 1); }
  const Entry& at(std::uint64_t number) const { return ring_[number & (ring_.size() - 1)]; }
  void insert_index(std::uint64_t number);
  void erase_index(std::uint64_t number);
  void push(const Entry& entry);
  void pop();
  void grow();

  // An index cell is 0 when empty, else (tag of the id in the upper 24 bits) | (number + 1 in the lower 40).
  std::vector<std::uint64_t> index_;
  std::vector<Entry> ring_;  ///< power of two
  std::uint64_t first_ = 0;
  std::uint64_t count_ = 0;
  Millis oldest_ =
      0;  ///< time of the id numbered first_: spares every new id a look into the ring's other end
};

}  // namespace tidemark::engine
