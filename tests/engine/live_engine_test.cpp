// Concern: a running engine takes submissions from any thread, answers them when they are committed and
// counts right, keeps its alerts over restarts, reads committed customers, and moves time by the wall clock.
#include "engine/live/live_engine.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>

#include "engine/score.h"
#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// The machine's clock, moved to the year of the tests and wherever a test moves it.
class MovedClock final : public Clock {
 public:
  Millis wall_now() const override {
    return start_ + static_cast<Millis>((system_clock().monotonic_us() - begin_us_) / 1000) + jump_.load();
  }
  std::uint64_t monotonic_us() const override { return system_clock().monotonic_us(); }
  void jump(Millis by) { jump_ += by; }

 private:
  const Millis start_ = kYear;
  const std::uint64_t begin_us_ = system_clock().monotonic_us();
  std::atomic<Millis> jump_{0};
};

class LiveEngineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = ::testing::TempDir() + "tidemark_live_XXXXXX";
    ASSERT_NE(::mkdtemp(directory_.data()), nullptr);
  }
  void TearDown() override {
    engine_.reset();
    fs::remove_all(directory_);
  }
  void open(const config::Config& config, config::ClockMode clock = config::ClockMode::kEvent) {
    engine_.reset();
    LiveOptions options;
    options.config = config;
    options.data = directory_ + "/store";
    options.clock = clock;
    options.shards = 2;
    options.tick = 20;
    Result<std::unique_ptr<LiveEngine>> engine = LiveEngine::open(options, clock_);
    ASSERT_TRUE(engine.ok()) << engine.status().message();
    engine_ = engine.take();
  }
  std::future<IngestAnswer> submit(std::string lines) {
    auto promise = std::make_shared<std::promise<IngestAnswer>>();
    std::future<IngestAnswer> answer = promise->get_future();
    Submission submission = submission_of_lines(Channel::kHttp, std::move(lines),
                                                [promise](const IngestAnswer& a) { promise->set_value(a); });
    EXPECT_TRUE(engine_->intake().offer(submission));
    return answer;
  }
  IngestAnswer answer_to(std::string lines) {
    std::future<IngestAnswer> answer = submit(std::move(lines));
    EXPECT_EQ(answer.wait_for(20s), std::future_status::ready);
    return answer.get();
  }
  std::string customer(const std::string& id) {
    std::promise<std::string> shown;
    engine_->read_customer(id, [&](Result<std::optional<std::string>> customer) {
      shown.set_value(customer.ok() ? customer->value_or("nobody")
                                    : std::string(customer.status().message()));
    });
    return shown.get_future().get();
  }
  CustomerPage page_of(ListQuery query) {
    std::promise<Result<CustomerPage>> shown;
    engine_->list_customers(std::move(query),
                            [&](Result<CustomerPage> page) { shown.set_value(std::move(page)); });
    Result<CustomerPage> page = shown.get_future().get();
    EXPECT_TRUE(page.ok()) << page.status().message();
    return page.ok() ? page.take() : CustomerPage();
  }
  std::vector<std::shared_ptr<const CommittedAlert>> alerts_behind(Sequence after) {
    std::vector<std::shared_ptr<const CommittedAlert>> page;
    EXPECT_TRUE(engine_->alerts().read(after, 10'000, 1 << 30, page).ok());
    return page;
  }
  /// Waits until the alert log has so many.
  bool alerts_reach(Sequence last) {
    for (int i = 0; i < 2000; ++i) {
      if (engine_->alerts().head().last >= last) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }

  MovedClock clock_;
  std::string directory_;
  std::unique_ptr<LiveEngine> engine_;
};

TEST_F(LiveEngineTest, AnswersWhatItCommitted) {
  open(programme());
  const std::string first = line_of("purchase", "a", kYear, "1", "5");
  const IngestAnswer answer = answer_to(first + "\n\n" + first + "\n{\"type\":\n" +
                                        line_of("purchase", "b", kYear + 1, "2", "7") + "\n");
  EXPECT_EQ(answer.accepted, 2U);
  EXPECT_EQ(answer.duplicates, 1U);
  ASSERT_EQ(answer.rejected.size(), 1U);
  EXPECT_EQ(answer.rejected[0].line, 4U) << "blank lines are counted as the sender counts them";
  EXPECT_EQ(answer.rejected[0].reason, "bad_json");
  EXPECT_EQ(answer.position, 4U);
  EXPECT_EQ(
      ingest_answer_json(answer, "fsync"),
      R"({"accepted":2,"duplicates":1,"rejected":[{"line":4,"reason":"bad_json"}],"durability":"fsync","position":"4"})");
}

TEST_F(LiveEngineTest, AnEmptySubmissionIsAnswered) {
  open(programme());
  const IngestAnswer answer = answer_to("\n \n");
  EXPECT_EQ(answer.accepted + answer.duplicates + answer.rejected.size(), 0U);
}

TEST_F(LiveEngineTest, ASubmissionOverManyBatchesIsAnsweredWhole) {
  open(programme("log: {batch_inputs: 7}\n"));
  std::string lines;
  for (int i = 0; i < 1000; ++i) {
    lines += line_of("page_view", "c" + std::to_string(i % 50), kYear + i, std::to_string(i % 900)) + "\n";
  }
  const IngestAnswer answer = answer_to(lines);
  EXPECT_EQ(answer.accepted, 900U);
  EXPECT_EQ(answer.duplicates, 100U) << "900 is a multiple of 50, so ids repeat for the same customers";
}

TEST_F(LiveEngineTest, CreditIsGivenBackWhenAnswered) {
  open(programme());
  std::vector<std::future<IngestAnswer>> answers;
  for (int i = 0; i < 200; ++i)
    answers.push_back(submit(line_of("page_view", "a", kYear + i, std::to_string(i))));
  for (auto& answer : answers) EXPECT_EQ(answer.get().accepted, 1U);
  for (int i = 0; i < 1000 && engine_->intake().bytes() > 0; ++i) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(engine_->intake().bytes(), 0U);
}

TEST_F(LiveEngineTest, WhatIsReadIsCommitted) {
  open(programme());
  EXPECT_EQ(customer("a"), "nobody");
  (void)answer_to(line_of("purchase", "a", kYear, "1", "5"));
  EXPECT_NE(customer("a").find(R"("orders":1,"gross":5,)"), std::string::npos) << customer("a");
}

TEST_F(LiveEngineTest, ListsGoOnBehindTheirLastPlace) {
  open(programme());
  std::string lines;
  for (int i = 0; i < 25; ++i) {
    lines +=
        line_of("purchase", "c" + std::to_string(100 + i), kYear + i, {}, std::to_string(i % 5 + 1)) + "\n";
  }
  (void)answer_to(lines);
  ListQuery query;
  query.sort = "net";
  query.limit = 7;
  std::vector<std::string> found;
  for (;;) {
    const CustomerPage page = page_of(query);
    found.insert(found.end(), page.customers.begin(), page.customers.end());
    if (page.found < query.limit) break;
    query.after = page.last;
  }
  ASSERT_EQ(found.size(), 25U);
  EXPECT_NE(found.front().find(R"("customer_id":"c104")"), std::string::npos) << "the richest, first by id";
  EXPECT_NE(found.back().find(R"("customer_id":"c120")"), std::string::npos) << "the poorest, last by id";
  query = {};
  query.levels = {{"lifecycle", "new"}};
  EXPECT_EQ(page_of(query).customers.size(), 25U);
  query.levels = {{"lifecycle", "loyal"}};
  EXPECT_EQ(page_of(query).customers.size(), 0U);
}

TEST_F(LiveEngineTest, GoesOnAfterARestart) {
  open(programme());
  (void)answer_to(line_of("purchase", "a", kYear, "1", "5") + "\n" +
                  line_of("purchase", "b", kYear, "1", "5000"));
  ASSERT_TRUE(alerts_reach(2));
  const Sequence last = engine_->alerts().head().last;
  const std::string before = alerts_behind(0).back()->json;
  ASSERT_TRUE(engine_->drain().ok());
  open(programme());
  EXPECT_LE(engine_->statistics().records_replayed, 1U) << "closed: no more than the record that says so";
  EXPECT_EQ(engine_->alerts().head().last, last);
  EXPECT_EQ(alerts_behind(last - 1).back()->json, before) << "from the store";
  const IngestAnswer again = answer_to(line_of("purchase", "a", kYear, "1", "5"));
  EXPECT_EQ(again.duplicates, 1U);
  (void)answer_to(line_of("purchase", "c", kYear, "1", "5"));
  ASSERT_TRUE(alerts_reach(last + 1));
  EXPECT_EQ(alerts_behind(last).front()->sequence, last + 1);
}

TEST_F(LiveEngineTest, AfterDrainingNothingIsTaken) {
  open(programme());
  ASSERT_TRUE(engine_->drain().ok());
  Submission submission = submission_of_lines(Channel::kHttp, "{}", nullptr);
  EXPECT_FALSE(engine_->intake().offer(submission));
}

TEST_F(LiveEngineTest, AConfigurationComesIntoForceWhileItRuns) {
  const config::Config first = config_of("events: {currency: EUR}\nrfm: {enabled: false}\n");
  const config::Config second = config_of("events: {currency: EUR}\n");
  open(first);
  (void)answer_to(line_of("purchase", "a", kYear, "1", "5"));
  const auto activated = [&](const config::Config& config) {
    std::promise<Status> told;
    engine_->activate(config, [&](const Status& status) { told.set_value(status); });
    return told.get_future().get();
  };
  EXPECT_TRUE(activated(first).ok());
  EXPECT_EQ(engine_->configuration().version, 1U) << "the same content";
  EXPECT_TRUE(activated(second).ok());
  EXPECT_EQ(engine_->configuration().version, 2U);
  const Sequence last = engine_->alerts().head().last;
  (void)answer_to(line_of("purchase", "b", kYear + kDay, "1", "5000"));
  ASSERT_TRUE(alerts_reach(last + 1));
  EXPECT_NE(alerts_behind(last).front()->json.find(R"("config_version":2)"), std::string::npos);
  config::Config other = second;
  other.memory.budget_bytes *= 2;
  EXPECT_NE(activated(other).message().find("memory.budget cannot change"), std::string::npos);
}

/// Levels that change within seconds of silence.
config::Config quick() {
  return config_of(
      "time: {silence_delay: 0s, accept_future: 1s, restart_grace: 200ms}\nevents: {currency: EUR}\n"
      "rfm: {enabled: false}\ntiers: {}\n"
      "lifecycle: {new_for: 300ms, loyal_orders: 100, at_risk_after: 600ms, churned_after: 100d, "
      "won_back_for: "
      "1ms}\n");
}

TEST_F(LiveEngineTest, UnderTheWallClockSilenceAloneMovesLevels) {
  open(quick(), config::ClockMode::kWall);
  const Millis bought = clock_.wall_now();
  (void)answer_to(line_of("purchase", "a", bought, "1", "5"));
  ASSERT_TRUE(alerts_reach(3)) << "new, active, at risk";
  const auto alerts = alerts_behind(0);
  EXPECT_NE(alerts[2]->json.find(R"("to":"at_risk")"), std::string::npos) << alerts[2]->json;
  std::string at;
  append_timestamp(at, bought + 600);
  EXPECT_NE(alerts[2]->json.find(at), std::string::npos)
      << "as of the very millisecond, " << at << alerts[2]->json;
}

TEST_F(LiveEngineTest, UnderTheWallClockTheFutureIsRefused) {
  open(quick(), config::ClockMode::kWall);
  const IngestAnswer answer = answer_to(line_of("purchase", "a", clock_.wall_now() + 5'000, "1", "5") + "\n" +
                                        line_of("purchase", "a", clock_.wall_now() + 500, "2", "5"));
  EXPECT_EQ(answer.accepted, 1U);
  ASSERT_EQ(answer.rejected.size(), 1U);
  EXPECT_EQ(answer.rejected[0].reason, "in_future");
}

TEST_F(LiveEngineTest, AnOutageIsNobodysSilence) {
  open(quick(), config::ClockMode::kWall);
  const Millis stopped = clock_.wall_now();
  (void)answer_to(line_of("purchase", "a", stopped, "0", "5"));
  ASSERT_TRUE(engine_->drain().ok());
  constexpr Millis kOutage = 5'000;
  clock_.jump(kOutage);  // nobody was there to listen; the customer bought all the time
  open(quick(), config::ClockMode::kWall);
  std::this_thread::sleep_for(100ms);  // half of the grace
  std::string kept;
  for (Millis t = stopped + 200; t < clock_.wall_now(); t += 200) {
    kept += line_of("purchase", "a", t, std::to_string(t), "5") + "\n";
  }
  (void)answer_to(kept);
  EXPECT_NE(customer("a").find(R"("lifecycle":"active")"), std::string::npos) << customer("a");
  for (const auto& alert : alerts_behind(0)) {
    EXPECT_EQ(alert->json.find(R"("to":"at_risk")"), std::string::npos) << alert->json;
  }
  bool told = false;
  for (int i = 0; i < 2000 && !told; ++i) {
    std::this_thread::sleep_for(5ms);
    told = alerts_behind(0).back()->json.find(R"("to":"at_risk")") != std::string::npos;
  }
  EXPECT_TRUE(told) << "from here on it is silent";
}

TEST_F(LiveEngineTest, AJumpOfTheClockStopsTime) {
  open(quick(), config::ClockMode::kWall);
  (void)answer_to(line_of("purchase", "a", clock_.wall_now(), "1", "5"));
  ASSERT_TRUE(alerts_reach(1));
  std::this_thread::sleep_for(250ms);  // the grace is over
  clock_.jump(kDay);
  std::this_thread::sleep_for(100ms);
  const Millis held = engine_->statistics().watermark;
  EXPECT_TRUE(engine_->statistics().clock_jumped);
  EXPECT_LT(held, kYear + kHour);
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(engine_->statistics().watermark, held);
  clock_.jump(-kDay);
  std::this_thread::sleep_for(100ms);
  EXPECT_FALSE(engine_->statistics().clock_jumped) << "it is back";
  EXPECT_GT(engine_->statistics().watermark, held);
}

TEST_F(LiveEngineTest, AStoreOfAServerCanBeScoredFurther) {
  open(quick(), config::ClockMode::kWall);
  (void)answer_to(line_of("purchase", "a", clock_.wall_now(), "1", "5"));
  ASSERT_TRUE(engine_->drain().ok());
  engine_.reset();
  std::ofstream(directory_ + "/more.ndjson") << line_of("purchase", "b", kYear + kDay, "1", "5") << "\n"
                                             << line_of("purchase", "b", kYear + 2 * kDay, "2", "5") << "\n";
  ScoreOptions options;
  options.inputs = {directory_ + "/more.ndjson"};
  options.config = quick();
  options.data = directory_ + "/store";
  const Result<ScoreSummary> scored = score(options);
  ASSERT_TRUE(scored.ok()) << scored.status().message();
  EXPECT_EQ(scored->accepted, 2U);
  EXPECT_GT(scored->wakes_fired, 0U) << "the events' time moved W, so silence was noticed";
  open(quick(), config::ClockMode::kEvent);
  EXPECT_EQ(engine_->statistics().watermark, kYear + 2 * kDay);
}

TEST_F(LiveEngineTest, AStoreKeepsItsClockOverReplays) {
  open(quick(), config::ClockMode::kWall);
  (void)answer_to(line_of("purchase", "a", clock_.wall_now(), "1", "5"));
  ASSERT_TRUE(alerts_reach(3));
  ASSERT_TRUE(engine_->drain().ok());
  LiveOptions options;
  options.config = quick();
  options.data = directory_ + "/store";
  options.tick = 20;
  engine_.reset();
  Result<std::unique_ptr<LiveEngine>> engine = LiveEngine::open(options, clock_);
  ASSERT_TRUE(engine.ok()) << engine.status().message();
  engine_ = engine.take();
  const Millis before = engine_->statistics().watermark;
  std::this_thread::sleep_for(500ms);
  EXPECT_GT(engine_->statistics().watermark, before) << "W moves without events: the wall clock's";
}

}  // namespace
}  // namespace tidemark::engine::testing
