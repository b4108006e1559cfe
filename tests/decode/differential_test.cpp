// Concern: on hundreds of thousands of damaged and rearranged lines the decoder and simdjson's full parse
// agree on which are proper objects and on every value in them.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/base/random.h"
#include "tests/decode/check_line.h"

namespace tidemark::engine {
namespace {

using testing::LineDecoder;

constexpr std::uint64_t kSeed = 20260102;
constexpr int kLines = 200'000;

const std::vector<std::string>& seeds() {
  static const std::vector<std::string> kSeeds = {
      R"({"type":"purchase","event_id":"o-981","customer_id":"c42","timestamp":"2026-01-02T03:04:05.678Z","properties":{"amount":42.50,"currency":"EUR","order_id":"o-981"}})",
      R"({"type":"page_view","customer_id":4711,"timestamp":1767323045678,"properties":{"url":"https:\/\/x.example\/a?b=\"c\"","title":"Gr\u00fc\u00dfe \ud83d\ude00","depth":-3,"ratio":1.5e-3}})",
      R"({ "customer_id" : "Köln" , "type" : "search" , "timestamp" : "2026-01-02" , "q" : [ "a" , { "b" : [ ] } , null , true , -0.0 ] })",
      R"({"type":"review","customer_id":"c","timestamp":0,"properties":{"stars":5,"nested":{"deep":[[[[{"x":{}}]]]],"deep2":{}},"text":"tab\there\nline \\ end","empty":"","":0}})",
      R"({"type":"custom \u0007 kind","customer_id":"c","event_id":12345678901234567890,"timestamp":"2024-02-29T23:59:59.9+05:30","big":[99999999999999999999,1e308,-9223372036854775808,18446744073709551615,0.000001]})",
      "{\"type\":\"message\",\"customer_id\":\"\xF0\x9F\x98\x80\",\t\"timestamp\":1,\r\n\"properties\":{"
      "\"from\":\"\xC3\xA9\xE2\x82\xAC\",\"a\":false}}",
  };
  return kSeeds;
}

class Mutator {
 public:
  explicit Mutator(Random& random) : random_(random) {}

  std::string line() {
    std::string text = any();
    for (std::uint64_t step = random_.below(4); step > 0; --step) mutate(text);
    return text;
  }

 private:
  const std::string& any() { return seeds()[random_.below(seeds().size())]; }
  std::size_t place(const std::string& text) { return random_.below(text.size() + 1); }
  std::string piece(const std::string& text) {
    const std::size_t from = place(text);
    return text.substr(from, random_.below(24));
  }
  std::string token() {
    static const std::vector<std::string> kTokens = {"{",
                                                     "}",
                                                     "[",
                                                     "]",
                                                     ",",
                                                     ":",
                                                     "\"",
                                                     "\\",
                                                     "\"a\":1,",
                                                     "null",
                                                     "true",
                                                     "false",
                                                     "1",
                                                     "-0",
                                                     "1e5",
                                                     "1E+400",
                                                     ".",
                                                     "0.1",
                                                     " ",
                                                     "\t",
                                                     "\n",
                                                     "\r",
                                                     "\\u00",
                                                     "\\ud83d",
                                                     "\\udc00",
                                                     "\\ud83d\\ude00",
                                                     "\\u0061",
                                                     "\"type\":\"x\",",
                                                     "\"\":{},",
                                                     "12345678901234567890",
                                                     "[[[[[[[[",
                                                     "]]]]]]]]",
                                                     "\xC3",
                                                     "\xA9",
                                                     "\xED\xA0\x80",
                                                     "\xF4\x90",
                                                     "\x7F"};
    return kTokens[random_.below(kTokens.size())];
  }
  void mutate(std::string& text) {
    switch (random_.below(8)) {
      case 0:
        if (!text.empty()) text[random_.below(text.size())] = static_cast<char>(random_.below(256));
        return;
      case 1:
        if (!text.empty()) text[random_.below(text.size())] ^= static_cast<char>(1 << random_.below(7));
        return;
      case 2:
      case 3:
        text.insert(place(text), token());
        return;
      case 4:
        text.erase(place(text), 1 + random_.below(3));
        return;
      case 5:
        text.insert(place(text), piece(text));
        return;
      case 6:
        text.insert(place(text), piece(any()));
        return;
      default:
        text.resize(place(text));
        return;
    }
  }

  Random& random_;
};

