#include "tests/golden/program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace tidemark::golden {
namespace {

std::runtime_error failed(const std::string& what) {
  return std::runtime_error(what + ": " + std::strerror(errno));
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The tester's environment without Tidemark's variables, and the test's own.
std::vector<std::string> variables(const Environment& environment) {
  std::vector<std::string> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with("TIDEMARK_")) all.emplace_back(*variable);
  }
  for (const auto& [name, value] : environment) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

int open_output(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) throw failed("cannot write " + path.string());
  return descriptor;
}

}  // namespace

Program::Program(const std::filesystem::path& directory, const std::vector<std::string>& arguments,
                 const Environment& environment, Stdin input)
    : directory_(directory), begin_(std::chrono::steady_clock::now()) {
  static int count = 0;
  name_ = ".program" + std::to_string(++count);
  ::signal(SIGPIPE, SIG_IGN);  // a program that ends before it has read all is seen by write_stdin()
  int ends[2] = {-1, -1};
  if (input == Stdin::kPipe) {
    if (::pipe2(ends, O_CLOEXEC) != 0) throw failed("no pipe");
  } else if ((ends[0] = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0) {
    throw failed("no /dev/null");
  }
  stdin_ = ends[1];
  std::vector<std::string> words = {TIDEMARK_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  start(words, environment, ends[0]);
  ::close(ends[0]);
}

void Program::start(std::vector<std::string> words, const Environment& environment, int input) {
  std::vector<std::string> settings = variables(environment);
  const std::vector<char*> argv = pointers(words);
  const std::vector<char*> envp = pointers(settings);
  const int out = open_output(directory_ / (name_ + ".out"));
  const int err = open_output(directory_ / (name_ + ".err"));
  pid_ = ::fork();
  if (pid_ < 0) throw failed("cannot fork");
  if (pid_ == 0) {  // only what a signal handler may do: no allocation
    ::signal(SIGPIPE, SIG_DFL);
    if (::chdir(directory_.c_str()) == 0 && ::dup2(input, 0) >= 0 && ::dup2(out, 1) >= 0 &&
        ::dup2(err, 2) >= 0) {
      ::execve(argv[0], argv.data(), envp.data());
    }
    ::_exit(127);
  }
  ::close(out);
  ::close(err);
}

Program::~Program() {
  if (!ended_) {
    ::kill(pid_, SIGKILL);
    (void)reap(true);  // it has been killed, so it ends
  }
  close_stdin();
}

bool Program::write_stdin(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(stdin_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void Program::close_stdin() {
  if (stdin_ >= 0) ::close(stdin_);
  stdin_ = -1;
}

bool Program::reap(bool block) {
  while (!ended_) {
    const pid_t found = ::waitpid(pid_, &status_, block ? 0 : WNOHANG);
    if (found == 0) return false;
    if (found < 0 && errno == EINTR) continue;
    if (found < 0) throw failed("cannot wait");
    ended_ = true;
  }
  return true;
}

bool Program::ended_within(std::chrono::microseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (!reap(false)) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  return true;
}

void Program::kill() {
  ::kill(pid_, SIGKILL);
  (void)reap(true);
}

Ended Program::wait() {
  (void)reap(true);
  Ended result;
  result.seconds = std::chrono::steady_clock::now() - begin_;
  result.code = WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  result.out = read_file(directory_ / (name_ + ".out"));
  result.err = read_file(directory_ / (name_ + ".err"));
  return result;
}

std::optional<std::uint64_t> Program::bytes_read() const {
  std::ifstream counters("/proc/" + std::to_string(pid_) + "/io");
  std::string name;
  std::uint64_t value = 0;
  while (counters >> name >> value) {
    if (name == "rchar:") return value;
  }
  return std::nullopt;
}

}  // namespace tidemark::golden
