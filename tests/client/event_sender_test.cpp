// Concern: every line is answered for, in order, whatever breaks on the way; what the resume file says is
// acknowledged was; an engine that never answers is given up.

#include "tools/client/event_sender.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "tests/client/temporary.h"
#include "tools/client/resume_file.h"
#include "tools/report.h"

namespace tidemark::tools {
namespace {

using testing::numbered_lines;
using testing::Temporary;
using Kind = TransportEvent::Kind;

class FakeClock final : public Clock {
 public:
  Millis wall_now() const override { return 0; }
  std::uint64_t monotonic_us() const override { return now_us; }
  std::uint64_t now_us = 1'000'000'000;
};

/// An engine that commits what it is sent, and breaks as the test says. Waiting moves the clock.
class FakeEngine final : public BatchTransport {
 public:
  struct World {
    FakeClock clock;
    std::vector<std::string> committed;  ///< batches, in order, with repetitions
    std::size_t sends = 0;
    std::size_t in_flight_max = 0;
    /// Asked before each event: what happens instead of the next answer.
    std::function<std::optional<TransportEvent>(std::string_view ndjson)> instead = [](std::string_view) {
      return std::nullopt;
    };
  };
  explicit FakeEngine(World& world) : world_(world) {}
  std::size_t window_max() const override { return 1000; }
  void send(std::uint64_t batch, std::string_view ndjson) override {
    ++world_.sends;
    sent_.emplace_back(batch, ndjson);
    world_.in_flight_max = std::max(world_.in_flight_max, sent_.size());
  }
  TransportEvent next(std::chrono::milliseconds timeout) override {
    if (sent_.empty()) {
      world_.clock.now_us += static_cast<std::uint64_t>(timeout.count()) * 1000;
      return {};
    }
    const auto [id, ndjson] = sent_.front();
    if (std::optional<TransportEvent> event = world_.instead(ndjson)) {
      event->batch = id;
      if (event->kind == Kind::kLost) sent_.clear();
      if (event->kind == Kind::kRefused) sent_.pop_front();
      if (event->kind == Kind::kNothing)
        world_.clock.now_us += static_cast<std::uint64_t>(timeout.count()) * 1000;
      return *event;
    }
    world_.committed.emplace_back(ndjson);
    const auto lines = std::count(ndjson.begin(), ndjson.end(), '\n');
    sent_.pop_front();
    TransportEvent event;
    event.kind = Kind::kAnswer;
    event.batch = id;
    event.text =
        "{\"accepted\":" + std::to_string(lines - 1) +
        R"(,"duplicates":0,"rejected":[{"line":1,"reason":"bad_field"}],"durability":"fsync","position":"9"})";
    return event;
  }

 private:
  World& world_;
  std::deque<std::pair<std::uint64_t, std::string_view>> sent_;
};

class Sender : public ::testing::Test {
 protected:
  Sender() { set_up_log("text", "error"); }
  Status run() {
    sender_ =
        std::make_unique<EventSender>(options_, std::make_unique<FakeEngine>(world_), world_.clock, nullptr);
    return sender_->run();
  }
  const SendSummary& summary() const { return sender_->summary(); }
  std::string committed() const {
    std::string text;
    for (const std::string& batch : world_.committed) text += batch;
    return text;
  }

