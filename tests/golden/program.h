#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::golden {

/// "TIDEMARK_LOG__BATCH_INPUTS" → "64". The variables of Tidemark that the tester has are not handed on.
using Environment = std::map<std::string, std::string>;

struct Ended {
  int code = -1;  ///< exit code; 128 + signal when one ended it
  std::string out;
  std::string err;
  std::chrono::duration<double> seconds{0};
};

/// One process of the program, started in a directory. Its stdin is empty, or a pipe that the test writes.
/// Errors of the system throw std::runtime_error.
class Program {
 public:
  enum class Stdin { kEmpty, kPipe };

  Program(const std::filesystem::path& directory, const std::vector<std::string>& arguments,
          const Environment& environment, Stdin input = Stdin::kEmpty);
  /// Kills it when it still runs.
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// False when it has ended and takes no more.
  bool write_stdin(std::string_view bytes);
  void close_stdin();

  /// Waits at most so long; true when it has ended.
  bool ended_within(std::chrono::microseconds time);
  /// SIGKILL, and waits for the end.
  void kill();
  /// Waits for the end.
  Ended wait();

  /// Bytes it has read so far through system calls, from wherever. Nothing where the system does not count
  /// them.
  std::optional<std::uint64_t> bytes_read() const;

 private:
  void start(std::vector<std::string> words, const Environment& environment, int input);
  bool reap(bool block);

  std::filesystem::path directory_;
  std::string name_;  ///< of its files of output
  pid_t pid_ = -1;
  int stdin_ = -1;
  bool ended_ = false;
  int status_ = 0;
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace tidemark::golden
