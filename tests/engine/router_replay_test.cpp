// Concern: a router that is read from a checkpoint and follows the log is, after any record, byte for byte
// the one that wrote them; and shards get the same batch from it.
#include <gtest/gtest.h>

#include "config/load.h"
#include "engine/base/random.h"
#include "engine/commit/record_codec.h"
#include "engine/route/router.h"
#include "tests/engine/life.h"
#include "tests/sim/scenario.h"

namespace tidemark::engine::testing {
namespace {

using Scoring = std::shared_ptr<const operators::Scoring>;

void expect_same_for_shards(const Batch& live, const Batch& replayed) {
  ASSERT_EQ(live.inputs.size(), replayed.inputs.size());
  for (std::size_t i = 0; i < live.inputs.size(); ++i) {
    const Input& a = live.inputs[i];
    const Input& b = replayed.inputs[i];
    ASSERT_EQ(a.kind, b.kind);
    ASSERT_EQ(a.mark_before, b.mark_before);
    ASSERT_EQ(a.drain, b.drain);
    ASSERT_EQ(a.reject, b.reject);
    ASSERT_EQ(a.parked_at, b.parked_at);
    ASSERT_EQ(live.view(a), replayed.view(b));
    ASSERT_EQ(a.customer_hash, b.customer_hash);
    ASSERT_EQ(a.time, b.time);
    if (a.kind == InputKind::kParked) continue;  // no shard sees it
    ASSERT_EQ(a.event_id, b.event_id);
    ASSERT_EQ(a.event_kind, b.event_kind);
  }
  ASSERT_EQ(live.marks.size(), replayed.marks.size());
  for (std::size_t i = 0; i < live.marks.size(); ++i) {
    ASSERT_EQ(live.marks[i].index, replayed.marks[i].index);
    ASSERT_EQ(live.marks[i].watermark, replayed.marks[i].watermark);
    ASSERT_EQ(live.marks[i].drain, replayed.marks[i].drain);
  }
  ASSERT_EQ(live.of_shard, replayed.of_shard);
  ASSERT_EQ(live.watermark_before, replayed.watermark_before);
  ASSERT_EQ(live.watermark, replayed.watermark);
  ASSERT_EQ(live.confirmed, replayed.confirmed);
}

/// A live router and followers that began at some of its states.
class Following {
 public:
  Following(Scoring scoring, unsigned shards) : scoring_(std::move(scoring)), shards_(shards) {
    live_ = Router::make(scoring_, shards_).take();
    live_->sources().emplace_back();
  }

  Router& live() { return *live_; }
  std::unique_ptr<Batch> begin() {
    auto batch = std::make_unique<Batch>();
    batch->number = ++number_;
    live_->begin(*batch, true);
    return batch;
  }
  /// The state at the batch's beginning is a checkpoint from which somebody follows.
  void begin_follower(const Batch& batch) {
    followers_.push_back(Router::make(scoring_, shards_).take());
    const Status status = followers_.back()->decode(batch.router_state);
    ASSERT_TRUE(status.ok()) << status.message();
  }
  void end(Batch& batch) {
    batch.sources.emplace_back(0, live_->sources()[0]);
    live_->seal(batch);
    std::string body;
    encode_record(batch, {}, {}, {}, body);
    std::string wanted;
    live_->encode(wanted);
    for (const auto& follower : followers_) {
      Batch replayed;
      replayed.number = batch.number;
      replayed.first_position = batch.first_position;
      replayed.replayed = true;
      RecordParts parts;
      ASSERT_TRUE(decode_record(body, replayed, parts).ok());
      const Status status = follower->replay(replayed);
      ASSERT_TRUE(status.ok()) << status.message();
      ASSERT_NO_FATAL_FAILURE(expect_same_for_shards(batch, replayed));
      std::string got;
      follower->encode(got);
      ASSERT_EQ(got, wanted) << "after record " << batch.number;
    }
  }

