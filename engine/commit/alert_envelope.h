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

/// The text of an alert's first string member of that name, still escaped; empty when there is none. In an
/// alert as append_alert_envelope() writes it a quote inside a string is escaped, so that a name is found
/// nowhere but where it is one.
std::string_view alert_member(std::string_view json, std::string_view name);

}  // namespace tidemark::engine
