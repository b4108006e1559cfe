#include "operators/learning/btyd_histogram.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace tidemark::operators {
namespace {

constexpr double kFinest = 0x1p-20;     ///< weeks: half a second
constexpr double kFirstStep = 1.0 / 7;  ///< a day
constexpr double kCoarsest = 1e4;       ///< all times are one then: what is left are the distinct x

auto cell_of(const BtydRow& row, double step) {
  return std::tuple(row.statistics.x, std::round(row.statistics.t_x / step),
                    std::round(row.statistics.T / step));
}

/// Rows of one cell become one.
void merge(std::vector<BtydRow>& rows, double step) {
  std::sort(rows.begin(), rows.end(), [step](const BtydRow& a, const BtydRow& b) {
    const auto first = cell_of(a, step);
    const auto second = cell_of(b, step);
    // Within a cell by the times themselves: sums are the same whatever order the rows came in.
    return first != second ? first < second : cell_of(a, kFinest) < cell_of(b, kFinest);
  });
  std::size_t end = 0;
  for (std::size_t i = 0; i < rows.size();) {
    double weight = 0;
    double t_x = 0;
    double T = 0;
    const std::size_t first = i;
    for (; i < rows.size() && cell_of(rows[i], step) == cell_of(rows[first], step); ++i) {
      weight += rows[i].weight;
      t_x += rows[i].weight * rows[i].statistics.t_x;
      T += rows[i].weight * rows[i].statistics.T;
    }
    const double x = rows[first].statistics.x;
    rows[end++] = {{x, std::min(t_x, T) / weight, T / weight}, weight};
  }
  rows.resize(end);
}

}  // namespace

std::vector<BtydRow> histogram_of(std::vector<BtydRow> customers, std::size_t rows_max) {
  merge(customers, kFinest);
  for (double step = kFirstStep; customers.size() > rows_max && step < kCoarsest; step *= 2) {
    merge(customers, step);
  }
  return customers;
}

}  // namespace tidemark::operators
