// Concern: whatever form events come in, each becomes one line with its own bytes and the number its sender
// counts by; nothing is lost in silence, and a body without any JSON is refused with a reason.

#include <gtest/gtest.h>

#include "engine/decode/json_scanner.h"
#include "engine/source/chunk.h"
#include "tests/api/body.h"

namespace tidemark::engine {
namespace {

using testing::Read;
using testing::read;
using Texts = std::vector<std::string>;
using Numbers = std::vector<unsigned>;

const std::string kOne = R"({"type":"purchase","customer_id":"c1","timestamp":"2026-01-02"})";
const std::string kTwo = R"({"type":"refund","customer_id":"c2","timestamp":"2026-01-03"})";
const std::string kPretty =
    "{\n  \"type\": \"purchase\",\n  \"properties\": {\n    \"note\": \"a } \\\" b\"\n  }\n}";

TEST(EventBody, LinesAreCountedWithTheBlankOnes) {
  const Read got = read("\n" + kOne + "\r\n  \n" + kTwo + "\nnonsense");
  EXPECT_EQ(got.lines, Texts({kOne + "\r", kTwo, "nonsense"}));
  EXPECT_EQ(got.numbers, Numbers({2, 4, 5}));
}

TEST(EventBody, ContentTypeDoesNotMatter) {
  for (const char* type : {"application/x-www-form-urlencoded", "text/plain", "application/json", ""}) {
    EXPECT_EQ(read(kOne, {{"Content-Type", type}}).lines, Texts({kOne})) << type;
  }
}

TEST(EventBody, AnObjectMayTakeSeveralLines) {
  EXPECT_EQ(read(kPretty).lines, Texts({kPretty}));
  const Read got = read("\n" + kPretty + "\n\n" + kPretty + " " + kOne + "\n");
  EXPECT_EQ(got.lines, Texts({kPretty, kPretty, kOne}));
  EXPECT_EQ(got.numbers, Numbers({2, 9, 14}));
}

TEST(EventBody, ItemsOfAnArrayAreCountedFromOne) {
  for (const std::string between : {",", " , ", "\n,\n"}) {
    const Read got = read(" [" + kOne + between + kPretty + between + R"("a \" ]" , 12.5 ,null,[1,[2]]] )");
    EXPECT_EQ(got.lines, Texts({kOne, kPretty, R"("a \" ]")", "12.5", "null", "[1,[2]]"}));
    EXPECT_EQ(got.numbers, Numbers({1, 2, 3, 4, 5, 6}));
  }
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// Or tiny bad ones would make an answer much larger than the body.
TEST(EventBody, TooManyEventsAreRefusedInEveryForm) {
  const std::string most = std::to_string(Submission::kLinesMax);
  const std::string lines = repeated("x\n", Submission::kLinesMax - 1);
  const std::string items = repeated("1,", Submission::kLinesMax - 1);
  const std::string objects = repeated("{\n}", Submission::kLinesMax - 1);
  EXPECT_EQ(read("{}\n\n" + lines + "\n\n").lines.size(), Submission::kLinesMax);
  EXPECT_EQ(read("[" + items + "1]").lines.size(), Submission::kLinesMax);
  EXPECT_EQ(read(objects + "{}").lines.size(), Submission::kLinesMax);
  for (const std::string& body : {"{}\n" + lines + "x", "[" + items + "1,1]", objects + "{}{}"}) {
    const Read got = read(body);
    EXPECT_EQ(got.status, 413);
    EXPECT_NE(got.detail.find(most), std::string::npos) << got.detail;
  }
}

TEST(EventBody, AnItemThatIsWrongInsideIsPassedOnAsItIs) {
  EXPECT_EQ(read("[{\"type\":1,}," + kOne + ",abc]").lines, Texts({"{\"type\":1,}", kOne, "abc"}));
}

TEST(EventBody, AnEmptyArrayHoldsNothingAndIsNoMistake) {
  for (const char* body : {"[]", " [ \n ] "}) {
    const Read got = read(body);
    EXPECT_EQ(got.status, 0) << body;
    EXPECT_EQ(got.lines.size(), 0U) << body;
  }
}

TEST(EventBody, WithoutAnyJsonItIsRefused) {
  for (const char* body : {"", " \n\t\r\n ", "\xEF\xBB\xBF", "hello", "type=purchase&amount=5", "{", "[",
                           "{\n}}", "{'type':'purchase'}", "\xff\xfe", "nan\nundefined"}) {
    const Read got = read(body);
    EXPECT_EQ(got.status, 400) << body;
    EXPECT_GT(got.detail.size(), 20U) << body;
  }
  EXPECT_NE(read("").detail.find("the body is empty"), std::string::npos);
  EXPECT_NE(read("hello").detail.find("line 1, byte 0"), std::string::npos) << read("hello").detail;
}

TEST(EventBody, AnArrayThatIsWrongIsRefusedWhole) {
  const std::string wrong[] = {"[" + kOne,
                               "[" + kOne + "," + kOne,
                               "[" + kOne + ",]",
                               "[" + kOne + " " + kOne + "]",
                               "[\n" + kOne + "\n" + kOne + "\n]",
                               "[\n" + kOne + ",\n" + kOne,
                               "[" + kOne + "]]"};
  for (const std::string& body : wrong) EXPECT_EQ(read(body).status, 400) << body;
}

/// One damaged line must not take its neighbours with it.
TEST(EventBody, ALineThatIsCutLeavesTheOthers) {
  for (const std::string cut :
       {R"({"type":"purch)", R"({"type":"purchase",)", R"({"a":{"b":1})", R"({"a":[)"}) {
    EXPECT_EQ(read(cut + "\n" + kOne + "\n" + kTwo).lines, Texts({cut, kOne, kTwo})) << cut;
    EXPECT_EQ(read(kOne + "\n" + cut + "\n" + kTwo).lines, Texts({kOne, cut, kTwo})) << cut;
  }
  EXPECT_EQ(read("[1,2]\n" + kOne).lines, Texts({"[1,2]", kOne}));
}

TEST(EventBody, AByteOrderMarkIsNoPartOfTheFirstEvent) {
  const Read got = read("\xEF\xBB\xBF" + kPretty);
  EXPECT_EQ(got.lines, Texts({kPretty}));
}

TEST(EventBody, BehindTheLastLineIsTheRoomThatParsersWant) {
  for (const std::string& body :
       Texts{kOne, "[" + kOne + "]", R"({"specversion":"1.0","id":"1","source":"s","type":"t"})"}) {
    Submission submission;
    ASSERT_FALSE(read_event_body(testing::request_of(body), 1 << 20, submission));
    const Submission::Line& last = submission.lines.back();
    ASSERT_GE(submission.text.size(), last.offset + last.bytes + kChunkPadding);
    EXPECT_EQ(submission.channel, Channel::kHttp);
  }
}

/// Nested so that each line could begin a value that ends much later: must not take quadratic time.
TEST(EventBody, ManyOpenBracketsAreReadOnce) {
  std::string body;
  while (body.size() < 6 * (Submission::kLinesMax - 1)) body += "{\"a\":\n";
  EXPECT_EQ(read(body).status, 400);
}

}  // namespace
}  // namespace tidemark::engine
