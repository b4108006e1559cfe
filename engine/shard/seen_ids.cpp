#include "engine/shard/seen_ids.h"

#include "engine/base/assert.h"
#include "engine/base/bytes.h"

namespace tidemark::engine {
namespace {

constexpr std::uint64_t kNumberMask = (1ULL << 40) - 1;

std::uint64_t tag_of(const Hash128& id) {
  return id.high & ~kNumberMask;
}

}  // namespace

bool SeenIds::contains(const Hash128& id) const {
  if (index_.empty()) return false;
  for (std::size_t i = home(id);; i = (i + 1) & (index_.size() - 1)) {
    const std::uint64_t cell = index_[i];
    if (cell == 0) return false;
    if ((cell & ~kNumberMask) == tag_of(id) && at((cell & kNumberMask) - 1).id == id) return true;
  }
}

void SeenIds::add(const Entry& entry, Millis forget_before, std::uint32_t ids_max) {
  while (count_ > 0 && (oldest_ < forget_before || count_ >= ids_max)) pop();
  push(entry);
}

void SeenIds::push(const Entry& entry) {
  if (count_ == ring_.size()) grow();
  const std::uint64_t number = first_ + count_;
  ring_[number & (ring_.size() - 1)] = entry;
  if (count_++ == 0) oldest_ = entry.time;
  insert_index(number);
}

void SeenIds::pop() {
  erase_index(first_);
  ++first_;
  if (--count_ > 0) oldest_ = at(first_).time;
}

void SeenIds::grow() {
  const std::size_t size = ring_.empty() ? 16 : ring_.size() * 2;
  std::vector<Entry> ring(size);
  for (std::uint64_t n = first_; n < first_ + count_; ++n) ring[n & (size - 1)] = at(n);
  ring_ = std::move(ring);
  index_.assign(size * 2, 0);  // at most half full
  for (std::uint64_t n = first_; n < first_ + count_; ++n) insert_index(n);
}

void SeenIds::insert_index(std::uint64_t number) {
  const Hash128& id = at(number).id;
  std::size_t i = home(id);
  while (index_[i] != 0) i = (i + 1) & (index_.size() - 1);
  index_[i] = tag_of(id) | (number + 1);
}

void SeenIds::erase_index(std::uint64_t number) {
  const std::size_t mask = index_.size() - 1;
  std::size_t hole = home(at(number).id);
  while ((index_[hole] & kNumberMask) != number + 1) {
    TM_ASSERT(index_[hole] != 0);
    hole = (hole + 1) & mask;
  }
  // Backward shift: later cells of the cluster move up unless that would put them before their home.
  for (std::size_t next = (hole + 1) & mask; index_[next] != 0; next = (next + 1) & mask) {
    const std::size_t wanted = home(at((index_[next] & kNumberMask) - 1).id);
    if (((next - wanted) & mask) >= ((next - hole) & mask)) {
      index_[hole] = index_[next];
      hole = next;
    }
  }
  index_[hole] = 0;
}

void SeenIds::encode(std::uint64_t from, std::uint64_t to, std::string& out) const {
  ByteWriter writer(out);
  TM_ASSERT(from <= to && to <= end());
  Millis previous = 0;
  for (std::uint64_t n = from; n < to; ++n) {
    const Entry entry = n < first_ ? Entry{} : at(n);
    writer.fixed64(entry.id.high);
    writer.fixed64(entry.id.low);
    writer.zigzag(entry.time - previous);
    previous = entry.time;
  }
}

bool SeenIds::append_chunk(std::uint64_t first, std::string_view bytes) {
  if (first > end()) {
    while (count_ > 0) pop();
    first_ = first;
  }
  ByteReader reader(bytes);
  Millis previous = 0;
  for (std::uint64_t number = first; !reader.done(); ++number) {
    Entry entry;
    entry.id.high = reader.fixed64();
    entry.id.low = reader.fixed64();
    entry.time = previous + reader.zigzag();
    previous = entry.time;
    if (!reader.ok()) return false;
    if (number >= end()) push(entry);
  }
  return true;
}

}  // namespace tidemark::engine
