#include "operators/population/exact_population.h"

#include <algorithm>
#include <tuple>

#include "operators/population/census.h"

namespace tidemark::operators {
namespace {

/// Threshold k: the smallest value with 5·L ≥ (k + 1)·N.
std::array<std::int64_t, 4> quintile_cuts(std::vector<std::int64_t>& values) {
  std::array<std::int64_t, 4> cuts{};
  cuts.fill(Boundaries::kNobody);
  std::sort(values.begin(), values.end());
  const std::size_t all = values.size();
  std::size_t reached = 0;
  for (std::size_t worse = 0; worse < all;) {
    for (; reached < cuts.size() && 5 * worse >= (reached + 1) * all; ++reached)
      cuts[reached] = values[worse];
    worse = static_cast<std::size_t>(std::upper_bound(values.begin(), values.end(), values[worse]) -
                                     values.begin());
  }
  return cuts;
}

}  // namespace

void ExactPopulation::add(std::string_view id, const PopulationPoint& point) {
  if (!point.eligible) return;
  last_.push_back(point.last);
  orders_.push_back(point.orders);
  money_.push_back(point.money);
  if (point.value > 0) ranked_.push_back({point.value, std::string(id)});
}

void ExactPopulation::draw(const std::array<double, 2>& abc_cuts) {
  Boundaries drawn;
  drawn.customers = static_cast<std::int64_t>(last_.size());
  drawn.recency = quintile_cuts(last_);
  drawn.frequency = quintile_cuts(orders_);
  drawn.monetary = quintile_cuts(money_);
  boundaries_.fill(drawn);
  draw_classes(abc_cuts);
  for (std::vector<std::int64_t>* done : {&last_, &orders_, &money_}) *done = {};
  ranked_ = {};
}

void ExactPopulation::draw_classes(const std::array<double, 2>& abc_cuts) {
  std::sort(ranked_.begin(), ranked_.end(), [](const Ranked& a, const Ranked& b) {
    return std::tie(b.value, a.id) < std::tie(a.value, b.id);
  });
  Sum128 total = 0;
  for (const Ranked& customer : ranked_) total += customer.value;
  std::array<std::int64_t, 2> cuts{};
  cuts.fill(Boundaries::kNobody);
  Sum128 before = 0;
  for (const Ranked& customer : ranked_) {
    const double share = static_cast<double>(before) / static_cast<double>(total);
    for (std::size_t c = 0; c < cuts.size(); ++c) {
      if (!(share < abc_cuts[c])) continue;
      cuts[c] = customer.value;
      last_ids_[c] = customer.id;
    }
    before += customer.value;
  }
  for (std::size_t variant = 0; variant < boundaries_.size(); ++variant) {
    for (std::size_t c = 0; c < cuts.size(); ++c) {
      const bool beyond = (variant >> c & 1) != 0 && cuts[c] != Boundaries::kNobody;
      boundaries_[variant].abc[c] = cuts[c] + (beyond ? 1 : 0);
    }
  }
}

const Boundaries& ExactPopulation::boundaries_of(std::string_view id, const PopulationPoint& point) const {
  std::size_t variant = 0;
  for (std::size_t c = 0; c < last_ids_.size(); ++c) {
    if (point.value == boundaries_[0].abc[c] && id > last_ids_[c]) variant |= std::size_t{1} << c;
  }
  return boundaries_[variant];
}

}  // namespace tidemark::operators
