// Laws of the parsers under seeded noise: how the network cuts a request changes nothing, and whatever our
// reading of a header accepts, Beast accepts and frames in the same way.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "engine/http/message_parser.h"
#include "engine/http/request_head.h"
#include "engine/http/target.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kBodyMax = 64;
constexpr std::size_t kLineMax = 48;

/// A body that was taken: itself, and how many bytes behind it belong to the next request.
using Taken = std::optional<std::pair<std::string, std::size_t>>;

/// Feeds `bytes` in pieces of at most `piece_max`, as a connection does. Nothing if it is refused or not
/// complete: these may differ, for a refusal may come sooner or later.
Taken feed(const std::string& head, const std::string& bytes, std::size_t piece_max, Random& random) {
  MessageParser parser;
  EXPECT_TRUE(parser.put_head(head));
  parser.expect_body(kBodyMax, kLineMax, std::nullopt);
  MessageParser::Fed fed = MessageParser::Fed::kMore;
  std::string input;
  std::size_t given = 0;
  while (given < bytes.size() && fed == MessageParser::Fed::kMore) {
    const std::size_t piece = 1 + random.below(piece_max);
    input += bytes.substr(given, piece);
    given = std::min(given + piece, bytes.size());
    std::size_t consumed = 0;
    fed = parser.feed(input, consumed);
    input.erase(0, consumed);
  }
  if (fed != MessageParser::Fed::kDone) return std::nullopt;
  return std::pair{parser.take_body(), input.size() + bytes.size() - given};
}

/// Changes, doubles or removes a few bytes, mostly to others that mean something.
std::string disturbed(std::string text, Random& random) {
  static constexpr std::string_view kMeaningful("\r\n\t :;,=0139aAfFgx\"\0\x7f\xff", 23);
  for (std::uint64_t count = random.below(4); count > 0 && !text.empty(); --count) {
    const std::size_t at = random.below(text.size());
    const std::uint64_t what = random.below(4);
    if (what == 0) text.erase(at, 1 + random.below(3));
    if (what == 1) text.insert(at, text.substr(at, 1 + random.below(6)));
    if (what >= 2) text[at] = kMeaningful[random.below(kMeaningful.size())];
  }
  return text;
}

TEST(HttpParserRandom, CutsChangeNoBody) {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::vector<std::string> bodies{
      "3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
      "1;a=b\r\nx\r\n0002;c=\"d\"\r\nyz\r\n000\r\nTrailer: 1\r\nOther:\r\n\r\nmore", "0\r\n\r\n",
      "20\r\n" + std::string(32, 'x') + "\r\n20\r\n" + std::string(32, 'y') + "\r\n0\r\n\r\n",
      "3;" + std::string(60, 'e') + "\r\nabc\r\n0\r\n\r\n"};
  Random random(7);
  std::size_t done = 0;
  for (int round = 0; round < 20'000; ++round) {
    const std::string bytes = disturbed(bodies[random.below(bodies.size())], random);
    // A piece_max this large gives all at once, but for one in ten thousand rounds.
    const Taken whole = feed(head, bytes, 1 << 20, random);
    ASSERT_EQ(feed(head, bytes, 1, random), whole) << testing::PrintToString(bytes);
    ASSERT_EQ(feed(head, bytes, 9, random), whole) << testing::PrintToString(bytes);
    done += whole.has_value();
  }
  EXPECT_GT(done, 2'000u);
  EXPECT_LT(done, 18'000u);
}

TEST(HttpParserRandom, BothReadingsOfAHeaderAgree) {
  const std::vector<std::string> heads{
      "POST /v1/events HTTP/1.1\r\nHost: a:80\r\nContent-Length: 13\r\nConnection: keep-alive, close\r\n\r\n",
      "POST /a%20b?c=d HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
      "GET http://a/b HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nX: \t y \t\r\n\r\n",
      "GET / HTTP/1.0\r\n\r\n"};
  Random random(11);
  std::size_t accepted = 0;
  std::size_t refused_by_beast = 0;
  for (int round = 0; round < 50'000; ++round) {
    const std::string text = disturbed(heads[random.below(heads.size())], random);
    const HeadEnd end = find_head_end(text, 0, 8192);
    if (end.found != HeadEnd::Found::kWhole) continue;
    const std::string block = text.substr(0, end.bytes);
    RequestHead head;
    if (parse_request_head(block, head)) continue;
    ++accepted;
    (void)parse_target(head.target);
    MessageParser parser;
    if (!parser.put_head(block)) {
      ++refused_by_beast;  // Beast is stricter with Connection, which has no part in framing
      ASSERT_NE(block.find("Connection"), std::string::npos) << testing::PrintToString(block);
      continue;
    }
    if (!head.has_body()) continue;
    // A body of the length we read is complete for Beast, and one byte less is not.
    const std::string body = head.chunked ? "0\r\n\r\n" : std::string(head.content_length.value_or(0), 'x');
    if (body.size() > 100'000) continue;
    parser.expect_body(1'000'000, 100, head.content_length);
    std::size_t consumed = 0;
    const std::string_view all_but_one = std::string_view(body).substr(0, body.size() - 1);
    if (!all_but_one.empty()) {
      ASSERT_EQ(parser.feed(all_but_one, consumed), MessageParser::Fed::kMore);
    }
    ASSERT_EQ(parser.feed(std::string_view(body).substr(consumed), consumed), MessageParser::Fed::kDone);
  }
  EXPECT_GT(accepted, 10'000u);
  EXPECT_LT(refused_by_beast, accepted / 10);
}

}  // namespace
}  // namespace tidemark::engine
