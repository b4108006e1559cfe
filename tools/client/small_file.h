#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace tidemark::tools {

/// A file of a few lines that remembers how far a command got. Errors: kForeign (our storage is not
/// concerned).

/// Nothing when there is no such file.
Result<std::optional<std::string>> read_small_file(const std::string& path);
/// Writes a new file beside it and renames that: whoever dies meanwhile leaves the old content. Survives the
/// process, not a power cut.
Status write_small_file(const std::string& path, std::string_view text);

}  // namespace tidemark::tools
