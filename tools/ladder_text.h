#pragma once

#include <string>

#include "config/config.h"

namespace tidemark::tools {

/// A threshold as the configuration has it: a count, or an amount.
std::string threshold(const config::Ladder& ladder, const config::TierLevel& level);
/// "bronze, silver from 500, gold from 2000 if orders_365d >= 4  (spend_365d)".
std::string ladder_text(const config::Ladder& ladder);
/// What holds for changes of its levels: "held down to 5 % below, a downgrade waits 30d"; empty when nothing.
std::string ladder_rules(const config::Ladder& ladder);

}  // namespace tidemark::tools
