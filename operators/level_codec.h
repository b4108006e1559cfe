#pragma once

#include <cstdint>

#include "engine/base/status.h"
#include "operators/alert_limit.h"
#include "operators/level.h"

namespace tidemark::operators {

inline constexpr std::uint32_t kLevelForm = 1;

/// One level's section:
///
///     u8 flags (1 has a value, 2 undoable, 4–8 direction, 16 has an event, 32 fresh)
///     [value] · instant since · memory of the operator
///     if undoable: from · instant since before · varint ordinal · [fixed32 event hash] · u8 cause
///
/// A value is its index, or the hash of its name where names come from the configuration.
void encode_level(const Level& level, const LevelState& state, SectionWriter& out);

/// Errors: kCorruption; kUnsupported when the customer stands on a value that is not configured any more and
/// the level cannot start over.
Status decode_level(const Level& level, LevelState& state, std::uint32_t form, SectionReader& in);

/// What a customer was told of a limited level: instants last, window · varint count · announced value (its
/// index or hash, behind a byte that says whether there is one). A value that is no longer configured reads
/// as the one in force.
void encode_limit(const Level& level, const LimitState& limit, SectionWriter& out);
/// False when the bytes are none. `limit.announced` is the value in force before.
bool decode_limit(const Level& level, LimitState& limit, SectionReader& in);

}  // namespace tidemark::operators
