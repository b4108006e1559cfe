#include "operators/learning/logistic_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "operators/learning/probability.h"

namespace tidemark::operators {
namespace {

using Vector = std::vector<double>;

/// A symmetric positive definite system, solved in place by Cholesky's decomposition. `matrix` is row by row,
/// the lower triangle. False when it is not definite.
bool solve(Vector& matrix, Vector& right) {
  const std::size_t n = right.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = matrix[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= matrix[i * n + k] * matrix[j * n + k];
      if (i == j && !(sum > 0)) return false;
      matrix[i * n + j] = i == j ? std::sqrt(sum) : sum / matrix[j * n + j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) right[i] -= matrix[i * n + k] * right[k];
    right[i] /= matrix[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) right[i] -= matrix[k * n + i] * right[k];
    right[i] /= matrix[i * n + i];
  }
  return true;
}

/// The regression on standardized columns; component 0 is the intercept.
class Newton {
 public:
  Newton(const Design& design, double penalty) : design_(design), penalty_(penalty), n_(design.columns + 1) {
    standardize();
    const double positives = std::accumulate(design.labels.begin(), design.labels.end(), 0.0);
    beta_.assign(n_, 0);
    beta_[0] = logit_of(positives / static_cast<double>(design.rows()));
  }

  void run() {
    constexpr int kStepsMax = 50;
    constexpr double kEnough = 1e-10;
    double loss = loss_at(beta_);
    for (int step = 0; step < kStepsMax; ++step) {
      const Vector direction = newton_direction();
      if (direction.empty()) return;
      Vector next;
      double next_loss = loss;
      double length = 1;
      for (; length > 1e-6; length /= 2) {
        next = beta_;
        for (std::size_t i = 0; i < n_; ++i) next[i] += length * direction[i];
        next_loss = loss_at(next);
        if (next_loss <= loss) break;
      }
      if (!(next_loss <= loss)) return;
      beta_ = std::move(next);
      const double gain = loss - next_loss;
      loss = next_loss;
      if (gain <= kEnough * (1 + loss)) return;
    }
  }

  LogisticFit result() const {
    LogisticFit fit{beta_[0], Vector(design_.columns), means_};
    for (std::size_t j = 0; j < design_.columns; ++j) fit.weights[j] = beta_[j + 1] * scales_[j];
    return fit;
  }

 private:
  void standardize() {
    const auto rows = static_cast<double>(design_.rows());
    means_.assign(design_.columns, 0);
    scales_.assign(design_.columns, 0);
    for (std::size_t i = 0; i < design_.rows(); ++i) {
      for (std::size_t j = 0; j < design_.columns; ++j) means_[j] += design_.row(i)[j] / rows;
    }
    for (std::size_t i = 0; i < design_.rows(); ++i) {
      for (std::size_t j = 0; j < design_.columns; ++j) {
        const double difference = design_.row(i)[j] - means_[j];
        scales_[j] += difference * difference / rows;
      }
    }
    // A column of one value scales to nothing, and its weight stays 0.
    constexpr double kRoundingOfMean = 1e-12;
    for (std::size_t j = 0; j < design_.columns; ++j) {
      const double deviation = std::sqrt(scales_[j]);
      scales_[j] = deviation > kRoundingOfMean * (1 + std::abs(means_[j])) ? 1 / deviation : 0;
    }
  }

  void standard_row(std::size_t i, Vector& out) const {
    out[0] = 1;
    const std::span<const double> row = design_.row(i);
    for (std::size_t j = 0; j < design_.columns; ++j) out[j + 1] = (row[j] - means_[j]) * scales_[j];
  }

  double loss_at(const Vector& beta) const {
    double loss = 0;
    Vector row(n_);
    for (std::size_t i = 0; i < design_.rows(); ++i) {
      standard_row(i, row);
      const double z = std::inner_product(row.begin(), row.end(), beta.begin(), 0.0);
      loss += softplus(design_.labels[i] != 0 ? -z : z);
    }
    for (std::size_t j = 1; j < n_; ++j) loss += penalty_ / 2 * beta[j] * beta[j];
    return loss;
  }

  /// −H⁻¹·gradient; empty when H is not definite.
  Vector newton_direction() const {
    Vector hessian(n_ * n_, 0);
    Vector downhill(n_, 0);
    Vector row(n_);
    for (std::size_t i = 0; i < design_.rows(); ++i) {
      standard_row(i, row);
      const double p = probability_of(std::inner_product(row.begin(), row.end(), beta_.begin(), 0.0));
      const double miss = design_.labels[i] - p;
      const double weight = p * (1 - p);
      for (std::size_t j = 0; j < n_; ++j) {
        downhill[j] += miss * row[j];
        for (std::size_t k = 0; k <= j; ++k) hessian[j * n_ + k] += weight * row[j] * row[k];
      }
    }
    constexpr double kTiny = 1e-9;  // keeps the system definite where a column or all weights vanish
    for (std::size_t j = 0; j < n_; ++j) hessian[j * n_ + j] += kTiny;
    for (std::size_t j = 1; j < n_; ++j) {
      hessian[j * n_ + j] += penalty_;
      downhill[j] -= penalty_ * beta_[j];
    }
    if (!solve(hessian, downhill)) return {};
    return downhill;
  }

  const Design& design_;
  const double penalty_;
  const std::size_t n_;
  Vector means_, scales_, beta_;
};

}  // namespace

double LogisticFit::logit(std::span<const double> row) const {
  double sum = intercept;
  for (std::size_t j = 0; j < weights.size(); ++j) sum += weights[j] * (row[j] - means[j]);
  return sum;
}

Result<LogisticFit> fit_logistic(const Design& design, double penalty) {
  constexpr std::ptrdiff_t kLabelsMin = 2;
  const std::ptrdiff_t positives = std::count(design.labels.begin(), design.labels.end(), 1);
  if (positives < kLabelsMin || static_cast<std::ptrdiff_t>(design.rows()) - positives < kLabelsMin) {
    return Status::invalid("nearly all customers ended the same way: there is nothing to learn from");
  }
  Newton newton(design, penalty);
  newton.run();
  return newton.result();
}

}  // namespace tidemark::operators
