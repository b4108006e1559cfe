#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/base/status.h"
#include "engine/core.h"

namespace tidemark::engine {

/// Reads customers from a core at rest, those in memory and those in the store alike. Thread: one.
class CustomerReader {
 public:
  explicit CustomerReader(Core& core) : core_(core) {}

  /// Every customer's id, bytewise ascending. Memory: all ids.
  Result<std::vector<std::string>> ids();
  /// How many there are, of a core whose checkpoint holds them all. Memory: none.
  Result<std::uint64_t> count_stored();
  /// The state, valid until the next call; null when there is no such customer.
  Result<const std::byte*> state(std::string_view customer_id);

 private:
  Core& core_;
};

/// Writes all customers to a file ("-": stdout), NDJSON or CSV by its ending, as of an instant: by the
/// population of that moment, which may be ahead of the boundaries in force; `exact`: as it is customer by
/// customer, not as its histograms know it. Gives their number.
Result<std::uint64_t> write_customers(Core& core, const std::string& path, Millis as_of, bool exact = false);

}  // namespace tidemark::engine
