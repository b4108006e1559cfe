#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"
#include "engine/base/status.h"

namespace tidemark::tools {

/// A configuration as found by the lookup order, checked.
struct Configuration {
  std::string name;  ///< its file, or "built-in default"
  config::Loaded loaded;
  std::string model = {};  ///< the model file laid over it, or empty
};

/// Looks it up (config::find_source with this process's environment), loads it, applies TIDEMARK_… overrides.
/// Mistakes in it are no error here. Errors: kNotFound, kIo: a named file that cannot be read.
/// `model`: a model file to lay over it, or empty.
Result<Configuration> read_configuration(const std::string& flag, const std::string& model = {});

/// "file:line:column: …" for every mistake.
std::vector<std::string> describe_mistakes(const Configuration& configuration);

/// The same for commands that need a valid one: reports what is wrong to stderr.
/// Nothing when it cannot be used.
std::optional<Configuration> valid_configuration(const std::string& flag, std::string_view command,
                                                 const std::string& model = {});

}  // namespace tidemark::tools
