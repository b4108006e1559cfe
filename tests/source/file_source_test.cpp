// Concern: a file comes out in whole lines with true offsets and digests, however it is cut into chunks.

#include "engine/source/file_source.h"

#include <algorithm>

#include "tests/source/test_files.h"

namespace tidemark::engine {
namespace {

using testing::Delivered;
using testing::drain;
using testing::drain_file;
using testing::many_lines;
using testing::position_of;

class FileSourceTest : public testing::SourceTest {};

using Lines = std::vector<std::string>;

TEST_F(FileSourceTest, SmallFiles) {
  EXPECT_EQ(drain_file(file("empty", "")).chunks, 0u);
  EXPECT_EQ(drain_file(file("one", "a\n")).lines, Lines({"a"}));
  EXPECT_EQ(drain_file(file("no_newline", "a\nb")).lines, Lines({"a", "b"}));
  EXPECT_EQ(drain_file(file("one_no_newline", "a")).lines, Lines({"a"}));
  EXPECT_EQ(drain_file(file("blank", "\n\na\n\n")).lines, Lines({"", "", "a", ""}));
  EXPECT_EQ(drain_file(file("crlf", "a\r\nb\r\n")).lines, Lines({"a\r", "b\r"}));
  EXPECT_EQ(drain_file(file("nul", std::string("a\0b\n", 4))).lines, Lines({std::string("a\0b", 3)}));
}

TEST_F(FileSourceTest, ManyChunks) {
  const std::string text = many_lines(5 * kChunkBytes);
  const Delivered got = drain_file(file("many", text));
  EXPECT_TRUE(got.text == text);
  EXPECT_GE(got.chunks, 5u);
  EXPECT_LE(got.chunks, 7u);
  for (const SourcePosition& position : got.positions) {
    EXPECT_EQ(position, position_of(text, position.offset));
    EXPECT_EQ(text[position.offset - 1], '\n') << "chunks end with a line";
  }
}

TEST_F(FileSourceTest, OffsetsOfLines) {
  const std::string text = many_lines(2 * kChunkBytes) + "last, without newline";
  const auto source = testing::open(file("offsets", text));
  Chunk chunk;
  std::size_t lines = 0;
  for (Result<bool> more = source->read(chunk); more.ok() && *more; more = source->read(chunk)) {
    LineCursor cursor(chunk);
    for (Line line; cursor.next(line); ++lines) {
      ASSERT_EQ(text.compare(line.offset, line.text.size(), line.text), 0);
      ASSERT_TRUE(line.offset == 0 || text[line.offset - 1] == '\n');
    }
  }
  EXPECT_EQ(lines, static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
}

TEST_F(FileSourceTest, ChunksCanBeMovedAndFilledAgain) {
  const std::string text = many_lines(3 * kChunkBytes);
  const auto source = testing::open(file("moved", text));
  std::string got;
  Chunk chunk;
  Chunk other;
  while (*source->read(chunk)) {
    std::swap(chunk, other);
    got += other.text();
  }
  EXPECT_TRUE(got == text);
  const Chunk moved = std::move(other);
  EXPECT_EQ(moved.text(), std::string_view(got).substr(moved.begin));
}

TEST_F(FileSourceTest, LinesLongerThanAChunk) {
  const std::string text = "short\n" + std::string(3 * kChunkBytes, 'a') + "\nmiddle\n" +
                           std::string(kChunkBytes, 'b') + "\n" + std::string(2 * kChunkBytes, 'c');
  const Delivered got = drain_file(file("long", text));
  EXPECT_TRUE(got.text == text);
  ASSERT_EQ(got.lines.size(), 5u);
  EXPECT_EQ(got.lines[1].size(), 3 * kChunkBytes);
  EXPECT_EQ(got.lines[4].size(), 2 * kChunkBytes);
}

/// One line of `bytes` between two short ones.
std::string around(std::size_t bytes) {
  return "before\n" + std::string(bytes, 'x') + "\nbehind\n";
}

TEST_F(FileSourceTest, TheLongestLineIsWhole) {
  const Delivered got = drain_file(file("longest", around(kLineBytesMax)));
  ASSERT_EQ(got.lines.size(), 3u);
  EXPECT_EQ(got.lines[1].size(), kLineBytesMax);
  EXPECT_EQ(got.lines[2], "behind");
}

TEST_F(FileSourceTest, LongerLinesAreCut) {
  for (const std::size_t bytes : {kLineBytesMax + 1, kLineBytesMax + 100'000, 3 * kLineBytesMax}) {
    const std::string text = around(bytes);
    const auto source = testing::open(file("cut", text));
    Chunk chunk;
    ASSERT_TRUE(*source->read(chunk));
    EXPECT_EQ(chunk.text(), "before\n");
    ASSERT_TRUE(*source->read(chunk));
    EXPECT_TRUE(chunk.truncated);
    EXPECT_EQ(chunk.bytes, kLineBytesMax);
    EXPECT_EQ(chunk.line_bytes, bytes);
    EXPECT_EQ(chunk.begin, 7u);
    EXPECT_EQ(chunk.end, 7 + bytes + 1);
    EXPECT_EQ(chunk.digest, position_of(text, chunk.end).digest);
    EXPECT_LE(chunk.buffer.capacity(), kLineBytesMax + 1);
    ASSERT_TRUE(*source->read(chunk));
    EXPECT_FALSE(chunk.truncated);
    EXPECT_EQ(chunk.line_bytes, 0u);
    EXPECT_EQ(chunk.text(), "behind\n");
    EXPECT_EQ(chunk.digest, position_of(text, text.size()).digest);
    EXPECT_FALSE(*source->read(chunk));
  }
}

TEST_F(FileSourceTest, ACutLineAtTheEnd) {
  const std::string text(kLineBytesMax + 5, 'x');
  const auto source = testing::open(file("cut_end", text));
  Chunk chunk;
  ASSERT_TRUE(*source->read(chunk));
  EXPECT_TRUE(chunk.truncated);
  EXPECT_EQ(chunk.line_bytes, text.size());
  EXPECT_EQ(chunk.end, text.size());
  EXPECT_EQ(chunk.digest, hash128(text, 0));
  EXPECT_FALSE(*source->read(chunk));
}

TEST_F(FileSourceTest, Progress) {
  const std::string text = many_lines(2 * kChunkBytes);
  const auto source = testing::open(file("progress", text));
  EXPECT_EQ(source->progress().bytes_read, 0u);
  EXPECT_EQ(source->progress().bytes_total, text.size());
  Chunk chunk;
  ASSERT_TRUE(*source->read(chunk));
  EXPECT_GT(source->progress().bytes_read, 0u);
  EXPECT_LT(source->progress().bytes_read, text.size());
  (void)drain(*source, chunk.end);
  EXPECT_EQ(source->progress().bytes_read, text.size());
}

TEST_F(FileSourceTest, WhatCannotBeRead) {
  const Result<std::unique_ptr<FileSource>> missing = FileSource::open(directory() / "missing");
  EXPECT_EQ(missing.status().code(), Code::kNotFound);
  EXPECT_NE(missing.status().message().find("missing"), std::string::npos);
  EXPECT_EQ(FileSource::open(directory()).status().code(), Code::kForeign);
}

TEST(BlankLine, OnlyBlanks) {
  for (const char* line : {"", " ", "\t \r"}) EXPECT_TRUE(is_blank_line(line));
  for (const char* line : {"a", " {", "\f"}) EXPECT_FALSE(is_blank_line(line));
}

}  // namespace
}  // namespace tidemark::engine
