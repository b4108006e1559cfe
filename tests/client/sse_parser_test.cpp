// Concern: events come out of the stream the same wherever its bytes are cut.

#include "tools/client/sse_parser.h"

#include <gtest/gtest.h>

#include <vector>

namespace tidemark::tools {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs read_in_pieces(std::string_view text, std::size_t bytes) {
  SseParser parser;
  Pairs events;
  for (std::size_t at = 0; at < text.size(); at += bytes) {
    EXPECT_TRUE(parser.feed(text.substr(at, bytes), [&](const SseParser::Event& event) {
      events.emplace_back(event.id, event.data);
      return true;
    }));
  }
  return events;
}

TEST(SseParser, ReadsEventsHoweverTheyAreCut) {
  const std::string_view text =
      ": hello\n\nid: 1:2\ndata: {\"a\":1}\n\nretry: 5\nevent: x\nid:1:3\r\ndata:b\r\ndata: c\r\n\r\n\n\nid: "
      "1:9\n\n"
      "data: not ended\n";
  const Pairs wanted = {{"1:2", "{\"a\":1}"}, {"1:3", "b\nc"}, {"1:9", ""}};
  for (std::size_t bytes = 1; bytes <= text.size(); ++bytes)
    EXPECT_EQ(read_in_pieces(text, bytes), wanted) << bytes;
}

TEST(SseParser, StopsWhenItIsTold) {
  SseParser parser;
  int events = 0;
  EXPECT_FALSE(parser.feed("id: 1\n\nid: 2\n\n", [&](const SseParser::Event&) { return ++events < 1; }));
  EXPECT_EQ(events, 1);
}

}  // namespace
}  // namespace tidemark::tools
