// Concern: an input is recognised by its content up to a logged offset, under any name and compression, and
// continues exactly behind it; nothing else is recognised.

#include <array>

#include "tests/source/test_files.h"

namespace tidemark::engine {
namespace {

using testing::drain;
using testing::gzipped;
using testing::many_lines;
using testing::position_of;
using testing::zstd_compressed;

class MatchTest : public testing::SourceTest {
 protected:
  /// Matches and checks that what follows is the rest of the text, with true digests.
  std::optional<std::size_t> match(const std::string& path, const std::string& text,
                                   const std::vector<SourcePosition>& candidates) {
    const auto source = testing::open(path);
    const Result<std::optional<std::size_t>> found = source->match(candidates);
    EXPECT_TRUE(found.ok());
    const std::uint64_t at = *found ? candidates[**found].offset : 0;
    const testing::Delivered rest = drain(*source, at);
    EXPECT_TRUE(rest.text == text.substr(at)) << "position " << at;
    if (at < text.size()) {
      EXPECT_EQ(rest.positions.back(), position_of(text, text.size()));
    }
    return *found;
  }
};

const SourcePosition kForeign{1000, hash128("another input", 0)};

TEST_F(MatchTest, TheLargestMatchingOffset) {
  const std::string text = many_lines(2 * kChunkBytes);
  const std::string path = file("input", text);
  EXPECT_EQ(match(path, text, {}), std::nullopt);
  EXPECT_EQ(match(path, text, {kForeign}), std::nullopt);
  EXPECT_EQ(match(path, text, {position_of(text, 500)}), 0u);
  EXPECT_EQ(
      match(path, text, {position_of(text, 500), kForeign, position_of(text, 700'000), position_of(text, 3)}),
      2u);
  EXPECT_EQ(match(path, text, {position_of(text, text.size())}), 0u) << "all of it was read before";
  EXPECT_EQ(match(path, text, {position_of(text, text.size()), {text.size() + 1, {}}, kForeign}), 0u);
  EXPECT_EQ(match(path, text, {position_of(text, 500), {900'000, {}}}), 0u)
      << "the larger one is another input's";
  EXPECT_EQ(match(path, text, {{500, {}}, position_of(text, 500)}), 1u) << "two of one offset";
  EXPECT_EQ(match(path, text, {{1ULL << 60, {}}, position_of(text, 500)}), 1u);
  EXPECT_EQ(match(path, text, {position_of(text, 0)}), std::nullopt) << "offset 0 proves nothing";
}

TEST_F(MatchTest, WhateverTheCompression) {
  const std::string text = many_lines(2 * kChunkBytes);
  const std::vector<SourcePosition> candidates = {position_of(text, 1'000'000), kForeign, {1'048'000, {}}};
  EXPECT_EQ(match(file("a.gz", gzipped(text)), text, candidates), 0u);
  EXPECT_EQ(match(file("a.zst", zstd_compressed(text)), text, candidates), 0u);
  EXPECT_EQ(match(file("a2.gz", gzipped(text.substr(0, 300)) + gzipped(text.substr(300))), text, candidates),
            0u);
  EXPECT_EQ(match(file("a3.gz", gzipped(text)), text, {position_of(text, text.size()), {1ULL << 40, {}}}),
            0u);
  EXPECT_EQ(match(file("a4.zst", zstd_compressed(text)), text, {{7, {}}}), std::nullopt);
}

TEST_F(MatchTest, ChunkPositionsMatchLater) {
  const std::string text = many_lines(3 * kChunkBytes);
  const std::string path = file("input", text);
  const std::vector<SourcePosition> positions = testing::drain_file(path).positions;
  ASSERT_GE(positions.size(), 3u);
  EXPECT_EQ(match(path, text, positions), positions.size() - 1);
  const std::string grown = text + "more\n";
  EXPECT_EQ(match(file("grown", grown), grown, positions), positions.size() - 1);
  std::string changed = text;
  changed[0] = '!';
  EXPECT_EQ(match(file("changed", changed), changed, positions), std::nullopt);
  const std::string shorter = text.substr(0, positions[1].offset);
  EXPECT_EQ(match(file("shorter", shorter), shorter, positions), 1u);
}

TEST_F(MatchTest, DamageBehindTheMatchIsToldByRead) {
  const std::string text = many_lines(200'000);
  std::string gz = gzipped(text.substr(0, 100'000)) + gzipped(text.substr(100'000));
  gz.resize(gz.size() - 4);
  const auto source = testing::open(file("damaged.gz", gz));
  const std::array candidates = {position_of(text, 50'000), SourcePosition{300'000, {}}};
  const Result<std::optional<std::size_t>> found = source->match(candidates);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(*found, 0u);
  const testing::Delivered rest = drain(*source, 50'000);
  EXPECT_EQ(rest.status.code(), Code::kForeign);
  EXPECT_TRUE(text.substr(50'000).starts_with(rest.text));
  EXPECT_GT(rest.text.size(), 40'000u);
}

}  // namespace
}  // namespace tidemark::engine
