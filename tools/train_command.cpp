#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>

#include "config/scalars.h"
#include "engine/learn/event_inputs.h"
#include "engine/learn/train.h"
#include "tools/command.h"
#include "tools/configuration.h"
#include "tools/report.h"
#include "tools/train_text.h"

namespace tidemark::tools {
namespace {

constexpr char kFooter[] =
    R"(Looks at every customer as of --until, and as of one and two horizons before, when what followed is known;
fits MBG/NBD, BG/NBD, NBD, their calibration, and logistic models; compares them on customers held back, and
writes the best one, band cuts, and Gamma-Gamma for spending. Nothing from --until on is looked at. Who counts
as active is the configuration's churn.activity [purchases]; cuts follow churn.bands.share or capacity_per_day.
The file is YAML: read it. The same input gives the same file.

Examples:
  tidemark train events.ndjson.gz --horizon 91d --out churn.model.yaml
  tidemark train events.ndjson --until 2026-01-01 --horizon 61d --config shop.yaml --out churn.model.yaml
  tidemark score events.ndjson --config shop.yaml --model churn.model.yaml --customers -)";

class TrainCommand final : public Command {
 public:
  std::string_view name() const override { return "train"; }
  std::string_view summary() const override {
    return "Learn churn and spending from event logs: a model file";
  }

  void define(OptionList& options) override {
    options.words("EVENTS", inputs_, "Event logs in order; '-' is stdin", false);
    options.text("--config", "FILE", config_,
                 "Configuration [by the lookup order, see 'tidemark check --help']");
    options.text("--data", "DIR", data_, "Events of a store's log instead, if it is kept from its beginning");
    options.instant("--until", options_.until, "Only events before TIME [all]");
    options.text("--horizon", "SPAN", horizon_,
                 "How long a silence is churn, such as 91d [the configuration's]");
    options.number("--seed", "N", options_.seed, 0, std::numeric_limits<std::uint32_t>::max(),
                   "Another division into customers held back and not [0]");
    options.text("--out", "FILE", out_, "Model file to write", true);
    options.flag("--json", json_, "What was learned as one JSON object");
    options.footer(kFooter);
  }

  ExitCode run() override {
    if (inputs_.empty() == data_.empty()) return report_usage(name(), "name EVENTS, or a store by --data");
    if (std::count(inputs_.begin(), inputs_.end(), "-") > 1) {
      return report_usage(name(), "stdin ('-') can be read once only");
    }
    std::optional<Configuration> configuration = valid_configuration(config_, name());
    if (!configuration) return ExitCode::kFailed;
    options_.config = std::move(configuration->loaded.config);
    if (!horizon_.empty()) {
      if (const config::Verdict wrong = config::parse_span(horizon_, kDay, options_.config.churn.horizon)) {
        return report_usage(name(), "--horizon " + wrong->text + "; " + wrong->remedy);
      }
    }
    Result<std::unique_ptr<engine::EventInputs>> inputs = engine::EventInputs::open(inputs_, data_);
    if (!inputs.ok()) return report_failure(name(), inputs.status());
    options_.inputs = (*inputs)->paths();
    options_.on_phase = [](const std::string& phase) { log_info(phase); };
    const Result<engine::Trained> trained = engine::train(options_);
    if (!trained.ok()) return report_failure(name(), trained.status());
    if (const Status written = write_model(*trained); !written.ok()) return report_failure(name(), written);
    return tell(*trained);
  }

 private:
  /// Whole or not at all: a model may be in use where it is written to.
  Status write_model(const engine::Trained& trained) const {
    const std::string part = out_ + ".part";
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    file << config::render_model(trained.model, evidence_of(trained));
    file.close();
    if (!file || std::rename(part.c_str(), out_.c_str()) != 0) {
      const std::string why = std::strerror(errno);
      (void)std::remove(part.c_str());  // what is left of it is of no use
      return Status::foreign("cannot write '" + out_ + "': " + why);
    }
    return {};
  }

  ExitCode tell(const engine::Trained& trained) const {
    OutputStream out(STDOUT_FILENO);
    if (json_) {
      out.line(training_json(trained, out_));
    } else {
      write_training(out, trained, out_);
    }
    const Status written = out.flush();
    return written.ok() ? ExitCode::kDone : report_failure(name(), written);
  }

  engine::TrainOptions options_;
  std::vector<std::string> inputs_;
  std::string config_;
  std::string data_;
  std::string horizon_;
  std::string out_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_train_command() {
  return std::make_unique<TrainCommand>();
}

}  // namespace tidemark::tools
