#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "operators/composition.h"

namespace tidemark::operators {

/// The numbers of a customer as of an instant: what customer views, lists and alerts show. NaN: not known.
struct Figures {
  Figures(const Composition& composition, const std::byte* state, Millis as_of);

  const Activity& activity;
  const Orders& orders;
  double recency_days;                 ///< since the last purchase
  std::optional<BtydStatistics> btyd;  ///< none before the first purchase
  std::optional<RfmScores> rfm;
  std::optional<std::uint8_t> rfm_segment;
  double churn_risk;
  double p_alive;
};

}  // namespace tidemark::operators
