#pragma once

#include <string_view>
#include <vector>

#include "config/config.h"

/// Words of the configuration for churn models.
namespace tidemark::config {

/// As files, reads and alerts have it: "mbgnbd".
constexpr std::string_view churn_model_name(Churn::Model model) {
  switch (model) {
    case Churn::Model::kMbgNbd:
      return "mbgnbd";
    case Churn::Model::kBgNbd:
      return "bgnbd";
    case Churn::Model::kNbd:
      return "nbd";
    case Churn::Model::kRules:
      return "rules";
    case Churn::Model::kLogistic:
      return "logistic";
    case Churn::Model::kMixture:
      return "mixture";
  }
  return "";
}

/// Whether it is a model of purchasing and drop-out, which knows x, t_x and T alone.
constexpr bool is_btyd(Churn::Model model) {
  return model <= Churn::Model::kNbd;
}

/// The models whose shares make up the chosen one: itself, or those of the mixture.
inline std::vector<Churn::Share> shares_of(const Churn& churn) {
  if (churn.model == Churn::Model::kMixture) return churn.mixture;
  return {{churn.model, 1}};
}

/// Whether the model is the chosen one, or has a share in it.
inline bool uses(const Churn& churn, Churn::Model model) {
  for (const Churn::Share& share : shares_of(churn)) {
    if (share.model == model) return true;
  }
  return false;
}

/// Whether the risk is unknown for everyone, because a model that is used has no parameters.
inline bool lacks_parameters(const Churn& churn) {
  for (const Churn::Share& share : shares_of(churn)) {
    if (is_btyd(share.model) && !churn.parameters_of(share.model)) return true;
  }
  return false;
}

/// The value of a logistic term that is the log-odds of the BTYD model behind it.
inline constexpr std::string_view kP0LogitName = "churn.p0_logit";

}  // namespace tidemark::config
