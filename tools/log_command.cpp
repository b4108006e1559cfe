#include <unistd.h>

#include "tools/command.h"
#include "tools/output_stream.h"
#include "tools/report.h"
#include "tools/store.h"

namespace tidemark::tools {
namespace {

constexpr char kFooter[] =
    R"(Inputs with position and verdict, control records and alerts, the oldest kept record first.

Examples:
  tidemark log --data ./store | head
  tidemark log --data ./store > log.ndjson)";

class LogCommand final : public Command {
 public:
  std::string_view name() const override { return "log"; }
  std::string_view summary() const override { return "The committed log as NDJSON"; }

  void define(OptionList& options) override {
    define_data(options, data_);
    options.footer(kFooter);
  }

  ExitCode run() override {
    ExitCode code = ExitCode::kDone;
    const auto store = open_store(data_, name(), code);
    if (store == nullptr) return code;
    OutputStream out(STDOUT_FILENO);
    const Status read = store->log([&](std::string_view line) { out.line(line); });
    const Status written = out.flush();
    if (!read.ok()) return report_failure(name(), read);
    return written.ok() ? ExitCode::kDone : report_failure(name(), written);
  }

 private:
  std::string data_;
};

}  // namespace

std::unique_ptr<Command> make_log_command() {
  return std::make_unique<LogCommand>();
}

}  // namespace tidemark::tools
