#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/config.h"
#include "engine/base/status.h"
#include "operators/learning/btyd_fit.h"
#include "operators/learning/observations.h"

namespace tidemark::operators {

/// One way to make a churn model out of observations.
struct ChurnRecipe {
  enum class Form : std::uint8_t {
    kBaseRate,    ///< the same risk for everybody: for comparison only
    kRaw,         ///< a BTYD model as it is
    kCalibrated,  ///< … with Platt's calibration
    kLogistic     ///< logistic over terms up to `reach`
  };
  std::string name;
  Form form = Form::kRaw;
  config::Churn::Model model = config::Churn::Model::kMbgNbd;  ///< kRaw, kCalibrated
  LearningTerm::Reach reach = LearningTerm::Reach::kClassic;   ///< kLogistic
  bool for_comparison = false;                                 ///< never chosen
};

/// Those that the fits and terms at hand allow, simplest first.
std::vector<ChurnRecipe> churn_recipes(const BtydFits& fits, const std::vector<LearningTerm>& terms);

/// Which of the observations are looked at.
using Chosen = std::function<bool(std::size_t)>;

/// The model by a recipe, learned from the chosen of labelled observations; `fits` are as of the same split.
/// `settings` tells the horizon. Errors: kInvalidArgument where they tell nothing.
Result<config::Churn> make_churn(const ChurnRecipe& recipe, const config::Churn& settings,
                                 const BtydFits& fits, const std::vector<LearningTerm>& terms,
                                 const Observations& all, const Chosen& chosen);

/// Puts the parameters of other fits, such as later ones, into a model; those that are not among them stay.
void put_parameters(const BtydFits& fits, config::Churn& churn);

}  // namespace tidemark::operators
