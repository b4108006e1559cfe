#include <limits>

#include "state/store.h"

namespace tidemark::state {

void WriteList::add(Table table, std::string_view key, std::string_view value, bool removal) {
  constexpr std::size_t kMax = std::numeric_limits<std::uint32_t>::max();
  TM_ASSERT(table < Table::kCount && !key.empty() && key.size() <= kMax && value.size() <= kMax);
  entries_.push_back({bytes_.size(), static_cast<std::uint32_t>(key.size()),
                      static_cast<std::uint32_t>(value.size()), table, removal});
  bytes_.append(key);
  bytes_.append(value);
}

void WriteList::append(const WriteList& other) {
  const std::uint64_t base = bytes_.size();
  const std::size_t count = other.entries_.size();  // read first: `other` may be this list
  bytes_.append(other.bytes_);
  for (std::size_t i = 0; i < count; ++i) {
    Entry entry = other.entries_[i];
    entry.offset += base;
    entries_.push_back(entry);
  }
}

}  // namespace tidemark::state
