#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

#include "engine/score.h"
#include "operators/scoring.h"
#include "tools/alert_line.h"
#include "tools/command.h"
#include "tools/configuration.h"
#include "tools/console.h"
#include "tools/json_value.h"
#include "tools/output_stream.h"
#include "tools/report.h"
#include "tools/score_summary.h"

namespace tidemark::tools {
namespace {

constexpr std::uint64_t kShardsMax = 64;

constexpr char kFooter[] =
    R"(EVENTS are read in the order given: NDJSON, .gz or .zst, '-' for stdin. Time is the events' own.
With --data the store stays: score further files into it later, or the same ones again after a crash -
what it has seen is not counted twice. Without, a temporary store is removed at the end.

Examples:
  tidemark score events.ndjson.gz --customers customers.csv --alerts alerts.ndjson
  tidemark score events.ndjson --until 2026-01-01 --customers -
  tidemark simulate --events 100000 | tidemark score - --print --print-level tier --print-level churn=high
  tidemark score monday.ndjson tuesday.ndjson --data ./store)";

/// Two shards are cheap on any machine of today; more are asked for.
std::uint64_t default_shards() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, 2U);
}

config::Durability durability_of(std::string_view word) {
  if (word == "os") return config::Durability::kOs;
  return word == "none" ? config::Durability::kNone : config::Durability::kFsync;
}

/// Whether it can be read, told before anything is set up. Empty when it can.
std::string unreadable(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::strerror(errno);
  if (S_ISDIR(found.st_mode)) return "it is a directory";
  return ::access(path.c_str(), R_OK) == 0 ? std::string() : std::strerror(errno);
}

class ScoreCommand final : public Command {
 public:
  std::string_view name() const override { return "score"; }
  std::string_view summary() const override {
    return "Score event logs: every customer's levels, and every alert";
  }

  void define(OptionList& options) override {
    options.words("EVENTS", options_.inputs, "Event logs in order; '-' is stdin");
    options.text("--config", "FILE", config_,
                 "Configuration [by the lookup order, see 'tidemark check --help']");
    options.text("--model", "FILE", model_, "Model of 'tidemark train' to lay over it");
    options.text("--data", "DIR", options_.data, "Store to create or continue [a temporary one]");
    options.instant("--until", options_.until, "Only events before TIME; answers as of TIME");
    options.exclude("--until", "--data");
    options.text("--customers", "OUT", options_.customers_out,
                 "Every customer: NDJSON, or CSV by the ending; '-' is stdout");
    options.text("--alerts", "OUT", options_.alerts_out, "Every alert, in the same way");
    options.number("--shards", "N", shards_, 1, kShardsMax,
                   "Threads that score; answers do not depend on it [up to 2]");
    options.choice("--durability", {"fsync", "os", "none"}, durability_,
                   "When a commit counts [the configuration's]");
    options.flag("--exact", options_.exact, "RFM and ABC of --customers by exact ranks, not by histograms");
    options.flag("--mute", options_.mute, "Make no alerts public; levels change all the same");
    options.flag("--print", print_, "Print alerts for people as they come");
    options.texts("--print-level", "LEVEL[=VALUE]", print_levels_,
                  "Print alerts of this level only, or of this change (repeatable)");
    options.flag("--json", json_, "Closing summary as one JSON object");
    options.footer(kFooter);
  }

  ExitCode run() override {
    if (const std::string wrong = wrong_usage(); !wrong.empty()) return report_usage(name(), wrong);
    for (const std::string& input : options_.inputs) {
      const std::string why = input == "-" ? std::string() : unreadable(input);
      if (why.empty()) continue;
      report_error(name(), "cannot read '" + input + "': " + why);
      return ExitCode::kFailed;
    }
    std::optional<Configuration> configuration = valid_configuration(config_, name(), model_);
    if (!configuration) return ExitCode::kFailed;
    options_.config = std::move(configuration->loaded.config);
    if (const Status wrong = check_print_levels(); wrong.code() == Code::kInvalidArgument) {
      return report_usage(name(), wrong.message());
    } else if (!wrong.ok()) {
      return report_failure(name(), wrong);
    }
    if (!durability_.empty()) options_.config.durability = durability_of(durability_);
    options_.shards = static_cast<unsigned>(shards_);
    log_debug("configuration: " + configuration->name + ", shards: " + std::to_string(shards_));
    return score();
  }

