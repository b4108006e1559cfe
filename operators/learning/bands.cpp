#include "operators/learning/bands.h"

#include <algorithm>
#include <cmath>

namespace tidemark::operators {
namespace {

constexpr double kLowest = 1e-6;
constexpr double kHighest = 1 - 1e-6;

/// To so many digits that people can read it, never below what it was.
double rounded_up(double cut) {
  constexpr double kDigits = 1e4;
  return std::clamp(std::ceil(cut * kDigits) / kDigits, kLowest, kHighest);
}

/// The next cut up: rising, whatever ties do.
double above(double cut, double least) {
  constexpr double kStep = 1e-4;
  return cut > least ? cut : least + std::min(kStep, (1 - least) / 4);
}

}  // namespace

std::array<double, 3> cuts_by_share(std::vector<double> risks, const std::array<double, 3>& shares) {
  std::sort(risks.begin(), risks.end(), std::greater<>());
  std::array<double, 3> cuts{};
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const auto count = static_cast<std::size_t>(std::llround(shares[i] * static_cast<double>(risks.size())));
    cuts[i] =
        std::clamp(risks[std::min(std::max<std::size_t>(count, 1), risks.size()) - 1], kLowest, kHighest);
    if (i > 0) cuts[i] = above(cuts[i], cuts[i - 1]);
  }
  return cuts;
}

double cut_by_capacity(const std::vector<double>& now, const std::vector<double>& later, double days,
                       double per_day, double least) {
  // A cut at `c` is crossed by who is below it now and not later: +1 above each later risk, −1 above each
  // risk of now. Walking down from 1 the number of crossings is a running sum.
  std::vector<std::pair<double, int>> edges;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (!(later[i] > now[i])) continue;
    edges.emplace_back(later[i], 1);
    edges.emplace_back(now[i], -1);
  }
  std::sort(edges.begin(), edges.end(), std::greater<>());
  double crossing = 0;
  double cut = kHighest;
  for (const auto& [risk, step] : edges) {
    crossing += step;
    if (crossing / days > per_day) break;
    cut = risk;
  }
  return above(std::max(rounded_up(cut), least), least);
}

}  // namespace tidemark::operators
