// Concern: the program against the program: what `send` plays into `serve` counts once and `tail` shows it
// once, over both ways and across kill -9; `get` and `list` see in a running engine what they see in its
// store.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "tests/cli/run_binary.h"
#include "tools/json_value.h"

namespace tidemark {
namespace {

using tools::parse_json;

bool is_free(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  (void)::close(descriptor);
  return free;
}

/// The first of four free ports in a row, below those the system gives to clients.
std::uint16_t free_ports() {
  static auto next = static_cast<std::uint16_t>(20'000 + ::getpid() % 1000 * 10);
  for (;; next = static_cast<std::uint16_t>(next + 4)) {
    if (is_free(next) && is_free(next + 1) && is_free(next + 2) && is_free(next + 3)) {
      next = static_cast<std::uint16_t>(next + 4);
      return static_cast<std::uint16_t>(next - 4);
    }
  }
}

class Program : public ::testing::Test {
 protected:
  Program() {
    place_.write("c.yaml",
                 "events: {currency: EUR}\n"
                 "http: {listen: \"" +
                     at(0) +
                     "\"}\n"
                     "zmq: {ingest: \"tcp://" +
                     at(1) + "\", pull: \"\", alerts: \"tcp://" + at(2) + "\", catch_up: \"tcp://" + at(3) +
                     "\"}\n"
                     "rfm: {cuts: fixed}\nabc: {enabled: false}\n"
                     "tiers: {tier: {basis: spend_365d, levels: {bronze: 0, silver: 100, gold: 1000}}}\n");
  }
  ~Program() override { (void)place_.shell("kill -9 $(cat pid)"); }

  std::string at(int offset) const { return "127.0.0.1:" + std::to_string(port_ + offset); }
  std::string http() const { return "http://" + at(0); }
  std::string ingest() const { return "tcp://" + at(1); }
  std::string alerts() const { return "tcp://" + at(2); }

  /// Until it listens.
  void serve() {
    const RunResult up = place_.shell(
        "$TIDEMARK serve --config c.yaml --data store --clock event </dev/null >serve.out 2>serve.err & echo "
        "$! >pid; "
        "for i in $(seq 200); do grep -q 'listening on tcp.*" +
        std::to_string(port_ + 3) + "' serve.err && exit 0; sleep 0.05; done; cat serve.err >&2; exit 1");
    ASSERT_EQ(up.code, 0) << up.err;
  }
  void stop() {
    ASSERT_EQ(place_.shell("kill $(cat pid); while kill -0 $(cat pid) 2>&-; do sleep 0.05; done").code, 0);
  }

  std::string simulated(int events) {
    const RunResult made =
        place_.shell("$TIDEMARK simulate --events " + std::to_string(events) +
                     " --customers 300 --seed 5 >log; $TIDEMARK score log --config c.yaml --alerts "
                     "wanted.ndjson --customers customers.ndjson --json");
    EXPECT_EQ(made.code, 0) << made.err;
    return made.out;
  }
  /// Same alerts, in the same order, by id.
  void expect_all_alerts(const std::string& shown) {
    const auto ids = [](const std::string& ndjson) {
      std::vector<std::string> all;
      for (const std::string& line : lines_of(ndjson)) all.emplace_back(parse_json(line)->text_of("id"));
      return all;
    };
    const std::vector<std::string> wanted = ids(place_.read("wanted.ndjson"));
    EXPECT_GT(wanted.size(), 100U);
    EXPECT_EQ(ids(shown), wanted);
  }
  std::string alert_count() { return std::to_string(lines_of(place_.read("wanted.ndjson")).size()); }

  Workplace place_;
  const std::uint16_t port_ = free_ports();
};

TEST_F(Program, SendsOverBothWaysAndGoesOnWhereItWas) {
  const std::string scored = simulated(20'000);
  serve();
  ASSERT_EQ(place_.shell("head -n 8000 log >first").code, 0);
  const RunResult first = place_.run({"send", "first", "--to", ingest(), "--resume", "r", "--json"});
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(parse_json(first.out)->text_of("events"), "8000");
  const RunResult rest = place_.run({"send", "log", "--to", http(), "--resume", "r", "--json"});
  ASSERT_EQ(rest.code, 0) << rest.err;
  EXPECT_EQ(parse_json(rest.out)->text_of("events"), "12000");
  EXPECT_EQ(parse_json(rest.out)->text_of("resumed"), "true");
  const auto sum = [&](std::string_view key) {
    return std::stoul(std::string(parse_json(first.out)->text_of(key))) +
           std::stoul(std::string(parse_json(rest.out)->text_of(key)));
  };
  EXPECT_EQ(std::to_string(sum("accepted")), parse_json(scored)->text_of("accepted"));
  EXPECT_EQ(std::to_string(sum("duplicates")), parse_json(scored)->text_of("duplicates"));
  for (const std::string& from : {http(), alerts()}) {
    const RunResult shown =
        place_.run({"tail", "--from", from, "--after", "1:0", "--count", alert_count(), "--json"});
    EXPECT_EQ(shown.code, 0) << shown.err;
    expect_all_alerts(shown.out);
  }
}

TEST_F(Program, CountsOnceAndShowsOnceAcrossKills) {
  const std::string scored = simulated(60'000);
  serve();
  const std::string tail = "$TIDEMARK tail --json --after 1:0 --count " + alert_count();
  const RunResult run =
      place_.shell("$TIDEMARK send log --to " + ingest() +
                   " --rate 20000 --batch 50 --window 8 --json >sent 2>sent.err & sent=$!\n" + tail +
                   " --from " + http() + " --cursor at.http >http.ndjson 2>http.err & http=$!\n" + tail +
                   " --from " + alerts() + " >zmq.ndjson 2>zmq.err & zmq=$!\n" +
                   "for i in 1 2 3; do sleep 0.6; kill -9 $(cat pid); sleep 0.3\n"
                   "  $TIDEMARK serve --config c.yaml --data store --clock event "
                   "</dev/null >serve.out 2>serve.err & echo $! >pid\n"
                   "done\n"
                   "wait $sent || exit 1; wait $http || exit 2; wait $zmq || exit 3");
  ASSERT_EQ(run.code, 0) << place_.read("sent.err") << place_.read("http.err") << place_.read("zmq.err");
  EXPECT_EQ(parse_json(place_.read("sent"))->text_of("events"), "60000");
  EXPECT_NE(parse_json(place_.read("sent"))->text_of("sent_again"), "0") << "no kill has hit it";
  expect_all_alerts(place_.read("http.ndjson"));
  expect_all_alerts(place_.read("zmq.ndjson"));
  EXPECT_EQ(place_.read("at.http"), "1:" + alert_count() + "\n");
  stop();
  const RunResult customers = place_.run({"list", "--data", "store", "--limit", "0", "--json"});
  EXPECT_EQ(customers.out, place_.read("customers.ndjson"));
  EXPECT_NE(parse_json(scored)->text_of("customers"), "0");
}

/// A running engine lists in an order of its own where none is asked for.
TEST_F(Program, GetAndListSeeWhatTheStoreHas) {
  (void)simulated(20'000);
  serve();
  ASSERT_EQ(place_.run({"send", "log", "--to", http()}).code, 0);
  const std::vector<std::vector<std::string>> questions = {
      {"get", "c1", "--json"},
      {"get", "c1"},
      {"list", "--limit", "0", "--json"},
      {"list", "--sort", "net", "--limit", "7"},
      {"list", "--level", "tier=silver", "--level", "lifecycle:active", "--limit", "0", "--json"}};
  const auto sorted = [](const std::string& text) {
    std::vector<std::string> lines = lines_of(text);
    std::sort(lines.begin(), lines.end());
    return lines;
  };
  std::vector<std::string> live;
  for (std::vector<std::string> question : questions) {
    question.insert(question.end(), {"--from", http()});
    const RunResult answer = place_.run(question);
    EXPECT_EQ(answer.code, 0) << answer.err;
    EXPECT_GT(answer.out.size(), 100U);
    live.push_back(answer.out);
  }
  EXPECT_EQ(place_.run({"get", "nobody/%", "--from", http()}).err,
            "tidemark get: no customer 'nobody/%' in '" + http() + "'\n");
  EXPECT_EQ(place_.run({"list", "--sort", "shoesize", "--from", http()}).code, 2);
  stop();
  for (std::size_t i = 0; i < questions.size(); ++i) {
    std::vector<std::string> question = questions[i];
    question.insert(question.end(), {"--data", "store"});
    const std::string at_rest = place_.run(question).out;
    if (question[0] == "list" && question[1] != "--sort") {
      EXPECT_EQ(sorted(at_rest), sorted(live[i])) << i;
    } else {
      EXPECT_EQ(at_rest, live[i]) << i;
    }
  }
}

TEST_F(Program, TailSelectsByTopicAndPrintsForPeople) {
  (void)simulated(20'000);
  serve();
  ASSERT_EQ(place_.run({"send", "log", "--to", ingest()}).code, 0);
  const auto golden = [&](const std::string& from) {
    return place_.run({"tail", "--from", from, "--from-oldest", "--topic", "tier.gold.", "--count", "3"}).out;
  };
  const std::vector<std::string> lines = lines_of(golden(http()));
  ASSERT_EQ(lines.size(), 3U);
  for (const std::string& line : lines) EXPECT_NE(line.find("→ gold"), std::string::npos) << line;
  EXPECT_EQ(golden(alerts()), golden(http()));
}

TEST_F(Program, ACursorThatIsGoneIsToldAndLeftBehindOnlyWhenAsked) {
  (void)simulated(5'000);
  serve();
  ASSERT_EQ(place_.run({"send", "log", "--to", ingest()}).code, 0);
  for (const std::string& from : {http(), alerts()}) {
    place_.write("at", "9:1\n");
    const RunResult gone = place_.run({"tail", "--from", from, "--cursor", "at"});
    EXPECT_EQ(gone.code, 1);
    EXPECT_EQ(lines_of(gone.err).size(), 1U) << gone.err;
    EXPECT_NE(gone.err.find("cannot go on behind 9:1: epoch-changed"), std::string::npos) << gone.err;
    EXPECT_EQ(place_.read("at"), "9:1\n");
    const RunResult on =
        place_.run({"tail", "--from", from, "--cursor", "at", "--from-oldest", "--count", "2"});
    EXPECT_EQ(on.code, 0) << on.err;
    EXPECT_EQ(lines_of(on.out).size(), 2U);
    EXPECT_EQ(place_.read("at"), "1:2\n");
  }
}

/// Without a place to begin it shows what happens from now on, and with a cursor what happened meanwhile.
TEST_F(Program, TailBeginsNow) {
  (void)simulated(5'000);
  serve();
  ASSERT_EQ(place_.shell("head -n 4000 log >first; $TIDEMARK send first --to " + ingest()).code, 0);
  for (const std::string& from : {http(), alerts()}) {
    ASSERT_EQ(place_
                  .shell("timeout 2 $TIDEMARK tail --from " + from + " --cursor at" + from.substr(0, 3) +
                         " >shown; test ! -s shown")
                  .code,
              0);
  }
  EXPECT_EQ(place_.read("athtt"), place_.read("attcp"));
  const std::string before = place_.read("athtt");
  ASSERT_EQ(place_.run({"send", "log", "--to", ingest()}).code, 0);
  for (const std::string& from : {http(), alerts()}) {
    const RunResult next =
        place_.run({"tail", "--from", from, "--cursor", "at" + from.substr(0, 3), "--count", "1"});
    EXPECT_EQ(next.code, 0) << next.err;
    EXPECT_EQ(place_.read("at" + from.substr(0, 3)),
              "1:" + std::to_string(std::stoi(before.substr(2)) + 1) + "\n");
  }
}

/// What comes through a pipe goes on at once, not when a batch is full.
TEST_F(Program, SendsWhatAPipeHas) {
  serve();
  const RunResult sent = place_.shell(
      "( echo "
      "'{\"type\":\"purchase\",\"customer_id\":\"p\",\"timestamp\":\"2026-01-01\",\"properties\":{\"amount\":"
      "150}}'; "
      "timeout 5 $TIDEMARK tail --from " +
      http() +
      " --after 1:0 --topic tier.silver.p --count 1 --json; echo broken ) | "
      "$TIDEMARK send - --to " +
      http() + " --json");
  ASSERT_EQ(sent.code, 0) << sent.err;
  EXPECT_EQ(parse_json(sent.out)->text_of("events"), "3") << sent.out << sent.err;
  EXPECT_EQ(parse_json(sent.out)->text_of("rejected.bad_json"), "1") << sent.out;
}

TEST_F(Program, AnEngineThatIsAwayIsGivenUp) {
  place_.write("log", "{}\n");
  for (const std::string& to : {http(), ingest()}) {
    const RunResult sent = place_.run({"send", "log", "--to", to, "--give-up", "1"});
    EXPECT_EQ(sent.code, 1);
    EXPECT_NE(sent.err.find("the engine has not answered for 1."), std::string::npos) << sent.err;
  }
}

}  // namespace
}  // namespace tidemark
