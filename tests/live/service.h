#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "tests/live/process.h"

namespace tidemark::live {

/// `tidemark serve` on a store in a temporary directory: a service that clients find again after each start.
///
/// Its directory is removed at the end unless a test has failed in it. Thread: one starts and ends it;
/// clients ask for addresses from any.
class Service {
 public:
  /// `config`: without http and zmq, which are added. `clock`: wall or event. `http_port`: where it listens
  /// each time; 0: where there is room.
  explicit Service(const std::string& config, std::string clock = "event", std::uint16_t http_port = 0);
  ~Service();

  void configure(const std::string& config);  ///< writes the file only
  /// Starts it; with launch() nothing is waited for.
  void launch();
  /// Until /readyz says yes. Throws with its log when that does not happen.
  void wait_until_ready();
  void start() {
    launch();
    wait_until_ready();
  }
  void kill();
  void signal(int number) { process_->signal(number); }
  /// SIGTERM, and its exit code; nothing when it does not end within half a minute.
  std::optional<int> terminate();
  /// Until its log has this text; false after some seconds.
  bool says(const std::string& text) const;
  bool says_now(const std::string& text) const { return log().find(text) != std::string::npos; }
  std::string log() const { return content_of(directory_ / log_name()); }
  std::uint64_t memory_bytes() const { return process_->memory_bytes(); }

  std::uint16_t http_port() const { return http_port_.load(); }  ///< 0: it is down
  std::string ingest() const { return endpoint("ingest"); }
  std::string alerts() const { return endpoint("alerts"); }
  std::string catch_up() const { return endpoint("catch_up"); }
  const std::filesystem::path& directory() const { return directory_; }

 private:
  std::string endpoint(const std::string& name) const { return "ipc://" + (directory_ / name).string(); }
  std::string log_name() const { return "serve." + std::to_string(starts_) + ".err"; }

  std::filesystem::path directory_;
  const std::string clock_;
  const std::uint16_t fixed_http_port_;
  int starts_ = 0;
  std::unique_ptr<Process> process_;
  std::atomic<std::uint16_t> http_port_{0};
};

}  // namespace tidemark::live
