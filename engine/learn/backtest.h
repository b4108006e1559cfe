#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/config.h"
#include "engine/base/status.h"
#include "operators/learning/measures.h"

namespace tidemark::engine {

struct BacktestOptions {
  std::vector<std::string> inputs;      ///< files
  std::vector<config::Config> configs;  ///< one, or two to compare; each with its own horizon and activity
  Millis at = 0;                        ///< scored as of then
  std::size_t examples = 5;             ///< customers named for each move between levels
  std::function<void(const std::string& phase)> on_phase = {};
};

/// One churn band: who stood there, and what became of them.
struct BandOutcome {
  std::string band;
  std::uint64_t customers = 0;
  std::uint64_t judged = 0;  ///< of them: those with a risk
  std::uint64_t silent = 0;  ///< of those: no activity within the horizon
  double predicted = 0;      ///< mean risk
};

/// What one configuration said at an instant, held against the horizon after it.
struct Backtest {
  operators::Measures measures;
  std::vector<operators::CalibrationBin> table;
  std::vector<BandOutcome> bands;  ///< in the order of the level, those with customers
  std::uint64_t customers = 0;
  std::uint64_t without_risk = 0;               ///< nothing is known of them: not measured
  std::map<std::string, std::uint64_t> alerts;  ///< "churn → high" within the horizon
  double days = 0;                              ///< of the horizon that the events cover
  double horizon_days = 0;
  std::string model;  ///< of churn
};

/// Customers whom the second configuration puts elsewhere than the first.
struct LevelMove {
  std::string level, from, to;  ///< "" is null
  std::uint64_t customers = 0;
  std::vector<std::string> examples;
};

struct BacktestReport {
  Millis at = 0;
  Millis events_end = 0;  ///< right after the last event
  std::vector<Backtest> of;
  std::vector<LevelMove> moves;
  std::vector<std::string> notes;
};

/// Scores as of an instant with nothing of later, then looks at what happened.
///
/// Errors   kInvalidArgument: no event at or after `at`, so that nobody knows what happened. kNotFound,
/// kForeign, kIo. Thread   blocks. Cost: two runs of the engine a configuration.
Result<BacktestReport> backtest(const BacktestOptions& options);

}  // namespace tidemark::engine
