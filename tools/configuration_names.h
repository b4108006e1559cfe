#pragma once

#include <string_view>

#include "config/churn_names.h"
#include "config/config.h"

namespace tidemark::tools {

/// Words of the configuration for values that `check` shows to people and to machines.
inline std::string_view model_name(const config::Churn& churn) {
  return config::churn_model_name(churn.model);
}

inline std::string_view durability_name(config::Durability durability) {
  switch (durability) {
    case config::Durability::kFsync:
      return "fsync";
    case config::Durability::kOs:
      return "os";
    case config::Durability::kNone:
      return "none";
  }
  return "fsync";
}

}  // namespace tidemark::tools
