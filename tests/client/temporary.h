#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace tidemark::tools::testing {

/// A directory for one test.
class Temporary {
 public:
  Temporary() : path_((std::filesystem::temp_directory_path() / "tidemark_client.XXXXXX").string()) {
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
  }
  ~Temporary() {
    std::error_code ignored;  // what is left in the temporary directory fails no test
    std::filesystem::remove_all(path_, ignored);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  std::string path(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, std::string_view content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }
  std::string read(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

 private:
  std::string path_;
};

/// `count` lines "0", "1", … from `first` on.
inline std::string numbered_lines(std::size_t count, std::size_t first = 0) {
  std::string text;
  for (std::size_t i = first; i < first + count; ++i) text += "{\"n\":" + std::to_string(i) + "}\n";
  return text;
}

}  // namespace tidemark::tools::testing