  Temporary place_;
  FakeEngine::World world_;
  EventSender::Options options_ = {
      {{place_.write("log", numbered_lines(1000))}, 10, 0, 0, {}}, 8, place_.path("resume"), 60};
  std::unique_ptr<EventSender> sender_;
};

TransportEvent lost(std::chrono::milliseconds wait = {}, bool lives = false) {
  TransportEvent event;
  event.kind = Kind::kLost;
  event.text = "the cable is out";
  event.wait = wait;
  event.engine_lives = lives;
  return event;
}

TEST_F(Sender, SendsEverythingInOrderAndCountsTheAnswers) {
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(committed(), numbered_lines(1000));
  EXPECT_EQ(world_.in_flight_max, 8U);
  EXPECT_EQ(summary().events, 1000U);
  EXPECT_EQ(summary().accepted, 900U);
  EXPECT_EQ(summary().rejected.at("bad_field"), 100U);
  EXPECT_EQ(summary().sent_again, 0U);
  EXPECT_EQ(summary().durability, "fsync");
  EXPECT_FALSE(summary().resumed);
  world_.committed.clear();
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(committed(), "") << "the resume file knows all of it";
  EXPECT_TRUE(summary().resumed);
}

TEST_F(Sender, SendsAgainWhatWasNotAnswered) {
  std::mt19937 random(7);
  world_.instead = [&](std::string_view ndjson) -> std::optional<TransportEvent> {
    if (random() % 5 != 0) return std::nullopt;
    // Half of the breaks come after the commit: the answer is what is lost.
    if (random() % 2 == 0) world_.committed.emplace_back(ndjson);
    return lost();
  };
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(summary().events, 1000U);
  EXPECT_GT(summary().sent_again, 100U);
  std::string once;
  std::set<std::string> seen;
  for (const std::string& batch : world_.committed) {
    if (seen.insert(batch).second) once += batch;
  }
  EXPECT_EQ(once, numbered_lines(1000));
}

TEST_F(Sender, WaitsAsLongAsItIsAskedTo) {
  int full = 3;
  std::vector<std::uint64_t> asked;
  world_.instead = [&](std::string_view) -> std::optional<TransportEvent> {
    asked.push_back(world_.clock.now_us);
    if (full-- <= 0) return std::nullopt;
    return lost(std::chrono::seconds(30), true);
  };
  ASSERT_TRUE(run().ok()) << "an engine that is full is not given up";
  for (int i = 1; i <= 3; ++i)
    EXPECT_GE(asked[static_cast<std::size_t>(i)], asked[static_cast<std::size_t>(i - 1)] + 30'000'000);
  EXPECT_EQ(committed(), numbered_lines(1000));
}

TEST_F(Sender, GivesUpAnEngineThatDoesNotAnswerAndGoesOnThereLater) {
  std::size_t answers = 0;
  world_.instead = [&](std::string_view) -> std::optional<TransportEvent> {
    if (++answers <= 20) return std::nullopt;
    return TransportEvent();
  };
  const std::uint64_t begun_us = world_.clock.now_us;
  const Status status = run();
  EXPECT_EQ(status.code(), Code::kForeign);
  EXPECT_NE(status.message().find("200 events were answered before"), std::string::npos) << status.message();
  EXPECT_NEAR(static_cast<double>(world_.clock.now_us - begun_us), 60e6, 1e6);
  world_.instead = [](std::string_view) { return std::nullopt; };
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(committed(), numbered_lines(1000));
  EXPECT_EQ(summary().events, 800U);
}

/// Pauses grow, so that an engine that comes back is not run over, and end when it answers.
TEST_F(Sender, PausesGrowWhileNothingIsAnswered) {
  std::vector<std::uint64_t> tries;
  world_.instead = [&](std::string_view) -> std::optional<TransportEvent> {
    tries.push_back(world_.clock.now_us);
    if (tries.size() > 8) return std::nullopt;
    return lost();
  };
  ASSERT_TRUE(run().ok());
  for (std::size_t i = 2; i < 7; ++i) EXPECT_GT(tries[i] - tries[i - 1], tries[i - 1] - tries[i - 2]);
  EXPECT_LE(tries[8] - tries[7], 5'200'000U);
}

TEST_F(Sender, TheResumeFileNeverRunsAhead) {
  std::size_t asked = 0;
  world_.instead = [&](std::string_view) -> std::optional<TransportEvent> {
    world_.clock.now_us += 600'000;  // so that it is written often
    EXPECT_LE(read_resume_file(options_.resume)->size(), 1U);
    const auto positions = *read_resume_file(options_.resume);
    std::size_t answered = 0;
    for (const std::string& batch : world_.committed) answered += batch.size();
    EXPECT_LE(positions.empty() ? 0 : positions[0].offset, answered);
    if (++asked != 50) return std::nullopt;
    TransportEvent event;
    event.kind = Kind::kFailed;
    event.text = "no such engine";
    return event;
  };
  EXPECT_EQ(run().message(), "no such engine");
  world_.instead = [](std::string_view) { return std::nullopt; };
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(committed(), numbered_lines(1000));
}

TEST_F(Sender, ABatchThatIsRefusedIsCountedAndEndsNothing) {
  std::size_t asked = 0;
  world_.instead = [&](std::string_view) -> std::optional<TransportEvent> {
    if (++asked != 3) return std::nullopt;
    TransportEvent event;
    event.kind = Kind::kRefused;
    return event;
  };
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(summary().rejected.at("bad_json"), 10U);
  EXPECT_EQ(summary().events, 1000U);
  EXPECT_EQ(committed().size(), numbered_lines(1000).size() - 10 * std::string("{\"n\":20}\n").size());
}

TEST_F(Sender, TooLargeIsTheLinesFaultOnlyWhenItIsAlone) {
  world_.instead = [](std::string_view) -> std::optional<TransportEvent> {
    TransportEvent event;
    event.kind = Kind::kRefused;
    event.too_large = true;
    event.text = "too large";
    return event;
  };
  EXPECT_EQ(run().message(), "too large (a smaller --batch may pass)");
  options_.read.batch_lines = 1;
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(summary().rejected.at("too_large"), 1000U);
}

TEST_F(Sender, AnInputThatIsDamagedIsToldAfterWhatCameBeforeIt) {
  options_.read.inputs.push_back(place_.path("absent"));
  EXPECT_NE(run().message().find("absent"), std::string::npos);
  EXPECT_EQ(committed(), numbered_lines(1000));
  EXPECT_EQ(summary().events, 1000U);
}

TEST_F(Sender, AnAnswerThatIsNoneEndsIt) {
  world_.instead = [](std::string_view) -> std::optional<TransportEvent> {
    TransportEvent event;
    event.kind = Kind::kAnswer;
    event.text = "<html>hello</html>";
    return event;
  };
  EXPECT_NE(run().message().find("no answer of an engine"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::tools
