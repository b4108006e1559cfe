#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/status.h"

namespace tidemark::operators {

/// Rows of numbers with a label each: what a regression learns from.
struct Design {
  explicit Design(std::size_t column_count) : columns(column_count) {}
  void add(std::span<const double> row, bool label) {
    values.insert(values.end(), row.begin(), row.end());
    labels.push_back(label ? 1 : 0);
  }
  std::size_t rows() const { return labels.size(); }
  std::span<const double> row(std::size_t i) const { return {values.data() + i * columns, columns}; }

  std::size_t columns;
  std::vector<double> values;  ///< row by row, finite
  std::vector<std::uint8_t> labels;
};

/// logit(p) = intercept + Σ weights[j] · (value[j] − means[j])
struct LogisticFit {
  double intercept = 0;
  std::vector<double> weights;  ///< 0 where a column has but one value
  std::vector<double> means;

  double logit(std::span<const double> row) const;
};

/// Logistic regression by penalized maximum likelihood.
///
/// Method   Newton's (iteratively reweighted least squares) with halved steps, on standardized columns; the
///          penalty is penalty/2 · Σ weight² on that scale, none on the intercept.
/// Errors   kInvalidArgument: fewer than two labels of either sort.
/// Cost     some 10 passes of rows · columns²/2 multiplications.
Result<LogisticFit> fit_logistic(const Design& design, double penalty = 1);

}  // namespace tidemark::operators
