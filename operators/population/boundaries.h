#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "engine/base/money.h"
#include "engine/base/time.h"

namespace tidemark::operators {

/// What the population says of one of its customers' measures; who is not eligible is not counted.
struct PopulationPoint {
  bool eligible = false;  ///< has at least one order
  Millis last = kNoTime;  ///< last purchase
  std::int64_t orders = 0;
  Micro money = 0;  ///< of RFM's monetary score
  Micro value = 0;  ///< what ABC ranks by

  friend bool operator==(const PopulationPoint&, const PopulationPoint&) = default;
};

/// Where the population's scores and classes change: plain thresholds on a customer's own measures, so that a
/// score is a function of the customer and of these.
///
/// A quintile score is 1 + the number of thresholds that the measure has reached: threshold k is the smallest
/// value v with 5·L(v) ≥ (k + 1)·N, where L is the number of customers strictly worse and N that of all. A
/// class is A from abc[0] on, B from abc[1] on, else C; never above C where the value is not positive.
struct Boundaries {
  static constexpr std::int64_t kNobody = std::numeric_limits<std::int64_t>::max();

  std::int64_t customers = 0;             ///< eligible ones when these were drawn; 0: there are no boundaries
  std::array<std::int64_t, 4> recency{};  ///< instants
  std::array<std::int64_t, 4> frequency{};
  std::array<std::int64_t, 4> monetary{};
  std::array<std::int64_t, 2> abc{};

  bool any() const { return customers > 0; }
  /// Whether they put everybody where the others do; the number of customers aside.
  bool same_cuts(const Boundaries& other) const;

  std::string encode() const;
  /// False on malformed bytes.
  static bool decode(std::string_view bytes, Boundaries& out);
};

/// 1 + how many of the ascending thresholds the value has reached.
template <std::size_t N>
int score_of(const std::array<std::int64_t, N>& thresholds, std::int64_t value) {
  int score = 1;
  for (const std::int64_t threshold : thresholds) score += value >= threshold ? 1 : 0;
  return score;
}

}  // namespace tidemark::operators
