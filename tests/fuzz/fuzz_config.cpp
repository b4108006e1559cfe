// Any bytes as configuration: no crash, no hang; mistakes have a place and a remedy; what is accepted
// survives its own canonical text. Bytes behind the first NUL are an override, "NAME=VALUE".
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/load.h"
#include "engine/base/assert.h"

namespace {

namespace config = tidemark::config;

std::vector<std::pair<std::string, std::string>> overrides_in(std::string_view bytes) {
  const std::size_t nul = bytes.find('\0');
  if (nul == std::string_view::npos) return {};
  const std::string_view variable = bytes.substr(nul + 1);
  const std::size_t equals = variable.find('=');
  if (equals == std::string_view::npos || equals == 0) return {};
  return {{std::string(variable.substr(0, equals)), std::string(variable.substr(equals + 1))}};
}

void check_mistakes(const std::vector<config::Mistake>& mistakes, std::string_view yaml) {
  const auto lines = std::count(yaml.begin(), yaml.end(), '\n') + 1;
  for (const config::Mistake& mistake : mistakes) {
    TM_ASSERT(mistake.line >= 0 && mistake.line <= lines);
    TM_ASSERT((mistake.line == 0) == (mistake.column == 0));
    TM_ASSERT(!mistake.text.empty() && !mistake.remedy.empty());
    TM_ASSERT(mistake.line > 0 || !mistake.path.empty());
    TM_ASSERT(!config::describe(mistake, "file").empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view yaml = bytes.substr(0, std::min(bytes.find('\0'), bytes.size()));
  const config::Loaded loaded = config::load(yaml, overrides_in(bytes));
  check_mistakes(loaded.mistakes, yaml);
  if (!loaded.mistakes.empty()) return 0;
  const auto again = config::from_content(loaded.config.content);
  TM_ASSERT(again.ok());
  TM_ASSERT(again->content == loaded.config.content);
  return 0;
}
