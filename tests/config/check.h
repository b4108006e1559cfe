#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"

namespace tidemark::config {

using Variables = std::vector<std::pair<std::string, std::string>>;

/// All mistakes as people see them, one a line.
inline std::string mistakes_of(std::string_view yaml, const Variables& variables = {}) {
  std::string out;
  for (const Mistake& mistake : load(yaml, variables).mistakes) out += describe(mistake, "f") + "\n";
  return out;
}

/// The configuration of a text that must have no mistakes.
inline Config config_of(std::string_view yaml, const Variables& variables = {}) {
  Loaded loaded = load(yaml, variables);
  for (const Mistake& mistake : loaded.mistakes) ADD_FAILURE() << describe(mistake, "f");
  return std::move(loaded.config);
}

}  // namespace tidemark::config
