#pragma once

#include <string>

#include "engine/core.h"
#include "tests/sim/memory_store.h"

namespace tidemark::sim {

/// A customer whom time would never wake, in words: it has something due, is not in memory where its timer
/// would be, and no row of a wake-up in the store leads to it in time. Empty when there is none. Nobody may
/// ever be seen so after a start; after a clean end (`closed`) those in memory must have their rows, too.
std::string first_sleeper(engine::Core& core, const MemoryStore& disk, bool closed);

}  // namespace tidemark::sim
