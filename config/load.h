#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "engine/base/status.h"

namespace tidemark::config {

/// One mistake: where it is, what is wrong, what would be right.
struct Mistake {
  int line = 0;           ///< from 1; 0 where it has no place in the file (an environment override)
  int column = 0;         ///< from 1
  std::string path;       ///< "tiers.tier.levels[1].at"
  std::string text;       ///< "is not a number: 'abc'"
  std::string remedy;     ///< "write an amount such as 500 or 99.90"
  bool in_model = false;  ///< it stands in the model file
};
/// "file:line:column: path: text; remedy" for one mistake; `model` is the model file's name.
std::string describe(const Mistake& mistake, std::string_view file, std::string_view model = {});

struct Loaded {
  Config config;                  ///< valid only when mistakes is empty
  std::vector<Mistake> mistakes;  ///< all of them, in file order
};

/// Reads one environment variable; injected so that tests own the environment.
using Environment = std::function<const char*(const char*)>;

/// Checks YAML text strictly: unknown and doubled keys (with the nearest known name), types, ranges and
/// rules between settings. Scalars may be overridden by TIDEMARK_<SECTION>__<KEY>[__<KEY>] in `names`
/// ("TIDEMARK_TIME__ZONE=Europe/Berlin"); an override nobody knows is a mistake too.
/// `overrides`: pairs of variable name and value, as found in the environment. `model`: the text of a model
/// file (model_file.h), laid over the configuration before overrides and checks; empty: none.
Loaded load(std::string_view yaml, const std::vector<std::pair<std::string, std::string>>& overrides = {},
            std::string_view model = {});

/// The built-in default: what an empty file means.
const Config& default_config();

/// A configuration's text back into values, as stored in the log. Errors: kCorruption (it was checked once).
Result<Config> from_content(std::string_view content);

/// Where a configuration is looked for: `flag` (--config), $TIDEMARK_CONFIG, ./tidemark.yaml,
/// /etc/tidemark/tidemark.yaml, built-in ("" as path). Errors: kNotFound when a named file is missing.
struct Source {
  std::string path;  ///< empty: built-in default
  std::string yaml;
};
Result<Source> find_source(const std::string& flag, const Environment& environment);
/// The text of a model file, see load(). Errors: kNotFound, kInvalidArgument (unreadable or empty).
Result<std::string> read_model(const std::string& path);
/// All TIDEMARK_…__… variables of the process.
std::vector<std::pair<std::string, std::string>> environment_overrides();

}  // namespace tidemark::config
