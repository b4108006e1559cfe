#pragma once

#include "config/config.h"
#include "config/section.h"
#include "config/sections_expression.h"

/// The two halves of the churn group. Private to the loader.
namespace tidemark::config {

/// A probability that has odds: above 0 and below 1.
Verdict parse_probability(std::string_view text, double& out);

/// What models are made of: parameters, rules, terms, shares, calibration. Those of several models may stand
/// side by side; the one that is chosen must have what it needs, unless without it the risk is unknown.
void read_churn_models(Section& section, const Expressions& expressions, Churn& out, Mistakes& mistakes);

/// Whether something of the chosen model is the risk right after the last purchase, which odds_ratio needs.
bool has_own_reference(const Churn& churn);

}  // namespace tidemark::config
