// Concern: the consumers that people copy (tools/examples) lose no alert and see none twice, while they and
// the service are killed under them; `tidemark tail` and the pages show the same.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <simdjson.h>
#include <sys/socket.h>
#include <unistd.h>

#include <random>

#include "tests/clients/consumer.h"
#include "tests/live/alert_trail.h"
#include "tests/live/configurations.h"
#include "tests/live/eventually.h"
#include "tests/live/senders.h"

namespace tidemark::live {
namespace {

using namespace std::chrono_literals;

constexpr int kRounds = 12;

/// One that nobody listens on, below those the system gives to clients: the consumers must find the service
/// there after each start.
std::uint16_t free_port() {
  for (int port = 21'000 + ::getpid() % 1000 * 10; port < 32'000; ++port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool free = ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    (void)::close(descriptor);
    if (free) return static_cast<std::uint16_t>(port);
  }
  throw std::runtime_error("no port is free");
}

/// What a consumer writes for an alert.
std::string line_of(const std::string& body) {
  simdjson::dom::parser parser;
  const simdjson::dom::element alert = parser.parse(body);
  const auto text = [&](const char* pointer) {
    return std::string(alert.at_pointer(pointer).get_string().value());
  };
  return text("/id") + " " + text("/subject") + " " + text("/data/level") + " " + text("/data/from") + " " +
         text("/data/to");
}

/// Debian's own before another one that stands in front of it; "" when none has pyzmq.
std::string python_with_zmq() {
  constexpr std::string_view kImport = " -c 'import zmq'";
  std::string command =
      first_that_works({"/usr/bin/python3" + std::string(kImport), "python3" + std::string(kImport)});
  if (!command.empty()) command.resize(command.size() - kImport.size());
  return command;
}

class ClientsConsumers : public ::testing::Test {
 protected:
  /// Both scripts: everything, and a selection. `selected`: a part of the line of what is selected.
  struct Pair {
    std::unique_ptr<Consumer> all;
    std::unique_ptr<Consumer> some;
    std::string selected;
  };

  Pair python(const std::string& program) {
    const Words variables = {"TIDEMARK_ALERTS=" + service_.alerts(),
                             "TIDEMARK_CATCH_UP=" + service_.catch_up()};
    const auto make = [&](const std::string& name, const std::string& topic) {
      return std::make_unique<Consumer>(service_.directory(), name, program, "consumer.py", topic, variables);
    };
    return {make("python", ""), make("python.some", "tier.gold."), " tier "};
  }
  Pair node() {
    const Words variables = {"TIDEMARK_URL=http://127.0.0.1:" + std::to_string(port_)};
    const auto make = [&](const std::string& name, const std::string& type) {
      return std::make_unique<Consumer>(service_.directory(), name, "node", "consumer.mjs", type, variables);
    };
    return {make("node", ""), make("node.some", "tidemark.churn"), " churn "};
  }

  void begin_senders() {
    for (int i = 0; i < 2; ++i) {
      auto shop = std::make_shared<Shop>("s" + std::to_string(i), seed_ + static_cast<unsigned>(i), clock_);
      Sender::Plan plan;
      plan.next = [shop] { return shop->next(30); };
      plan.pause = 30ms;
      if (i == 0) {
        senders_.push_back(std::make_unique<ZmqSender>(service_, ledger_, std::move(plan)));
      } else {
        senders_.push_back(std::make_unique<HttpSender>(service_, ledger_, std::move(plan)));
      }
    }
    for (const auto& sender : senders_) sender->begin();
  }
  void kill_either_side(const Pair& consumers) {
    std::mt19937 random(seed_);
    for (int round = 0; round < kRounds; ++round) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100 + random() % 700));
      const bool service_too = round % 3 != 0;
      if (service_too) service_.kill();
      if (round % 3 != 1) {
        for (Consumer* consumer : {consumers.all.get(), consumers.some.get()}) {
          consumer->kill();
          consumer->start();
        }
      }
      if (service_too) service_.start();
    }
  }
  /// Everything is committed and published: what it is.
  void finish() {
    for (const auto& sender : senders_) sender->stop();
    for (const auto& sender : senders_) EXPECT_TRUE(sender->all_acknowledged());
    EXPECT_EQ(ledger_.complaints(), std::vector<std::string>());
    // Alerts are published just behind the answer: until no more come.
    std::size_t before = 0;
    do {
      before = bodies_.size();
      std::this_thread::sleep_for(200ms);
      bodies_.clear();
      EXPECT_EQ(faults_of(read_pages(service_.http_port(), 1000, &bodies_)), std::vector<std::string>());
    } while (bodies_.size() != before);
  }
  void expect_all(const Consumer& consumer, const std::string& level, const std::string& end) {
    std::vector<std::string> wanted;
    for (const std::string& body : bodies_) {
      const std::string line = line_of(body);
      if (line.find(level) != std::string::npos && line.ends_with(end)) wanted.push_back(line);
    }
    EXPECT_GT(wanted.size(), 50U) << "not much of a story";
    std::vector<std::string> found;
    (void)eventually([&] { return (found = consumer.lines()).size() >= wanted.size(); }, 30s);
    std::this_thread::sleep_for(300ms);  // more than wanted?
    found = consumer.lines();
    const auto [a, b] = std::mismatch(wanted.begin(), wanted.end(), found.begin(), found.end());
    EXPECT_TRUE(a == wanted.end() && b == found.end())
        << found.size() << " lines instead of " << wanted.size() << "; "
        << (b == found.end() ? "the end" : *b) << " instead of " << (a == wanted.end() ? "the end" : *a)
        << "\n"
        << consumer.complaints();
  }
  void tell(const Pair& consumers, const std::string& end) {
    service_.start();
    for (Consumer* consumer : {consumers.all.get(), consumers.some.get()}) {
      consumer->start();
      ASSERT_TRUE(eventually([&] { return consumer->cursor() == "1:0"; })) << consumer->complaints();
    }
    begin_senders();
    kill_either_side(consumers);
    finish();
    expect_all(*consumers.all, " ", "");
    expect_all(*consumers.some, consumers.selected, end);
    EXPECT_EQ(consumers.all->kills(), kRounds - kRounds / 3);
    const std::string shown =
        output_of({"tail", "--from", "http://127.0.0.1:" + std::to_string(port_), "--after", "1:0", "--count",
                   std::to_string(bodies_.size()), "--json"},
                  service_.directory());
    std::string pages;
    for (const std::string& body : bodies_) pages += body + "\n";
    EXPECT_TRUE(shown == pages) << "`tidemark tail` shows something else";
    std::printf("%zu alerts\n", bodies_.size());
  }

  const unsigned seed_ = 11;
  const std::uint16_t port_ = free_port();
  Service service_{kMovingConfig, "event", port_};
  ShopClock clock_{90'000};
  Ledger ledger_;
  std::vector<std::unique_ptr<Sender>> senders_;
  std::vector<std::string> bodies_;
};

TEST_F(ClientsConsumers, PythonOverZmqLosesNothing) {
  const std::string program = python_with_zmq();
  if (program.empty()) GTEST_SKIP() << "there is no Python with pyzmq (Debian: python3-zmq)";
  tell(python(program), " gold");
}

TEST_F(ClientsConsumers, NodeOverHttpLosesNothing) {
  if (first_that_works({"node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)'"}).empty())
    GTEST_SKIP() << "there is no Node of version 18 or newer (Debian: nodejs)";
  tell(node(), "");
}

}  // namespace
}  // namespace tidemark::live
