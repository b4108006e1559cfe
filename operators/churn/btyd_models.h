#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "config/config.h"
#include "operators/churn/silence.h"
#include "operators/models/btyd.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// The models of purchasing and drop-out that a configuration has parameters for, over one silence.
///
/// Thread   immutable. Cost: a few tens of ns a probability.
class BtydModels {
 public:
  BtydModels(const config::Churn& settings, Silence silence);
  const Silence& silence() const { return silence_; }
  double horizon_weeks() const { return horizon_weeks_; }

  /// Null without parameters, and for models of another sort.
  const Btyd* of(config::Churn::Model model) const;
  /// The one that P(alive), expected purchases and `churn.p0_logit` are of: the chosen one; of a mixture its
  /// first, unless it has a logistic part; else the base of the logistic model. Null without parameters.
  const Btyd* behind() const { return of(behind_); }
  config::Churn::Model model_behind() const { return behind_; }

  /// ln odds of silence over the horizon as of t; null before the first activity.
  double log_odds(const Btyd& model, const std::byte* state, Millis t) const;
  /// The same right after the latest activity.
  double fresh_log_odds(const Btyd& model, const std::byte* state) const;
  /// … and right after a first one, of anybody.
  double new_log_odds(const Btyd& model) const { return model.silence_log_odds({}, horizon_weeks_); }

 private:
  Silence silence_;
  double horizon_weeks_;
  config::Churn::Model behind_;
  std::array<std::optional<Btyd>, 3> models_;
};

/// log_odds() of a model as a signal. While nothing happens it only rises: the ends of a span bound it.
/// `models` outlives it.
std::unique_ptr<Signal> p0_logit_signal(std::string name, const BtydModels& models,
                                        config::Churn::Model model);
/// P(alive) of the model behind churn; it only falls.
std::unique_ptr<Signal> p_alive_signal(std::string name, const BtydModels& models);

}  // namespace tidemark::operators