 private:
  const Scoring scoring_;
  const unsigned shards_;
  std::unique_ptr<Router> live_;
  std::vector<std::unique_ptr<Router>> followers_;
  std::uint64_t number_ = 0;
};

void follow(const config::Config& config, const std::vector<std::string>& lines, std::uint64_t seed) {
  Random random(seed);
  Following following(operators::Scoring::make(config, 1, 1).take(),
                      1 + static_cast<unsigned>(random.below(4)));
  for (std::size_t at = 0; at < lines.size();) {
    const std::unique_ptr<Batch> batch = following.begin();
    if (at == 0 || random.chance(0.1)) following.begin_follower(*batch);
    for (std::size_t left = random.below(30); left > 0 && at < lines.size(); --left, ++at) {
      std::string padded = lines[at];
      padded.append(kLinePadding, '\0');
      following.live().line(std::string_view(padded).substr(0, lines[at].size()), kNever, *batch);
      following.live().sources()[0].lines = at + 1;
      following.live().sources()[0].digest = hash128(lines[at], at);
    }
    if (at == lines.size()) following.live().finish_until(following.live().confirmed() + kDay, *batch);
    ASSERT_NO_FATAL_FAILURE(following.end(*batch)) << "seed " << seed << ", line " << at;
  }
}

TEST(RouterReplay, FollowsStreamsThatHurt) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const sim::Scenario scenario = sim::make_scenario(seed);
    std::vector<std::string> lines;
    for (const sim::Scenario::Line& line : scenario.lines) lines.push_back(line.text);
    follow(scenario.config, lines, seed);
    if (::testing::Test::HasFatalFailure()) FAIL() << "scenario " << seed;
  }
}

/// The base currency of a store that was not told one is that of the first money event; a replay must not
/// choose again.
TEST(RouterReplay, TheAdoptedCurrencyIsInTheLog) {
  std::vector<std::string> lines;
  constexpr const char* kCurrencies[] = {"SEK", "NOK", "SEK"};
  for (int i = 0; i < 60; ++i) {
    lines.push_back(line_of("page_view", "a", kYear + i * kMinute));
    if (i < 20) continue;
    lines.push_back(R"({"type":"purchase","customer_id":"b","timestamp":")" +
                    format_timestamp(kYear + i * kMinute) + R"(","properties":{"amount":5,"currency":")" +
                    kCurrencies[i % 3] + R"("}})");
  }
  for (std::uint64_t seed = 0; seed < 5; ++seed)
    follow(config_of("time: {silence_delay: 5m}\n"), lines, seed);
}

TEST(RouterReplay, ForeignTypesAndKindsOfTheConfiguration) {
  std::vector<std::string> lines;
  for (int i = 0; i < 200; ++i) {
    const std::string type = i % 5 == 0 ? "order_done" : "type" + std::to_string(i % 40);
    lines.push_back(line_of(type, "a", kYear + i * kMinute));
  }
  follow(config_of("events: {currency: EUR, kinds: [type7], map: {order_done: purchase}}\n"), lines, 3);
}

TEST(RouterReplay, ARecordOutOfOrderIsRefused) {
  const Scoring scoring = operators::Scoring::make(config::default_config(), 1, 1).take();
  const std::unique_ptr<Router> router = Router::make(scoring, 1).take();
  Batch batch;
  batch.first_position = 2;
  EXPECT_EQ(router->replay(batch).code(), Code::kCorruption);
}

TEST(RouterReplay, ADamagedStateIsRefusedOrWhole) {
  const Scoring scoring = operators::Scoring::make(programme(), 1, 1).take();
  Following following(scoring, 1);
  const std::unique_ptr<Batch> batch = following.begin();
  for (const std::string& line :
       {line_of("waved", "a", kYear), line_of("page_view", "b", kYear + 4000 * kDay)}) {
    std::string padded = line;
    padded.append(kLinePadding, '\0');
    following.live().line(std::string_view(padded).substr(0, line.size()), kNever, *batch);
  }
  ASSERT_EQ(following.live().parked_count(), 1U);
  following.live().seal(*batch);
  std::string state;
  following.live().encode(state);
  for (std::size_t bytes = 0; bytes < state.size(); ++bytes) {
    EXPECT_FALSE(Router::make(scoring, 1).take()->decode(std::string_view(state).substr(0, bytes)).ok())
        << bytes;
  }
  EXPECT_TRUE(Router::make(scoring, 1).take()->decode(state).ok());
  EXPECT_FALSE(Router::make(scoring, 1).take()->decode(state + "x").ok());
}

}  // namespace
}  // namespace tidemark::engine::testing
