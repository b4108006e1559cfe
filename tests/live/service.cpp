#include "tests/live/service.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <stdexcept>

#include "tests/live/eventually.h"
#include "tests/live/http_client.h"

namespace tidemark::live {
namespace {

using namespace std::chrono_literals;

constexpr auto kStartLimit = 60s;

}  // namespace

Service::Service(const std::string& config, std::string clock, std::uint16_t http_port)
    : clock_(std::move(clock)), fixed_http_port_(http_port) {
  std::string name = (std::filesystem::temp_directory_path() / "tidemark_live.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  directory_ = name;
  ::signal(SIGPIPE, SIG_IGN);  // a service that is killed is seen by send()
  configure(config);
}

Service::~Service() {
  process_.reset();
  if (::testing::Test::HasFailure()) {
    std::fprintf(stderr, "store and logs are kept in %s\n", directory_.c_str());
    return;
  }
  std::error_code ignored;  // what is left in the temporary directory fails no test
  std::filesystem::remove_all(directory_, ignored);
}

void Service::configure(const std::string& config) {
  write_file(directory_ / "tidemark.yaml",
             config + "\nhttp: {listen: \"127.0.0.1:" + std::to_string(fixed_http_port_) +
                 "\"}\n"
                 "zmq: {ingest: \"" +
                 ingest() + "\", pull: \"\", alerts: \"" + alerts() + "\", catch_up: \"" + catch_up() +
                 "\"}\n");
}

void Service::launch() {
  process_.reset();
  ++starts_;
  process_ = std::make_unique<Process>(
      tidemark({"serve", "--clock", clock_, "--data", "data", "--config", "tidemark.yaml"}), directory_,
      "serve.out", log_name());
}

void Service::wait_until_ready() {
  const auto ready = [&] {
    if (process_->ended_within(0ms)) throw std::runtime_error("it does not start: " + log());
    constexpr char kWord[] = "listening on http://127.0.0.1:";
    const std::string text = log();
    const std::size_t at = text.find(kWord);
    if (at == std::string::npos || text.find('\n', at) == std::string::npos) return false;
    const auto port =
        static_cast<std::uint16_t>(std::strtoul(text.c_str() + at + sizeof(kWord) - 1, nullptr, 10));
    HttpClient client;
    const std::optional<HttpReply> reply = client.ask(port, "GET", "/readyz");
    if (!reply || reply->status != 200) return false;
    http_port_.store(port);
    return true;
  };
  if (!eventually(ready, kStartLimit)) throw std::runtime_error("it does not become ready: " + log());
}

void Service::kill() {
  http_port_.store(0);
  process_->signal(SIGKILL);
  if (!process_->ended_within(30s)) throw std::runtime_error("it cannot be killed");
}

std::optional<int> Service::terminate() {
  process_->signal(SIGTERM);
  const std::optional<int> code = process_->ended_within(30s);
  http_port_.store(0);
  return code;
}

bool Service::says(const std::string& text) const {
  return eventually([&] { return says_now(text); }, 20s);
}

}  // namespace tidemark::live
