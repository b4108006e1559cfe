// Answers without an end: what is written arrives in order, and a slow reader harms only itself.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace tidemark::engine {
namespace {

HttpStream open(TestServer& server, RawClient& client, std::string_view request = {}) {
  EXPECT_TRUE(client.send(request.empty() ? get("/stream") : request));
  return server.streams.take().value_or(HttpStream());
}

TEST(HttpStream, ChunksAsTheyAreWritten) {
  TestServer server;
  RawClient client(server.port());
  HttpStream stream = open(server, client);
  const RawClient::Answer head = client.answer(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Type"), "text/event-stream");
  EXPECT_EQ(head.header("Cache-Control"), "no-store");
  EXPECT_EQ(head.header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(head.header("Content-Length"), "");
  EXPECT_TRUE(stream.write("data: 1\n\n"));
  EXPECT_EQ(client.until("\n\n\r\n"), "9\r\ndata: 1\n\n\r\n");
  EXPECT_TRUE(stream.write(""));  // an empty chunk would be the end
  EXPECT_TRUE(stream.write("data: 0123456789\n\n"));
  EXPECT_EQ(client.until("\n\n\r\n"), "12\r\ndata: 0123456789\n\n\r\n");
  EXPECT_TRUE(eventually([&] { return stream.queued_bytes() == 0; }));
  stream.write("bye");
  stream.close();
  EXPECT_FALSE(stream.write("more"));
  bool ended = false;
  EXPECT_EQ(client.rest(ended), "3\r\nbye\r\n0\r\n\r\n");
  EXPECT_TRUE(ended);
}

TEST(HttpStream, KeepsTheOrderOfOneWriter) {
  TestServer server;
  RawClient client(server.port());
  HttpStream stream = open(server, client, "GET /stream HTTP/1.0\r\n\r\n");  // 1.0: without chunks
  EXPECT_EQ(client.answer(true).header("Transfer-Encoding"), "");
  std::string all;
  for (int i = 0; i < 20'000; ++i) {
    const std::string line = std::to_string(i) + "\n";
    all += line;
    ASSERT_TRUE(stream.write(line));
  }
  stream = {};  // the last handle: closes
  bool ended = false;
  EXPECT_EQ(client.rest(ended), all);
  EXPECT_TRUE(ended);
}

TEST(HttpStream, ManyWriters) {
  TestServer server;
  RawClient client(server.port());
  HttpStream stream = open(server, client, "GET /stream HTTP/1.0\r\n\r\n");
  (void)client.answer(true);
  std::vector<std::thread> writers;
  for (int t = 0; t < 4; ++t) {
    writers.emplace_back([stream]() mutable {
      for (int i = 0; i < 1'000; ++i) stream.write("0123456789");
    });
  }
  for (std::thread& writer : writers) writer.join();
  stream.close();
  bool ended = false;
  EXPECT_EQ(client.rest(ended).size(), 40'000u);
}

TEST(HttpStream, OfAHeadRequestEndsAtOnce) {
  TestServer server;
  RawClient client(server.port());
  const HttpStream stream = open(server, client, "HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.answer(true).status, 200);
  bool ended = false;
  EXPECT_EQ(client.rest(ended), "");
  EXPECT_TRUE(ended);
  EXPECT_TRUE(eventually([&] { return stream.closed(); }));
}

TEST(HttpStream, TellsThatTheReaderLeft) {
  TestServer server;
  RawClient client(server.port());
  HttpStream stream = open(server, client);
  std::atomic<int> told{0};
  stream.on_closed([&] { ++told; });
  EXPECT_EQ(client.answer(true).status, 200);
  EXPECT_FALSE(stream.closed());
  client.leave();
  EXPECT_TRUE(eventually([&] { return told == 1; }));
  EXPECT_FALSE(stream.write("x"));
  EXPECT_TRUE(stream.closed());
  stream.on_closed([&] { told += 10; });  // it has happened already
  EXPECT_EQ(told, 11);
}

TEST(HttpStream, ASlowReaderIsCutAndHarmsNobody) {
  HttpOptions options;
  options.stream_deadline = milliseconds(400);
  options.request_deadline = milliseconds(300);  // does not concern streams
  options.stream_send_buffer_bytes = 16 * 1024;
  TestServer server(options);
  RawClient slow(server.port(), 4096);
  HttpStream stalled = open(server, slow);
  std::atomic<bool> cut{false};
  stalled.on_closed([&] { cut = true; });
  RawClient quick(server.port());
  HttpStream flowing = open(server, quick);
  RawClient other(server.port());

  const std::string chunk(16 * 1024, 'x');
  while (stalled.queued_bytes() < (1u << 20)) ASSERT_TRUE(stalled.write(chunk));
  for (int i = 0; i < 20; ++i) {
    const std::string mark = "mark " + std::to_string(i);
    ASSERT_TRUE(flowing.write(mark));
    ASSERT_TRUE(quick.until(mark).ends_with(mark));
    ASSERT_EQ(other.ask(get("/hello")).body, "hello");
  }
  EXPECT_TRUE(eventually([&] { return cut.load(); }));
  EXPECT_FALSE(stalled.write("x"));
  EXPECT_EQ(stalled.queued_bytes(), 0u);
  // The other had nothing to read for longer than any deadline, and is still there.
  std::this_thread::sleep_for(milliseconds(500));
  EXPECT_TRUE(flowing.write("the end"));
  EXPECT_TRUE(quick.until("the end").ends_with("the end"));
}

TEST(HttpStream, AReaderThatTakesALittleIsNotCut) {
  HttpOptions options;
  options.stream_deadline = milliseconds(500);
  options.stream_send_buffer_bytes = 16 * 1024;
  TestServer server(options);
  RawClient client(server.port(), 16 * 1024);
  HttpStream stream = open(server, client, "GET /stream HTTP/1.0\r\n\r\n");
  EXPECT_EQ(client.answer(true).status, 200);
  const std::string bytes(2 << 20, 'x');
  ASSERT_TRUE(stream.write(bytes));
  for (int i = 0; i < 10; ++i) {
    std::this_thread::sleep_for(milliseconds(100));
    ASSERT_TRUE(client.receive());
  }
  EXPECT_GT(stream.queued_bytes(), 0u);  // twice the deadline, and not half done
  EXPECT_FALSE(stream.closed());
  stream.close();
  bool ended = false;
  EXPECT_EQ(client.rest(ended), bytes);
  EXPECT_TRUE(ended);
}

TEST(HttpStream, AReaderThatTalksIsCut) {
  TestServer server;
  RawClient client(server.port());
  const HttpStream stream = open(server, client);
  const std::string noise(256 * 1024, 'x');
  for (int i = 0; i < 8; ++i) (void)client.send(noise);
  EXPECT_TRUE(eventually([&] { return stream.closed(); }));
}

}  // namespace
}  // namespace tidemark::engine
