// Concern: kill -9 under load, again and again, as senders and readers see it. What was acknowledged is
// there, what was sent again counts once, every alert reaches every reader in order, and all of it is what
// `score` makes of the inputs in the log.
//
// TIDEMARK_KILLS=300 asks for so many kills; TIDEMARK_KILL_SEED=N begins with another seed.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdlib>
#include <random>

#include "tests/live/alert_readers.h"
#include "tests/live/configurations.h"
#include "tests/live/eventually.h"
#include "tests/live/senders.h"

namespace tidemark::live {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kKillsByDefault = 12;
constexpr std::int64_t kStepMs = 90'000;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// Senders and readers around one service.
class LiveKill : public ::testing::Test {
 protected:
  LiveKill() {
    constexpr std::size_t kZmqLines = 40;
    constexpr std::size_t kHttpLines = 20;
    for (int i = 0; i < 4; ++i) {
      const bool zmq = i < 2;
      auto shop =
          std::make_shared<Shop>("s" + std::to_string(i), seed_ * 10 + static_cast<std::uint64_t>(i), clock_);
      Sender::Plan plan;
      plan.next = [shop, zmq] { return shop->next(zmq ? kZmqLines : kHttpLines); };
      plan.pause = zmq ? 40ms : 25ms;
      if (zmq) {
        senders_.push_back(std::make_unique<ZmqSender>(service_, ledger_, std::move(plan)));
      } else {
        senders_.push_back(std::make_unique<HttpSender>(service_, ledger_, std::move(plan)));
      }
    }
  }

