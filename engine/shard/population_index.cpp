#include "engine/shard/population_index.h"

#include <array>

#include "engine/base/ids.h"

namespace tidemark::engine {
namespace {

using operators::Boundaries;

constexpr std::uint64_t kPlace = 0xFFFF'FFFF;

/// Thresholds as buckets: a threshold lies on the lower edge of one.
template <std::size_t N>
struct Cuts {
  std::array<std::int64_t, N> codes;

  template <typename Code>
  Cuts(const std::array<std::int64_t, N>& thresholds, const Code& code) {
    for (std::size_t i = 0; i < N; ++i) {
      codes[i] = thresholds[i] == Boundaries::kNobody ? Boundaries::kNobody : code(thresholds[i]);
    }
  }
  int score(std::int64_t code) const { return operators::score_of(codes, code); }
};

struct CodedBoundaries {
  explicit CodedBoundaries(const Boundaries& b)
      : any(b.any()),
        recency(b.recency, operators::minute_code),
        frequency(b.frequency, operators::measure_code),
        monetary(b.monetary, operators::measure_code),
        abc(b.abc, operators::measure_code) {}
  bool any;
  Cuts<4> recency, frequency, monetary;
  Cuts<2> abc;
};

}  // namespace

PopulationIndex::Entry& PopulationIndex::find(std::uint64_t hash, std::string_view id) {
  if ((entries_.size() + 1) * 2 > cells_.size()) grow();
  const std::size_t mask = cells_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    if (cells_[i] == 0) {
      cells_[i] = (hash & ~kPlace) | (entries_.size() + 1);
      entries_.push_back({.minute = 0,
                          .id_offset = static_cast<std::uint32_t>(ids_.size()),
                          .orders = 0,
                          .money = 0,
                          .value = 0,
                          .id_bytes = static_cast<std::uint16_t>(id.size()),
                          .eligible = false});
      ids_.append(id);
      return entries_.back();
    }
    Entry& entry = entries_[(cells_[i] & kPlace) - 1];
    if ((cells_[i] & ~kPlace) == (hash & ~kPlace) && id_of(entry) == id) return entry;
  }
}

void PopulationIndex::grow() {
  std::vector<std::uint64_t> old(cells_.empty() ? 16 : cells_.size() * 2);
  old.swap(cells_);
  const std::size_t mask = cells_.size() - 1;
  for (const std::uint64_t cell : old) {
    if (cell == 0) continue;
    const std::uint64_t hash = customer_hash(id_of(entries_[(cell & kPlace) - 1]));
    std::size_t i = hash & mask;
    while (cells_[i] != 0) i = (i + 1) & mask;
    cells_[i] = cell;
  }
}

void PopulationIndex::put(std::uint64_t hash, std::string_view id, const operators::PopulationPoint& point) {
  Entry& entry = find(hash, id);
  entry.eligible = point.eligible;
  if (!point.eligible) return;
  entry.minute = operators::minute_code(point.last);
  entry.orders = operators::measure_code(point.orders);
  entry.money = operators::measure_code(point.money);
  entry.value = operators::measure_code(point.value);
}

void PopulationIndex::between(const Boundaries& from, const Boundaries& to,
                              std::vector<std::string>& ids) const {
  const CodedBoundaries before(from);
  const CodedBoundaries after(to);
  const bool all = before.any != after.any;
  for (const Entry& entry : entries_) {
    if (!entry.eligible) continue;
    const bool same = !all && before.recency.score(entry.minute) == after.recency.score(entry.minute) &&
                      before.frequency.score(entry.orders) == after.frequency.score(entry.orders) &&
                      before.monetary.score(entry.money) == after.monetary.score(entry.money) &&
                      before.abc.score(entry.value) == after.abc.score(entry.value);
    if (!same) ids.emplace_back(id_of(entry));
  }
}

std::size_t PopulationIndex::bytes() const {
  return entries_.capacity() * sizeof(Entry) + ids_.capacity() + cells_.capacity() * sizeof(std::uint64_t);
}

}  // namespace tidemark::engine
