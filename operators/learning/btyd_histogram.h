#pragma once

#include <cstddef>
#include <vector>

#include "operators/models/btyd.h"

namespace tidemark::operators {

/// Customers with the same statistics, counted once.
struct BtydRow {
  BtydStatistics statistics;  ///< weeks
  double weight = 1;          ///< customers
};

/// The histogram of distinct (x, t_x, T) that a likelihood is summed over, ordered by x, t_x, T.
///
/// Times are the same when they are within half a second. At most `rows_max` rows: beyond it times are
/// rounded to a grid, as coarse as needed; x never is. A row has the mean of its customers' times.
/// Memory: 32 bytes a customer. Cost: sorts, some 0.2 s a million.
std::vector<BtydRow> histogram_of(std::vector<BtydRow> customers, std::size_t rows_max);

}  // namespace tidemark::operators
