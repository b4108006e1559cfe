// Concern: binary values come back as written, and reading arbitrary bytes never leaves the view.

#include "engine/base/bytes.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "engine/base/random.h"

namespace tidemark {
namespace {

TEST(Bytes, ValuesComeBackAsWritten) {
  std::string out;
  ByteWriter writer(out);
  writer.u8(0xAB);
  writer.fixed32(0xDEADBEEF);
  writer.fixed64(0x0123456789ABCDEF);
  writer.f64(-0.1);
  writer.text("héllo");
  writer.text("");
  writer.raw("xyz", 3);
  EXPECT_EQ(writer.size(), out.size());

  ByteReader reader(out);
  EXPECT_EQ(reader.u8(), 0xAB);
  EXPECT_EQ(reader.fixed32(), 0xDEADBEEF);
  EXPECT_EQ(reader.fixed64(), 0x0123456789ABCDEFU);
  EXPECT_EQ(reader.f64(), -0.1);
  EXPECT_EQ(reader.text(), "héllo");
  EXPECT_EQ(reader.text(), "");
  EXPECT_EQ(reader.left(), 3U);
  EXPECT_EQ(reader.rest(), "xyz");
  EXPECT_EQ(reader.take(3), "xyz");
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.done());
}

TEST(Bytes, VarintsOfEveryLengthComeBack) {
  std::vector<std::uint64_t> values = {0, 1, std::numeric_limits<std::uint64_t>::max()};
  for (unsigned bits = 1; bits < 64; ++bits) {
    values.push_back((std::uint64_t{1} << bits) - 1);
    values.push_back(std::uint64_t{1} << bits);
  }
  for (const std::uint64_t value : values) {
    std::string out;
    ByteWriter(out).varint(value);
    ByteWriter(out).zigzag(static_cast<std::int64_t>(value));
    ByteReader reader(out);
    EXPECT_EQ(reader.varint(), value);
    EXPECT_EQ(reader.zigzag(), static_cast<std::int64_t>(value));
    EXPECT_TRUE(reader.ok() && reader.done());
  }
}

TEST(Bytes, SmallNumbersOfEitherSignTakeOneByte) {
  for (const std::int64_t value : {0, -1, 1, 63, -64}) {
    std::string out;
    ByteWriter(out).zigzag(value);
    EXPECT_EQ(out.size(), 1U) << value;
  }
}

TEST(Bytes, VarintsBeyond64BitsAreRefused) {
  const std::string longest = std::string(9, '\xFF') + '\x01';
  EXPECT_EQ(ByteReader(longest).varint(), std::numeric_limits<std::uint64_t>::max());
  for (const std::string& bad :
       {std::string(9, '\xFF') + '\x02', std::string(10, '\x80') + '\x01', std::string(20, '\xFF')}) {
    ByteReader reader(bad);
    EXPECT_EQ(reader.varint(), 0U);
    EXPECT_FALSE(reader.ok());
  }
}

TEST(Bytes, AfterAFailureEverythingIsZeroAndNotOk) {
  ByteReader reader(
      "\x05"
      "abc");
  EXPECT_EQ(reader.text(), "");
  EXPECT_FALSE(reader.ok());
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(reader.u8(), 0);
  EXPECT_EQ(reader.fixed32(), 0U);
  EXPECT_EQ(reader.fixed64(), 0U);
  EXPECT_EQ(reader.text(), "");
  EXPECT_FALSE(reader.ok());
}

TEST(Bytes, EveryCutOfAFixedValueFails) {
  std::string out;
  ByteWriter(out).fixed64(7);
  for (std::size_t bytes = 0; bytes < out.size(); ++bytes) {
    ByteReader reader(std::string_view(out).substr(0, bytes));
    EXPECT_EQ(reader.fixed64(), 0U);
    EXPECT_FALSE(reader.ok());
  }
}

TEST(Bytes, RandomBytesAreSafeToRead) {
  Random random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random.below(24), '\0');
    for (char& c : bytes) c = static_cast<char>(random.next());
    ByteReader reader(bytes);
    while (!reader.done()) {
      switch (random.below(6)) {
        case 0:
          (void)reader.u8();
          break;
        case 1:
          (void)reader.fixed32();
          break;
        case 2:
          (void)reader.fixed64();
          break;
        case 3:
          (void)reader.varint();
          break;
        case 4:
          (void)reader.zigzag();
          break;
        default:
          ASSERT_LE(reader.text().size(), bytes.size());
      }
    }
    ASSERT_EQ(reader.left(), 0U);
  }
}

}  // namespace
}  // namespace tidemark
