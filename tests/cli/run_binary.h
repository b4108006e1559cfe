#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark {

struct RunResult {
  int code = -1;  ///< exit code; 128 + signal when one ended it
  std::string out;
  std::string err;
};

/// A directory of its own for one test, where the binary runs without the environment's configuration.
class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  /// Runs `tidemark arguments…` there. `environment`: "NAME=value". Without `input` stdin is empty.
  RunResult run(const std::vector<std::string>& arguments, std::string_view input = {},
                const std::vector<std::string>& environment = {}) const;
  /// Runs a shell command there; $TIDEMARK is the binary.
  RunResult shell(const std::string& command) const;

  void write(const std::string& name, std::string_view content) const;
  std::string read(const std::string& name) const;
  std::string path(const std::string& name) const { return (directory_ / name).string(); }

 private:
  std::filesystem::path directory_;
};

/// Lines of a text, without their newlines.
std::vector<std::string> lines_of(const std::string& text);

}  // namespace tidemark
