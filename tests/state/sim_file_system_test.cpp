// Concern: the simulated disk loses what was not synced, all of what may be lost and nothing else.
#include "tests/sim/sim_file_system.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>

namespace tidemark::sim {
namespace {

struct Fixture {
  FaultPlan faults;
  SimFileSystem files{faults};

  /// A file with durable name and content.
  std::unique_ptr<WritableFile> durable(const std::string& path, std::string_view content) {
    auto file = files.open_for_write(path, 0).take();
    EXPECT_TRUE(file->append(content).ok());
    EXPECT_TRUE(file->sync().ok());
    EXPECT_TRUE(files.sync_directory("d").ok());
    return file;
  }
  /// Every content of a file (nothing: no such file) that some power cut leaves.
  std::set<std::optional<std::string>> after_crashes(const std::string& path, int crashes = 400) {
    std::set<std::optional<std::string>> seen;
    const SimFileSystem::Disk before = files.snapshot();
    for (int seed = 0; seed < crashes; ++seed) {
      Random random(static_cast<std::uint64_t>(seed));
      files.crash(random);
      const auto content = files.read_file(path);
      seen.insert(content.ok() ? std::optional(*content) : std::nullopt);
      files.restore(before);
    }
    return seen;
  }
};

TEST(SimFileSystem, WhatIsSyncedSurvives) {
  Fixture f;
  (void)f.durable("d/a", "content");
  EXPECT_EQ(f.after_crashes("d/a"), (std::set<std::optional<std::string>>{"content"}));
}

TEST(SimFileSystem, OfUnsyncedBytesAPrefixSurvivesOrIsTorn) {
  Fixture f;
  const auto file = f.durable("d/a", "SS");
  ASSERT_TRUE(file->append("abc").ok());
  const auto seen = f.after_crashes("d/a");
  for (const char* prefix : {"SS", "SSa", "SSab", "SSabc"}) EXPECT_TRUE(seen.contains(prefix)) << prefix;
  EXPECT_TRUE(seen.contains(std::string("SSa\0", 4))) << "zeros";
  EXPECT_TRUE(seen.contains(std::string("SS\0bc", 5)) || seen.contains(std::string("SS\0\0c", 5)))
      << "a hole";
  EXPECT_GT(seen.size(), 30U) << "garbage";
  for (const auto& content : seen) {
    ASSERT_TRUE(content);
    EXPECT_TRUE(content->starts_with("SS"));
    EXPECT_LE(content->size(), 5U);
  }
}

TEST(SimFileSystem, ARewrittenFileShowsWhatWasThereBefore) {
  Fixture f;
  (void)f.durable("d/a", "oldold");
  ASSERT_TRUE((*f.files.open_for_write("d/a", 0))->append("new!").ok());
  EXPECT_EQ(*f.files.read_file("d/a"), "new!ld") << "rewritten, not truncated";
  const auto seen = f.after_crashes("d/a");
  for (const char* content : {"oldold", "nldold", "newold", "new!ld", "old!ld"}) {
    EXPECT_TRUE(seen.contains(content)) << content;
  }
}

TEST(SimFileSystem, ReservedBytesAreZeros) {
  Fixture f;
  const auto file = f.files.open_for_write("d/a", 4);
  ASSERT_TRUE((*file)->append("x").ok());
  EXPECT_EQ(*f.files.read_file("d/a"), std::string("x\0\0\0", 4));
  ASSERT_TRUE((*file)->sync().ok());
  ASSERT_TRUE(f.files.sync_directory("d").ok());
  EXPECT_EQ(f.after_crashes("d/a"), (std::set<std::optional<std::string>>{std::string("x\0\0\0", 4)}));
}

TEST(SimFileSystem, NamesNeedASyncOfTheirDirectory) {
  Fixture f;
  (void)f.durable("d/old", "1");
  ASSERT_TRUE((*f.files.open_for_write("d/new", 0))->sync().ok());
  ASSERT_TRUE(f.files.rename("d/old", "d/renamed").ok());
  EXPECT_EQ(*f.files.list("d"), (std::vector<std::string>{"new", "renamed"}));
  EXPECT_EQ(f.after_crashes("d/new"), (std::set<std::optional<std::string>>{std::nullopt, ""}));
  EXPECT_EQ(f.after_crashes("d/old"), (std::set<std::optional<std::string>>{std::nullopt, "1"}));
  EXPECT_EQ(f.after_crashes("d/renamed"), (std::set<std::optional<std::string>>{std::nullopt, "1"}));
  ASSERT_TRUE(f.files.sync_directory("d").ok());
  EXPECT_EQ(f.after_crashes("d/renamed"), (std::set<std::optional<std::string>>{"1"}));
  ASSERT_TRUE(f.files.remove("d/renamed").ok());
  EXPECT_EQ(f.after_crashes("d/renamed"), (std::set<std::optional<std::string>>{std::nullopt, "1"}));
}

TEST(SimFileSystem, ARenameReplacesAndOtherDirectoriesAreOthers) {
  Fixture f;
  (void)f.durable("d/a", "1");
  (void)f.durable("d/b", "2");
  (void)f.durable("d/deeper/c", "3");
  ASSERT_TRUE(f.files.rename("d/a", "d/b").ok());
  EXPECT_EQ(*f.files.list("d"), (std::vector<std::string>{"b"}));
  EXPECT_EQ(*f.files.read_file("d/b"), "1");
  EXPECT_TRUE(f.files.list("nowhere")->empty());
  EXPECT_EQ(f.files.read_file("d/a").status().code(), Code::kNotFound);
  EXPECT_EQ(f.files.rename("d/a", "d/b").code(), Code::kNotFound);
  EXPECT_EQ(f.files.remove("d/a").code(), Code::kNotFound);
}

TEST(SimFileSystem, AKillLosesNothingButTheOpenFiles) {
  Fixture f;
  const auto file = f.files.open_for_write("d/a", 0);
  ASSERT_TRUE((*file)->append("unsynced").ok());
  f.files.kill();
  EXPECT_EQ(*f.files.read_file("d/a"), "unsynced");
  EXPECT_EQ((*file)->append("more").code(), Code::kIo);
  EXPECT_EQ((*file)->sync().code(), Code::kIo);
}

TEST(SimFileSystem, FailsFromTheChosenOperationOn) {
  Fixture f;
  const auto file = f.files.open_for_write("d/a", 0);
  f.faults.fail_at(3);
  ASSERT_TRUE((*file)->append("ab").ok());
  EXPECT_EQ((*file)->append("cdef").code(), Code::kIo);
  EXPECT_TRUE(f.faults.failed());
  EXPECT_EQ((*file)->sync().code(), Code::kIo);
  EXPECT_EQ(f.files.list("d").status().code(), Code::kIo);
  EXPECT_EQ(f.faults.count(), 5U);
  EXPECT_EQ(f.faults.count(Operation::kFileAppend), 2U);
  f.faults.restart();
  EXPECT_EQ(*f.files.read_file("d/a"), "abcd") << "a failed write may have written a part";
  f.faults.fail_at(Operation::kFileRead, 2);
  EXPECT_FALSE(f.files.read_file("d/a").ok() && f.files.list("d").ok());
}

TEST(SimFileSystem, OneSeedOneCrash) {
  Fixture f;
  const auto file = f.durable("d/a", "base");
  ASSERT_TRUE(file->append(std::string(1000, 'x')).ok());
  const auto before = f.files.snapshot();
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::string contents[2];
    for (std::string& content : contents) {
      f.files.restore(before);
      Random random(seed);
      f.files.crash(random);
      content = *f.files.read_file("d/a");
    }
    EXPECT_EQ(contents[0], contents[1]);
  }
}

}  // namespace
}  // namespace tidemark::sim
