// Concern: over ZeroMQ batches arrive whole and in order, answers find their batch, and a connection that is
// gone is noticed, so that nothing waits for an answer that will not come.

#include <gtest/gtest.h>

#include <zmq.hpp>

#include "tools/client/batch_transport.h"

namespace tidemark::tools {
namespace {

using Kind = TransportEvent::Kind;
using std::chrono::milliseconds;

/// A ROUTER that the test plays.
class Router {
 public:
  explicit Router(const std::string& endpoint = "tcp://127.0.0.1:*")
      : socket_(context_, zmq::socket_type::router) {
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::rcvtimeo, 8000);
    socket_.bind(endpoint);
  }
  std::string endpoint() { return socket_.get(zmq::sockopt::last_endpoint); }
  std::vector<std::string> receive() {
    std::vector<std::string> frames;
    zmq::message_t frame;
    do {
      if (!socket_.recv(frame)) return {};
      frames.push_back(frame.to_string());
    } while (frame.more());
    return frames;
  }
  void send(const std::string& peer, const std::string& batch, const std::string& text) {
    (void)socket_.send(zmq::buffer(peer), zmq::send_flags::sndmore);
    (void)socket_.send(zmq::buffer(batch), zmq::send_flags::sndmore);
    (void)socket_.send(zmq::buffer(text), zmq::send_flags::none);
  }

 private:
  zmq::context_t context_;
  zmq::socket_t socket_;
};

TransportEvent next_of(BatchTransport& transport) {
  TransportEvent event;
  for (int i = 0; i < 80 && event.kind == Kind::kNothing; ++i) event = transport.next(milliseconds(100));
  return event;
}

TEST(ZmqTransport, BatchesAndAnswersFindEachOther) {
  Router router;
  const auto transport = zmq_transport(router.endpoint()).take();
  transport->send(1, "a\n");
  transport->send(2, "b\nc\n");
  const std::vector<std::string> first = router.receive();
  const std::vector<std::string> second = router.receive();
  ASSERT_EQ(first.size(), 3U);
  EXPECT_EQ(first[2], "a\n");
  EXPECT_EQ(second[2], "b\nc\n");
  router.send(second[0], second[1], "{\"accepted\":2}");
  router.send(first[0], first[1], "{\"accepted\":1}");
  TransportEvent event = next_of(*transport);
  EXPECT_EQ(event.kind, Kind::kAnswer);
  EXPECT_EQ(event.batch, 2U);
  EXPECT_EQ(event.text, "{\"accepted\":2}");
  event = next_of(*transport);
  EXPECT_EQ(event.batch, 1U);
  EXPECT_EQ(transport->next(milliseconds(1)).kind, Kind::kNothing);
}

TEST(ZmqTransport, ALostConnectionIsNoticedAndMadeAnew) {
  auto router = std::make_unique<Router>();
  const std::string endpoint = router->endpoint();
  const auto transport = zmq_transport(endpoint).take();
  transport->send(1, "a\n");
  ASSERT_EQ(router->receive().size(), 3U);
  router.reset();
  EXPECT_EQ(next_of(*transport).kind, Kind::kLost);
  transport->send(1, "a\n");
  router = std::make_unique<Router>(endpoint);
  const std::vector<std::string> again = router->receive();
  ASSERT_EQ(again.size(), 3U);
  EXPECT_EQ(again[2], "a\n");
  router->send(again[0], again[1], "{}");
  EXPECT_EQ(next_of(*transport).kind, Kind::kAnswer);
}

TEST(ZmqTransport, AnEngineThatIsNotThereYetIsWaitedFor) {
  std::string endpoint;
  {
    Router router;
    endpoint = router.endpoint();
  }
  const auto transport = zmq_transport(endpoint).take();
  transport->send(5, "a\n");
  EXPECT_EQ(transport->next(milliseconds(300)).kind, Kind::kNothing);
  Router router(endpoint);
  EXPECT_EQ(router.receive().size(), 3U);
}

TEST(ZmqTransport, WhatIsNoAnswerFails) {
  Router router;
  const auto transport = zmq_transport(router.endpoint()).take();
  for (const auto& [batch, text] :
       {std::pair("1", "{\"error\":\"no\"}"), std::pair("x", "{}"), std::pair("", "{}")}) {
    transport->send(1, "a\n");
    const std::vector<std::string> frames = router.receive();
    ASSERT_EQ(frames.size(), 3U);
    router.send(frames[0], batch, text);
    EXPECT_EQ(next_of(*transport).kind, Kind::kFailed) << batch << text;
  }
}

}  // namespace
}  // namespace tidemark::tools
