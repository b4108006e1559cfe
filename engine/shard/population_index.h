#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "operators/population/boundaries.h"
#include "operators/population/measure_code.h"

namespace tidemark::engine {

/// The eligible customers of one key group by their measures: who stands between a boundary's old and new
/// place.
///
/// Memory   about 18 bytes a customer, its id, and 8 bytes of index. Customers are never taken out; one that
/// is
///          not eligible any more waits under its id.
/// Thread   the shard's. Cost: put() a cache miss or two; between() about 1 ns a customer.
class PopulationIndex {
 public:
  void put(std::uint64_t hash, std::string_view id, const operators::PopulationPoint& point);
  /// The ids of customers whose scores or class differ under the two, in no order.
  void between(const operators::Boundaries& from, const operators::Boundaries& to,
               std::vector<std::string>& ids) const;
  std::size_t size() const { return entries_.size(); }
  std::size_t bytes() const;

 private:
  struct Entry {
    std::int32_t minute;
    std::uint32_t id_offset;
    operators::MeasureCode orders;
    operators::MeasureCode money;
    operators::MeasureCode value;
    std::uint16_t id_bytes;
    bool eligible;
  };
  std::string_view id_of(const Entry& entry) const {
    return std::string_view(ids_).substr(entry.id_offset, entry.id_bytes);
  }
  Entry& find(std::uint64_t hash, std::string_view id);
  void grow();

  std::vector<Entry> entries_;
  std::string ids_;
  std::vector<std::uint64_t> cells_;  ///< upper half of the hash, place + 1 in the lower; 0: empty
};

}  // namespace tidemark::engine
