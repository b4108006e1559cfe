// Concern: what the committer makes of a batch depends on the inputs alone, not on how shards share them.
#include "engine/commit/committer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

constexpr std::size_t kInputs = 60;

/// A batch of whose inputs each has a customer of its own; the shard that owns it filled its output.
std::unique_ptr<Batch> some_batch(std::size_t shards) {
  auto batch = std::make_unique<Batch>();
  batch->number = 1;
  batch->first_position = 100;
  batch->inputs.resize(kInputs);
  for (Input& input : batch->inputs) input.kind = InputKind::kMark;
  batch->outputs.resize(shards);
  return batch;
}

std::string customer_of(std::size_t input) {
  return "c" + std::to_string(input * 7 % kInputs);
}

std::unique_ptr<Committer> some_committer() {
  auto committer = std::make_unique<Committer>(nullptr, CommitState(), false, Router::kMarkEvery);
  committer->set_scoring(operators::Scoring::make(programme(), 1, 1).take());
  return committer;
}

/// A customer wakes at the mark before its own event: both send, each numbering its messages from 0.
TEST(Committer, MessagesOfAWakeUpComeBeforeThoseOfTheEventBehindIt) {
  for (const std::size_t shards : {1UL, 2UL, 7UL}) {
    std::unique_ptr<Batch> batch = some_batch(shards);
    for (std::size_t i = 0; i < kInputs; ++i) {
      for (const char* what : {"wake", "event"}) {
        for (std::uint32_t ordinal = 0; ordinal < 2; ++ordinal) {
          batch->outputs[i % shards].messages.push_back({100 + i, customer_of(i), ordinal, "to", what});
        }
      }
    }
    const std::unique_ptr<Committer> committer = some_committer();
    ASSERT_TRUE(committer->append(std::move(batch)).ok());
    ASSERT_EQ(committer->messages().size(), 4 * kInputs);
    for (std::size_t i = 0; i < 4 * kInputs; ++i) {
      const SentMessage& message = committer->messages()[i];
      ASSERT_EQ(message.from, 100 + i / 4) << shards << " shards";
      ASSERT_EQ(message.payload, i % 4 < 2 ? "wake" : "event") << shards << " shards, message " << i;
      ASSERT_EQ(message.ordinal, i % 2) << shards << " shards";
    }
  }
}

TEST(Committer, AlertsAreNumberedByPositionKindInstantAndCustomer) {
  std::vector<std::string> wanted;
  for (const std::size_t shards : {1UL, 2UL, 7UL}) {
    std::unique_ptr<Batch> batch = some_batch(shards);
    for (std::size_t i = kInputs; i-- > 0;) {
      for (const std::uint8_t kind : {std::uint8_t{1}, std::uint8_t{0}}) {
        OrderedAlert alert;
        alert.position = 100 + i / 3;
        alert.kind = kind;
        alert.customer_id = customer_of(i);
        alert.draft.instant = kYear + static_cast<Millis>(i % 2);
        alert.draft.chain = static_cast<std::uint16_t>(i % 3);
        alert.draft.type = "t";
        alert.draft.data = "{}";
        alert.draft.id = {i, kind};
        batch->outputs[i % shards].alerts.push_back(std::move(alert));
      }
    }
    const std::unique_ptr<Committer> committer = some_committer();
    const Result<Committed> committed = committer->append(std::move(batch));
    ASSERT_TRUE(committed.ok());
    if (shards == 1) wanted = json_of(committed->alerts);
    EXPECT_EQ(difference(json_of(committed->alerts), wanted), "") << shards << " shards";
    EXPECT_EQ(committer->state().last_sequence, 2 * kInputs);
  }
  ASSERT_EQ(wanted.size(), 2 * kInputs);
  // At one position: wake-ups before the input, earlier instants first, then by customer.
  EXPECT_NE(wanted[0].find(R"("id":"00000000000000000000000000000000","source")"), std::string::npos);
  EXPECT_NE(wanted[1].find(R"("id":"00000000000000020000000000000000","source")"), std::string::npos)
      << wanted[1];
  EXPECT_NE(wanted[2].find(R"("id":"00000000000000010000000000000000","source")"), std::string::npos)
      << wanted[2];
  EXPECT_NE(wanted[3].find(R"("id":"00000000000000000000000000000001","source")"), std::string::npos)
      << wanted[3];
}

/// Sequence numbers have no gap, and each alert names the one before it of its level.
TEST(Committer, ReadersCanSeeThatTheyMissedNothing) {
  Storage storage;
  Life life(storage, {.config = programme()});
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed(shop_lines(5, 600, 20)).ok());
  ASSERT_GT(life.alerts().size(), 200U);
  std::map<std::string, std::string> last_of_level;
  Sequence expected = 0;
  for (const CommittedAlert& alert : life.alerts()) {
    EXPECT_EQ(alert.sequence, ++expected);
    const auto field = [&](const std::string& name) {
      const std::size_t at = alert.json.find("\"" + name + "\":\"") + name.size() + 4;
      return alert.json.substr(at, alert.json.find('"', at) - at);
    };
    EXPECT_EQ(std::stoull(field("sequence")), alert.sequence);
    std::string& last = last_of_level.try_emplace(alert.level, "0000000000000000").first->second;
    EXPECT_EQ(field("prevsequence"), last);
    last = field("sequence");
  }
  EXPECT_GE(last_of_level.size(), 4U);
}

TEST(Committer, MutedItNumbersNothing) {
  std::unique_ptr<Batch> batch = some_batch(1);
  OrderedAlert alert;
  alert.position = 100;
  alert.draft.data = "{}";
  batch->outputs[0].alerts.push_back(std::move(alert));
  Committer committer(nullptr, CommitState(), true, Router::kMarkEvery);
  committer.set_scoring(operators::Scoring::make(programme(), 1, 1).take());
  const Result<Committed> committed = committer.append(std::move(batch));
  ASSERT_TRUE(committed.ok());
  EXPECT_TRUE(committed->alerts.empty());
  EXPECT_EQ(committer.state().last_sequence, 0U);
}

}  // namespace
}  // namespace tidemark::engine::testing
