// Answers that come later, from elsewhere, twice, or never.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace tidemark::engine {
namespace {

TEST(HttpLateAnswer, FromAnotherThread) {
  TestServer server;
  std::thread committer([&] {
    for (int i = 0; i < 3; ++i) {
      const std::optional<Responder> responder = server.kept.take();
      if (!responder) return;
      std::this_thread::sleep_for(milliseconds(30));
      responder->send({202, "text/plain", {{"X-Position", "7"}}, "committed"});
    }
  });
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    const RawClient::Answer answer = client.ask(get("/keep"));
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.header("X-Position"), "7");
    EXPECT_EQ(answer.body, "committed");
  }
  committer.join();
}

TEST(HttpLateAnswer, ManyThreadsAndClients) {
  TestServer server;
  std::vector<std::thread> clients;
  std::vector<std::thread> committers;
  std::atomic<int> good{0};
  for (int t = 0; t < 4; ++t) {
    clients.emplace_back([&] {
      RawClient client(server.port());
      for (int i = 0; i < 100; ++i) good += client.ask(get("/keep")).body == "done";
    });
    committers.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        if (const std::optional<Responder> responder = server.kept.take())
          responder->send({200, "", {}, "done"});
      }
    });
  }
  for (std::thread& thread : clients) thread.join();
  for (std::thread& thread : committers) thread.join();
  EXPECT_EQ(good, 400);
}

TEST(HttpLateAnswer, OfADroppedResponderIs503) {
  TestServer server;
  RawClient client(server.port());
  const RawClient::Answer answer = client.ask(get("/drop"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  ASSERT_TRUE(client.send(get("/keep")));
  std::thread([&] { (void)server.kept.take(); }).join();  // dropped there
  EXPECT_EQ(client.answer().status, 503);
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");  // the request was read, so the connection lives
}

TEST(HttpLateAnswer, OnlyTheFirstCounts) {
  TestServer server;
  RawClient client(server.port());
  EXPECT_EQ(client.ask(get("/twice")).body, "one");
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST(HttpLateAnswer, OfAThrowingHandlerIs500AndTellsNothing) {
  TestServer server;
  RawClient client(server.port());
  const RawClient::Answer answer = client.ask(get("/throw"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("secret"), std::string::npos);
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST(HttpLateAnswer, ToAClientThatLeftIsDropped) {
  TestServer server;
  {
    RawClient client(server.port());
    ASSERT_TRUE(client.send(get("/keep")));
    const std::optional<Responder> responder = server.kept.take();
    ASSERT_TRUE(responder);
    client.leave();
    EXPECT_TRUE(responder->send({200, "", {}, std::string(1 << 20, 'x')}));
  }
  EXPECT_TRUE(eventually([&] { return server.counters().connections_open == 0; }));
  RawClient other(server.port());
  EXPECT_EQ(other.ask(get("/hello")).body, "hello");
}

TEST(HttpLateAnswer, AfterTheServerHasNoEffect) {
  std::optional<Responder> responder;
  std::optional<Responder> dropped;
  std::optional<Responder> streaming;
  {
    TestServer server;
    std::vector<RawClient> clients;
    for (auto* place : {&responder, &dropped, &streaming}) {
      clients.emplace_back(server.port());
      ASSERT_TRUE(clients.back().send(get("/keep")));
      *place = server.kept.take();
      ASSERT_TRUE(*place);
    }
  }
  EXPECT_TRUE(responder->send({200, "", {}, "nobody hears it"}));
  dropped.reset();
  HttpStream stream = streaming->open_stream({});
  EXPECT_TRUE(stream.closed());
  EXPECT_FALSE(stream.write("x"));
}

}  // namespace
}  // namespace tidemark::engine
