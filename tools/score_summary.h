#pragma once

#include <string>

#include "engine/score.h"
#include "tools/output_stream.h"

namespace tidemark::tools {

/// The closing summary of `score` for people. `data` is the store's directory, empty for a temporary one.
void write_summary(OutputStream& out, const engine::ScoreSummary& summary, const std::string& data);

/// The same for machines: one JSON object, one line without newline.
std::string summary_json(const engine::ScoreSummary& summary);

}  // namespace tidemark::tools
