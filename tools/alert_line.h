#pragma once

#include <string>

#include "tools/json_value.h"

namespace tidemark::tools {

/// An alert as a line for people, times in UTC:
///
///     2025-03-04 12:01  c000123  tier  silver → gold  Spent 1012.40 in the last 365 days; gold starts at
///     1000.
///
/// What the alert does not carry is left out.
std::string alert_line(const JsonValue& alert);

}  // namespace tidemark::tools
