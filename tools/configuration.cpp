#include "tools/configuration.h"

#include <cstdlib>

#include "tools/report.h"

namespace tidemark::tools {

Result<Configuration> read_configuration(const std::string& flag, const std::string& model) {
  const Result<config::Source> source =
      config::find_source(flag, [](const char* name) { return std::getenv(name); });
  if (!source.ok()) return source.status();
  std::string model_text;
  if (!model.empty()) {
    Result<std::string> text = config::read_model(model);
    if (!text.ok()) return text.status();
    model_text = text.take();
  }
  return Configuration{source->path.empty() ? "built-in default" : source->path,
                       config::load(source->yaml, config::environment_overrides(), model_text), model};
}

std::vector<std::string> describe_mistakes(const Configuration& configuration) {
  std::vector<std::string> lines;
  lines.reserve(configuration.loaded.mistakes.size());
  for (const config::Mistake& mistake : configuration.loaded.mistakes) {
    lines.push_back(config::describe(mistake, configuration.name, configuration.model));
  }
  return lines;
}

std::optional<Configuration> valid_configuration(const std::string& flag, std::string_view command,
                                                 const std::string& model) {
  Result<Configuration> configuration = read_configuration(flag, model);
  if (!configuration.ok()) {
    report_error(command, configuration.status().message());
    return std::nullopt;
  }
  if (configuration->loaded.mistakes.empty()) return configuration.take();
  for (const std::string& line : describe_mistakes(*configuration)) report_error(command, line);
  return std::nullopt;
}

}  // namespace tidemark::tools
