#include "tests/live/process.h"

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

namespace tidemark::live {
namespace {

int open_or_throw(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (descriptor < 0) throw std::runtime_error("cannot open " + path.string() + ": " + std::strerror(errno));
  return descriptor;
}

/// The tester's environment without Tidemark's variables.
std::vector<char*> environment() {
  std::vector<char*> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (std::strncmp(*variable, "TIDEMARK_", 9) != 0) all.push_back(*variable);
  }
  all.push_back(nullptr);
  return all;
}

}  // namespace

Words tidemark(const Words& arguments) {
  Words words = {TIDEMARK_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

Process::Process(Words words, const std::filesystem::path& directory, const std::filesystem::path& out,
                 const std::filesystem::path& err) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const std::vector<char*> envp = environment();
  const int descriptors[] = {open_or_throw("/dev/null", O_RDONLY),
                             open_or_throw(directory / out, O_WRONLY | O_CREAT | O_TRUNC),
                             open_or_throw(directory / err, O_WRONLY | O_CREAT | O_TRUNC)};
  pid_ = ::fork();
  if (pid_ == 0) {  // only what a signal handler may do: other threads may hold any lock
    bool right = ::chdir(directory.c_str()) == 0;
    for (int i = 0; i < 3; ++i) right = right && ::dup2(descriptors[i], i) >= 0;
    if (right) ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  for (const int descriptor : descriptors) ::close(descriptor);
  if (pid_ < 0) throw std::runtime_error("cannot fork");
}

Process::~Process() {
  if (code_) return;
  ::kill(pid_, SIGKILL);
  (void)ended_within(std::chrono::seconds(30));
}

void Process::signal(int number) {
  if (!code_) ::kill(pid_, number);
}

std::optional<int> Process::ended_within(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (!code_) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    } else if (std::chrono::steady_clock::now() >= end) {
      break;
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  return code_;
}

std::uint64_t Process::memory_bytes() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string word; status >> word;) {
    std::uint64_t kib = 0;
    if (word == "VmRSS:" && status >> kib) return kib * 1024;
  }
  return 0;
}

std::string output_of(const Words& arguments, const std::filesystem::path& directory) {
  Process process(tidemark(arguments), directory, ".out", ".err");
  const std::optional<int> code = process.ended_within(std::chrono::minutes(10));
  if (code != 0) {
    throw std::runtime_error("tidemark " + arguments.front() +
                             " ended with: " + content_of(directory / ".err"));
  }
  return content_of(directory / ".out");
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_file(const std::filesystem::path& file, const std::string& content) {
  std::ofstream out(file, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace tidemark::live
