// Concern: standard input and pipes: any compression, lines as soon as they are there, never recognised.

#include <fcntl.h>
#include <sys/stat.h>

#include <thread>

#include "engine/base/assert.h"
#include "tests/source/test_files.h"

namespace tidemark::engine {
namespace {

using testing::drain;
using testing::gzipped;
using testing::many_lines;
using testing::zstd_compressed;

/// Puts something else in the place of standard input for a while.
class StdinTest : public testing::SourceTest {
 protected:
  void SetUp() override {
    SourceTest::SetUp();
    saved_ = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 10);  // -1 when the test runs without one
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    writer_ = ends[1];
    ASSERT_EQ(::dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    if (ends[0] != STDIN_FILENO) ::close(ends[0]);
  }
  void TearDown() override {
    finish();
    if (saved_ >= 0) {
      ::dup2(saved_, STDIN_FILENO);
      ::close(saved_);
    }
    SourceTest::TearDown();
  }
  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(writer_, bytes.data(), bytes.size());
      TM_ASSERT(written > 0);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void finish() {
    if (writer_ >= 0) ::close(writer_);
    writer_ = -1;
  }
  /// Everything through the pipe by another thread, then its end.
  std::thread feed(std::string bytes) {
    return std::thread([this, bytes = std::move(bytes)] {
      write(bytes);
      finish();
    });
  }

 private:
  int saved_ = -1;
  int writer_ = -1;
};

TEST_F(StdinTest, PlainAndCompressed) {
  const std::string text = many_lines(300'000) + "last";
  std::thread feeder = feed(text);
  const auto source = testing::open("-");
  EXPECT_EQ(source->name(), "-");
  EXPECT_EQ(source->progress().bytes_total, 0u);
  EXPECT_TRUE(drain(*source).text == text);
  feeder.join();
}

TEST_F(StdinTest, Gzip) {
  const std::string text = many_lines(300'000);
  std::thread feeder = feed(gzipped(text));
  EXPECT_TRUE(testing::drain_file("-").text == text);
  feeder.join();
}

TEST_F(StdinTest, Zstd) {
  const std::string text = many_lines(300'000);
  std::thread feeder = feed(zstd_compressed(text));
  EXPECT_TRUE(testing::drain_file("-").text == text);
  feeder.join();
}

TEST_F(StdinTest, LinesComeAtOnce) {
  write("{\"a\":1}\n");
  const auto source = testing::open("-");
  Chunk chunk;
  ASSERT_TRUE(*source->read(chunk));  // with the pipe still open: waiting for more would hang here
  std::string got(chunk.text());
  write("{\"b\":2}\n{\"half");
  while (got.size() < 16) {
    ASSERT_TRUE(*source->read(chunk));
    got += chunk.text();
  }
  EXPECT_EQ(got, "{\"a\":1}\n{\"b\":2}\n");
  write(" a line\"}");
  finish();
  ASSERT_TRUE(*source->read(chunk));
  EXPECT_EQ(chunk.text(), "{\"half a line\"}");
  EXPECT_FALSE(*source->read(chunk));
}

TEST_F(StdinTest, NeverRecognised) {
  const std::string text = many_lines(1000);
  write(text);
  finish();
  const auto source = testing::open("-");
  const std::vector<SourcePosition> candidates = {testing::position_of(text, 100)};
  const Result<std::optional<std::size_t>> found = source->match(candidates);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(*found, std::nullopt);
  EXPECT_EQ(drain(*source).text, text);
}

TEST_F(StdinTest, AFileAsStandardInputIsNotRecognisedEither) {
  const std::string text = many_lines(1000);
  const int descriptor = ::open(file("redirected", text).c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(descriptor, 0);
  ASSERT_EQ(::dup2(descriptor, STDIN_FILENO), STDIN_FILENO);
  ::close(descriptor);
  const auto source = testing::open("-");
  const std::vector<SourcePosition> candidates = {testing::position_of(text, 100)};
  EXPECT_EQ(*source->match(candidates), std::nullopt);
  EXPECT_EQ(drain(*source).text, text);
}

TEST_F(StdinTest, ANamedPipe) {
  const std::string path = directory() / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const std::string text = many_lines(100'000);
  std::thread feeder([&] { std::ofstream(path, std::ios::binary) << text; });
  const auto source = testing::open(path);
  const std::vector<SourcePosition> candidates = {testing::position_of(text, 100)};
  EXPECT_EQ(*source->match(candidates), std::nullopt);
  EXPECT_TRUE(drain(*source).text == text);
  feeder.join();
}

}  // namespace
}  // namespace tidemark::engine
