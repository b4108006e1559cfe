#pragma once

#include <string>
#include <vector>

#include "engine/learn/backtest.h"
#include "tools/output_stream.h"

namespace tidemark::tools {

/// For people; `names` of the configurations.
void write_backtest(OutputStream& out, const engine::BacktestReport& report,
                    const std::vector<std::string>& names);
/// The same as one JSON object.
std::string backtest_json(const engine::BacktestReport& report, const std::vector<std::string>& names);

}  // namespace tidemark::tools
