#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tidemark {

/// A directory of its own for a bench's files, in TIDEMARK_BENCH_DIR or else the current directory: it must
/// be on the disk in question, not in memory. Removed at the end.
class BenchDirectory {
 public:
  BenchDirectory() {
    const char* base = std::getenv("TIDEMARK_BENCH_DIR");
    path_ = std::string(base ? base : ".") + "/tidemark_bench." + std::to_string(::getpid());
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~BenchDirectory() { std::filesystem::remove_all(path_); }
  BenchDirectory(const BenchDirectory&) = delete;
  BenchDirectory& operator=(const BenchDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace tidemark