 private:
  bool data_on_stdout() const { return options_.customers_out == "-" || options_.alerts_out == "-"; }
  /// People's output gives way where stdout carries data.
  int people_descriptor() const { return data_on_stdout() ? STDERR_FILENO : STDOUT_FILENO; }

  std::string wrong_usage() const {
    if (std::count(options_.inputs.begin(), options_.inputs.end(), "-") > 1)
      return "stdin ('-') can be read once only";
    if (!options_.customers_out.empty() && options_.customers_out == options_.alerts_out) {
      return "--customers and --alerts cannot write to the same place";
    }
    if (std::count(options_.inputs.begin(), options_.inputs.end(), "") > 0) return "an EVENTS path is empty";
    for (const std::string& input : options_.inputs) {
      if (input != "-" && (input == options_.customers_out || input == options_.alerts_out)) {
        return "'" + input + "' is both read and written";
      }
    }
    return {};
  }

  /// Errors: kInvalidArgument for a level that the configuration does not have; kUnsupported where it has
  /// none because it cannot be in force.
  Status check_print_levels() const {
    const auto scoring = operators::Scoring::make(options_.config, 0, 1);
    if (!scoring.ok()) return Status::unsupported(scoring.status().message());
    const std::vector<std::string>& known = (*scoring)->chains();
    for (const std::string& text : print_levels_) {
      const std::string level = text.substr(0, text.find_first_of("=:"));
      if (std::find(known.begin(), known.end(), level) != known.end()) continue;
      std::string names;
      for (const std::string& name : known) names += (names.empty() ? "" : ", ") + name;
      return Status::invalid("--print-level: there is no level '" + level + "'; levels are " + names);
    }
    return {};
  }

  bool wanted(std::string_view level, std::string_view value) const {
    return print_levels_.empty() ||
           std::any_of(print_levels_.begin(), print_levels_.end(), [&](const std::string& text) {
             const std::size_t separator = text.find_first_of("=:");
             if (text.substr(0, separator) != level) return false;
             return separator == std::string::npos || text.substr(separator + 1) == value;
           });
  }

  void print(Console& console, const engine::PublishedAlert& published) const {
    const Result<JsonValue> alert = parse_json(published.json);
    if (!alert.ok()) return console.line(published.json);
    if (wanted(published.level, alert->text_of("data.to"))) console.line(alert_line(*alert));
  }

  ExitCode score() {
    const bool printing = print_ || !print_levels_.empty();
    Console console(people_descriptor(), ::isatty(STDERR_FILENO) == 1);
    if (printing) {
      options_.on_alert = [this, &console](const engine::PublishedAlert& alert) { print(console, alert); };
    }
    options_.on_progress = [&console](const engine::ScoreProgress& progress) { console.progress(progress); };
    const Result<engine::ScoreSummary> summary = engine::score(options_);
    const Status printed = console.finish();
    if (summary.status().code() == Code::kInvalidArgument) {
      return report_usage(name(), summary.status().message());
    }
    if (!summary.ok()) return report_failure(name(), summary.status());
    if (!printed.ok()) return report_failure(name(), printed);

    OutputStream out(people_descriptor());
    if (json_) {
      out.line(summary_json(*summary));
    } else {
      if (printing) out.write("\n");
      write_summary(out, *summary, options_.data);
    }
    const Status written = out.flush();
    return written.ok() ? ExitCode::kDone : report_failure(name(), written);
  }

  engine::ScoreOptions options_;
  std::string config_;
  std::string model_;
  std::string durability_;
  std::uint64_t shards_ = default_shards();
  bool print_ = false;
  bool json_ = false;
  std::vector<std::string> print_levels_;
};

}  // namespace

std::unique_ptr<Command> make_score_command() {
  return std::make_unique<ScoreCommand>();
}

}  // namespace tidemark::tools
