#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "engine/base/status.h"
#include "operators/learning/churn_recipe.h"
#include "operators/learning/measures.h"

namespace tidemark::operators {

/// What training has seen: customers as of the instant it ends at, and as of earlier ones, a horizon and more
/// before, when what followed is known.
struct ChurnExperience {
  std::vector<LearningTerm> terms;
  Observations now;                  ///< no labels
  std::vector<Observations> splits;  ///< labelled, latest first; may be empty
  std::uint64_t seed = 0;            ///< which customers are held back together
};

/// How a recipe did on customers held back from it.
struct ChurnTrial {
  ChurnRecipe recipe;
  std::string note;                   ///< why there are no measures
  std::optional<Measures> customers;  ///< other customers, same time: five folds by the hash of the id
  std::optional<Measures> forward;    ///< learned a horizon earlier, where there are two splits
  /// What decides: mean log loss of both.
  double score() const;
};

struct LearnedChurn {
  config::Churn churn;  ///< horizon, activity, model, all fitted parameters, terms, calibration, base_rate
  std::string chosen;   ///< name of the recipe
  std::string why;
  std::vector<ChurnTrial> trials;  ///< simplest first; empty where nothing could be held back
  BtydFits fits;                   ///< as of now
  std::vector<double> risks;       ///< of the customers now
};

/// Tries every recipe on held-back customers, takes the simplest of those with the least log loss, and learns
/// it from the latest split; parameters of BTYD models are those of everything until now. Without a split
/// there is nothing to hold back: then it is the likeliest BTYD model, as it is.
///
/// Errors   kInvalidArgument: not even a BTYD model can be fitted.
/// Thread   any; deterministic, whatever the order of customers means nothing to it but rounding.
/// Cost     some 10 s a million customers and split.
Result<LearnedChurn> learn_churn(const config::Churn& settings, const ChurnExperience& experience);

}  // namespace tidemark::operators
