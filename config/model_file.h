#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

/// What training writes and `--model` lays over a configuration: a fragment of YAML with the groups `churn`,
/// `features.custom`, `value.gamma_gamma`, and `trained`, which is evidence for people and read by nobody.
namespace tidemark::config {

struct TrainedModel {
  Churn churn;            ///< horizon, activity, model, parameters, terms, calibration, base rate, version
  bool has_cuts = false;  ///< churn.enter and churn.leave, of the risk, are part of it
  std::vector<CustomFeature> features;  ///< that terms stand on
  std::optional<Value::GammaGamma> gamma_gamma;
};

/// One candidate of a training, as evidence.
struct TrainedCandidate {
  std::string name;
  std::vector<std::pair<std::string, double>> measures;  ///< NaN ones are left out
};

/// Where a model comes from.
struct TrainedEvidence {
  std::vector<std::pair<std::string, std::string>> facts;  ///< until, customers, data, chosen, why …
  std::vector<TrainedCandidate> candidates;
  std::vector<std::string> notes;
};

/// The file's text. Equal models and evidence give equal bytes.
std::string render_model(const TrainedModel& model, const TrainedEvidence& evidence);

class Mistakes;
struct Node;

/// Lays a model file over the tree of a configuration, before that is checked: settings of churn replace
/// those of the configuration one by one (its bands cut by cut), features join, gamma_gamma is replaced.
/// Everything it brings is told as the model file's where it is wrong. Private to the loader.
void overlay_model(Node& root, std::string_view model, Mistakes& mistakes);

}  // namespace tidemark::config
