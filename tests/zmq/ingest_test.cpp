// Events over ROUTER and PULL: what is answered, and what is done with messages that are none.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/engine/life.h"
#include "tests/zmq/live_server.h"

namespace tidemark::engine::testing {
namespace {

/// How many of these customers the engine knows.
std::size_t customers_known(LiveEngine& engine, std::size_t count) {
  std::atomic<std::size_t> known{0};
  std::atomic<std::size_t> told{0};
  for (std::size_t i = 0; i < count; ++i) {
    engine.read_customer("c" + std::to_string(i), [&](Result<std::optional<std::string>> json) {
      if (json.ok() && *json) ++known;
      ++told;
    });
  }
  EXPECT_TRUE(eventually([&] { return told == count; }));
  return known;
}

TEST(ZmqIngest, AnswersABatchWhenItIsCommitted) {
  LiveServer live;
  Peer peer(zmq::socket_type::dealer, live.endpoints().ingest);
  peer.send({"batch 1", purchases(0, 3)});
  EXPECT_EQ(peer.receive(),
            (Message{"batch 1",
                     R"({"accepted":3,"duplicates":0,"rejected":[],"durability":"fsync","position":"3"})"}));
  EXPECT_EQ(customers_known(live.engine(), 5), 3U);
  EXPECT_EQ(live.counters().batches, 1U);
  EXPECT_EQ(live.counters().answers, 1U);
}

TEST(ZmqIngest, ABatchMaySpanCommits) {
  LiveServer live("log: {batch_inputs: 64}\n");
  const std::string answer = live.commit(purchases(0, 1000));
  EXPECT_EQ(number_of(answer, "accepted"), 1000);
  EXPECT_GE(number_of(answer, "position"), 1000);
  EXPECT_EQ(customers_known(live.engine(), 1000), 1000U);
}

TEST(ZmqIngest, TellsDuplicatesAndRejectedLinesApart) {
  LiveServer live;
  live.commit(purchases(0, 2));
  const std::string lines = "\n" + purchases(1, 2) + "not json\n" + R"({"type":"purchase"})";
  EXPECT_EQ(
      live.commit(lines).substr(0, 113),
      R"({"accepted":1,"duplicates":1,"rejected":[{"line":4,"reason":"bad_json"},{"line":5,"reason":"missing_field"}],"dur)");
  EXPECT_EQ(number_of(live.commit("not json"), "accepted"), 0);
  EXPECT_EQ(number_of(live.commit("\n \n"), "accepted"), 0);
}

TEST(ZmqIngest, AnswersEachSenderItsOwn) {
  LiveServer live;
  Peer one(zmq::socket_type::dealer, live.endpoints().ingest);
  Peer two(zmq::socket_type::dealer, live.endpoints().ingest);
  for (std::size_t i = 0; i < 50; ++i) {
    one.send({"one " + std::to_string(i), purchases(2 * i, 1)});
    two.send({"two " + std::to_string(i), purchases(2 * i + 1, 1)});
  }
  for (std::size_t i = 0; i < 50; ++i) {
    EXPECT_EQ(one.receive().value_or(Message{""})[0], "one " + std::to_string(i));
    EXPECT_EQ(two.receive().value_or(Message{""})[0], "two " + std::to_string(i));
  }
}

TEST(ZmqIngest, RefusesWhatIsNoBatch) {
  LiveServer live;
  Peer peer(zmq::socket_type::dealer, live.endpoints().ingest);
  const std::string two = R"({"error":"two frames are wanted: [batch id][NDJSON]"})";
  peer.send({purchases(0, 1)});
  EXPECT_EQ(peer.receive(), (Message{"", two}));
  peer.send({"id", purchases(0, 1), "more"});
  EXPECT_EQ(peer.receive(), (Message{"id", two}));
  peer.send({"id", ""});
  EXPECT_EQ(peer.receive(), (Message{"id", R"({"error":"there are no events in the second frame"})"}));
  peer.send({std::string(256, 'x'), purchases(0, 1)});
  EXPECT_EQ(peer.receive(),
            (Message{std::string(255, 'x'), R"({"error":"the batch id is longer than 255 bytes"})"}));
  EXPECT_EQ(live.counters().malformed, 4U);
  EXPECT_EQ(live.counters().batches, 0U);
  EXPECT_EQ(number_of(live.commit(purchases(0, 1)), "accepted"), 1);
}

std::string bad_lines(std::size_t count) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += "x\n";
  return lines;
}

TEST(ZmqIngest, RefusesABatchOfTooManyLines) {
  LiveServer live;
  Peer peer(zmq::socket_type::dealer, live.endpoints().ingest);
  peer.send({"much", bad_lines(Submission::kLinesMax + 1)});
  EXPECT_EQ(
      peer.receive(),
      (Message{
          "much",
          R"({"error":"there are more than 100000 lines in the second frame; send them in several batches"})"}));
  EXPECT_EQ(live.counters().malformed, 1U);
  peer.send({"most", "\n\n" + bad_lines(Submission::kLinesMax)});
  const Message answer = peer.receive().value_or(Message{"", ""});
  EXPECT_EQ(answer[0], "most");
  EXPECT_NE(answer[1].find(R"({"line":100002,"reason":"bad_json"}])"), std::string::npos);
  EXPECT_LT(answer[1].size(), 100 * Submission::kLinesMax);
}

/// Nobody waits for an answer that could be too long; with so little memory the pieces wait for each other.
TEST(ZmqIngest, PullTakesAnyNumberOfLines) {
  LiveServer live("memory: {budget: 64MiB}\n");
  Peer peer(zmq::socket_type::push, live.endpoints().pull);
  const std::size_t bad = 2 * Submission::kLinesMax + 50;
  peer.send({purchases(0, 1) + bad_lines(bad) + purchases(1, 1)});
  peer.send({purchases(2, 1)});
  EXPECT_TRUE(eventually([&] { return customers_known(live.engine(), 3) == 3; }));
  EXPECT_EQ(live.engine().counters().dead_letters, bad);
  EXPECT_EQ(live.counters().pulled, 2U);
}

TEST(ZmqIngest, ASenderThatIsGoneHarmsNobody) {
  LiveServer live;
  for (std::size_t i = 0; i < 20; ++i) {
    Peer peer(zmq::socket_type::dealer, live.endpoints().ingest,
              [](zmq::socket_t& socket) { socket.set(zmq::sockopt::linger, 2000); });
    peer.send({"gone", purchases(i, 1)});
  }
  EXPECT_TRUE(eventually([&] { return live.counters().batches == 20; }));
  EXPECT_TRUE(eventually([&] { return live.counters().answers + live.counters().answers_dropped == 20; }));
  EXPECT_EQ(number_of(live.commit(purchases(0, 20)), "duplicates"), 20);
}

TEST(ZmqIngest, ASenderThatComesBackUnderItsNameIsAnswered) {
  LiveServer live;
  const auto named = [](zmq::socket_t& socket) { socket.set(zmq::sockopt::routing_id, "shop"); };
  Peer before(zmq::socket_type::dealer, live.endpoints().ingest, named);
  before.send({"1", purchases(0, 1)});
  EXPECT_EQ(before.receive().value_or(Message{""})[0], "1");
  // The server has not heard that the first one is gone.
  Peer after(zmq::socket_type::dealer, live.endpoints().ingest, named);
  after.send({"2", purchases(1, 1)});
  EXPECT_EQ(after.receive().value_or(Message{""})[0], "2");
}

TEST(ZmqIngest, PullTakesEventsWithoutAnswering) {
  LiveServer live;
  Peer peer(zmq::socket_type::push, live.endpoints().pull);
  peer.send({purchases(0, 10)});
  peer.send({""});
  peer.send({"two", "frames"});
  peer.send({purchases(10, 10)});
  EXPECT_TRUE(eventually([&] { return live.counters().pulled == 2 && live.counters().malformed == 2; }));
  EXPECT_EQ(number_of(live.commit(purchases(0, 21)), "duplicates"), 20);
}

TEST(ZmqIngest, AMessageThatIsTooLargeIsCutOff) {
  LiveServer live("zmq: {message_max: 4KiB}\n");
  Peer peer(zmq::socket_type::dealer, live.endpoints().ingest);
  peer.send({"large", std::string(5000, '\n')});
  EXPECT_FALSE(peer.receive(std::chrono::milliseconds(300)));
  EXPECT_EQ(live.counters().batches, 0U);
  EXPECT_EQ(number_of(live.commit(purchases(0, 1)), "accepted"), 1);
}

TEST(ZmqIngest, StopAnswersWhatWasTaken) {
  LiveServer live;
  Peer peer(zmq::socket_type::dealer, live.endpoints().ingest);
  constexpr std::size_t kBatches = 200;
  for (std::size_t i = 0; i < kBatches; ++i) peer.send({std::to_string(i), purchases(i * 20, 20)});
  EXPECT_TRUE(eventually([&] { return live.counters().batches > 20; }));
  live.server().stop(std::chrono::seconds(5));
  const std::uint64_t taken = live.counters().batches;
  EXPECT_EQ(live.counters().answers, taken);
  for (std::uint64_t i = 0; i < taken; ++i) {
    const std::optional<Message> answer = peer.receive();
    ASSERT_TRUE(answer) << i << " of " << taken;
    EXPECT_EQ((*answer)[0], std::to_string(i));
  }
}

TEST(ZmqServerStart, RefusesAnEndpointInUse) {
  LiveServer live;
  config::ZmqSettings settings = live.endpoints();
  EXPECT_EQ(ZmqServer::start(settings, live.engine()).status().code(), Code::kIo);
  settings.ingest = "nonsense";
  EXPECT_EQ(ZmqServer::start(settings, live.engine()).status().code(), Code::kInvalidArgument);
}

TEST(ZmqServerStart, BindsWhatIsNamed) {
  LiveServer live;
  config::ZmqSettings settings{
      .ingest = "", .pull = "", .alerts = "tcp://localhost:*", .catch_up = "ipc://*"};
  auto server = ZmqServer::start(settings, live.engine());
  ASSERT_TRUE(server.ok()) << server.status().message();
  EXPECT_EQ((*server)->endpoints().ingest, "");
  EXPECT_EQ((*server)->endpoints().pull, "");
  EXPECT_TRUE((*server)->endpoints().alerts.starts_with("tcp://127.0.0.1:"));
  Peer peer(zmq::socket_type::dealer, (*server)->endpoints().catch_up);
  EXPECT_EQ(ask(peer, request_after("1:0")).end[0], "end");
  EXPECT_FALSE(ZmqServer::start({.ingest = "tcp://localhost:x"}, live.engine()).ok());
}

}  // namespace
}  // namespace tidemark::engine::testing
