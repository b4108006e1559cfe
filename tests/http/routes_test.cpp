// Who answers what, and what a handler gets to see.
#include <gtest/gtest.h>

#include <string>

#include "engine/http/response_text.h"
#include "engine/http/target.h"
#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace tidemark::engine {
namespace {

class HttpRoutes : public ::testing::Test {
 protected:
  TestServer server;
  RawClient client{server.port()};
};

TEST_F(HttpRoutes, UnknownPathsKeepTheConnection) {
  for (const char* path : {"/", "/hell", "/hello/", "/hello/x", "//hello", "/HELLO", "/item/", "/item/a/b"}) {
    const RawClient::Answer answer = client.ask(get(path));
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(answer.header("Connection"), "");
  }
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST_F(HttpRoutes, OtherMethodsAreToldWhichThereAre) {
  const RawClient::Answer answer = client.ask("PUT /item/1 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("Allow"), "GET, HEAD, DELETE");
  EXPECT_EQ(client.ask("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n").header("Allow"), "POST");
  EXPECT_EQ(client.ask("HEAD /echo HTTP/1.1\r\nHost: a\r\n\r\n").status, 405);  // and no body
  EXPECT_EQ(client.ask("BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 501);
  EXPECT_EQ(client.ask("get /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 501);
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST_F(HttpRoutes, ARefusedBodyIsNotTheNextRequest) {
  EXPECT_EQ(client.ask(post("/nowhere", get("/smuggled"))).header("Connection"), "close");
  EXPECT_TRUE(client.ended());
  RawClient other(server.port());
  EXPECT_EQ(other.ask(post("/hello", get("/smuggled"))).status, 405);
  EXPECT_TRUE(other.ended());
  EXPECT_EQ(server.smuggled, 0);
}

TEST_F(HttpRoutes, ParametersAreOneDecodedSegment) {
  EXPECT_EQ(client.ask(get("/item/c42")).body, "c42");
  EXPECT_EQ(client.ask(get("/item/special")).body, "special");
  EXPECT_EQ(client.ask("DELETE /item/special HTTP/1.1\r\nHost: a\r\n\r\n").body, "deleted special");
  EXPECT_EQ(client.ask(get("/item/a%2Fb")).body, "a/b");
  EXPECT_EQ(client.ask(get("/item/%C3%A4+%25%2541")).body, "ä+%%41");
  EXPECT_EQ(client.ask(get("/%69tem/x?y=z")).body, "x");
  EXPECT_EQ(client.ask(get("/item/..")).body, "..");
}

TEST_F(HttpRoutes, WrongEscapesAreRefused) {
  for (const char* target : {"/item/%", "/item/%4", "/item/%zz", "/item/%4g", "/item/%00", "/item/a%", "/%",
                             "/hello?a=%", "/hello?%f=1", "/hello?a=%00", "/hello?a=b&c=%-1"}) {
    EXPECT_EQ(client.ask(get(target)).status, 400) << target;
  }
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST_F(HttpRoutes, HandlersSeeQueryHeaderAndAddress) {
  EXPECT_EQ(
      client.ask(get("/seen?level=tier%3Dgold&level=x&&flag&a+b=%26+c&=v", "x-test: 1\r\nX-Test: 2\r\n"))
          .body,
      "/seen|level=tier=gold|level=x|flag=|a b=& c|=v|tier=gold|1|127.0.0.1");
  EXPECT_EQ(client.ask(get("/seen?")).body, "/seen|no level|no header|127.0.0.1");
}

TEST_F(HttpRoutes, HeadIsGetWithoutBody) {
  const RawClient::Answer answer = client.ask("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Length"), "5");
  EXPECT_EQ(client.ask(get("/item/next")).body, "next");  // nothing stood between
}

TEST_F(HttpRoutes, AdmissionComesBeforeTheBody) {
  // The body never comes: who is not admitted need not send it.
  const RawClient::Answer refused =
      client.ask("POST /guarded HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.header("Connection"), "close");
  RawClient other(server.port());
  EXPECT_EQ(other.ask(post("/guarded", "abc", "X-Key: yes\r\n")).body, "abc");
  EXPECT_EQ(other.ask(get("/admit-throw")).status, 500);
}

TEST_F(HttpRoutes, HandlersCannotBreakTheFraming) {
  const RawClient::Answer answer = client.ask(get("/item/a%0D%0AContent-Length:%201/header"));
  EXPECT_EQ(answer.header("X-Value"), "a  Content-Length: 1");
  EXPECT_EQ(answer.header("Content-Length"), "20");
  EXPECT_EQ(answer.header("Connection"), "");
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST_F(HttpRoutes, AnswersCarryADate) {
  const std::string date = client.ask(get("/hello")).header("Date");
  EXPECT_EQ(date.size(), 29u);
  EXPECT_EQ(date.substr(26), "GMT");
  EXPECT_EQ(http_date(784'111'777'000), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST_F(HttpRoutes, NoContentHasNoLength) {
  const RawClient::Answer answer = client.ask(get("/empty"));
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.header("Content-Length"), "");
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST(HttpTarget, SegmentsAreSplitBeforeDecoding) {
  EXPECT_EQ(parse_target("/")->segments, std::vector<std::string>{""});
  EXPECT_EQ(parse_target("/a%2fb/c")->segments, (std::vector<std::string>{"a/b", "c"}));
  EXPECT_EQ(parse_target("/a%2fb/c/?x")->path, "/a/b/c/");
  EXPECT_FALSE(parse_target(""));
  EXPECT_FALSE(parse_target("a"));
}

TEST(RouteTableDeathTest, DoubledPatternsAreAMistake) {
  const auto handler = [](const HttpRequest&, const Responder&) {};
  const HttpRoute route{"GET", "/a/{id}", handler, {}, {}};
  EXPECT_DEATH(RouteTable({route, route}), "assertion failed");
  EXPECT_DEATH(RouteTable({{"GET", "/{a}/{b}", handler, {}, {}}}), "assertion failed");
}

}  // namespace
}  // namespace tidemark::engine
