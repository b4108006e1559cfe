// Concern: what was acknowledged is remembered, whole or not at all, and nothing else is taken for it.

#include "tools/client/resume_file.h"

#include <gtest/gtest.h>

#include "tests/client/temporary.h"
#include "tools/client/small_file.h"

namespace tidemark::tools {
namespace {

using engine::SourcePosition;

TEST(ResumeFile, ComesBackAsItWasWritten) {
  const testing::Temporary place;
  const std::string path = place.path("r.json");
  EXPECT_EQ(read_resume_file(path)->size(), 0U) << "a first run";
  const std::vector<SourcePosition> positions = {{~0ULL, {0, ~0ULL}}, {12, {0x0123456789abcdefULL, 7}}};
  ASSERT_TRUE(write_resume_file(path, positions).ok());
  EXPECT_EQ(*read_resume_file(path), positions);
  ASSERT_TRUE(write_resume_file(path, {}).ok());
  EXPECT_EQ(read_resume_file(path)->size(), 0U);
}

TEST(ResumeFile, AnotherFileIsRefused) {
  const testing::Temporary place;
  const std::string digest(32, '0');
  for (const std::string& text :
       {std::string(), std::string("1:2\n"), std::string("{\"inputs\":[{\"offset\":1}]}"),
        R"({"inputs":[{"offset":-1,"digest":")" + digest + "\"}]}",
        R"({"inputs":[{"offset":1,"digest":"x)" + digest.substr(1) + "\"}]}"}) {
    EXPECT_EQ(read_resume_file(place.write("r", text)).status().code(), Code::kForeign) << text;
  }
}

TEST(SmallFile, WhatCannotBeWrittenLeavesTheOldContent) {
  const testing::Temporary place;
  const std::string path = place.write("c", "1:2\n");
  std::filesystem::create_directory(path + ".new");  // so that the new file cannot be made
  EXPECT_EQ(write_small_file(path, "1:3\n").code(), Code::kForeign);
  EXPECT_EQ(**read_small_file(path), "1:2\n");
  EXPECT_FALSE(read_small_file(place.path("absent"))->has_value());
  EXPECT_EQ(read_small_file(place.path(".")).status().code(), Code::kForeign);
}

}  // namespace
}  // namespace tidemark::tools
