#pragma once

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/source/file_source.h"

namespace tidemark::engine::testing {

/// A directory of its own for each test, removed afterwards.
class SourceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* const info = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = std::filesystem::temp_directory_path() /
                 ("tidemark_source_" + std::to_string(::getpid()) + "_" + info->name());
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string file(const std::string& name, std::string_view content) const {
    const std::string path = directory_ / name;
    std::ofstream(path, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
    return path;
  }
  const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path directory_;
};

inline std::string gzipped(std::string_view text) {
  z_stream z{};
  EXPECT_EQ(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&z, text.size()) + 64, '\0');
  std::string in(text);
  z.next_in = reinterpret_cast<unsigned char*>(in.data());
  z.avail_in = static_cast<unsigned>(in.size());
  z.next_out = reinterpret_cast<unsigned char*>(out.data());
  z.avail_out = static_cast<unsigned>(out.size());
  EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
  out.resize(z.total_out);
  EXPECT_EQ(deflateEnd(&z), Z_OK);
  return out;
}

inline std::string zstd_compressed(std::string_view text, bool checksum = true) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  EXPECT_FALSE(ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0)));
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const std::size_t bytes = ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size());
  EXPECT_FALSE(ZSTD_isError(bytes));
  EXPECT_EQ(ZSTD_freeCCtx(context), 0u);
  out.resize(bytes);
  return out;
}

/// What a source gave, and how it ended.
struct Delivered {
  std::string text;
  std::vector<SourcePosition> positions;  ///< of every chunk's end
  std::vector<std::string> lines;
  std::size_t chunks = 0;
  Status status;
};

/// Reads a source to its end and checks what holds of every chunk.
inline Delivered drain(Source& source, std::uint64_t begin = 0) {
  Delivered out;
  Chunk chunk;
  std::uint64_t expected_begin = begin;
  for (;;) {
    const Result<bool> more = source.read(chunk);
    if (!more.ok()) {
      out.status = more.status();
      const Result<bool> again = source.read(chunk);
      EXPECT_FALSE(again.ok()) << "an error stays";
      EXPECT_EQ(chunk.bytes, 0u);
      return out;
    }
    EXPECT_EQ(chunk.begin, expected_begin);
    if (!*more) {
      EXPECT_EQ(chunk.bytes, 0u);
      EXPECT_EQ(chunk.end, chunk.begin);
      return out;
    }
    ++out.chunks;
    EXPECT_GT(chunk.bytes, 0u);
    EXPECT_GE(chunk.buffer.capacity(), chunk.bytes);
    if (!chunk.truncated) {
      EXPECT_EQ(chunk.end, chunk.begin + chunk.bytes);
    }
    expected_begin = chunk.end;
    out.text += chunk.text();
    out.positions.push_back({chunk.end, chunk.digest});
    LineCursor cursor(chunk);
    for (Line line; cursor.next(line);) out.lines.emplace_back(line.text);
  }
}

inline std::unique_ptr<FileSource> open(const std::string& path) {
  Result<std::unique_ptr<FileSource>> source = FileSource::open(path);
  EXPECT_TRUE(source.ok()) << source.status().message();
  return source.take();
}
inline Delivered drain_file(const std::string& path) {
  return drain(*open(path));
}

/// About `bytes` bytes of lines of different lengths, all different.
inline std::string many_lines(std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    text += std::to_string(i);
    text.append(i * 7919 % 300, 'x');
    text += '\n';
  }
  return text;
}

inline SourcePosition position_of(std::string_view text, std::size_t offset) {
  return {offset, hash128(text.substr(0, offset), 0)};
}

}  // namespace tidemark::engine::testing
