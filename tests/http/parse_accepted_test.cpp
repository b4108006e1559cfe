// What is unusual but clear is understood, and its end is where it should be: the next request is answered
// too.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace tidemark::engine {
namespace {

using namespace std::string_literals;  // with NULs inside

struct Accepted {
  const char* name;
  std::string bytes;
  std::string body;
};

const std::string kPost = "POST /echo HTTP/1.1\r\nHost: a\r\n";
const std::string kChunked = kPost + "Transfer-Encoding: chunked\r\n\r\n";

std::vector<Accepted> cases() {
  return {
      {"plain", get("/hello"), "hello"},
      {"an empty line before", "\r\n" + get("/hello"), "hello"},
      {"length", post("/echo", "abc"), "abc"},
      {"length 0", post("/echo", ""), ""},
      {"no length", kPost + "\r\n", ""},
      {"length 003", kPost + "Content-Length: 003\r\n\r\nabc", "abc"},
      {"length 0 on GET", get("/hello", "Content-Length: 0\r\n"), "hello"},
      {"blanks around a value", kPost + "Content-Length: \t 3 \t\r\n\r\nabc", "abc"},
      {"no blank before a value", kPost + "Content-Length:3\r\n\r\nabc", "abc"},
      {"names in any case", "POST /echo HTTP/1.1\r\nhOST: a\r\ncONTENT-lENGTH: 3\r\n\r\nabc", "abc"},
      {"encoding in any case", kPost + "Transfer-Encoding: cHUNKED\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "abc"},
      {"chunks", kChunked + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n", "abcdefg"},
      {"no chunks", kChunked + "0\r\n\r\n", ""},
      {"chunk sizes in hex", kChunked + "A\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n",
       "01234567890123456789a"},
      {"chunk size 0003", kChunked + "0003\r\nabc\r\n00\r\n\r\n", "abc"},
      {"chunk extension", kChunked + "3;a=b;c=\"d e\"\r\nabc\r\n0;x\r\n\r\n", "abc"},
      {"trailer", kChunked + "3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n", "abc"},
      {"line ends in a body", post("/echo", "\r\n\r\n\n\r"), "\r\n\r\n\n\r"},
      {"a request in a body", post("/echo", "GET /smuggled HTTP/1.1\r\n\r\n"),
       "GET /smuggled HTTP/1.1\r\n\r\n"},
      {"every byte in a body", post("/echo", "\0\xff\x7f\r"s), "\0\xff\x7f\r"s},
      {"bytes above ASCII in a value", get("/seen", "X-Test: \xc3\xa4\r\n"),
       "/seen|no level|\xc3\xa4|127.0.0.1"},
      {"empty value", get("/hello", "X:\r\n"), "hello"},
      {"absolute target", "GET http://b:80/item/1 HTTP/1.1\r\nHost: a\r\n\r\n", "1"},
      {"host with port", "GET /hello HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "hello"},
      {"empty host", "GET /hello HTTP/1.1\r\nHost:\r\n\r\n", "hello"},
      {"upgrade is not taken", get("/hello", "Connection: upgrade\r\nUpgrade: h2c\r\n"), "hello"},
      {"DELETE with a body", "DELETE /item/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
       "deleted 1"},
  };
}

void expect_accepted(TestServer& server, const Accepted& accepted, bool byte_by_byte) {
  SCOPED_TRACE(accepted.name);
  RawClient client(server.port());
  const std::string all = accepted.bytes + get("/item/next", "Connection: close\r\n");
  if (byte_by_byte) {
    for (const char byte : all) ASSERT_TRUE(client.send(std::string_view(&byte, 1)));
  } else {
    ASSERT_TRUE(client.send(all));
  }
  const RawClient::Answer answer = client.answer();
  EXPECT_EQ(answer.status, 200) << answer.head << answer.body;
  EXPECT_EQ(answer.body, accepted.body);
  EXPECT_EQ(client.answer().body, "next");
  EXPECT_TRUE(client.ended());
}

TEST(HttpAccepted, WhatIsClear) {
  TestServer server;
  for (const Accepted& accepted : cases()) {
    expect_accepted(server, accepted, false);
    expect_accepted(server, accepted, true);
  }
  EXPECT_EQ(server.smuggled, 0);
}

TEST(HttpAccepted, TheLongestHeaderAndBody) {
  TestServer server;
  const std::string rest = get("/hello", "X: \r\n");
  expect_accepted(server,
                  {"header", get("/hello", "X: " + std::string(8'192 - rest.size(), 'x') + "\r\n"), "hello"},
                  false);
  const std::string body(1024 * 1024, 'x');
  expect_accepted(server, {"body", post("/echo", body), body}, false);
  expect_accepted(server, {"chunk", kChunked + "100000\r\n" + body + "\r\n0\r\n\r\n", body}, false);
}

/// HTTP/1.0 is answered, without Host, and closed.
TEST(HttpAccepted, VersionOneZero) {
  TestServer server;
  RawClient client(server.port());
  const RawClient::Answer answer = client.ask("GET /hello HTTP/1.0\r\n\r\n" + get("/smuggled"));
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(server.smuggled, 0);
}

}  // namespace
}  // namespace tidemark::engine
