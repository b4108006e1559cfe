#pragma once

#include <string>
#include <string_view>

#include "engine/base/ids.h"
#include "operators/scoring.h"

namespace tidemark::engine {

/// Appends the whole alert: a CloudEvent 1.0 in structured JSON with the extensions sequence, epoch and
/// prevsequence (of the same level; 0 when it is the level's first).
void append_alert_envelope(std::string& out, const operators::AlertDraft& draft, std::string_view customer_id,
                           std::string_view source, Sequence sequence, std::uint32_t epoch,
                           Sequence previous);

}  // namespace tidemark::engine
