// Alerts behind a cursor: pages, prefixes, cursors that are no good, requests that are none.

#include "engine/zmq/catch_up.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/zmq/live_server.h"

namespace tidemark::engine::testing {
namespace {

Peer dealer(LiveServer& live) {
  return Peer(zmq::socket_type::dealer, live.endpoints().catch_up);
}

TEST(ZmqCatchUp, GivesEverythingInPages) {
  LiveServer live;
  live.commit(purchases(0, 700));
  Peer peer = dealer(live);
  const std::vector<Message> all = live.all_alerts();
  for (const std::size_t limit : {100U, 999U, 10'000U}) {
    EXPECT_EQ(catch_up(peer, "1:0", "", limit), all) << limit;
  }
}

TEST(ZmqCatchUp, EndsWithHowFarItLooked) {
  LiveServer live;
  live.commit(purchases(0, 50));
  Peer peer = dealer(live);
  const std::string head = std::to_string(live.all_alerts().size());
  Caught caught = ask(peer, request_after("1:3", "", 5));
  EXPECT_EQ(caught.alerts.size(), 5U);
  EXPECT_EQ(caught.alerts.front()[1], "1:4");
  EXPECT_EQ(caught.end, (Message{"end", R"({"epoch":1,"scanned":8,"head":)" + head + R"(,"oldest":1})"}));
  caught = ask(peer, request_after("1:0", "nothing.of.this", 5));
  EXPECT_TRUE(caught.alerts.empty());
  EXPECT_EQ(number_of(caught.end[1], "scanned"), std::stoll(head));
  caught = ask(peer, request_after("1:" + head));
  EXPECT_TRUE(caught.alerts.empty());
  EXPECT_EQ(number_of(caught.end[1], "scanned"), std::stoll(head));
}

TEST(ZmqCatchUp, LooksAtSoMuchAtATime) {
  LiveServer live;
  for (std::size_t i = 0; i < 6; ++i) live.commit(purchases(i * 1000, 1000));
  Peer peer = dealer(live);
  const Caught caught = ask(peer, request_after("1:0", "nothing"));
  std::size_t bytes = 0;
  for (const Message& alert : live.all_alerts()) bytes += alert[3].size();
  ASSERT_GT(bytes, CatchUp::kScannedBytesMax);
  const std::int64_t scanned = number_of(caught.end[1], "scanned");
  EXPECT_GT(scanned, 0);
  EXPECT_LT(scanned, number_of(caught.end[1], "head"));
  EXPECT_EQ(catch_up(peer, "1:0", "tier.", 10'000).size(), 6000U);
}

TEST(ZmqCatchUp, KeepsTheEnvelope) {
  LiveServer live;
  live.commit(purchases(0, 1));
  Peer peer = dealer(live);
  const std::vector<Message> all = live.all_alerts();
  peer.send({"", request_after("1:0", "", 1)});
  Message wanted = all.front();
  wanted.insert(wanted.begin(), "");
  EXPECT_EQ(peer.receive(), wanted);
  const std::optional<Message> end = peer.receive();
  ASSERT_TRUE(end && end->size() == 3);
  EXPECT_EQ((*end)[0], "");
  EXPECT_EQ((*end)[1], "end");
}

TEST(ZmqCatchUp, SaysWhyACursorIsNoGood) {
  LiveServer live;
  live.commit(purchases(0, 50));
  Peer peer = dealer(live);
  const auto head = static_cast<std::int64_t>(live.all_alerts().size());
  const auto expect_error = [&](const std::string& request, std::string_view code, std::int64_t oldest) {
    const Caught caught = ask(peer, request);
    ASSERT_EQ(caught.end.size(), 2U);
    EXPECT_EQ(caught.end[0], "error");
    EXPECT_TRUE(caught.end[1].starts_with(R"({"code":")" + std::string(code) + R"(","detail":")"))
        << caught.end[1];
    EXPECT_EQ(number_of(caught.end[1], "epoch"), 1);
    EXPECT_EQ(number_of(caught.end[1], "oldest"), oldest);
    EXPECT_EQ(number_of(caught.end[1], "head"), head);
  };
  expect_error(request_after("2:0"), "epoch-changed", 1);
  expect_error(request_after("1:" + std::to_string(head + 1)), "epoch-changed", 1);
  expect_error("no json", "bad-request", 1);
  expect_error("{}", "bad-request", 1);
  live.engine().alerts().drop_before(20);
  expect_error(request_after("1:18"), "cursor-expired", 20);
  EXPECT_EQ(ask(peer, request_after("1:19")).alerts.front()[1], "1:20");
  peer.send({"two", "frames"});
  EXPECT_EQ(peer.receive().value_or(Message{"nothing"})[0], "error");
  EXPECT_EQ(live.counters().catch_up_errors, 6U);
}

TEST(ZmqCatchUp, AnswersRequestsOfOneClientInTurn) {
  LiveServer live;
  live.commit(purchases(0, 100));
  Peer peer = dealer(live);
  for (const char* cursor : {"1:10", "1:20", "1:30"}) peer.send({request_after(cursor, "", 10)});
  for (int from = 10; from < 40; from += 10) {
    for (int i = 1; i <= 10; ++i) {
      EXPECT_EQ(peer.receive().value_or(Message{"", ""})[1], "1:" + std::to_string(from + i));
    }
    EXPECT_EQ(peer.receive().value_or(Message{""})[0], "end");
  }
}

/// The class itself, on this thread and by this test's clock.
TEST(ZmqCatchUp, GivesUpAClientThatDoesNotRead) {
  LiveServer live;
  for (std::size_t i = 0; i < 4; ++i) live.commit(purchases(i * 1000, 1000));
  ZmqCounters counters;
  zmq::context_t context;
  CatchUp port(live.engine().alerts(), counters);
  config::ZmqSettings settings{.ingest = "", .pull = "", .alerts = "", .catch_up = "ipc://*"};
  config::ZmqSettings endpoints;
  ASSERT_TRUE(port.open(context, settings, endpoints).ok());
  Peer peer(zmq::socket_type::dealer, endpoints.catch_up,
            [](zmq::socket_t& socket) { socket.set(zmq::sockopt::rcvhwm, 1); });
  for (std::size_t i = 0; i < 6; ++i) peer.send({request_after("1:0", "", 10'000)});
  constexpr std::uint64_t kBegin = 1'000'000;
  ASSERT_TRUE(eventually([&] {
    port.receive(kBegin);
    return counters.catch_up_requests == 6;
  }));
  EXPECT_EQ(counters.catch_up_errors, 2U);  // busy: four are enough
  std::uint64_t next = kBegin;
  while (next == kBegin) next = port.answer(kBegin);
  EXPECT_GT(next, kBegin);  // it is full, and waited for
  EXPECT_LT(next, kBegin + 1'000'000);
  EXPECT_LT(counters.catch_up_alerts, 10'000U);
  // Whatever the kernel still takes, it stops taking.
  std::uint64_t now = kBegin;
  for (std::uint64_t before = ~0ULL; before != counters.catch_up_alerts;) {
    before = counters.catch_up_alerts;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    now += 200'000;
    (void)port.answer(now);
  }
  EXPECT_EQ(counters.catch_up_abandoned, 0U);
  EXPECT_EQ(port.answer(now + CatchUp::kPatienceUs + 1), CatchUp::kNothingToDo);
  EXPECT_EQ(counters.catch_up_abandoned, 4U);
  port.close();
}

}  // namespace
}  // namespace tidemark::engine::testing
