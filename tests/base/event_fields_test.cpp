// Concern: an event's wanted properties are found as they were written, by number and by name, and read as
// numbers, money, texts and instants exactly.

#include "engine/base/event_fields.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "engine/base/random.h"

namespace tidemark {
namespace {

/// One property, written and found again; its views live as long as this.
class Written {
 public:
  Written() = default;
  Written(const Written&) = delete;  // a dictionary's names stay where they are
  Written& operator=(const Written&) = delete;
  Written& number(std::string_view text) {
    PropertyWriter(bytes_, keys_).number("p", text);
    return *this;
  }
  Written& string(std::string_view text) {
    PropertyWriter(bytes_, keys_).string("p", text);
    return *this;
  }
  Written& boolean(bool truth) {
    PropertyWriter(bytes_, keys_).boolean("p", truth);
    return *this;
  }
  Written& json(std::string_view text) {
    PropertyWriter(bytes_, keys_).json("p", text);
    return *this;
  }
  Written& null() {
    PropertyWriter(bytes_, keys_).null("p");
    return *this;
  }
  FieldValue value() const {
    const std::string wanted = "p";
    FieldMap map;
    map.want({&wanted, 1}, keys_);
    FieldValue value;
    EXPECT_TRUE(map.extract(bytes_, {&value, 1}));
    return value;
  }