  void kill_at_random_instants(std::uint64_t kills) {
    std::mt19937_64 random(seed_);
    for (std::uint64_t killed = 0; killed < kills; ++killed) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 700));
      service_.kill();
      if (random() % 4 == 0 && ++killed < kills) {  // and once more while it recovers
        service_.launch();
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
        service_.kill();
      }
      service_.start();
    }
  }

  void expect_all_acknowledged() {
    for (const auto& sender : senders_) sender->stop();
    for (const auto& sender : senders_) {
      EXPECT_TRUE(sender->all_acknowledged());
      sent_again_ += sender->sent_again();
    }
    EXPECT_EQ(ledger_.complaints(), std::vector<std::string>());
  }

  void expect_customers_as_acknowledged() {
    std::vector<std::string> wrong;
    customers_ = compare_customers(ledger_, service_.http_port(), wrong);
    EXPECT_EQ(wrong, std::vector<std::string>());
    EXPECT_GT(customers_.size(), 300U);
  }

  void expect_readers_have_everything() {
    pages_ = read_pages(service_.http_port(), 700, &bodies_);
    for (std::size_t i = 0; i < pages_.size(); ++i) ASSERT_EQ(pages_[i].sequence, i + 1);
    EXPECT_EQ(faults_of(pages_), std::vector<std::string>());
    const Trail tier = only(pages_, "tier");
    ASSERT_FALSE(tier.empty());
    EXPECT_TRUE(subscriber_.reaches(pages_.size()));
    EXPECT_TRUE(tier_subscriber_.reaches(tier.size()));
    EXPECT_TRUE(stream_.reaches(pages_.size()));
    EXPECT_EQ(faults_of(subscriber_.trail()), std::vector<std::string>());
    EXPECT_EQ(difference(pages_, sorted(subscriber_.trail())), "");
    EXPECT_EQ(difference(tier, tier_subscriber_.trail()), "");
    EXPECT_EQ(difference(pages_, stream_.trail()), "");
    EXPECT_EQ(subscriber_.complaints(), std::vector<std::string>());
    EXPECT_EQ(tier_subscriber_.complaints(), std::vector<std::string>());
    EXPECT_EQ(stream_.complaints(), std::vector<std::string>());
  }

  /// The inputs as the log has them, in its order; checks that positions rise by one and alerts are the
  /// readers'.
  std::string inputs_of_log() {
    simdjson::ondemand::parser parser;
    std::string inputs;
    std::uint64_t position = 0;
    std::size_t alerts = 0;
    bool same = true;
    bool gapless = true;
    const simdjson::padded_string log(output_of({"log", "--data", "data"}, service_.directory()));
    simdjson::ondemand::document_stream lines;
    EXPECT_EQ(parser.iterate_many(log, 1 << 20).get(lines), simdjson::SUCCESS);
    for (auto line : lines) {
      const std::string_view kind = line["kind"].get_string().value();
      if (kind == "alert") {
        const std::string_view body = simdjson::to_json_string(line["alert"].value()).value();
        same = same && alerts < bodies_.size() && body == bodies_[alerts];
        ++alerts;
      } else if (kind == "boundaries") {
        gapless = gapless && line.find_field_unordered("position").get_uint64().value() == ++position;
      } else if (kind == "event" || kind == "dead_letter") {
        const std::uint64_t own = line.find_field_unordered("position").get_uint64().value();
        gapless = gapless && own == ++position;
        if (kind == "event") {
          inputs += simdjson::to_json_string(line.find_field_unordered("event").value()).value();
        } else {
          inputs += line.find_field_unordered("payload").get_string().value();
        }
        inputs += '\n';
      } else {
        EXPECT_TRUE(kind == "wake" || kind == "activate" || kind == "clock") << kind;
      }
    }
    EXPECT_TRUE(gapless) << "positions in the log";
    EXPECT_TRUE(same) << "the log's alerts are not the readers'";
    EXPECT_EQ(alerts, bodies_.size());
    return inputs;
  }

  static Trail read_lines(std::string_view ndjson) {
    Trail trail;
    for (std::size_t end = 0; !ndjson.empty(); ndjson.remove_prefix(end + 1)) {
      end = ndjson.find('\n');
      trail.push_back(parse_alert(ndjson.substr(0, end)));
    }
    return trail;
  }

  void expect_what_score_makes_of_the_log() {
    write_file(service_.directory() / "inputs.ndjson", inputs_of_log());
    (void)output_of({"score", "inputs.ndjson", "--config", "tidemark.yaml", "--customers", "customers.ndjson",
                     "--alerts", "alerts.ndjson"},
                    service_.directory());
    const std::string alerts = content_of(service_.directory() / "alerts.ndjson");
    EXPECT_EQ(difference(read_lines(alerts), pages_), "") << "(expected: what score says)";
    std::string customers;
    for (const auto& [id, json] : customers_) customers += json;
    EXPECT_TRUE(content_of(service_.directory() / "customers.ndjson") == customers) << "customers differ";
  }

  const std::uint64_t seed_ = number_from("TIDEMARK_KILL_SEED", 1);
  Service service_{crowd_config()};
  ShopClock clock_{kStepMs};
  Ledger ledger_;
  std::vector<std::unique_ptr<Sender>> senders_;
  ZmqReader subscriber_{service_, ""};
  ZmqReader tier_subscriber_{service_, "tier."};
  SseReader stream_{service_};
  std::uint64_t sent_again_ = 0;
  std::map<std::string, std::string> customers_;  ///< as the service showed them
  Trail pages_;
  std::vector<std::string> bodies_;  ///< of the pages
};

TEST_F(LiveKill, LosesNothingAndCountsNothingTwice) {
  SCOPED_TRACE("repeat with TIDEMARK_KILL_SEED=" + std::to_string(seed_));
  service_.start();
  subscriber_.begin();
  tier_subscriber_.begin();
  stream_.begin();
  for (const auto& sender : senders_) sender->begin();
  kill_at_random_instants(number_from("TIDEMARK_KILLS", kKillsByDefault));
  expect_all_acknowledged();
  expect_customers_as_acknowledged();
  expect_readers_have_everything();
  ASSERT_EQ(service_.terminate(), 0) << service_.log();
  expect_what_score_makes_of_the_log();
  // Else it was not the story that it is meant to be.
  EXPECT_GT(sent_again_, 0U);
  EXPECT_GT(ledger_.duplicates(), 0U);
  EXPECT_GT(subscriber_.live(), 0U);
  EXPECT_GT(subscriber_.caught_up(), 0U);
  EXPECT_GT(stream_.connections(), 1U);
  std::printf("%llu lines acknowledged, %llu lots sent again, %zu alerts; %llu of them live\n",
              static_cast<unsigned long long>(ledger_.lines()), static_cast<unsigned long long>(sent_again_),
              pages_.size(), static_cast<unsigned long long>(subscriber_.live()));
}

}  // namespace
}  // namespace tidemark::live
