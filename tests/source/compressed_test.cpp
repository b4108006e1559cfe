// Concern: gzip and zstd come out like the plain text, whatever the name says and however many parts they
// have; damage is told with its place, after everything whole before it.

#include "tests/source/test_files.h"

namespace tidemark::engine {
namespace {

using testing::Delivered;
using testing::drain_file;
using testing::gzipped;
using testing::many_lines;
using testing::zstd_compressed;

class CompressedTest : public testing::SourceTest {
 protected:
  void expect_text(const std::string& path, const std::string& text) {
    const Delivered got = drain_file(path);
    EXPECT_TRUE(got.status.ok()) << got.status.message();
    EXPECT_TRUE(got.text == text) << path;
    if (text.empty()) return;
    ASSERT_FALSE(got.positions.empty());
    EXPECT_EQ(got.positions.back(), testing::position_of(text, text.size()));
  }
  /// Everything up to some line's end, then an error that names the file and the place.
  Delivered expect_damage(const std::string& path, const std::string& text) {
    Delivered got = drain_file(path);
    EXPECT_EQ(got.status.code(), Code::kForeign) << path;
    EXPECT_NE(got.status.message().find(path), std::string::npos) << got.status.message();
    EXPECT_NE(got.status.message().find("byte"), std::string::npos) << got.status.message();
    EXPECT_TRUE(text.starts_with(got.text));
    EXPECT_TRUE(got.text.empty() || got.text.back() == '\n') << "half a line was delivered";
    return got;
  }
};

TEST_F(CompressedTest, KnownByItsFirstBytes) {
  const std::string text = many_lines(3 * kChunkBytes) + "last";
  expect_text(file("a.ndjson.gz", gzipped(text)), text);
  expect_text(file("a.ndjson.zst", zstd_compressed(text)), text);
  expect_text(file("named_plain.ndjson", gzipped(text)), text);
  expect_text(file("named_gz.ndjson.gz", zstd_compressed(text)), text);
  expect_text(file("no_name", zstd_compressed(text, false)), text);
  expect_text(file("plain.ndjson.gz", "{\"a\":1}\n"), "{\"a\":1}\n");
  expect_text(file("empty.gz", ""), "");
  expect_text(file("empty_inside.gz", gzipped("")), "");
  expect_text(file("empty_inside.zst", zstd_compressed("")), "");
  EXPECT_EQ(FileSource::open(file("noise.gz", "\x1F\x8C noise")).status().code(), Code::kForeign);
  EXPECT_EQ(FileSource::open(file("noise.zst", "\x28\xB5\x2F\xFE")).status().code(), Code::kForeign);
}

TEST_F(CompressedTest, SeveralPartsInARow) {
  const std::string a = many_lines(1000) + "half a li";
  const std::string b = "ne\n" + many_lines(300'000);
  expect_text(file("two.gz", gzipped(a) + gzipped(b)), a + b);
  expect_text(file("empty_between.gz", gzipped(a) + gzipped("") + gzipped(b)), a + b);
  expect_text(file("two.zst", zstd_compressed(a) + zstd_compressed("") + zstd_compressed(b)), a + b);
  const std::string skippable("\x51\x2A\x4D\x18\x03\x00\x00\x00xyz", 11);
  expect_text(file("skippable.zst", skippable + zstd_compressed(a) + skippable + zstd_compressed(b)), a + b);
  std::string many;
  for (int i = 0; i < 500; ++i) many += gzipped("line\n");
  EXPECT_EQ(drain_file(file("many.gz", many)).lines.size(), 500u);
}

TEST_F(CompressedTest, PaddingBehindGzip) {
  const std::string text = many_lines(10'000);
  expect_text(file("padded.gz", gzipped(text) + std::string(100'000, '\0')), text);
  expect_damage(file("junk.gz", gzipped(text) + "junk"), text);
  expect_damage(file("junk_behind_padding.gz", gzipped(text) + std::string(10, '\0') + gzipped("x\n")), text);
  EXPECT_TRUE(expect_damage(file("junk.zst", zstd_compressed(text) + "junk"), text).text == text);
}

TEST_F(CompressedTest, CutAnywhere) {
  const std::string text = many_lines(3000);
  const std::string gz = gzipped(text);
  const std::string zst = zstd_compressed(text);
  for (std::size_t bytes = 4; bytes < gz.size(); bytes += bytes < 20 || bytes + 20 > gz.size() ? 1 : 37) {
    expect_damage(file("cut.gz", gz.substr(0, bytes)), text);
  }
  for (std::size_t bytes = 4; bytes < zst.size(); bytes += bytes < 20 || bytes + 20 > zst.size() ? 1 : 37) {
    expect_damage(file("cut.zst", zst.substr(0, bytes)), text);
  }
}

TEST_F(CompressedTest, AsMuchAsPossibleBeforeACut) {
  // Lines that do not compress well, so that where the cut is decides how many come out.
  std::string text;
  std::uint64_t x = 88172645463325252ULL;
  while (text.size() < 4 * kChunkBytes) {
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    text += std::to_string(x) + "\n";
  }
  const std::string gz = gzipped(text);
  const Delivered got = expect_damage(file("most.gz", gz.substr(0, gz.size() * 3 / 4)), text);
  EXPECT_GT(got.text.size(), text.size() * 2 / 3);
  EXPECT_NE(got.status.message().find("ends in the middle"), std::string::npos) << got.status.message();
  const std::string zst = zstd_compressed(text);
  EXPECT_GT(expect_damage(file("most.zst", zst.substr(0, zst.size() * 3 / 4)), text).text.size(),
            text.size() / 2);
}

TEST_F(CompressedTest, FlippedBits) {
  const std::string text = many_lines(20'000);
  for (const bool zstd : {false, true}) {
    const std::string good = zstd ? zstd_compressed(text) : gzipped(text);
    int told = 0;
    int flips = 0;
    for (std::size_t i = 12; i < good.size(); i += good.size() / 200 + 1) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 0x10);
      const Delivered got = drain_file(file("flipped", bad));
      // Nearly every bit matters; where one does not (padding, an unused table entry) the text is unharmed.
      EXPECT_TRUE(!got.status.ok() || got.text == text) << i;
      told += got.status.code() == Code::kForeign;
      ++flips;
    }
    EXPECT_GT(told, flips * 9 / 10);
  }
}

TEST_F(CompressedTest, LinesCutInsideDamage) {
  // An over-long line that the damage ends: nothing of it is delivered.
  const std::string text = "first\n" + std::string(kLineBytesMax + 1000, 'x') + "\nlast\n";
  const std::string gz = gzipped(text);
  const Delivered got = expect_damage(file("long.gz", gz.substr(0, gz.size() - 20)), text);
  EXPECT_EQ(got.text, "first\n");
}

TEST_F(CompressedTest, ProgressCountsCompressedBytes) {
  const std::string gz = gzipped(many_lines(3 * kChunkBytes));
  const auto source = testing::open(file("progress.gz", gz));
  EXPECT_EQ(source->progress().bytes_total, gz.size());
  (void)testing::drain(*source);
  EXPECT_EQ(source->progress().bytes_read, gz.size());
}

}  // namespace
}  // namespace tidemark::engine
