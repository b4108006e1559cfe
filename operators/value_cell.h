#pragma once

#include <string_view>

#include "config/levels.h"

namespace tidemark::operators {

/// Where value (CLV) and potential meet, each low below its first cut, medium below its second, else high:
/// "high/medium". "" where one of them is not known.
std::string_view value_cell(const config::Value& settings, double clv, double potential);

}  // namespace tidemark::operators
