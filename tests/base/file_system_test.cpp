// Concern: files hold what was appended, recycling keeps the old tail, and a directory has one owner.

#include "engine/base/file_system.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

namespace tidemark {
namespace {

class FileSystemTest : public ::testing::Test {
 protected:
  FileSystemTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tidemark-test-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  ~FileSystemTest() override { std::filesystem::remove_all(root_); }

  std::string path(const std::string& name) const { return root_ + "/" + name; }
  void write(const std::string& name, std::string_view bytes, std::uint64_t bytes_expected = 0) {
    auto file = files_.open_for_write(path(name), bytes_expected);
    ASSERT_TRUE(file.ok()) << file.status().message();
    ASSERT_TRUE((*file)->append(bytes).ok());
    ASSERT_TRUE((*file)->sync().ok());
  }
  std::string read(const std::string& name) {
    auto content = files_.read_file(path(name));
    EXPECT_TRUE(content.ok()) << content.status().message();
    return content.ok() ? content.take() : "";
  }

  FileSystem& files_ = posix_file_system();
  std::string root_;
};

TEST_F(FileSystemTest, AppendsFollowEachOther) {
  auto file = files_.open_for_write(path("f"), 0);
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->append("one").ok());
  EXPECT_TRUE((*file)->append("").ok());
  EXPECT_TRUE((*file)->append(std::string("\0two", 4)).ok());
  EXPECT_TRUE((*file)->sync().ok());
  EXPECT_EQ(read("f"), std::string("one\0two", 7));
}

TEST_F(FileSystemTest, LargeFilesComeBackWhole) {
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += std::to_string(i);
  write("large", bytes);
  EXPECT_EQ(read("large"), bytes);
  write("empty", "");
  EXPECT_EQ(read("empty"), "");
}

TEST_F(FileSystemTest, FilesWithoutASizeAreReadToTheirEnd) {
  const auto content = files_.read_file("/proc/self/status");
  ASSERT_TRUE(content.ok());
  EXPECT_GT(content->size(), 100U);
}

TEST_F(FileSystemTest, RewritingKeepsTheOldTail) {
  write("f", "0123456789");
  write("f", "abc");
  EXPECT_EQ(read("f"), "abc3456789");
}

TEST_F(FileSystemTest, ReservingExtendsButNeverCuts) {
  write("f", "abc", 8);
  EXPECT_EQ(read("f"), std::string("abc\0\0\0\0\0", 8));
  write("f", "xy", 4);
  EXPECT_EQ(read("f"), std::string("xyc\0\0\0\0\0", 8));
}

TEST_F(FileSystemTest, CreatesDirectoriesOnTheWay) {
  EXPECT_TRUE(files_.create_directories(path("a/b/c")).ok());
  EXPECT_TRUE(files_.create_directories(path("a/b/c")).ok());
  EXPECT_TRUE(files_.create_directories(path("a/b//d/")).ok());
  EXPECT_TRUE(std::filesystem::is_directory(path("a/b/c")));
  EXPECT_TRUE(std::filesystem::is_directory(path("a/b/d")));
  EXPECT_TRUE(files_.create_directories(".").ok());
  EXPECT_TRUE(files_.create_directories("/").ok());
  write("file", "x");
  const Status status = files_.create_directories(path("file/sub"));
  EXPECT_EQ(status.code(), Code::kIo);
  EXPECT_NE(status.message().find("file"), std::string::npos);
}

TEST_F(FileSystemTest, ListsNamesInOrder) {
  write("b", "");
  write("a", "");
  write(".hidden", "");
  ASSERT_TRUE(files_.create_directories(path("c")).ok());
  const auto names = files_.list(root_);
  ASSERT_TRUE(names.ok());
  EXPECT_EQ(*names, (std::vector<std::string>{".hidden", "a", "b", "c"}));
  const auto none = files_.list(path("missing"));
  ASSERT_TRUE(none.ok());
  EXPECT_TRUE(none->empty());
  EXPECT_FALSE(files_.list(path("a")).ok());
}

TEST_F(FileSystemTest, RenamesAndRemoves) {
  write("a", "1");
  write("b", "2");
  EXPECT_TRUE(files_.rename(path("a"), path("b")).ok());
  EXPECT_EQ(read("b"), "1");
  EXPECT_TRUE(files_.remove(path("b")).ok());
  EXPECT_TRUE(files_.sync_directory(root_).ok());
  EXPECT_TRUE(files_.list(root_)->empty());
}

TEST_F(FileSystemTest, WhatIsMissingIsNotFoundAndNamed) {
  EXPECT_EQ(files_.read_file(path("no")).status().code(), Code::kNotFound);
  EXPECT_EQ(files_.remove(path("no")).code(), Code::kNotFound);
  EXPECT_EQ(files_.rename(path("no"), path("b")).code(), Code::kNotFound);
  EXPECT_EQ(files_.sync_directory(path("no")).code(), Code::kNotFound);
  EXPECT_EQ(files_.open_for_write(path("no/f"), 0).status().code(), Code::kNotFound);
  EXPECT_NE(files_.remove(path("no")).message().find(path("no")), std::string::npos);
}

TEST_F(FileSystemTest, AFullDiskIsAnIoError) {
  auto file = files_.open_for_write("/dev/full", 0);
  if (!file.ok()) GTEST_SKIP() << "no /dev/full here";
  EXPECT_EQ((*file)->append("x").code(), Code::kIo);
}

TEST_F(FileSystemTest, ALockHasOneOwner) {
  auto first = DirectoryLock::acquire(root_);
  ASSERT_TRUE(first.ok()) << first.status().message();
  const auto second = DirectoryLock::acquire(root_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().code(), Code::kInUse);
  EXPECT_NE(second.status().message().find(root_), std::string::npos);
  first->reset();
  EXPECT_TRUE(DirectoryLock::acquire(root_).ok());
  EXPECT_TRUE(std::filesystem::exists(path("LOCK")));
  EXPECT_FALSE(DirectoryLock::acquire(path("missing")).ok());
}

TEST_F(FileSystemTest, ALockDiesWithItsProcess) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto lock = DirectoryLock::acquire(root_);
    const char answer = lock.ok() ? 'y' : 'n';
    if (::write(ready[1], &answer, 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char answer = 'n';
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_EQ(DirectoryLock::acquire(root_).status().code(), Code::kInUse);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(DirectoryLock::acquire(root_).ok());
  ::close(ready[0]);
  ::close(ready[1]);
}

}  // namespace
}  // namespace tidemark
