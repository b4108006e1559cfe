// Who is slow on purpose is cut, at the time that was set; who is slow but within the rate is not.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace tidemark::engine {
namespace {

using std::chrono::steady_clock;
constexpr milliseconds kNever{60'000};

HttpOptions patient() {
  HttpOptions options;
  options.header_deadline = options.body_deadline = options.idle_deadline = kNever;
  options.request_deadline = options.stream_deadline = kNever;
  return options;
}

struct Dripped {
  RawClient::Answer answer;
  milliseconds after{0};  // the first byte
};

/// Sends `first`, then `again` and again until the server has had enough (or for two seconds).
Dripped drip(RawClient& client, std::string_view first, std::string_view again) {
  Dripped out;
  const auto start = steady_clock::now();
  EXPECT_TRUE(client.send(first));
  std::atomic<bool> answered{false};
  std::thread reader([&] {
    out.answer = client.answer();
    out.after = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
    answered = true;
  });
  while (!answered && steady_clock::now() - start < milliseconds(2'000) && client.send(again)) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  reader.join();
  return out;
}

TEST(HttpDeadline, SlowHeaders) {
  HttpOptions options = patient();
  options.header_deadline = milliseconds(200);
  TestServer server(options);
  RawClient client(server.port());
  const Dripped dripped = drip(client, "GET /hello HTTP/1.1\r\nHost: a\r\n", "X: y\r\n");
  EXPECT_EQ(dripped.answer.status, 408);
  EXPECT_EQ(dripped.answer.header("Connection"), "close");
  EXPECT_GE(dripped.after, milliseconds(195));
  EXPECT_LT(dripped.after, milliseconds(1'800));
  EXPECT_TRUE(client.ended());
}

TEST(HttpDeadline, SlowBody) {
  HttpOptions options = patient();
  options.body_deadline = milliseconds(200);
  TestServer server(options);
  RawClient client(server.port());
  const Dripped dripped = drip(client, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", "x");
  EXPECT_EQ(dripped.answer.status, 408);
  EXPECT_GE(dripped.after, milliseconds(195));
  EXPECT_LT(dripped.after, milliseconds(1'800));
}

TEST(HttpDeadline, ABodyWithinTheRateMayTakeLonger) {
  HttpOptions options = patient();
  options.body_deadline = milliseconds(150);
  options.body_rate_min = 100;
  TestServer server(options);
  RawClient client(server.port());
  std::string next = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n";
  for (int i = 0; i < 10; ++i) {  // 200 bytes stand for two seconds
    ASSERT_TRUE(client.send(next + std::string(200, 'x')));
    next.clear();
    std::this_thread::sleep_for(milliseconds(40));
  }
  EXPECT_EQ(client.answer().body.size(), 2000u);
}

TEST(HttpDeadline, ContinueWithoutBody) {
  HttpOptions options = patient();
  options.body_deadline = milliseconds(100);
  TestServer server(options);
  RawClient client(server.port());
  ASSERT_TRUE(
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_EQ(client.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(client.answer().status, 408);
}

TEST(HttpDeadline, IdleConnectionsCloseInSilence) {
  HttpOptions options = patient();
  options.idle_deadline = milliseconds(150);
  TestServer server(options);
  RawClient fresh(server.port());
  RawClient used(server.port());
  const auto start = steady_clock::now();
  EXPECT_EQ(used.ask(get("/hello")).status, 200);
  bool ended = false;
  EXPECT_EQ(used.rest(ended), "");
  EXPECT_TRUE(ended);
  EXPECT_GE(steady_clock::now() - start, milliseconds(150));
  EXPECT_EQ(fresh.rest(ended), "");
  EXPECT_TRUE(ended);
}

TEST(HttpDeadline, AnAnswerThatIsNotFound) {
  HttpOptions options = patient();
  options.request_deadline = milliseconds(150);
  TestServer server(options);
  RawClient client(server.port());
  const RawClient::Answer answer = client.ask(get("/keep"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(server.kept.take()->send({200, "", {}, "too late"}));  // dropped
  Hand<bool> passed;
  server.server->post([&] { passed.give(true); });  // behind that answer
  EXPECT_TRUE(passed.take());
  EXPECT_EQ(server.counters().responses[1], 0u);
  EXPECT_TRUE(client.ended());
  RawClient other(server.port());
  EXPECT_EQ(other.ask(get("/hello")).body, "hello");
}

TEST(HttpDeadline, AnAnswerThatIsNotRead) {
  HttpOptions options = patient();
  options.request_deadline = milliseconds(150);
  options.linger_deadline = milliseconds(50);
  TestServer server(options);
  RawClient client(server.port(), 4096);
  ASSERT_TRUE(client.send(get("/large")));
  EXPECT_TRUE(eventually([&] { return server.counters().requests == 1; }));
  EXPECT_TRUE(eventually([&] { return server.counters().connections_open == 0; }));
}

TEST(HttpDeadline, AClientThatNeverStopsSendingIsCut) {
  HttpOptions options = patient();
  options.linger_deadline = milliseconds(100);
  TestServer server(options);
  RawClient client(server.port());
  EXPECT_EQ(client.ask(get("/hello", "Connection: close\r\n")).status, 200);
  EXPECT_TRUE(eventually([&] { return server.counters().connections_open == 0; }));
}

}  // namespace
}  // namespace tidemark::engine
