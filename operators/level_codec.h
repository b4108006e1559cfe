#pragma once

#include <cstdint>

#include "engine/base/status.h"
#include "operators/level.h"

namespace tidemark::operators {

inline constexpr std::uint32_t kLevelForm = 1;

/// One level's section:
///
///     u8 flags (1 has a value, 2 undoable, 4–8 cause, 16–32 direction, 64 has an event)
///     [value] · instant since · memory of the operator
///     if undoable: from · instant since before · varint ordinal · [fixed32 event hash]
///
/// A value is its index, or the hash of its name where names come from the configuration.
void encode_level(const Level& level, const LevelState& state, SectionWriter& out);

/// Errors: kCorruption; kUnsupported when the customer stands on a value that is not configured any more and
/// the level cannot start over.
Status decode_level(const Level& level, LevelState& state, std::uint32_t form, SectionReader& in);

}  // namespace tidemark::operators
