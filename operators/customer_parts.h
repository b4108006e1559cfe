#pragma once

#include <string>
#include <vector>

#include "operators/composition.h"
#include "operators/forecast.h"
#include "operators/segment_level.h"

namespace tidemark::operators {

/// The parts of a customer that are JSON values of their own. Thread: pure.

/// [{"level":"churn","to":"high","at":"…"}, …]; moves the forecast.
std::string next_changes_json(const Composition& composition, Forecast& forecast);
/// ["vip", …], in the configuration's order
std::string segments_json(const Composition& composition, const std::byte* state);
/// {"engagement":{"value":72.5,"level":"high"}, …}
std::string scores_json(const Composition& composition, const std::byte* state, Moment now);
/// What becomes of each ladder's tier, in the configuration's order.
std::vector<LadderProjection> projections(const Composition& composition, const std::byte* state, Moment now);
/// {"tier":{"next":"gold","missing":120.0,"valid_until":null,"downgrade":null,"computed":"silver",
/// "pinned":null}, …}
std::string tiers_json(const Composition& composition, const std::vector<LadderProjection>& projections);

}  // namespace tidemark::operators
