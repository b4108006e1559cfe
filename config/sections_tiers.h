#pragma once

#include "config/sections.h"

/// The parts of a ladder. Private to the loader.
namespace tidemark::config {

/// levels: {bronze: 0, silver: 500}, {gold: {at: 2000, when: …}}, or a list of {name, at, when}.
void read_tier_levels(const Item& item, const Basis& basis, const Expressions& expressions,
                      std::vector<TierLevel>& out, Mistakes& mistakes);
/// qualification, validity, downgrade and the durations beside them. The basis is read already.
void read_tier_rules(Section& section, const Config& config, Ladder& out, Mistakes& mistakes);

}  // namespace tidemark::config
