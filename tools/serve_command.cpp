#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <ctime>
#include <thread>

#include "engine/api/server.h"
#include "tools/build_info.h"
#include "tools/command.h"
#include "tools/configuration.h"
#include "tools/report.h"
#include "tools/service_notify.h"

namespace tidemark::tools {
namespace {

constexpr std::uint64_t kShardsMax = 64;
constexpr auto kAnswersGrace = std::chrono::seconds(5);

constexpr char kFooter[] =
    R"(Events come in over HTTP (POST /v1/events) and ZeroMQ, alerts go out over both; see README.md for the
addresses and forms, and http: and zmq: in the configuration to change them.

SIGTERM and SIGINT end it: what was taken is committed and answered, the store is closed. A second one ends
it at once; nothing that was answered is lost then either. SIGHUP reads the configuration anew.

Examples:
  tidemark serve
  tidemark serve --data /var/lib/tidemark --config /etc/tidemark/tidemark.yaml --log-format json
  tidemark serve --clock event --data ./sample-store)";

/// The signals that this program waits for, blocked in every thread that is started afterwards.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  (void)::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  (void)std::signal(SIGPIPE, SIG_IGN);  // a reader that leaves is the front ends' business
  return signals;
}

class ServeCommand final : public Command {
 public:
  std::string_view name() const override { return "serve"; }
  std::string_view summary() const override { return "Run the engine: events in, alerts out, all day"; }

  void define(OptionList& options) override {
    options.text("--config", "FILE", config_,
                 "Configuration [by the lookup order, see 'tidemark check --help']");
    options.text("--model", "FILE", model_, "Model of 'tidemark train' to lay over it");
    options.text("--data", "DIR", data_, "Store to create or continue [./tidemark-data]");
    options.choice("--clock", {"wall", "event"}, clock_,
                   "What moves time [the store's; a new one's is the configuration's]");
    options.flag("--mute", mute_, "Make no alerts public; levels change all the same");
    options.number("--shards", "N", shards_, 1, kShardsMax,
                   "Threads that score; answers do not depend on it [up to 2]");
    options.footer(kFooter);
  }

  ExitCode run() override {
    const sigset_t signals = block_signals();
    std::optional<Configuration> configuration = valid_configuration(config_, name(), model_);
    if (!configuration) return ExitCode::kFailed;
    engine::ServerOptions options;
    options.engine.config = std::move(configuration->loaded.config);
    options.engine.data = data_;
    options.engine.shards = static_cast<unsigned>(shards_);
    options.engine.mute = mute_;
    if (!clock_.empty()) {
      options.engine.clock = clock_ == "wall" ? config::ClockMode::kWall : config::ClockMode::kEvent;
    }
    options.api.version = {
        {"version", kVersion}, {"revision", kRevision}, {"compiler", kCompiler}, {"build_type", kBuildType}};
    options.api.read_configuration = [this] { return read_again(); };
    log_info("configuration: " + configuration->name + "; store: " + data_);
    Result<std::unique_ptr<engine::Server>> server = engine::Server::start(std::move(options));
    if (!server.ok()) return report_failure(name(), server.status());
    const engine::LiveEngine::Statistics statistics = (*server)->engine().statistics();
    log_info("recovered: " + std::to_string(statistics.records_replayed) +
             " log records replayed, alerts up to " + std::to_string(statistics.alerts.epoch) + ":" +
             std::to_string(statistics.alerts.last));
    for (const std::string& address : (*server)->addresses()) log_info("listening on " + address);
    notify_service_manager("READY=1");
    wait(**server, signals);
    return end(**server, signals);
  }

 private:
  Result<config::Config> read_again() const {
    Result<Configuration> configuration = read_configuration(config_, model_);
    if (!configuration.ok()) return configuration.status();
    std::string mistakes;
    for (const std::string& line : describe_mistakes(*configuration)) {
      mistakes += (mistakes.empty() ? "" : "\n") + line;
    }
    if (!mistakes.empty()) return Status::invalid(mistakes);
    return std::move(configuration->loaded.config);
  }

  /// Until a signal to end, or the storage fails.
  void wait(engine::Server& server, const sigset_t& signals) {
    constexpr timespec kTick{0, 100'000'000};
    bool clock_jumped = false;
    while (!server.failed()) {
      const int signal = ::sigtimedwait(&signals, nullptr, &kTick);
      if (signal == SIGHUP) reload(server);
      if (signal == SIGTERM || signal == SIGINT) return;
      server.tick();
      const bool jumped = server.engine().statistics().clock_jumped;
      if (jumped && !clock_jumped) {
        log_warning("the wall clock has jumped: time stands still until it is back; reload to believe it");
      }
      clock_jumped = jumped;
    }
  }

  void reload(engine::Server& server) const {
    notify_service_manager("RELOADING=1");
    server.reload([this](const Status& status) {
      if (status.ok()) {
        log_info("configuration read anew and in force");
      } else {
        report_error(name(), "the configuration stays as it was: " + status.message());
      }
      notify_service_manager("READY=1");
    });
  }

  ExitCode end(engine::Server& server, const sigset_t& signals) {
    notify_service_manager("STOPPING=1");
    if (!server.failed()) log_info("ending: what was taken is committed and answered");
    std::atomic<bool> ended{false};
    std::thread impatience([&] {
      constexpr timespec kTick{0, 50'000'000};
      while (!ended.load()) {
        const int signal = ::sigtimedwait(&signals, nullptr, &kTick);
        if (signal == SIGTERM || signal == SIGINT) ::_exit(128 + signal);
      }
    });
    const Status drained = server.drain(kAnswersGrace);
    ended.store(true);
    impatience.join();
    if (!drained.ok()) return report_failure(name(), drained);
    log_info("ended");
    return ExitCode::kDone;
  }

  std::string config_;
  std::string model_;
  std::string data_ = "tidemark-data";
  std::string clock_;
  bool mute_ = false;
  std::uint64_t shards_ = std::clamp(std::thread::hardware_concurrency(), 1U, 2U);
};

}  // namespace

std::unique_ptr<Command> make_serve_command() {
  return std::make_unique<ServeCommand>();
}

}  // namespace tidemark::tools
