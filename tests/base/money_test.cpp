// Concern: amounts are exact decimals: parsed by JSON's grammar, rounded half away from zero, printed back.

#include "engine/base/money.h"

#include <gtest/gtest.h>

#include <limits>

#include "engine/base/random.h"

namespace tidemark {
namespace {

TEST(Money, ParsesExactly) {
  EXPECT_EQ(parse_micro("0"), 0);
  EXPECT_EQ(parse_micro("-0"), 0);
  EXPECT_EQ(parse_micro("-0.0"), 0);
  EXPECT_EQ(parse_micro("7"), 7 * kMicro);
  EXPECT_EQ(parse_micro("42.50"), 42'500'000);
  EXPECT_EQ(parse_micro("-1e3"), -1000 * kMicro);
  EXPECT_EQ(parse_micro("0.1"), 100'000);
  EXPECT_EQ(parse_micro("0.000001"), 1);
  EXPECT_EQ(parse_micro("-0.000001"), -1);
  EXPECT_EQ(parse_micro("1.5E+2"), 150 * kMicro);
  EXPECT_EQ(parse_micro("12345e-2"), 123'450'000);
  EXPECT_EQ(parse_micro("0.00000000012e10"), 1'200'000);
  EXPECT_EQ(parse_micro("0e5"), 0);
  EXPECT_EQ(parse_micro("1" + std::string(500, '0') + "e-500"), kMicro);
  EXPECT_EQ(parse_micro("0." + std::string(500, '0') + "1e501"), kMicro);
}

TEST(Money, RoundsHalfAwayFromZeroBeyondSixDecimals) {
  EXPECT_EQ(parse_micro("0.0000005"), 1);
  EXPECT_EQ(parse_micro("-0.0000005"), -1);
  EXPECT_EQ(parse_micro("0.00000049999999999999999999999"), 0);
  EXPECT_EQ(parse_micro("0.0000004"), 0);
  EXPECT_EQ(parse_micro("0.00000005"), 0);
  EXPECT_EQ(parse_micro("1.0000014"), 1'000'001);
  EXPECT_EQ(parse_micro("1.0000015"), 1'000'002);
  EXPECT_EQ(parse_micro("1.00000250000"), 1'000'003);
  EXPECT_EQ(parse_micro("-2.0000025"), -2'000'003);
  EXPECT_EQ(parse_micro("0.9999999"), kMicro);
  EXPECT_EQ(parse_micro("99.9999995"), 100 * kMicro);
  EXPECT_EQ(parse_micro("5e-7"), 1);
  EXPECT_EQ(parse_micro("4e-7"), 0);
  EXPECT_EQ(parse_micro("9e-8"), 0);
}

TEST(Money, RefusesWhatIsNotAJsonNumber) {
  for (const char* text :
       {"",    "-",     "+",     "1.",    ".5",  "+1",    "01", "-01",      "00",        "1e",  "1e+",
        "1e-", "e5",    "1.e5",  "--1",   "1-",  " 1",    "1 ", "1,5",      "0x10",      "NaN", "nan",
        "inf", "1.2.3", "1e5.0", "1e5e5", "-.5", "1_000", "٣",  "Infinity", "-Infinity", "null"}) {
    EXPECT_EQ(parse_micro(text), std::nullopt) << '"' << text << '"';
  }
  EXPECT_EQ(parse_micro(std::string_view("1\0", 2)), std::nullopt);
}

TEST(Money, BoundsAreInclusive) {
  EXPECT_EQ(parse_micro("1000000000000"), kAmountMax);
  EXPECT_EQ(parse_micro("-1000000000000"), -kAmountMax);
  EXPECT_EQ(parse_micro("1e12"), kAmountMax);
  EXPECT_EQ(parse_micro("1000000000000.0000004"), kAmountMax);
  EXPECT_EQ(parse_micro("1000000000000.0000005"), std::nullopt);
  EXPECT_EQ(parse_micro("1000000000000.000001"), std::nullopt);
  EXPECT_EQ(parse_micro("9999999999999"), std::nullopt);
  EXPECT_EQ(parse_micro("1e13"), std::nullopt);
  EXPECT_EQ(parse_micro(std::string(5000, '9')), std::nullopt);
}

TEST(Money, HugeExponentsCostNothing) {
  EXPECT_EQ(parse_micro("1e999999999"), std::nullopt);
  EXPECT_EQ(parse_micro("1e-999999999"), 0);
  EXPECT_EQ(parse_micro("0e999999999"), 0);
  EXPECT_EQ(parse_micro("1e99999999999999999999999999999999"), std::nullopt);
  EXPECT_EQ(parse_micro("-1e-99999999999999999999999999999999"), 0);
  EXPECT_EQ(parse_micro("1e" + std::string(1000, '0') + "2"), 100 * kMicro);
}

TEST(Money, PrintsWithoutTrailingZeros) {
  EXPECT_EQ(format_micro(0), "0");
  EXPECT_EQ(format_micro(7 * kMicro), "7");
  EXPECT_EQ(format_micro(42'500'000), "42.5");
  EXPECT_EQ(format_micro(-1), "-0.000001");
  EXPECT_EQ(format_micro(1'000'001), "1.000001");
  EXPECT_EQ(format_micro(100 * kMicro), "100");
  EXPECT_EQ(format_micro(std::numeric_limits<Micro>::max()), "9223372036854.775807");
  EXPECT_EQ(format_micro(std::numeric_limits<Micro>::min()), "-9223372036854.775808");
}

TEST(Money, PrintsSumsOf128Bits) {
  std::string out = "x";
  append_micro128(out, static_cast<Micro128>(kAmountMax) * 1'000'000'000);
  EXPECT_EQ(out, "x1000000000000000000000");
  const auto lowest = static_cast<Micro128>(static_cast<unsigned __int128>(1) << 127);
  out.clear();
  append_micro128(out, lowest);
  EXPECT_EQ(out, "-170141183460469231731687303715884.105728");
}

TEST(Money, WhatIsPrintedParsesBack) {
  Random random(1);
  for (int i = 0; i < 100'000; ++i) {
    const Micro bound = Micro{1} << random.below(60);
    const Micro amount = random.between(-std::min(bound, kAmountMax), std::min(bound, kAmountMax));
    ASSERT_EQ(parse_micro(format_micro(amount)), amount) << amount;
  }
}

// The same number with its point moved about by an exponent is the same number.
TEST(Money, ExponentsOnlyMoveThePoint) {
  Random random(2);
  for (int i = 0; i < 20'000; ++i) {
    const std::string digits = std::to_string(random.between(1, 999'999'999));
    const std::int64_t exponent = random.between(-12, 3);
    std::string plain = digits;
    if (exponent >= 0) {
      plain.append(static_cast<std::size_t>(exponent), '0');
    } else {
      const auto decimals = static_cast<std::size_t>(-exponent);
      if (plain.size() <= decimals) plain.insert(0, decimals + 1 - plain.size(), '0');
      plain.insert(plain.size() - decimals, 1, '.');
    }
    const auto expected = parse_micro(plain);
    ASSERT_TRUE(expected.has_value()) << plain;
    ASSERT_EQ(parse_micro(digits + "e" + std::to_string(exponent)), expected) << plain;
    ASSERT_EQ(parse_micro("-" + plain), -*expected) << plain;
  }
}

// A plain model: six decimals are an integer, the seventh rounds.
TEST(Money, RoundingAgreesWithIntegers) {
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t tenths_of_micro = random.between(0, 100'000'000'000);
    std::string fraction = std::to_string(tenths_of_micro % 10'000'000);
    fraction.insert(0, 7 - fraction.size(), '0');
    const std::string text = std::to_string(tenths_of_micro / 10'000'000) + "." + fraction;
    ASSERT_EQ(parse_micro(text), (tenths_of_micro + 5) / 10) << text;
  }
}

}  // namespace
}  // namespace tidemark
