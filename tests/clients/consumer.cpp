#include "tests/clients/consumer.h"

#include <signal.h>

#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace tidemark::live {

Consumer::Consumer(std::filesystem::path directory, std::string name, std::string program, std::string script,
                   std::string topic, Words variables)
    : directory_(std::move(directory)), name_(std::move(name)), topic_(std::move(topic)) {
  words_ = {"/usr/bin/env"};
  words_.insert(words_.end(), variables.begin(), variables.end());
  words_.insert(words_.end(),
                {std::move(program), TIDEMARK_EXAMPLES "/" + std::move(script), topic_, cursor_file()});
}

void Consumer::start() {
  ++lives_;
  process_ = std::make_unique<Process>(words_, directory_, out_of(lives_), err_of(lives_));
}

void Consumer::kill() {
  process_->signal(SIGKILL);
  if (!process_->ended_within(std::chrono::seconds(30)))
    throw std::runtime_error(name_ + " cannot be killed");
  process_.reset();
}

std::vector<std::string> Consumer::lines() const {
  std::vector<std::string> all;
  for (int life = 1; life <= lives_; ++life) {
    std::istringstream out(content_of(directory_ / out_of(life)));
    bool first = true;
    for (std::string line; std::getline(out, line); first = false) {
      if (!first || all.empty() || line != all.back()) all.push_back(line);
    }
  }
  return all;
}

std::string Consumer::complaints() const {
  return content_of(directory_ / err_of(lives_));
}

std::string first_that_works(const Words& commands) {
  for (const std::string& command : commands) {
    if (std::system((command + " >/dev/null 2>&1").c_str()) == 0) return command;
  }
  return "";
}

}  // namespace tidemark::live
