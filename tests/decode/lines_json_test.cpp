// Concern: lines that are no valid JSON object are rejected as bad_json wherever the damage is, also in
// values nobody reads; lines that only look odd are not.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/decode/line_decoder.h"

namespace tidemark::engine {
namespace {

using testing::LineDecoder;
using std::string_literals::operator""s;

/// A valid page view with `properties` inside its properties and `top` behind them.
std::string page_view(const std::string& properties, const std::string& top = "") {
  return R"({"type":"page_view","customer_id":"c1","timestamp":"2026-01-02","properties":{)" + properties +
         "}" + top + "}";
}
std::string accepted(const std::string& properties_out) {
  return R"({"type":"page_view","customer_id":"c1","timestamp":"2026-01-02T00:00:00Z")" +
         (properties_out.empty() ? "" : R"(,"properties":{)" + properties_out + "}") + "} | page_view";
}

struct Case {
  std::string line;
  std::string expected;  ///< of describe(), or how it begins
};

void expect_all(const std::vector<Case>& cases) {
  LineDecoder decoder;
  for (const Case& c : cases) {
    const std::string got = decoder.describe(c.line);
    EXPECT_EQ(got.substr(0, c.expected.size()), c.expected) << c.line.substr(0, 300) << "\n"
                                                            << got.substr(0, 300);
    if (!c.expected.ends_with("page_view")) continue;
    EXPECT_EQ(got, c.expected) << c.line.substr(0, 300);
  }
}

TEST(LinesJson, NotAnObject) {
  expect_all({
      {"", "bad_json: the line is empty, at byte 0"},
      {" \t ", "bad_json: the line is empty, at byte 3"},
      {"\r", "bad_json: the line is empty, at byte 0"},
      {"[]", "bad_json: not an object, at byte 0"},
      {fmt::format("[{}]", page_view("")), "bad_json: not an object"},
      {"\"text\"", "bad_json: not an object"},
      {"42", "bad_json: not an object"},
      {"null", "bad_json: not an object"},
      {"\xEF\xBB\xBF" + page_view(""), "bad_json: not an object, at byte 0"},
      {"\0"s, "bad_json: not an object"},
      {"{}", "missing_field: type is missing"},
      {"{ }", "missing_field: type is missing"},
      {"hello", "bad_json: not an object"},
      {"<xml/>", "bad_json: not an object"},
  });
}

TEST(LinesJson, TruncatedAnywhere) {
  const std::string whole = page_view(R"("a":1.5e3,"b":[true,null,"x\n"],"c":{"d":"é"})", R"(,"n":-7)");
  LineDecoder decoder;
  ASSERT_TRUE(decoder.decode(whole).ok());
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    EXPECT_EQ(decoder.decode(whole.substr(0, bytes)).reject, Reject::kBadJson) << bytes;
  }
}

TEST(LinesJson, SomethingFollows) {
  expect_all({
      {page_view("") + "}", "bad_json: something follows the object"},
      {page_view("") + ",", "bad_json: something follows"},
      {page_view("") + page_view(""), "bad_json: something follows"},
      {page_view("") + "\0"s, "bad_json: something follows"},
      {page_view("") + " x", "bad_json: something follows"},
      {page_view("") + "//", "bad_json: something follows"},
      {page_view("") + " \t ", accepted("")},
      {page_view("") + "\r", accepted("")},
      {page_view("") + "\r\r", accepted("")},
      {"  " + page_view(""), accepted("")},
  });
}

TEST(LinesJson, Structure) {
  expect_all({
      {"{", "bad_json: a quoted key is missing, at byte 1"},
      {"{,}", "bad_json: a quoted key is missing"},
      {"{type:1}", "bad_json: a quoted key is missing"},
      {"{'type':1}", "bad_json: a quoted key is missing"},
      {R"({"type"})", "bad_json: a colon is missing"},
      {R"({"type" "x"})", "bad_json: a colon is missing"},
      {R"({"type":})", "bad_json: not a value, at byte 8"},
      {R"({"type":"x",})", "bad_json: a quoted key is missing"},
      {R"({"type":"x" "a":1})", "bad_json: a comma or closing brace is missing"},
      {R"({"type":"x"])", "bad_json: a comma or closing brace is missing"},
      {page_view(R"("a":[1,])"), "bad_json: not a value"},
      {page_view(R"("a":[,1])"), "bad_json: not a value"},
      {page_view(R"("a":[1 2])"), "bad_json: a comma or closing bracket is missing"},
      {page_view(R"("a":[1}])"), "bad_json: a comma or closing bracket is missing"},
      {page_view(R"("a":{"b":1]})"), "bad_json: a comma or closing brace is missing"},
      {page_view(R"("a":{1:1})"), "bad_json: a quoted key is missing"},
      {page_view(R"("a":{"b"})"), "bad_json: a colon is missing"},
      {page_view(R"("a":[[]])"), accepted(R"("a":[[]])")},
      {page_view(R"("a":[],"b":{})"), accepted(R"("a":[],"b":{})")},
      {page_view("\"a\": [ 1 ,\t{ \"b\" : \" x \\\" y \" } ] "), accepted(R"("a":[1,{"b":" x \" y "}])")},
      {page_view("\"a\":\n{\n}\n"), accepted(R"("a":{})")},
      {page_view("\"a\":\f1"), "bad_json: not a value"},
      {page_view("\"a\":\v1"), "bad_json: not a value"},
      {page_view("\"a\":\xC2\xA0"
                 "1"),
       "bad_json: not a value"},
  });
}

