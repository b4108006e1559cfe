#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::live {

using Words = std::vector<std::string>;

/// The program under test with these arguments.
Words tidemark(const Words& arguments);

/// A process. Its stdin is empty, its output goes to files. Errors of the system throw std::runtime_error.
/// Thread: one.
class Process {
 public:
  /// `words`: the path of a program, and its arguments.
  Process(Words words, const std::filesystem::path& directory, const std::filesystem::path& out,
          const std::filesystem::path& err);
  /// Kills it when it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number);
  /// The exit code, 128 + signal when one ended it; nothing when it still runs after that time.
  std::optional<int> ended_within(std::chrono::milliseconds time);
  /// VmRSS; 0 when it has ended.
  std::uint64_t memory_bytes() const;

 private:
  pid_t pid_ = -1;
  std::optional<int> code_;
};

/// Runs the program under test to its end, at most some minutes, and gives what it wrote to stdout. Throws
/// unless it ends with 0.
std::string output_of(const Words& arguments, const std::filesystem::path& directory);

std::string content_of(const std::filesystem::path& file);  ///< "" when there is none
void write_file(const std::filesystem::path& file, const std::string& content);

}  // namespace tidemark::live
