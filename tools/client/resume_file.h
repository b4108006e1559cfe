#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/source/source.h"

namespace tidemark::tools {

/// How far inputs were taken by the engine, by their content: {"inputs":[{"offset":n,"digest":"<32 hex>"}]}.
/// Errors: kForeign, also for a file of another kind.

/// Nothing when there is no such file.
Result<std::vector<engine::SourcePosition>> read_resume_file(const std::string& path);
Status write_resume_file(const std::string& path, const std::vector<engine::SourcePosition>& positions);

}  // namespace tidemark::tools
