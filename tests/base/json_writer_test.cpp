// Concern: what is written is valid JSON, byte for byte the same everywhere, whatever text goes in.

#include "engine/base/json_writer.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "engine/base/random.h"

namespace tidemark {
namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string json_double(double number) {
  std::string out;
  append_json_double(out, number);
  return out;
}

TEST(JsonString, EscapesWhatJsonRequiresAndNothingMore) {
  EXPECT_EQ(json_string(""), R"("")");
  EXPECT_EQ(json_string("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(json_string("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(json_string(std::string_view("\0\x01\x1F\x7F", 4)), "\"\\u0000\\u0001\\u001f\x7F\"");
  EXPECT_EQ(json_string("grün €  𝄞 <&>'"), "\"grün €  𝄞 <&>'\"");
}

TEST(JsonString, KeepsEveryCodePoint) {
  for (std::uint32_t c = 0x80; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    if (c < 0x800) {
      text += static_cast<char>(0xC0 | c >> 6);
    } else if (c < 0x10000) {
      text += static_cast<char>(0xE0 | c >> 12);
      text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    } else {
      text += static_cast<char>(0xF0 | c >> 18);
      text += static_cast<char>(0x80 | (c >> 12 & 0x3F));
      text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    }
    text += static_cast<char>(0x80 | (c & 0x3F));
    ASSERT_EQ(json_string(text), '"' + text + '"') << c;
  }
}

TEST(JsonString, ReplacesEachInvalidByte) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(json_string("a\xFFz"), "\"a" + bad + "z\"");
  EXPECT_EQ(json_string("\x80"), '"' + bad + '"');
  EXPECT_EQ(json_string("\xC3"), '"' + bad + '"');                                // cut short
  EXPECT_EQ(json_string("\xE2\x82"), '"' + bad + bad + '"');                      // cut short
  EXPECT_EQ(json_string("\xC0\xAF"), '"' + bad + bad + '"');                      // overlong
  EXPECT_EQ(json_string("\xE0\x80\xAF"), '"' + bad + bad + bad + '"');            // overlong
  EXPECT_EQ(json_string("\xF0\x80\x80\x80"), '"' + bad + bad + bad + bad + '"');  // overlong
  EXPECT_EQ(json_string("\xED\xA0\x80"), '"' + bad + bad + bad + '"');            // surrogate
  EXPECT_EQ(json_string("\xF4\x90\x80\x80"), '"' + bad + bad + bad + bad + '"');  // beyond U+10FFFF
  EXPECT_EQ(json_string("\xC3\""), '"' + bad + "\\\"\"");
}

TEST(JsonString, RandomBytesGiveValidUtf8WithoutRawControls) {
  Random random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random.below(12), '\0');
    for (char& c : text) c = static_cast<char>(random.chance(0.3) ? random.next() & 0x7F : random.next());
    const std::string once = json_string(text);
    for (const char c : once) ASSERT_GE(static_cast<unsigned char>(c), 0x20);
    // Valid UTF-8 passes unchanged: what came out holds nothing that would be replaced again.
    const std::string inside = once.substr(1, once.size() - 2);
    std::string unescaped;
    for (const char c : inside) unescaped += c == '\\' || c == '"' ? '.' : c;
    ASSERT_EQ(json_string(unescaped), '"' + unescaped + '"');
  }
}

TEST(JsonDouble, WholeNumbersShowThatTheyAreDoubles) {
  EXPECT_EQ(json_double(59), "59.0");
  EXPECT_EQ(json_double(0), "0.0");
  EXPECT_EQ(json_double(-0.0), "-0.0");
  EXPECT_EQ(json_double(-1), "-1.0");
}

TEST(JsonDouble, ShortestFormThatComesBack) {
  EXPECT_EQ(json_double(0.1), "0.1");
  EXPECT_EQ(json_double(30.428571428571427), "30.428571428571427");
  EXPECT_EQ(json_double(1e22), "1e+22");
  EXPECT_EQ(json_double(5e-324), "5e-324");
  EXPECT_EQ(json_double(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
}

TEST(JsonDouble, WhatJsonCannotSayIsNull) {
  EXPECT_EQ(json_double(std::nan("")), "null");
  EXPECT_EQ(json_double(INFINITY), "null");
  EXPECT_EQ(json_double(-INFINITY), "null");
}

/// [-]int[.digits][e[+-]digits], as RFC 8259 has it.
bool is_json_number(std::string_view text) {
  const auto digits = [&] {
    std::size_t n = 0;
    while (n < text.size() && text[n] >= '0' && text[n] <= '9') ++n;
    text.remove_prefix(n);
    return n;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool zero = text.starts_with('0');
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  if (text.starts_with('e')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  return text.empty();
}

TEST(JsonDouble, EveryDoubleIsAValidNumberAndComesBack) {
  Random random(2);
  for (int i = 0; i < 100'000; ++i) {
    const double number = random.chance(0.5) ? std::bit_cast<double>(random.next())
                                             : std::round(random.exponential(1e6) * 100) / 100;
    if (!std::isfinite(number)) continue;
    const std::string text = json_double(number);
    ASSERT_TRUE(is_json_number(text)) << text;
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    ASSERT_EQ(std::bit_cast<std::uint64_t>(back), std::bit_cast<std::uint64_t>(number)) << text;
  }
}

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("a").integer(-1).key("b").begin_array();
  json.value("x").value(1.5).value(true).null().begin_object().end_object().begin_array().end_array();
  json.end_array().key("c").begin_object().key("d").value(false).end_object();
  json.key("e").raw("[1,2]").key("f").unsigned_integer(std::numeric_limits<std::uint64_t>::max());
  json.key("g").value(std::string_view("q\"")).end_object();
  EXPECT_EQ(out, R"({"a":-1,"b":["x",1.5,true,null,{},[]],"c":{"d":false},"e":[1,2],)"
                 R"("f":18446744073709551615,"g":"q\""})");
}

TEST(JsonWriter, WritesMoneyAndInstants) {
  std::string out;
  JsonWriter json(out);
  json.begin_array().money(42'500'000).money(-1).money(0);
  json.instant(0).instant(1).instant(kNever).instant(kNoTime).end_array();
  EXPECT_EQ(out, R"([42.5,-0.000001,0,"1970-01-01T00:00:00Z","1970-01-01T00:00:00.001Z",null,null])");
}

TEST(JsonWriter, IntegersReachTheirLimits) {
  std::string out;
  JsonWriter(out)
      .begin_array()
      .integer(std::numeric_limits<std::int64_t>::min())
      .integer(std::numeric_limits<std::int64_t>::max())
      .end_array();
  EXPECT_EQ(out, "[-9223372036854775808,9223372036854775807]");
}

}  // namespace
}  // namespace tidemark
