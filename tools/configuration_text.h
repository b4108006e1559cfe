#pragma once

#include <string>

#include "tools/configuration.h"
#include "tools/output_stream.h"

namespace tidemark::tools {

/// What a valid configuration amounts to, for people: clock and zone, every ladder with its thresholds and
/// rules, stages, scores, segments, notices, and what follows from settings that are not given.
void write_configuration(OutputStream& out, const Configuration& configuration);

/// For machines: {"valid":…,"file":…,"mistakes":[…]} and, when valid, its ladders, levels, churn
/// model, and the names of everything else.
std::string configuration_json(const Configuration& configuration);

}  // namespace tidemark::tools
