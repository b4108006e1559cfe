#include <unistd.h>

#include "tools/command.h"
#include "tools/configuration.h"
#include "tools/configuration_text.h"
#include "tools/output_stream.h"
#include "tools/report.h"

namespace tidemark::tools {
namespace {

constexpr char kFooter[] =
    R"(Lookup: --config, $TIDEMARK_CONFIG, ./tidemark.yaml, /etc/tidemark/tidemark.yaml, the built-in default.
Single values are overridden by TIDEMARK_<SECTION>__<KEY>. All mistakes are listed at once, each with its
line and column and what would be right; the exit code is 1 then.

Examples:
  tidemark check
  tidemark check --config shop.yaml
  TIDEMARK_TIME__ZONE=Europe/Berlin tidemark check --json)";

class CheckCommand final : public Command {
 public:
  std::string_view name() const override { return "check"; }
  std::string_view summary() const override { return "Validate a configuration: what is wrong, and where"; }

  void define(OptionList& options) override {
    options.text("--config", "FILE", config_, "Configuration to check [by the lookup order below]");
    options.text("--model", "FILE", model_, "Model of 'tidemark train' to lay over it");
    options.flag("--json", json_, "The answer as one JSON object");
    options.footer(kFooter);
  }

  ExitCode run() override {
    const Result<Configuration> configuration = read_configuration(config_, model_);
    if (!configuration.ok()) {
      // Nothing of ours is stored in a configuration, so an unreadable file is no storage failure.
      report_error(name(), configuration.status().message());
      return ExitCode::kFailed;
    }
    const bool valid = configuration->loaded.mistakes.empty();
    OutputStream errors(STDERR_FILENO);
    for (const std::string& line : describe_mistakes(*configuration)) errors.line(line);
    (void)errors.flush();  // without a stderr there is nobody to tell
    OutputStream out(STDOUT_FILENO);
    if (json_) {
      out.line(configuration_json(*configuration));
    } else if (valid) {
      write_configuration(out, *configuration);
    }
    const Status written = out.flush();
    if (!written.ok()) return report_failure(name(), written);
    return valid ? ExitCode::kDone : ExitCode::kFailed;
  }

 private:
  std::string config_;
  std::string model_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_check_command() {
  return std::make_unique<CheckCommand>();
}

}  // namespace tidemark::tools
