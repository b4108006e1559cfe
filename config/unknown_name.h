#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/mistakes.h"

/// How a name nobody knows is answered where there are too many names to list. Private to the loader.
namespace tidemark::config {

/// "did you mean 'a', 'b' or 'c'?": those at the least distance, at most three, in their order; empty when
/// even they have little in common with the word.
std::string nearest_of(std::string_view word, const std::vector<std::string>& known);

/// What to say about a name that find_feature() does not find: a window of a wrong length or unit, a level
/// that is switched off, a minus without blanks, else the nearest names.
Problem unknown_name(std::string_view name, const Config& config);

}  // namespace tidemark::config
