// How many may come, how much they may bring, and what the others feel of it.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <string>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace tidemark::engine {
namespace {

void expect_rejected(TestServer& server, int status) {
  RawClient client(server.port());
  const RawClient::Answer answer = client.answer();
  EXPECT_EQ(answer.status, status);
  EXPECT_EQ(answer.header("Retry-After"), "1");
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(server.counters().connections_rejected, 1u);
}

TEST(HttpLimits, ConnectionsOfOneAddress) {
  HttpOptions options;
  options.connections_per_ip_max = 2;
  TestServer server(options);
  RawClient one(server.port());
  {
    RawClient two(server.port());
    EXPECT_EQ(one.ask(get("/hello")).status, 200);
    EXPECT_EQ(two.ask(get("/hello")).status, 200);
    expect_rejected(server, 429);
  }
  EXPECT_TRUE(eventually([&] { return server.counters().connections_open == 1; }));
  RawClient three(server.port());
  EXPECT_EQ(three.ask(get("/hello")).status, 200);
}

TEST(HttpLimits, ConnectionsInAll) {
  HttpOptions options;
  options.connections_max = 1;
  TestServer server(options);
  RawClient one(server.port());
  EXPECT_EQ(one.ask(get("/hello")).status, 200);
  expect_rejected(server, 503);
  EXPECT_EQ(one.ask(get("/hello")).status, 200);
}

TEST(HttpLimits, BodiesInAll) {
  HttpOptions options;
  options.bodies_bytes_max = 10'000;
  TestServer server(options);
  RawClient one(server.port());
  ASSERT_TRUE(
      one.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9001\r\n\r\n" + std::string(9000, 'x')));
  EXPECT_TRUE(eventually([&] { return server.counters().bytes_in > 9000; }));
  RawClient two(server.port());
  const RawClient::Answer answer = two.ask(post("/echo", std::string(2000, 'x')));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
  RawClient three(server.port());  // says nothing of its length
  EXPECT_EQ(three
                .ask("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                     std::string(2000, 'x') + "\r\n0\r\n\r\n")
                .status,
            503);
  EXPECT_EQ(one.ask("x").body.size(), 9001u);
  RawClient four(server.port());
  EXPECT_EQ(four.ask(post("/echo", std::string(2000, 'x'))).status, 200);  // there is room again
}

TEST(HttpLimits, ABodyIsForgottenWithItsClient) {
  HttpOptions options;
  options.bodies_bytes_max = 10'000;
  TestServer server(options);
  {
    RawClient one(server.port());
    ASSERT_TRUE(
        one.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9001\r\n\r\n" + std::string(9000, 'x')));
    EXPECT_TRUE(eventually([&] { return server.counters().bytes_in > 9000; }));
  }
  EXPECT_TRUE(eventually([&] { return server.counters().connections_open == 0; }));
  RawClient two(server.port());
  EXPECT_EQ(two.ask(post("/echo", std::string(9000, 'x'))).status, 200);
}

/// Both ends of every connection are in this process.
void allow_descriptors(rlim_t wanted) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  ASSERT_GE(limit.rlim_max, wanted);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

TEST(HttpLimits, AThousandIdleConnectionsDisturbNobody) {
  allow_descriptors(2'200);
  TestServer server([] {
    HttpOptions options;
    options.connections_per_ip_max = 1'001;
    return options;
  }());
  std::vector<RawClient> idle;
  for (int i = 0; i < 1'000; ++i) {
    idle.emplace_back(server.port());
    if (i % 2 == 0) {
      ASSERT_TRUE(idle.back().send("GET /hello HTT"));  // and some of them slow
    }
  }
  RawClient client(server.port());
  for (int i = 0; i < 500; ++i) ASSERT_EQ(client.ask(post("/echo", "abc")).body, "abc");
  EXPECT_EQ(server.counters().connections_open, 1'001u);
  ASSERT_TRUE(idle[0].send("P/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(idle[0].answer().body, "hello");
  EXPECT_EQ(idle[1].ask(get("/hello")).body, "hello");
}

}  // namespace
}  // namespace tidemark::engine
