#include <unistd.h>

#include "tools/command.h"
#include "tools/output_stream.h"
#include "tools/report.h"
#include "tools/simulate/simulate.h"

namespace tidemark::tools {
namespace {

constexpr std::uint64_t kDaysMax = 36'500;
constexpr std::uint64_t kEventsMax = 1'000'000'000'000;
constexpr std::uint64_t kSeedMax = ~std::uint64_t{0};

constexpr char kFooter[] =
    R"(A shop's stream in native NDJSON on stdout: people arrive, browse, buy, complain and fall silent. The same
options give the same bytes. With neither --days nor --events it plays 365 days; with both, what ends first.

Examples:
  tidemark simulate --customers 1000 --days 90 > events.ndjson
  tidemark simulate --events 1000000 --customers 100000 --seed 7 | zstd > events.ndjson.zst
  tidemark simulate --events 100000 | tidemark score -)";

class SimulateCommand final : public Command {
 public:
  std::string_view name() const override { return "simulate"; }
  std::string_view summary() const override { return "Make a realistic synthetic event stream"; }

  void define(OptionList& options) override {
    options.number("--customers", "N", options_.customers, 1, simulate::kCustomersMax,
                   "People who will have come by the end [1000]");
    options.number("--days", "D", days_, 1, kDaysMax, "Play so many days [365 without --events]");
    options.number("--events", "N", options_.events, 1, kEventsMax, "Exactly so many lines");
    options.number("--seed", "S", options_.seed, 0, kSeedMax, "Another seed, another stream [1]");
    options.instant("--start", start_, "Midnight the stream begins at [2025-01-01]");
    options.footer(kFooter);
  }

  ExitCode run() override {
    if (start_) options_.start = *start_;
    if (options_.start < 0 || options_.start % kDay != 0) {
      return report_usage(name(), "--start must be a midnight (UTC) from 1970-01-01 on, such as 2025-01-01");
    }
    if (days_ > 0 || options_.events > 0) options_.days = static_cast<std::uint32_t>(days_);
    OutputStream out(STDOUT_FILENO);
    const Status made = simulate::simulate(options_, [&](std::string_view lines) {
      out.write(lines);
      return out.ok() ? Status() : out.flush();
    });
    if (made.code() == Code::kInvalidArgument) return report_usage(name(), made.message());
    if (!made.ok()) return report_failure(name(), made);
    const Status written = out.flush();
    return written.ok() ? ExitCode::kDone : report_failure(name(), written);
  }

 private:
  simulate::SimulateOptions options_;
  std::uint64_t days_ = 0;
  std::optional<Millis> start_;
};

}  // namespace

std::unique_ptr<Command> make_simulate_command() {
  return std::make_unique<SimulateCommand>();
}

}  // namespace tidemark::tools
