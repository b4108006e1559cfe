// Where a configuration is looked for, and how mistakes are shown.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/config/check.h"

namespace tidemark::config {
namespace {

namespace fs = std::filesystem;

/// An empty directory to work in; the former one again afterwards.
class FindSource : public testing::Test {
 protected:
  void SetUp() override {
    before_ = fs::current_path();
    directory_ = fs::temp_directory_path() / ("tidemark_source_test_" + std::to_string(::getpid()));
    fs::create_directories(directory_);
    fs::current_path(directory_);
  }
  void TearDown() override {
    fs::current_path(before_);
    fs::remove_all(directory_);
  }
  static void write(const std::string& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
  }
  static Environment with_config(const char* value) {
    return
        [value](const char* name) { return std::string_view(name) == "TIDEMARK_CONFIG" ? value : nullptr; };
  }

 private:
  fs::path before_;
  fs::path directory_;
};

TEST_F(FindSource, TheFlagComesFirstThenTheVariableThenTheDirectory) {
  write("a.yaml", "a");
  write("b.yaml", "b");
  write("tidemark.yaml", "c");
  EXPECT_EQ(find_source("a.yaml", with_config("b.yaml"))->yaml, "a");
  EXPECT_EQ(find_source("", with_config("b.yaml"))->yaml, "b");
  EXPECT_EQ(find_source("", with_config("b.yaml"))->path, "b.yaml");
  EXPECT_EQ(find_source("", with_config(""))->path, "./tidemark.yaml");
  EXPECT_EQ(find_source("", with_config(nullptr))->yaml, "c");
}

TEST_F(FindSource, NothingFoundMeansBuiltIn) {
  if (fs::exists("/etc/tidemark/tidemark.yaml"))
    GTEST_SKIP() << "this machine has /etc/tidemark/tidemark.yaml";
  const Result<Source> source = find_source("", with_config(nullptr));
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(source->path, "");
  EXPECT_EQ(load(source->yaml).config.content, default_config().content);
}

TEST_F(FindSource, ANamedFileMustBeThere) {
  write("tidemark.yaml", "c");
  const Result<Source> by_flag = find_source("none.yaml", with_config(nullptr));
  ASSERT_FALSE(by_flag.ok());
  EXPECT_EQ(by_flag.status().code(), Code::kNotFound);
  EXPECT_EQ(by_flag.status().message(),
            "there is no configuration 'none.yaml', named by --config; correct the path");
  const Result<Source> by_variable = find_source("", with_config("tidemark.yaml/x"));
  ASSERT_FALSE(by_variable.ok());
  EXPECT_EQ(by_variable.status().code(), Code::kNotFound);
}

TEST_F(FindSource, WhatCannotBeReadIsNotPassedOver) {
  fs::create_directory("tidemark.yaml");
  const Result<Source> source = find_source("", with_config(nullptr));
  ASSERT_FALSE(source.ok());
  EXPECT_EQ(source.status().code(), Code::kInvalidArgument);
  EXPECT_NE(source.status().message().find("cannot read configuration './tidemark.yaml'"), std::string::npos);
}

TEST_F(FindSource, HugeFilesAreNotReadToTheEnd) {
  write("big.yaml", std::string(3 << 20, '#'));
  const Result<Source> source = find_source("big.yaml", with_config(nullptr));
  ASSERT_TRUE(source.ok());
  EXPECT_LT(source->yaml.size(), 2U << 20);
  EXPECT_FALSE(load(source->yaml).mistakes.empty());
}

TEST_F(FindSource, BytesArriveAsTheyAre) {
  std::string bytes(200'000, 'x');
  bytes += std::string("\r\n\0\xFF", 4);
  write("odd.yaml", bytes);
  EXPECT_EQ(find_source("odd.yaml", with_config(nullptr))->yaml, bytes);
}

TEST(Describe, PutsThePlaceFirst) {
  EXPECT_EQ(describe({3, 9, "a.b", "is wrong", "write right"}, "x.yaml"),
            "x.yaml:3:9: a.b: is wrong; write right");
  EXPECT_EQ(describe({3, 9, "", "is wrong", "write right"}, ""), "configuration:3:9: is wrong; write right");
  EXPECT_EQ(describe({0, 0, "TIDEMARK_A__B", "is wrong", "write right"}, "x.yaml"),
            "TIDEMARK_A__B: is wrong; write right");
}

}  // namespace
}  // namespace tidemark::config
