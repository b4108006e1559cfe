// One connection, many requests: order, keep-alive, 100-continue, limits, counters.
#include <gtest/gtest.h>

#include <string>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace tidemark::engine {
namespace {

class HttpFlow : public ::testing::Test {
 protected:
  TestServer server;
  RawClient client{server.port()};
};

TEST_F(HttpFlow, KeepsTheConnection) {
  for (int i = 0; i < 200; ++i)
    ASSERT_EQ(client.ask(post("/echo", std::to_string(i))).body, std::to_string(i));
  EXPECT_EQ(server.counters().connections_total, 1u);
}

TEST_F(HttpFlow, ClosesWhenAsked) {
  EXPECT_EQ(client.ask(get("/hello", "Connection: keep-alive, Close\r\n")).header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpFlow, RequestsSentAheadAreAnsweredInOrder) {
  std::string requests;
  for (int i = 0; i < 500; ++i) {
    requests += i % 3 == 0 ? post("/echo", std::to_string(i)) : get("/item/" + std::to_string(i));
  }
  ASSERT_TRUE(client.send(requests));
  for (int i = 0; i < 500; ++i) ASSERT_EQ(client.answer().body, std::to_string(i));
}

TEST_F(HttpFlow, TheNextRequestWaitsForTheAnswer) {
  ASSERT_TRUE(client.send(get("/keep") + get("/keep") + get("/hello")));
  for (const char* word : {"one", "two"}) {
    const std::optional<Responder> responder = server.kept.take();
    ASSERT_TRUE(responder);
    EXPECT_EQ(server.counters().requests, std::string(word) == "one" ? 1u : 2u);
    EXPECT_TRUE(responder->send({200, "", {}, word}));
    EXPECT_EQ(client.answer().body, word);
  }
  EXPECT_EQ(client.answer().body, "hello");
}

TEST_F(HttpFlow, AHalfClosedClientIsStillAnswered) {
  ASSERT_TRUE(client.send(get("/keep") + get("/hello")));
  client.shut_sending();
  server.kept.take()->send({200, "", {}, "late"});
  EXPECT_EQ(client.answer().body, "late");
  EXPECT_EQ(client.answer().body, "hello");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpFlow, ContinueIsSaidBeforeTheBody) {
  ASSERT_TRUE(
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-Continue\r\n\r\n"));
  EXPECT_EQ(client.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(client.ask("abc").body, "abc");
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST_F(HttpFlow, ContinueIsNotSaidWithoutNeed) {
  EXPECT_EQ(client.ask(post("/echo", "abc", "Expect: 100-continue\r\n")).status, 200);  // it came along
  EXPECT_EQ(client.ask(post("/echo", "", "Expect: 100-continue\r\n")).status, 200);
  EXPECT_EQ(client.ask("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
                .status,
            413);
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpFlow, ARoutesLimitGoesByTheByte) {
  EXPECT_EQ(client.ask(post("/small", "12345678")).body, "12345678");
  EXPECT_EQ(client.ask(post("/small", "123456789")).status, 413);
  EXPECT_TRUE(client.ended());
}

/// The client is still sending when it is refused; it must be able to read why.
TEST_F(HttpFlow, ARefusalIsNotLostBehindTheBody) {
  const RawClient::Answer answer = client.ask(post("/small", std::string(500'000, 'x')));
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(client.ended());
  EXPECT_FALSE(client.was_reset());
}

TEST_F(HttpFlow, BodiesArePadded) {
  for (const std::size_t size : {0u, 1u, 15u, 16u, 100u, 4096u, 65536u, 1'000'000u}) {
    EXPECT_EQ(client.ask(post("/echo", std::string(size, 'x'))).header("X-Padding"), "yes") << size;
    const std::string chunked =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";
    EXPECT_EQ(client.ask(chunked).header("X-Padding"), "yes");
  }
}

TEST_F(HttpFlow, LargeAnswersArriveWhole) {
  const RawClient::Answer answer = client.ask(get("/large"));
  EXPECT_EQ(answer.body.size(), 8u << 20);
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST_F(HttpFlow, CountsWhatItDoes) {
  const std::string request = get("/hello");
  client.ask(request);
  client.ask(get("/nowhere"));
  client.ask(get("/throw"));
  const HttpCounters& counters = server.counters();
  EXPECT_EQ(counters.connections_open, 1u);
  EXPECT_EQ(counters.requests, 3u);
  EXPECT_EQ(counters.responses[1], 1u);
  EXPECT_EQ(counters.responses[3], 1u);
  EXPECT_EQ(counters.responses[4], 1u);
  EXPECT_EQ(counters.handler_failures, 1u);
  EXPECT_EQ(counters.bytes_in, request.size() + get("/nowhere").size() + get("/throw").size());
  EXPECT_GT(counters.bytes_out, 300u);
  client.leave();
  EXPECT_TRUE(eventually([&] { return counters.connections_open == 0; }));
}

}  // namespace
}  // namespace tidemark::engine
