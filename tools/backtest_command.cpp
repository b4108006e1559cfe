#include <unistd.h>

#include <algorithm>

#include "config/scalars.h"
#include "engine/learn/backtest.h"
#include "engine/learn/event_inputs.h"
#include "tools/backtest_text.h"
#include "tools/command.h"
#include "tools/configuration.h"
#include "tools/report.h"

namespace tidemark::tools {
namespace {

constexpr std::uint64_t kExamplesMax = 1000;

constexpr char kFooter[] =
    R"(Scores as of --at with nothing of later, then looks at what happened within the horizon: how well risks
ranked (AUC) and how true they were (Brier, log loss, calibration), what became of each band, and how many
alerts came a day. With two --config also who stands elsewhere. Nothing is written.

Examples:
  tidemark backtest events.ndjson.gz --at 2025-10-01 --model churn.model.yaml
  tidemark backtest events.ndjson --at 2025-10-01 --config today.yaml --config tomorrow.yaml --examples 20)";

class BacktestCommand final : public Command {
 public:
  std::string_view name() const override { return "backtest"; }
  std::string_view summary() const override { return "Score as of then, and look at what happened since"; }

  void define(OptionList& options) override {
    options.words("EVENTS", inputs_, "Event logs in order; '-' is stdin", false);
    options.instant("--at", at_, "As of when");
    options.texts("--config", "FILE", configs_,
                  "Configuration [by the lookup order]; given twice, the two are compared");
    options.text("--model", "FILE", model_, "Model of 'tidemark train' to lay over it (over both)");
    options.text("--data", "DIR", data_, "Events of a store's log instead, if it is kept from its beginning");
    options.text("--horizon", "SPAN", horizon_,
                 "How far to look, such as 91d [the model's, the configuration's]");
    options.number("--examples", "N", examples_, 0, kExamplesMax,
                   "Customers to name for each move between levels [5]");
    options.flag("--json", json_, "The answer as one JSON object");
    options.footer(kFooter);
  }

  ExitCode run() override {
    if (const std::string wrong = wrong_usage(); !wrong.empty()) return report_usage(name(), wrong);
    engine::BacktestOptions options;
    options.at = *at_;
    options.examples = examples_;
    options.on_phase = [](const std::string& phase) { log_info(phase); };
    std::vector<std::string> names;
    if (configs_.empty()) configs_.emplace_back();
    for (const std::string& path : configs_) {
      std::optional<Configuration> configuration = valid_configuration(path, name(), model_);
      if (!configuration) return ExitCode::kFailed;
      names.push_back(configuration->name);
      options.configs.push_back(std::move(configuration->loaded.config));
      if (horizon_.empty()) continue;
      if (const config::Verdict wrong =
              config::parse_span(horizon_, kDay, options.configs.back().churn.horizon)) {
        return report_usage(name(), "--horizon " + wrong->text + "; " + wrong->remedy);
      }
    }
    Result<std::unique_ptr<engine::EventInputs>> inputs = engine::EventInputs::open(inputs_, data_);
    if (!inputs.ok()) return report_failure(name(), inputs.status());
    options.inputs = (*inputs)->paths();
    const Result<engine::BacktestReport> report = engine::backtest(options);
    if (!report.ok()) return report_failure(name(), report.status());
    return tell(*report, names);
  }

 private:
  std::string wrong_usage() const {
    if (inputs_.empty() == data_.empty()) return "name EVENTS, or a store by --data";
    if (std::count(inputs_.begin(), inputs_.end(), "-") > 1) return "stdin ('-') can be read once only";
    if (!at_) return "--at is required: the instant to score as of, such as --at 2026-01-01";
    if (configs_.size() > 2) return "--config can be given once, or twice to compare";
    return {};
  }

  ExitCode tell(const engine::BacktestReport& report, const std::vector<std::string>& names) const {
    OutputStream out(STDOUT_FILENO);
    if (json_) {
      out.line(backtest_json(report, names));
    } else {
      write_backtest(out, report, names);
    }
    const Status written = out.flush();
    return written.ok() ? ExitCode::kDone : report_failure(name(), written);
  }

  std::vector<std::string> inputs_;
  std::optional<Millis> at_;
  std::vector<std::string> configs_;
  std::string model_;
  std::string data_;
  std::string horizon_;
  std::uint64_t examples_ = 5;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_backtest_command() {
  return std::make_unique<BacktestCommand>();
}

}  // namespace tidemark::tools