 private:
  KeyDictionary keys_;
  std::string bytes_;
};

std::string text_of(const Written& written) {
  std::string buffer;
  return std::string(written.value().as_text(buffer));
}

TEST(FieldValue, NumbersAreTheNearestDoubles) {
  for (const char* text : {"0", "-7", "42.50", "0.1", "-0.000001", "1e3", "1.5E-3", "9007199254740993", "-0",
                           "123456789.012345678", "9007199254740993.1", "0.12345678901234567", "-0.5",
                           "123456789012345678901234567890", "2.2250738585072014e-308"}) {
    const double expected = std::strtod(text, nullptr);
    EXPECT_EQ(Written().number(text).value().number(), expected) << text;
    EXPECT_EQ(Written().string(text).value().number(), expected) << text << ", as a string";
  }
}

TEST(FieldValue, RandomDecimalsAreTheNearestDoubles) {
  Random random(11);
  for (int i = 0; i < 20'000; ++i) {
    std::string digits = std::to_string(random.below(1'000'000'000'000'000'000ULL >> random.below(50)));
    const std::size_t point = random.below(digits.size()) + 1;
    if (point < digits.size()) digits.insert(point, 1, '.');
    if (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') continue;
    if (random.chance(0.5)) digits.insert(0, 1, '-');
    ASSERT_EQ(Written().number(digits).value().number(), std::strtod(digits.c_str(), nullptr)) << digits;
    ASSERT_EQ(text_of(Written().number(digits)), digits);
    ASSERT_EQ(Written().number(digits).value().micro(), parse_micro(digits)) << digits;
  }
}

TEST(FieldValue, WhatIsNoNumberIsNone) {
  for (const char* text : {"", "-", "abc", "1.", ".5", "01", "1e", "+1", " 1", "1 ", "0x10", "inf", "nan",
                           "1e999", "12,50", "1e+"}) {
    EXPECT_TRUE(std::isnan(Written().string(text).value().number())) << text;
  }
  EXPECT_TRUE(std::isnan(Written().boolean(true).value().number()));
  EXPECT_TRUE(std::isnan(Written().null().value().number()));
  EXPECT_TRUE(std::isnan(Written().json("[1]").value().number()));
  EXPECT_TRUE(std::isnan(FieldValue().number()));
}

TEST(FieldValue, MoneyIsExactAndRoundsHalfAwayFromZero) {
  EXPECT_EQ(Written().number("42.5").value().micro(), 42'500'000);
  EXPECT_EQ(Written().number("-7").value().micro(), -7'000'000);
  EXPECT_EQ(Written().number("0.0000005").value().micro(), 1);
  EXPECT_EQ(Written().number("-0.0000005").value().micro(), -1);
  EXPECT_EQ(Written().number("0.00000049").value().micro(), 0);
  EXPECT_EQ(Written().number("-0.00000049").value().micro(), 0);
  EXPECT_EQ(Written().number("1e2").value().micro(), 100'000'000);
  EXPECT_EQ(Written().string("12.345678").value().micro(), 12'345'678);
  EXPECT_EQ(Written().number("1000000000000").value().micro(), kAmountMax);
  EXPECT_EQ(Written().number("1000000000001").value().micro(), std::nullopt);
  EXPECT_EQ(Written().number("-9223372036854775808").value().micro(), std::nullopt);
  EXPECT_EQ(Written().string("12,50").value().micro(), std::nullopt);
  EXPECT_EQ(Written().boolean(true).value().micro(), std::nullopt);
  EXPECT_EQ(FieldValue().micro(), std::nullopt);
}

TEST(FieldValue, TextsAreAsTheyWereWritten) {
  EXPECT_EQ(text_of(Written().string("Größe")), "Größe");
  EXPECT_EQ(text_of(Written().number("-12")), "-12");
  EXPECT_EQ(text_of(Written().number("1.50")), "1.50");
  EXPECT_EQ(text_of(Written().number("0.05")), "0.05");
  EXPECT_EQ(text_of(Written().number("-0.050")), "-0.050");
  EXPECT_EQ(text_of(Written().number("1e3")), "1e3");
  EXPECT_EQ(text_of(Written().number("-9223372036854775808")), "-9223372036854775808");
  EXPECT_EQ(text_of(Written().boolean(true)), "true");
  EXPECT_EQ(text_of(Written().boolean(false)), "false");
  EXPECT_EQ(text_of(Written().null()), "");
  EXPECT_EQ(text_of(Written().json("{\"a\":1}")), "");
}

TEST(FieldValue, InstantsAreDatesTimestampsAndMilliseconds) {
  EXPECT_EQ(Written().string("2024-01-01").value().instant(), 1'704'067'200'000);
  EXPECT_EQ(Written().string("2024-01-01T01:00:00+01:00").value().instant(), 1'704'067'200'000);
  EXPECT_EQ(Written().number("1704067200000").value().instant(), 1'704'067'200'000);
  EXPECT_EQ(Written().string("1704067200000").value().instant(), 1'704'067'200'000);
  EXPECT_EQ(Written().string("0000-01-01").value().instant(), -62'167'219'200'000);
  EXPECT_EQ(Written().string("9999-12-31T23:59:59.999Z").value().instant(), 253'402'300'799'999);
  EXPECT_EQ(Written().number("253402300800000").value().instant(), std::nullopt);
  EXPECT_EQ(Written().string("900000000000000000").value().instant(), std::nullopt);
  EXPECT_EQ(Written().string("yesterday").value().instant(), std::nullopt);
  EXPECT_EQ(Written().number("1.5").value().instant(), std::nullopt);
  EXPECT_EQ(Written().boolean(true).value().instant(), std::nullopt);
}

TEST(FieldMap, FindsWantedOnesAndForgetsTheLastEvent) {
  KeyDictionary keys;
  std::string first;
  PropertyWriter writer(first, keys);
  writer.number("a", "1");
  writer.string("b", "two");
  writer.json("c", "[3]");
  writer.number("d", "4.5");
  const std::vector<std::string> wanted = {"d", "missing", "b"};
  FieldMap map;
  map.want(wanted, keys);
  ASSERT_EQ(map.size(), 3u);
  std::vector<FieldValue> values(3);
  ASSERT_TRUE(map.extract(first, values));
  EXPECT_EQ(values[0].number(), 4.5);
  EXPECT_FALSE(values[1].known());
  EXPECT_EQ(values[2].text, "two");
  ASSERT_TRUE(map.extract("", values));
  for (const FieldValue& value : values) EXPECT_FALSE(value.known());
}

TEST(FieldMap, AWrittenNullPointsIntoTheEventAndAnAbsentOneNowhere) {
  EXPECT_NE(Written().null().value().text.data(), nullptr);
  EXPECT_TRUE(Written().null().value().text.empty());
  EXPECT_EQ(Written().value().text.data(), nullptr);
}

TEST(FieldMap, OfDoubledOnesTheLastCounts) {
  Written doubled;
  doubled.number("1").number("2");
  EXPECT_EQ(doubled.value().integer, 2);
  EXPECT_FALSE(Written().number("1").null().value().known());
}

TEST(FieldMap, LearnsNamesThatComeLaterAndKnowsThoseWrittenInFull) {
  KeyDictionary keys;
  const std::string wanted = "late";
  FieldMap map;
  map.want({&wanted, 1}, keys);
  std::string bytes;
  PropertyWriter(bytes, keys).number("late", "5");
  FieldValue value;
  EXPECT_FALSE(map.extract(bytes, {&value, 1})) << "a number it has not heard of";
  map.learn(keys);
  ASSERT_TRUE(map.extract(bytes, {&value, 1}));
  EXPECT_EQ(value.integer, 5);

  std::string in_full;
  ByteWriter raw(in_full);
  raw.varint(0);
  raw.text("late");
  raw.u8(static_cast<std::uint8_t>(ValueTag::kTrue));
  ASSERT_TRUE(map.extract(in_full, {&value, 1}));
  EXPECT_EQ(value.tag, ValueTag::kTrue);
}

TEST(FieldMap, AgreesWithThePropertyReader) {
  Random random(12);
  const std::vector<std::string> wanted = {"k0", "k3", "k5"};
  for (int round = 0; round < 2'000; ++round) {
    KeyDictionary keys;
    std::string bytes;
    PropertyWriter writer(bytes, keys);
    for (std::uint64_t n = random.below(12); n > 0; --n) {
      const std::string key = "k" + std::to_string(random.below(8));
      switch (random.below(4)) {
        case 0:
          writer.number(key, std::to_string(random.between(-1000, 1000)));
          break;
        case 1:
          writer.number(key, "3.25");
          break;
        case 2:
          writer.string(key, "s");
          break;
        default:
          writer.boolean(key, random.chance(0.5));
      }
    }
    if (random.chance(0.3) && !bytes.empty()) bytes.resize(random.below(bytes.size()));
    FieldMap map;
    map.want(wanted, keys);
    std::vector<FieldValue> values(wanted.size());
    std::map<std::string, ValueTag, std::less<>> plain;
    PropertyReader reader(bytes, keys);
    for (PropertyReader::Property property; reader.next(property);) {
      plain[std::string(property.key)] = property.tag;
    }
    ASSERT_EQ(map.extract(bytes, values), reader.ok());
    if (!reader.ok()) continue;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto found = plain.find(wanted[i]);
      ASSERT_EQ(values[i].tag, found == plain.end() ? ValueTag::kNull : found->second);
    }
  }
}

TEST(FieldMap, RandomBytesDoNoHarm) {
  Random random(13);
  KeyDictionary keys;
  (void)keys.intern("p");
  const std::string wanted = "p";
  FieldMap map;
  map.want({&wanted, 1}, keys);
  int good = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes;
    for (std::uint64_t n = random.below(12); n > 0; --n) bytes.push_back(static_cast<char>(random.below(9)));
    FieldValue value;
    if (!map.extract(bytes, {&value, 1})) continue;
    ++good;
    std::string buffer;
    (void)value.as_text(buffer);
    (void)value.micro();
    (void)value.number();
    (void)value.instant();
  }
  EXPECT_GT(good, 100);
}

}  // namespace
}  // namespace tidemark
