#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tidemark::state {

/// A directory for one test, removed behind it. A child process that a death test starts finds the same one
/// through the environment, and leaves it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    if (const char* given = std::getenv(kVariable)) {
      path_ = given;
      return;
    }
    path_ = testing::TempDir() + "tidemark_store_XXXXXX";
    owner_ = ::mkdtemp(path_.data()) != nullptr;
    EXPECT_TRUE(owner_);
    ::setenv(kVariable, path_.c_str(), 1);
  }
  ~TemporaryDirectory() {
    if (!owner_) return;
    ::unsetenv(kVariable);
    std::filesystem::remove_all(path_);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string path(const std::string& name) const { return path_ + "/" + name; }

 private:
  static constexpr const char* kVariable = "TIDEMARK_STORE_TEST_DIRECTORY";
  std::string path_;
  bool owner_ = false;
};

}  // namespace tidemark::state
