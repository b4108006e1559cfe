// Concern: the place behind any line of a chunk is the one that recognises the input up to there.

#include "tests/source/test_files.h"

namespace tidemark::engine {
namespace {

using testing::many_lines;
using testing::position_of;

class PositionTest : public testing::SourceTest {
 protected:
  /// Asks behind every `every`-th line of what the source gives, and behind the last.
  static void check(FileSource& source, const std::string& text, std::size_t every) {
    Chunk chunk;
    std::size_t asked = 0;
    for (Result<bool> more = source.read(chunk); more.ok() && *more; more = source.read(chunk)) {
      LineCursor cursor(chunk);
      std::size_t number = 0;
      for (Line line; cursor.next(line);) {
        const std::uint64_t end =
            chunk.truncated ? chunk.end : std::min(line.offset + line.text.size() + 1, chunk.end);
        if (++number % every != 0 && end != chunk.end) continue;
        ASSERT_EQ(source.position_at(chunk, end), position_of(text, end));
        ASSERT_EQ(source.position_at(chunk, end), position_of(text, end)) << "asked twice";
        ++asked;
      }
    }
    EXPECT_GT(asked, 0u);
  }
};

TEST_F(PositionTest, BehindEveryLine) {
  const std::string text = many_lines(kChunkBytes + kChunkBytes / 2) + "without a newline";
  check(*testing::open(file("plain", text)), text, 97);
  check(*testing::open(file("zipped.gz", testing::gzipped(text))), text, 97);
  const std::string small = many_lines(5000);
  check(*testing::open(file("small", small)), small, 1);
}

TEST_F(PositionTest, BehindALineThatIsCut) {
  const std::string text = "first\n" + std::string(kLineBytesMax + 100, 'x') + "\nlast\n";
  check(*testing::open(file("endless", text)), text, 1);
}

TEST_F(PositionTest, BehindLinesAfterAResumption) {
  const std::string text = many_lines(10'000);
  const std::size_t from = text.find('\n', 4000) + 1;
  const auto source = testing::open(file("resumed", text));
  const std::vector<SourcePosition> candidates = {position_of(text, from)};
  ASSERT_TRUE(source->match(candidates).ok());
  check(*source, text, 3);
}

}  // namespace
}  // namespace tidemark::engine
