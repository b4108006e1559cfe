#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/model_file.h"
#include "engine/base/status.h"
#include "operators/learning/churn_learner.h"
#include "operators/learning/gamma_gamma_fit.h"

namespace tidemark::engine {

struct TrainOptions {
  std::vector<std::string> inputs;  ///< files; stdin cannot be read several times
  config::Config config;            ///< churn.horizon and churn.activity say what is learned
  std::optional<Millis> until;  ///< nothing from then on is looked at; default: right after the last event
  std::uint64_t seed = 0;       ///< which customers are held back together
  std::function<void(const std::string& phase)> on_phase = {};
};

struct Trained {
  config::TrainedModel model;  ///< what the model file holds
  operators::LearnedChurn churn;
  std::optional<operators::GammaGammaFit> spend;
  std::vector<std::string> notes;  ///< for people: what could not be learned, and what to mind
  Millis until = 0;
  std::vector<Millis> splits;  ///< instants whose future is known, latest first
  std::uint64_t events = 0;
  std::uint64_t refused = 0;
  std::size_t customers = 0;  ///< looked at, as of `until`
  std::string digest;         ///< of the inputs
};

/// Learns churn and spending from event logs: the engine runs over them, as of `until` and as of one and two
/// horizons before; what customers did afterwards are the labels.
///
/// Errors   kInvalidArgument: no activity, or nothing can be fitted. kNotFound, kForeign (inputs), kIo.
/// Thread   blocks. Cost: up to four runs of the engine, then learn_churn().
Result<Trained> train(const TrainOptions& options);

}  // namespace tidemark::engine
