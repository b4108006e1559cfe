#include "operators/learning/measures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tidemark::operators {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

/// Indexes by rising probability; equal ones by index.
std::vector<std::size_t> ranking(std::span<const double> probabilities) {
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return probabilities[a] < probabilities[b]; });
  return order;
}

/// Mann and Whitney's U over the number of pairs, with the mean rank of ties.
double auc_of(std::span<const double> p, std::span<const std::uint8_t> labels,
              const std::vector<std::size_t>& order) {
  double rank_sum = 0;
  double positives = 0;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    double tied = 0;
    for (; end < order.size() && p[order[end]] == p[order[i]]; ++end) tied += labels[order[end]];
    rank_sum += tied * (static_cast<double>(i + end + 1) / 2);
    positives += tied;
    i = end;
  }
  const double negatives = static_cast<double>(order.size()) - positives;
  if (positives == 0 || negatives == 0) return kNothing;
  return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives);
}

std::vector<CalibrationBin> bins_of(std::span<const double> p, std::span<const std::uint8_t> labels,
                                    const std::vector<std::size_t>& order, std::size_t bins) {
  std::vector<CalibrationBin> table;
  bins = std::min(bins, order.size());
  for (std::size_t b = 0; b < bins; ++b) {
    const std::size_t begin = order.size() * b / bins;
    const std::size_t end = order.size() * (b + 1) / bins;
    CalibrationBin bin;
    bin.count = end - begin;
    for (std::size_t i = begin; i < end; ++i) {
      bin.predicted += p[order[i]];
      bin.happened += labels[order[i]];
    }
    bin.predicted /= static_cast<double>(bin.count);
    bin.happened /= static_cast<double>(bin.count);
    table.push_back(bin);
  }
  return table;
}

double lift_of(const std::vector<std::size_t>& order, std::span<const std::uint8_t> labels, double rate) {
  const std::size_t tenth = std::max<std::size_t>(1, order.size() / 10);
  double hits = 0;
  for (std::size_t i = order.size() - tenth; i < order.size(); ++i) hits += labels[order[i]];
  return rate > 0 ? hits / static_cast<double>(tenth) / rate : kNothing;
}

}  // namespace

double log_loss(std::span<const double> probabilities, std::span<const std::uint8_t> labels) {
  constexpr double kNear = 1e-15;
  double sum = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double p = std::clamp(probabilities[i], kNear, 1 - kNear);
    sum -= labels[i] != 0 ? std::log(p) : std::log1p(-p);
  }
  return sum / static_cast<double>(labels.size());
}

std::vector<CalibrationBin> calibration_table(std::span<const double> probabilities,
                                              std::span<const std::uint8_t> labels, std::size_t bins) {
  return bins_of(probabilities, labels, ranking(probabilities), bins);
}

Measures measure(std::span<const double> p, std::span<const std::uint8_t> labels) {
  Measures m;
  m.count = labels.size();
  if (labels.empty()) {
    m.rate = m.auc = m.brier = m.skill = m.log_loss = m.ece = m.lift = kNothing;
    return m;
  }
  const auto count = static_cast<double>(m.count);
  m.rate = std::accumulate(labels.begin(), labels.end(), 0.0) / count;
  for (std::size_t i = 0; i < labels.size(); ++i) m.brier += (p[i] - labels[i]) * (p[i] - labels[i]) / count;
  const double of_rate = m.rate * (1 - m.rate);
  m.skill = of_rate > 0 ? 1 - m.brier / of_rate : kNothing;
  m.log_loss = log_loss(p, labels);
  const std::vector<std::size_t> order = ranking(p);
  m.auc = auc_of(p, labels, order);
  constexpr std::size_t kBins = 10;
  for (const CalibrationBin& bin : bins_of(p, labels, order, kBins)) {
    m.ece += static_cast<double>(bin.count) / count * std::abs(bin.predicted - bin.happened);
  }
  m.lift = lift_of(order, labels, m.rate);
  return m;
}

}  // namespace tidemark::operators
