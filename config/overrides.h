#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/mistakes.h"
#include "config/tree.h"

namespace tidemark::config {

/// Puts environment variables over the file: TIDEMARK_TIERS__TIER__GRACE=10d replaces or adds the single
/// value tiers.tier.grace. In names small letters are capitals, and '-' is '_'. A variable sets single values
/// only and adds no ladder. Names that fit no setting are left in the tree, so that the reader of that group
/// tells them; TIDEMARK_CONFIG is none of them. `default_tiers`: the built-in ladders as YAML, so that they
/// can be changed when the file has none.
void apply_overrides(Node& root, const std::vector<std::pair<std::string, std::string>>& overrides,
                     const std::string& default_tiers, Mistakes& mistakes);

}  // namespace tidemark::config
