#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/expression.h"
#include "engine/base/zone.h"
#include "operators/abc_level.h"
#include "operators/churn/btyd_models.h"
#include "operators/churn/churn.h"
#include "operators/churn/churn_proof.h"
#include "operators/condition.h"
#include "operators/expression/expression_signal.h"
#include "operators/feature_set.h"
#include "operators/features/catalogue.h"
#include "operators/ladder.h"
#include "operators/level_machine.h"
#include "operators/level_signals.h"
#include "operators/lifecycle.h"
#include "operators/score_level.h"
#include "operators/value_signals.h"

namespace tidemark::operators {

/// An entry of the configuration's actions, ready to be asked.
struct ActionRule {
  config::Action action;
  std::shared_ptr<const CompiledExpression> when;  ///< null: always
};

/// What a configuration's levels are made of. Everything points into the rest of it and into the features.
struct LevelParts {
  LevelPlace place;
  std::unique_ptr<FeatureCatalogue> catalogue;
  std::vector<std::unique_ptr<Signal>> signals;  ///< of levels
  std::vector<MachineLevel> levels;              ///< in the order of assessment
  std::vector<const Ladder*> ladders;            ///< in the configuration's order
  std::vector<std::size_t> ladder_index;         ///< of each in levels
  const Lifecycle* lifecycle = nullptr;          ///< null where it is another machine, or switched off
  const AbcLevel* abc = nullptr;                 ///< null where it is switched off
  const Rfm* rfm = nullptr;
  std::unique_ptr<const BtydModels> btyd;  ///< behind churn
  const Churn* churn = nullptr;
  const ChurnProof* churn_proof = nullptr;  ///< null where no trained model is in force
  std::size_t churn_proof_index = 0;
  ValueSignals value;
  std::vector<const ScoreSignal*> scores;  ///< in the configuration's order
  std::vector<ActionRule> actions;
};

/// Makes the levels of a configuration and the features they ask for.
///
/// Levels come in the order ladders, lifecycle, RFM, ABC, churn, scores, segments, care; but whatever another
/// level looks at comes before it. Errors: kInvalidArgument, naming the setting.
class LevelBuilder {
 public:
  LevelBuilder(const config::Config& config, std::shared_ptr<const Zone> zone, FeatureSet& features);
  Result<std::unique_ptr<LevelParts>> build();

 private:
  using Source = config::FeatureName::Source;
  /// A level of the configuration: its sort, and its place in the configuration's list.
  using Place = std::pair<Source, std::size_t>;
  static constexpr std::size_t kNotYet = ~std::size_t{0};

  Status build_all();
  /// Makes the level unless it is there. Nothing for a sort that is switched off.
  Status need(const Place& place);
  Status make(const Place& place);
  Status make_ladder(std::size_t index);
  Status make_lifecycle();
  Status make_stages();
  Status make_abc();
  Status begin_churn();
  Status make_churn();
  Status make_score(std::size_t index);
  Status make_segment(std::size_t index);
  Status make_care(const config::Care& care);
  Status make_actions();
  /// What value stands on alone, then what looks at levels, too.
  void begin_value();
  Status make_value();
  Result<const Signal*> value_signal_of(config::FeatureName::Measure measure);

  template <typename T>
  const T& add(const Place& place, std::unique_ptr<T> level, std::uint64_t looks_at = 0);
  /// Makes the levels that an expression looks at, and those behind them; a bit each.
  Status look(const std::string& text, std::uint64_t& looks_at);
  Status look(const config::FeatureName& name, std::uint64_t& looks_at);

  Result<const Signal*> level_signal_of(const config::FeatureName& name);
  /// Compiles after look().
  Result<std::shared_ptr<const CompiledExpression>> compile(const std::string& text, std::uint64_t& looks_at);
  Result<const Signal*> signal_of(const std::string& text, std::uint64_t& looks_at);
  Result<Condition> ask(const std::string& text, std::uint64_t& looks_at);
  template <typename T>
  const T* keep(std::unique_ptr<T> signal);

  const config::Config& config_;
  const std::shared_ptr<const Zone> zone_;
  FeatureSet& features_;
  std::unique_ptr<LevelParts> parts_;
  const PinsFeature* pins_ = nullptr;
  std::map<Place, std::size_t> built_;  ///< kNotYet while it is being made
};

}  // namespace tidemark::operators