TEST(LinesJson, Literals) {
  expect_all({
      {page_view(R"("a":true,"b":false,"c":null)"), accepted(R"("a":true,"b":false,"c":null)")},
      {page_view(R"("a":tru)"), "bad_json: not a value"},
      {page_view(R"("a":truE)"), "bad_json: not a value"},
      {page_view(R"("a":True)"), "bad_json: not a value"},
      {page_view(R"("a":trues)"), "bad_json: a comma or closing brace is missing"},
      {page_view(R"("a":fals)"), "bad_json: not a value"},
      {page_view(R"("a":nul)"), "bad_json: not a value"},
      {page_view(R"("a":nulll)"), "bad_json: a comma or closing brace is missing"},
      {page_view(R"("a":NaN)"), "bad_json: not a value"},
      {page_view(R"("a":Infinity)"), "bad_json: not a value"},
      {page_view(R"("a":-Infinity)"), "bad_json: not a value"},
      {page_view(R"("a":undefined)"), "bad_json: not a value"},
      {page_view(R"("a":[tru])"), "bad_json: not a value"},
      {page_view("", R"(,"x":tru)"), "bad_json: not a value"},
      {R"({"type":nul)", "bad_json: not a value"},
  });
}

TEST(LinesJson, Numbers) {
  expect_all({
      {page_view(R"("a":1.2.3)"), "bad_json: a comma or closing brace is missing"},
      {page_view(R"("a":01)"), "bad_json: a number starts with a needless zero"},
      {page_view(R"("a":-01)"), "bad_json: a number starts with a needless zero"},
      {page_view(R"("a":00)"), "bad_json: a number starts with a needless zero"},
      {page_view(R"("a":-)"), "bad_json: not a value"},
      {page_view(R"("a":--1)"), "bad_json: not a value"},
      {page_view(R"("a":+1)"), "bad_json: not a value"},
      {page_view(R"("a":.5)"), "bad_json: not a value"},
      {page_view(R"("a":5.)"), "bad_json: a digit is missing behind the point"},
      {page_view(R"("a":5.e1)"), "bad_json: a digit is missing behind the point"},
      {page_view(R"("a":1e)"), "bad_json: a digit is missing in the exponent"},
      {page_view(R"("a":1e+)"), "bad_json: a digit is missing in the exponent"},
      {page_view(R"("a":1e1.5)"), "bad_json: a comma or closing brace is missing"},
      {page_view(R"("a":1e5e5)"), "bad_json: a comma or closing brace is missing"},
      {page_view(R"("a":0x10)"), "bad_json: a comma or closing brace is missing"},
      {page_view(R"("a":1_000)"), "bad_json: a comma or closing brace is missing"},
      {page_view(R"("a":1,5)"), "bad_json: a quoted key is missing"},
      {page_view(R"("a":[1.])"), "bad_json: a digit is missing behind the point"},
      {page_view("", R"(,"x":1.2.3)"), "bad_json: a comma or closing brace is missing"},
      {page_view(R"("a":0,"b":-0,"c":-0.0,"d":0.10,"e":1E+2)"),
       accepted(R"("a":0,"b":-0,"c":-0.0,"d":0.10,"e":1E+2)")},
      {page_view(R"("a":9223372036854775807,"b":-9223372036854775808)"),
       accepted(R"("a":9223372036854775807,"b":-9223372036854775808)")},
      {page_view(R"("a":9223372036854775808,"b":99999999999999999999999)"),
       accepted(R"("a":9223372036854775808,"b":99999999999999999999999)")},
      {page_view(R"("a":1e999,"b":-1e-999,"c":1.000000000000000000000000001)"),
       accepted(R"("a":1e999,"b":-1e-999,"c":1.000000000000000000000000001)")},
      {page_view("\"a\":" + std::string(5000, '7')), accepted("\"a\":" + std::string(5000, '7'))},
  });
}

