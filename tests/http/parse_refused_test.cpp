// What two programs could understand differently is refused, the connection ends, and nothing that stands
// behind it is ever taken for a request.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace tidemark::engine {
namespace {

using namespace std::string_literals;  // with NULs inside

struct Refused {
  const char* name;
  std::string bytes;
  int status;
};

const std::string kPost = "POST /echo HTTP/1.1\r\nHost: a\r\n";
const std::string kChunked = kPost + "Transfer-Encoding: chunked\r\n\r\n";
const std::string kSmuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

std::vector<Refused> framing_cases() {
  return {
      {"length and chunked", kPost + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunked and length", kPost + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
      {"chunked and length 0", kPost + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
       400},
      {"two lengths, different", kPost + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400},
      {"two lengths, equal", kPost + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"list of lengths", kPost + "Content-Length: 3, 3\r\n\r\nabc", 400},
      {"length +3", kPost + "Content-Length: +3\r\n\r\nabc", 400},
      {"length -1", kPost + "Content-Length: -1\r\n\r\nabc", 400},
      {"length 0x3", kPost + "Content-Length: 0x3\r\n\r\nabc", 400},
      {"length 3.0", kPost + "Content-Length: 3.0\r\n\r\nabc", 400},
      {"length with a blank inside", kPost + "Content-Length: 1 3\r\n\r\nabc", 400},
      {"length empty", kPost + "Content-Length:\r\n\r\nabc", 400},
      {"length beyond 64 bits", kPost + "Content-Length: 18446744073709551619\r\n\r\nabc", 400},
      {"length in quotes", kPost + "Content-Length: \"3\"\r\n\r\nabc", 400},
      {"length on GET", "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"length on HEAD", "HEAD /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"chunked on GET", "GET /hello HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"encoding xchunked", kPost + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
      {"encoding chunked, identity", kPost + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400},
      {"encoding identity and length", kPost + "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc",
       400},
      {"encoding gzip, chunked", kPost + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
      {"encoding chunked, chunked", kPost + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 501},
      {"encoding in quotes", kPost + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 400},
      {"encoding with parameter", kPost + "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n", 400},
      {"encoding with VT", kPost + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n", 400},
      {"encoding empty", kPost + "Transfer-Encoding:\r\n\r\n0\r\n\r\n", 400},
      {"two encodings", kPost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"two encodings, one hidden",
       kPost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n", 400},
      {"encoding in 1.0", "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"expectation unknown", kPost + "Expect: 200-ok\r\nContent-Length: 3\r\n\r\nabc", 417},
  };
}

std::vector<Refused> line_cases() {
  const std::string host = "Host: a\r\n\r\n";
  return {
      {"no host", "GET /hello HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"two hosts, equal", "GET /hello HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 400},
      {"two hosts in 1.0", "GET /hello HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"host with a path", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"host with a blank", "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
      {"host with a user", "GET /hello HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
      {"list of hosts", "GET /hello HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
      {"folded field", "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400},
      {"folded with tab", "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n", 400},
      {"blank before first field", "GET /hello HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {"folded encoding", kPost + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400},
      {"blank before colon", kPost + "Content-Length : 3\r\n\r\nabc", 400},
      {"tab before colon", kPost + "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n", 400},
      {"no colon", "GET /hello HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400},
      {"no name", "GET /hello HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", 400},
      {"name with a slash", "GET /hello HTTP/1.1\r\nHost: a\r\na/b: x\r\n\r\n", 400},
      {"name above ASCII", "GET /hello HTTP/1.1\r\nHost: a\r\n\xc3\xa4: x\r\n\r\n", 400},
      {"NUL in a value", "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"s, 400},
      {"NUL in a name", "GET /hello HTTP/1.1\r\nHost: a\r\nX\0Y: ab\r\n\r\n"s, 400},
      {"DEL in a value", "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\x7f\r\n\r\n", 400},
      {"bare LF", "GET /hello HTTP/1.1\nHost: a\n\n", 400},
      {"bare LF after the line", "GET /hello HTTP/1.1\nHost: a\r\n\r\n", 400},
      {"bare LF after a field", "GET /hello HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
      {"bare CR in a value", "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\rContent-Length: 3\r\n\r\n", 400},
      {"bare CR in the line", "GET /hello\rHTTP/1.1\r\n" + host, 400},
      {"ends in LF LF", "GET /hello HTTP/1.1\r\nHost: a\r\n\n", 400},
      {"two empty lines before", "\r\n\r\nGET /hello HTTP/1.1\r\n" + host, 400},
      {"no version", "GET /hello\r\n" + host, 400},
      {"version 1.1 with more", "GET /hello HTTP/1.1x\r\n" + host, 400},
      {"version in small letters", "GET /hello http/1.1\r\n" + host, 400},
      {"version 2.0", "GET /hello HTTP/2.0\r\n" + host, 505},
      {"version 0.9", "GET /hello HTTP/0.9\r\n" + host, 505},
      {"version 1.2", "GET /hello HTTP/1.2\r\n" + host, 505},
      {"preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"two blanks", "GET  /hello HTTP/1.1\r\n" + host, 400},
      {"two blanks before version", "GET /hello  HTTP/1.1\r\n" + host, 400},
      {"blank behind version", "GET /hello HTTP/1.1 \r\n" + host, 400},
      {"tab as blank", "GET\t/hello\tHTTP/1.1\r\n" + host, 400},
      {"blank in the target", "GET /hel lo HTTP/1.1\r\n" + host, 400},
      {"target above ASCII", "GET /h\xc3\xa4 HTTP/1.1\r\n" + host, 400},
      {"target with a control", "GET /h\x01 HTTP/1.1\r\n" + host, 400},
      {"target with a fragment", "GET /hello#x HTTP/1.1\r\n" + host, 400},
      {"target without slash", "GET hello HTTP/1.1\r\n" + host, 400},
      {"target of another scheme", "GET ftp://a/hello HTTP/1.1\r\n" + host, 400},
      {"target asterisk", "OPTIONS * HTTP/1.1\r\n" + host, 400},
      {"target authority", "CONNECT a:80 HTTP/1.1\r\n" + host, 400},
      {"method with a slash", "G/T /hello HTTP/1.1\r\n" + host, 400},
      {"empty line only", "\r\n\r\n", 400},
      {"a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"s, 400},
      {"response instead", "HTTP/1.1 200 OK\r\n" + host, 400},
  };
}

std::vector<Refused> chunk_cases() {
  return {
      {"chunk size g", kChunked + "g\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk size empty", kChunked + "\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk size 0x3", kChunked + "0x3\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk size -1", kChunked + "-1\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk size +3", kChunked + "+3\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk size after a blank", kChunked + " 3\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk size beyond 64 bits", kChunked + "10000000000000003\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk line ends in LF", kChunked + "3\nabc\r\n0\r\n\r\n", 400},
      {"chunk longer than said", kChunked + "2\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk without end", kChunked + "3\r\nabc0\r\n\r\n", 400},
      {"chunk ends in LF", kChunked + "3\r\nabc\n0\r\n\r\n", 400},
      {"LF in a chunk extension", kChunked + "3;a=b\nc\r\nabc\r\n0\r\n\r\n", 400},
      {"bare CR in a chunk extension", kChunked + "3;a=b\rc\r\nabc\r\n0\r\n\r\n", 400},
      {"endless chunk extension", kChunked + "3;a=" + std::string(20'000, 'x'), 400},
      {"endless trailer", kChunked + "0\r\nX: " + std::string(20'000, 'x'), 400},
      {"length in a trailer", kChunked + "0\r\nContent-Length: 3\r\n\r\n", 400},
      {"encoding in a trailer", kChunked + "0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"trailer without colon", kChunked + "0\r\nnonsense\r\n\r\n", 400},
      {"chunk larger than allowed", kChunked + "100001\r\n", 413},
      {"chunks larger than allowed",
       "POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
       "chunked\r\n\r\n5\r\nabcde\r\n4\r\nabcd\r\n0\r\n\r\n",
       413},
      {"length larger than allowed", kPost + "Content-Length: 1048577\r\n\r\nabc", 413},
      {"header too long", "GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(8'192, 'x') + "\r\n\r\n",
       431},
      {"target too long", "GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 431},
  };
}

void expect_refused(TestServer& server, const Refused& refused, bool byte_by_byte) {
  SCOPED_TRACE(refused.name);
  RawClient client(server.port());
  const std::string all = refused.bytes + kSmuggled;
  if (byte_by_byte) {
    for (const char byte : all) (void)client.send(std::string_view(&byte, 1));
  } else {
    (void)client.send(all);
  }
  const RawClient::Answer answer = client.answer(refused.bytes.starts_with("HEAD"));
  EXPECT_EQ(answer.status, refused.status) << answer.head << answer.body;
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(answer.header("Connection"), "close");
  bool ended = false;
  EXPECT_EQ(client.rest(ended), "");
  EXPECT_TRUE(ended);
}

void expect_all_refused(const std::vector<Refused>& cases) {
  TestServer server;
  for (const Refused& refused : cases) {
    expect_refused(server, refused, false);
    if (refused.bytes.size() < 300) expect_refused(server, refused, true);
  }
  EXPECT_EQ(server.smuggled, 0);
}

TEST(HttpRefused, BodiesWithoutOneClearEnd) {
  expect_all_refused(framing_cases());
}
TEST(HttpRefused, MalformedLines) {
  expect_all_refused(line_cases());
}
TEST(HttpRefused, MalformedAndTooLongBodies) {
  expect_all_refused(chunk_cases());
}

TEST(HttpRefused, MoreThanAHundredFields) {
  std::string fields;
  for (int i = 0; i < 100; ++i) fields += "X: y\r\n";  // and Host
  TestServer server;
  expect_refused(server, {"101 fields", "GET /hello HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n", 431}, false);
}

TEST(HttpRefused, TellsWhyAsProblem) {
  TestServer server;
  RawClient client(server.port());
  EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\n\r\n").body,
            R"({"type":"about:blank","title":"Bad Request","status":400,"detail":"there is no Host"})");
}

}  // namespace
}  // namespace tidemark::engine
