#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "engine/base/status.h"
#include "engine/learn/activity_history.h"
#include "engine/learn/replay.h"
#include "operators/learning/observations.h"

namespace tidemark::engine {

/// What training looks at of a customer, and the configuration under which the engine computes it: the one of
/// the programme, without its own churn model, and with the features that the terms stand on.
class LearningPlan {
 public:
  /// Terms for the kinds of events that the history has.
  LearningPlan(const config::Config& config, const ActivityHistory& history);

  const std::vector<operators::LearningTerm>& terms() const { return terms_; }
  const config::Config& config() const { return config_; }
  /// The features of `features.custom` that these terms stand on, those of the programme left out.
  std::vector<config::CustomFeature> features_of(const std::vector<config::ChurnTerm>& terms) const;

  /// Every customer with activity before the replay's end, as of `ahead` later if nothing happens then. Of
  /// more than `customers_max` a sample by the hash of their ids. Labels, from `history`, only on request.
  Result<operators::Observations> observe(const Replay& replay, const ActivityHistory& history, bool labelled,
                                          Millis ahead = 0) const;

  static constexpr std::size_t kCustomersMax = 250'000;

 private:
  void add_purchase_terms();
  void add_activity_terms();
  void add_behaviour_terms(const ActivityHistory& history);
  void add(std::string name, std::string value, operators::LearningTerm::Reach reach);
  void add_silence(std::string name, std::string value, operators::LearningTerm::Reach reach);
  /// A feature under a name that is free; gives the name.
  std::string feature(std::string name, config::CustomFeature feature);
  std::string decayed(const std::string& name, Millis half_life);
  void watch_terms();
  std::vector<std::string> activity_kinds() const;

  config::Config config_;
  const Millis horizon_;
  const std::string window_;  ///< "_91d": as long as the horizon, a year at most
  std::vector<operators::LearningTerm> terms_;
  std::vector<config::CustomFeature> features_;  ///< added by this plan
  std::vector<std::string> columns_;             ///< under which the terms' values are read
};

}  // namespace tidemark::engine
