#pragma once

#include <string>

#include "config/config.h"

namespace tidemark::config {

/// Canonical YAML of everything that decides answers, and nothing else: no memory, durability or sizes of the
/// log. Every value is written out, defaults too, so that a later version with other defaults answers the
/// same. Equal settings give equal bytes.
std::string render_content(const Config& config);
/// Its group `tiers` alone.
std::string render_tiers(const std::vector<Ladder>& ladders);

}  // namespace tidemark::config
