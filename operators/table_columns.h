#pragma once

#include <vector>

#include "operators/customer_view.h"

namespace tidemark::operators {

/// Columns of what the configuration added, each value in one of its own: "scores.health.value",
/// "segments.vip", "tiers.tier.missing", "features.orders_90d". In the object they are the JSON values
/// `scores`, `segments`, `tiers` and `features`.
void add_score_columns(const Composition& composition, std::vector<Column>& columns);
void add_segment_columns(const Composition& composition, std::vector<Column>& columns);
void add_tier_columns(const Composition& composition, std::vector<Column>& columns);
void add_feature_columns(const Composition& composition, std::vector<Column>& columns);

}  // namespace tidemark::operators
