// Starting and stopping: what is under way may finish, what is not does not hold anybody up.
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

TEST(HttpStart, TellsWhatIsWrong) {
  HttpOptions options;
  options.address = "localhost";
  EXPECT_EQ(HttpServer::start(options, {}).status().code(), Code::kInvalidArgument);
  const TestServer first;
  options.address = "127.0.0.1";
  options.port = first.port();
  const auto second = HttpServer::start(options, {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.status().code(), Code::kIo);
  EXPECT_NE(second.status().message().find("cannot bind 127.0.0.1 port"), std::string::npos)
      << second.status().message();
}

TEST(HttpStart, PostRunsOnTheServersThread) {
  TestServer server;
  Hand<std::thread::id> ids;
  Hand<std::string> names;
  EXPECT_TRUE(server.server->post([&] { ids.give(std::this_thread::get_id()); }));
  EXPECT_TRUE(server.server->post([&] {
    char name[16] = {};
    pthread_getname_np(pthread_self(), name, sizeof name);
    names.give(name);
  }));
  EXPECT_NE(ids.take().value_or(std::this_thread::get_id()), std::this_thread::get_id());
  EXPECT_EQ(names.take().value_or(""), "http");
  server.server->stop(milliseconds(0));
  EXPECT_FALSE(server.server->post([] {}));
  server.server->stop(milliseconds(0));  // again: nothing
}

TEST(HttpStop, ClosesIdleConnectionsAtOnce) {
  TestServer server;
  RawClient fresh(server.port());
  RawClient used(server.port());
  EXPECT_EQ(used.ask(get("/hello")).status, 200);
  const auto start = steady_clock::now();
  server.server->stop(milliseconds(20'000));
  EXPECT_LT(steady_clock::now() - start, milliseconds(5'000));
  EXPECT_TRUE(used.ended());
  EXPECT_TRUE(fresh.ended());
  EXPECT_EQ(RawClient(server.port()).ask(get("/hello")).status, 0);
}

TEST(HttpStop, AnswersUnderWayFinish) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send(get("/keep") + get("/smuggled")));
  const std::optional<Responder> responder = server.kept.take();
  ASSERT_TRUE(responder);
  std::thread stopping([&] { server.server->stop(milliseconds(20'000)); });
  EXPECT_TRUE(eventually([&] { return RawClient(server.port()).ask(get("/hello")).status == 0; }));
  responder->send({200, "", {}, "in time"});
  const RawClient::Answer answer = client.answer();
  EXPECT_EQ(answer.body, "in time");
  EXPECT_EQ(answer.header("Connection"), "close");
  client.leave();
  stopping.join();
  EXPECT_EQ(server.smuggled, 0);  // what was sent ahead is not begun any more
}

TEST(HttpStop, NotLongerThanTheGrace) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send(get("/keep")));
  const std::optional<Responder> responder = server.kept.take();
  ASSERT_TRUE(responder);
  const auto start = steady_clock::now();
  server.server->stop(milliseconds(150));
  EXPECT_GE(steady_clock::now() - start, milliseconds(140));
  EXPECT_LT(steady_clock::now() - start, milliseconds(5'000));
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(server.counters().connections_open, 0u);
}

TEST(HttpStop, EndsStreams) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send(get("/stream")));
  HttpStream stream = server.streams.take().value_or(HttpStream());
  std::atomic<bool> told{false};
  stream.on_closed([&] { told = true; });
  ASSERT_TRUE(stream.write("last words"));
  std::thread stopping([&] { server.server->stop(milliseconds(20'000)); });
  bool ended = false;
  EXPECT_TRUE(client.rest(ended).ends_with("last words\r\n0\r\n\r\n"));
  EXPECT_TRUE(ended);
  client.leave();
  stopping.join();
  EXPECT_TRUE(told);
  EXPECT_FALSE(stream.write("more"));
}

}  // namespace
}  // namespace tidemark::engine