TEST(LinesJson, Strings) {
  expect_all({
      {page_view(R"("a":"\q")"), "bad_json: an unknown escape"},
      {page_view(R"("a":"\x41")"), "bad_json: an unknown escape"},
      {page_view(R"("a":"\'")"), "bad_json: an unknown escape"},
      {page_view("\"a\":\"\\\0\""s), "bad_json: an unknown escape"},
      {page_view(R"("a":"\u12")"), "bad_json: \\u needs four hex digits"},
      {page_view(R"("a":"\u12g4")"), "bad_json: \\u needs four hex digits"},
      {page_view(R"("a":"\U0041")"), "bad_json: an unknown escape"},
      {page_view(R"("a":["\q"])"), "bad_json: an unknown escape"},
      {page_view(R"("\q":1)"), "bad_json: an unknown escape"},
      {page_view("", R"(,"x":"\q")"), "bad_json: an unknown escape"},
      {page_view("", R"(,"\u00":1)"), "bad_json: \\u needs four hex digits"},
      {page_view("\"a\":\"b\tc\""), "bad_json: a control character inside a string"},
      {page_view("\"a\":\"b\nc\""), "bad_json: a control character inside a string"},
      {page_view("\"a\":\"b\0c\""s), "bad_json: a control character inside a string"},
      {page_view("\"a\":[\"\x1F\"]"), "bad_json: a control character inside a string"},
      {page_view("\"a\tb\":1"), "bad_json: a control character inside a string"},
      {page_view("\"a\":\"\\n\t\""), "bad_json: a control character inside a string"},
      {page_view("\"a\":\"\x7F\""), accepted("\"a\":\"\x7F\"")},
      {page_view(R"("a":"\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC")"), accepted(R"("a":"\"\\/\b\f\n\r\tAé€")")},
      {page_view(R"("a":"\u0000")"), accepted(R"("a":"\u0000")")},
      {page_view(R"("a":"\\")"), accepted(R"("a":"\\")")},
      {page_view(R"("a":"\\","b":"\\\"")"), accepted(R"("a":"\\","b":"\\\"")")},
      {page_view(R"("a":"","":"b")"), accepted(R"("a":"","":"b")")},
      {page_view(R"("\u0061\n":"b")"), accepted(R"("a\n":"b")")},
  });
}

TEST(LinesJson, Surrogates) {
  expect_all({
      {page_view(R"("a":"\uD83D\uDE00")"), accepted("\"a\":\"\xF0\x9F\x98\x80\"")},
      {page_view(R"("a":"\uDBFF\uDFFF\uD800\uDC00")"),
       accepted("\"a\":\"\xF4\x8F\xBF\xBF\xF0\x90\x80\x80\"")},
      {page_view(R"("a":"\uD83D")"), "bad_json: half a surrogate pair"},
      {page_view(R"("a":"\uDE00")"), "bad_json: half a surrogate pair"},
      {page_view(R"("a":"\uD83D\u0041")"), "bad_json: half a surrogate pair"},
      {page_view(R"("a":"\uD83Dx\uDE00")"), "bad_json: half a surrogate pair"},
      {page_view(R"("a":"\uD83D\uD83D\uDE00")"), "bad_json: half a surrogate pair"},
      {page_view(R"("a":"\uD83D\n")"), "bad_json: half a surrogate pair"},
      {page_view(R"("a":["\uDFFF"])"), "bad_json: half a surrogate pair"},
      {page_view(R"("\uD800":1)"), "bad_json: half a surrogate pair"},
      {page_view(R"("a":"\uD7FF\uE000\uFFFF")"), accepted("\"a\":\"\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\"")},
  });
}

TEST(LinesJson, Utf8) {
  const std::vector<std::string> bad = {"\x80",
                                        "\xBF",
                                        "\xC3",
                                        "\xC0\x80",
                                        "\xC1\xBF",
                                        "\xE2\x82",
                                        "\xE0\x9F\xBF",
                                        "\xED\xA0\x80",
                                        "\xED\xBF\xBF",
                                        "\xF0\x80\x80",
                                        "\xF0\x8F\xBF\xBF",
                                        "\xF4\x90\x80\x80",
                                        "\xF5\x80\x80\x80",
                                        "\xFF",
                                        "\xFE",
                                        "\xC3\x28",
                                        "\xF8\x88\x80\x80\x80"};
  std::vector<Case> cases;
  for (const std::string& bytes : bad) {
    cases.push_back({page_view("\"a\":\"x" + bytes + "\""), "bad_json: not UTF-8"});
    cases.push_back({page_view("\"a\":[{\"b\":\"" + bytes + "\"}]"), "bad_json: not UTF-8"});
    cases.push_back({page_view("\"" + bytes + "\":1"), "bad_json: not UTF-8"});
    cases.push_back({page_view("", ",\"a\":\"\\n" + bytes + "\""), "bad_json: not UTF-8"});
  }
  const std::string good = "\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF";
  cases.push_back({page_view("\"a\":\"" + good + "\""), accepted("\"a\":\"" + good + "\"")});
  cases.push_back({page_view("\xC3\xA9"), "bad_json: a quoted key is missing"});
  expect_all(cases);
}

TEST(LinesJson, DoubledKeys) {
  const std::string doubled = "bad_json: a key is doubled";
  std::string many;
  for (int i = 0; i < 200; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  expect_all({
      {R"({"type":"a","type":"a","customer_id":"c","timestamp":1})", doubled},
      {R"({"type":"a","customer_id":"c","customer_id":null,"timestamp":1})", doubled},
      {R"({"type":"a","customer_id":"c","timestamp":1,"timestamp":1})", doubled},
      {R"({"type":"a","customer_id":"c","timestamp":1,"properties":{},"properties":{}})", doubled},
      {R"({"type":"a","customer_id":"c","timestamp":1,"properties":null,"properties":{}})", doubled},
      {R"({"\u0074ype":"a","type":"a","customer_id":"c","timestamp":1})", doubled},
      {page_view("", R"(,"x":1,"x":2)"), doubled},
      {page_view(R"("a":1,"a":1)"), doubled},
      {page_view(R"("a":1,"b":2,"\u0061":1)"), doubled},
      {page_view(R"("":1,"":2)"), doubled},
      {page_view(R"("a long key with the same beginning":1,"a long key with the same beginning":1)"),
       doubled},
      {page_view(R"("a":{"b":1,"b":2})"), doubled},
      {page_view(R"("a":[{"b":{"c":1,"c":1}}])"), doubled},
      {page_view("", R"(,"x":[{"b":1,"b":2}])"), doubled},
      {page_view(many + "\"k7\":1"), doubled},
      {page_view("\"x\":{" + many + "\"k199\":1}"), doubled},
      {page_view(R"("a":{"a":{"a":1}},"b":[{"a":1},{"a":1}])"),
       accepted(R"("a":{"a":{"a":1}},"b":[{"a":1},{"a":1}])")},
      {page_view(R"("key_number_1":1,"key_number_2":1,"key_number_":1)"),
       accepted(R"("key_number_1":1,"key_number_2":1,"key_number_":1)")},
      {page_view("\"a\":1,\"a\\u0000\":2,\"a\\u0000\\u0000\":3"),
       accepted(R"("a":1,"a\u0000":2,"a\u0000\u0000":3)")},
  });
}

TEST(LinesJson, Depth) {
  const auto arrays = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
  const auto objects = [](std::size_t n) {
    std::string text = "1";
    for (std::size_t i = 0; i < n; ++i) text = "{\"a\":" + text + "}";
    return text;
  };
  expect_all({
      {page_view("\"a\":" + arrays(62)), accepted("\"a\":" + arrays(62))},
      {page_view("\"a\":" + arrays(63)), "bad_json: nested more than 64 deep"},
      {page_view("\"a\":" + objects(62)), accepted("\"a\":" + objects(62))},
      {page_view("\"a\":" + objects(63)), "bad_json: nested more than 64 deep"},
      {page_view("", ",\"a\":" + arrays(63)), accepted("\"a\":" + arrays(63))},
      {page_view("", ",\"a\":" + arrays(64)), "bad_json: nested more than 64 deep"},
      {page_view("\"a\":" + std::string(200'000, '[')), "bad_json: nested more than 64 deep"},
      {page_view("\"a\":" + arrays(60) + ",\"b\":" + arrays(60)),
       accepted("\"a\":" + arrays(60) + ",\"b\":" + arrays(60))},
  });
}

}  // namespace
}  // namespace tidemark::engine
