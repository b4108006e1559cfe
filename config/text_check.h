#pragma once

#include <optional>
#include <string_view>

#include "config/load.h"

namespace tidemark::config {

/// The first reason why bytes are not a text file that people write: too large, not UTF-8, or with control
/// characters other than tab and line ends. Keeps such bytes from the YAML library. Cost: one pass.
std::optional<Mistake> check_text(std::string_view bytes);

/// Whether all of it is well-formed UTF-8 (no surrogates, nothing overlong) without control characters.
bool is_clean_line(std::string_view bytes);

}  // namespace tidemark::config
