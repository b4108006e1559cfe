#pragma once

#include "config/config.h"
#include "config/mistakes.h"
#include "config/tree.h"

namespace tidemark::config {

/// Tells features, ladders, stages, scores and segments whose expressions stand on one another in a circle:
/// each has to be known before what stands on it. `root` is the file, for places. Private to the loader.
/// Cost: every expression is parsed once; wrong ones are passed over, as they are told elsewhere.
void check_circles(const Node& root, const Config& config, Mistakes& mistakes);

}  // namespace tidemark::config