TEST(Differential, MutatedLines) {
  LineDecoder decoder;
  Random random(kSeed);
  Mutator mutator(random);
  int accepted = 0;
  int bad_json = 0;
  for (int i = 0; i < kLines; ++i) {
    const std::string line = mutator.line();
    const std::string wrong = testing::check_line(decoder, line);
    ASSERT_EQ(wrong, "") << "line " << i << " of seed " << kSeed << ": " << line;
    const Reject reject = decoder.decode(line).reject;
    accepted += reject == Reject::kNone;
    bad_json += reject == Reject::kBadJson;
  }
  // Both verdicts must be well represented, or the test looks at one side only.
  EXPECT_GT(accepted, kLines / 5);
  EXPECT_GT(bad_json, kLines / 5);
}

/// Random JSON values of every shape, written with random blanks and escapes.
class Generator {
 public:
  explicit Generator(Random& random) : random_(random) {}

  std::string line() {
    std::string out = fmt::format(
        R"({{{}"type":"search","customer_id":{}{},{}"timestamp"{}:{}5,"properties":{}{})", blank(),
        random_.chance(0.5) ? "7" : R"("c")", blank(), blank(), blank(), blank(), object(0), blank());
    for (std::uint64_t n = random_.below(3); n > 0; --n) {
      out += fmt::format(",{}{}:{}{}", blank(), key(), value(0), blank());
    }
    return fmt::format("{}}}{}", out, blank());
  }

 private:
  std::string blank() {
    static constexpr std::string_view kBlanks[] = {"", "", "", " ", "\t", "\n", "  \r\n"};
    return std::string(kBlanks[random_.below(std::size(kBlanks))]);
  }
  std::string string() {
    static constexpr std::string_view kPieces[] = {"a",
                                                   "b",
                                                   "word ",
                                                   "\\n",
                                                   "\\\"",
                                                   "\\\\",
                                                   "\\/",
                                                   "\\u0061",
                                                   "\\u20ac",
                                                   "\\ud83d\\ude00",
                                                   "\xC3\xA9",
                                                   "{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   ",",
                                                   ":",
                                                   "0123456789abcdef",
                                                   "\xF0\x9F\x98\x80",
                                                   "\\u0000"};
    std::string out = "\"";
    for (std::uint64_t n = random_.below(random_.chance(0.1) ? 40 : 5); n > 0; --n) {
      out += kPieces[random_.below(std::size(kPieces))];
    }
    return out + "\"";
  }
  /// Mostly new ones; short strings double now and then, which is wanted too.
  std::string key() {
    return random_.chance(0.9) ? fmt::format("\"k{}\"", random_.below(100'000)) : string();
  }
  std::string number() {
    std::string out = random_.chance(0.3) ? "-" : "";
    out +=
        random_.chance(0.2) ? "0" : std::to_string(1 + random_.below(std::uint64_t{1} << random_.below(60)));
    if (random_.chance(0.4)) out += fmt::format(".{}", random_.below(1'000'000));
    if (random_.chance(0.2)) out += fmt::format("e{}", random_.between(-20, 20));
    return out;
  }
  std::string list(char open, char close, int depth) {
    std::string out(1, open);
    out += blank();
    for (std::uint64_t n = random_.below(5); n > 0; --n) {
      if (open == '{') out += fmt::format("{}{}:{}", key(), blank(), blank());
      out += fmt::format("{}{}", value(depth + 1), blank());
      if (n > 1) out += fmt::format(",{}", blank());
    }
    return out + close;
  }
  std::string object(int depth) { return list('{', '}', depth); }
  std::string value(int depth) {
    switch (random_.below(depth < 6 ? 8 : 6)) {
      case 0:
        return "null";
      case 1:
        return random_.chance(0.5) ? "true" : "false";
      case 2:
      case 3:
        return number();
      case 4:
      case 5:
        return string();
      case 6:
        return list('[', ']', depth);
      default:
        return object(depth);
    }
  }

  Random& random_;
};

TEST(Differential, GeneratedLines) {
  LineDecoder decoder;
  Random random(kSeed + 1);
  Generator generator(random);
  int accepted = 0;
  for (int i = 0; i < kLines / 4; ++i) {
    const std::string line = generator.line();
    const std::string wrong = testing::check_line(decoder, line);
    ASSERT_EQ(wrong, "") << "line " << i << " of seed " << kSeed + 1 << ": " << line;
    accepted += decoder.decode(line).ok();
  }
  EXPECT_GT(accepted, kLines / 5);
}

}  // namespace
}  // namespace tidemark::engine
