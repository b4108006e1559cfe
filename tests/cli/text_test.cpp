// Concern: what people read - numbers, columns, bytes from outside - is formatted exactly and safely.

#include "tools/text.h"

#include <gtest/gtest.h>

#include <limits>

namespace tidemark::tools {
namespace {

TEST(Text, Grouped) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(grouped(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
}

TEST(Text, Fixed) {
  EXPECT_EQ(fixed(1234.567, 1), "1,234.6");
  EXPECT_EQ(fixed(-1234567, 0), "-1,234,567");
  EXPECT_EQ(fixed(-123, 0), "-123");
  EXPECT_EQ(fixed(0.005, 2), "0.01");
  EXPECT_EQ(fixed(std::numeric_limits<double>::infinity(), 2), "-");
}

TEST(Text, BytesSecondsPercent) {
  EXPECT_EQ(bytes_text(1023), "1023 B");
  EXPECT_EQ(bytes_text(1024), "1.0 KiB");
  EXPECT_EQ(bytes_text(73400320), "70.0 MiB");
  EXPECT_EQ(seconds_text(0.43), "0.43 s");
  EXPECT_EQ(seconds_text(12.34), "12.3 s");
  EXPECT_EQ(seconds_text(185), "3:05 min");
  EXPECT_EQ(seconds_text(3725), "1:02:05 h");
  EXPECT_EQ(percent(1, 3), "33.3 %");
  EXPECT_EQ(percent(1, 0), "");
}

TEST(Text, PaddingCountsCodePoints) {
  EXPECT_EQ(width_of("a → b"), 5U);
  EXPECT_EQ(pad_right("é", 3), "é  ");
  EXPECT_EQ(pad_left("é", 3), "  é");
  EXPECT_EQ(pad_left("long", 2), "long");
}

TEST(Text, Utf8) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("aé€😀"));
  EXPECT_EQ(utf8_length("😀x"), 4U);
  EXPECT_FALSE(is_utf8("\x80"));
  EXPECT_FALSE(is_utf8("\xC3"));              // cut off
  EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(is_utf8("\xE0\x80\xAF"));      // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // a surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
}

TEST(Text, PrintableHoldsNothingATerminalObeys) {
  EXPECT_EQ(printable("plain é", 100), "plain é");
  EXPECT_EQ(printable("a\x1b[31mb\n", 100), "a\\x1b[31mb\\x0a");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m",
                      100),
            "\\xc2\\x9b31m");  // the one-character form of ESC [
  EXPECT_EQ(printable("\xFF\x7F", 100), "\\xff\\x7f");
}

TEST(Text, PrintableCutsBetweenCharacters) {
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdef", 5), "abcde…");
  EXPECT_EQ(printable("ab€", 4), "ab…");
}

TEST(Text, Base64OfTheStandardVectors) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("\xFB\xFF"), "+/8=");
}

}  // namespace
}  // namespace tidemark::tools
