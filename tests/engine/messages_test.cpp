// Concern: a message between customers arrives once, at the grid mark that the rule of MessageExchange names,
// in an order that knows neither shards nor threads.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "engine/base/random.h"
#include "engine/pipeline.h"
#include "tests/engine/life.h"
#include "tests/engine/referral_scoring.h"

namespace tidemark::engine::testing {
namespace {

constexpr std::size_t kLines = 4 * Router::kMarkEvery + 700;

Life::Options options(unsigned shards) {
  Life::Options options;
  options.config = programme("log: {batch_inputs: 1000, checkpoint_inputs: 3000}\n");
  options.shards = shards;
  options.make_scoring = make_referral_scoring;
  return options;
}

/// Views of 200 customers, a second apart each; some send: at once, after an hour's silence, and questions
/// that are answered. Several messages have one sender and position.
std::vector<std::string> make_lines() {
  Random random(11);
  std::vector<std::string> lines;
  Millis now = kYear;
  const auto customer = [&] { return "c" + std::to_string(random.below(200)); };
  for (std::size_t i = 0; i < kLines; ++i) {
    now += random.chance(0.01) ? kHour : kSecond;
    if (random.chance(0.1)) {
      const char* how = random.chance(0.4) ? "hour" : "now";
      const std::string to = random.chance(0.2) ? "ask-" + customer() : customer();
      lines.push_back(referral_line(how, customer(), to, now, i));
    } else {
      lines.push_back(line_of("page_view", customer(), now, "v" + std::to_string(i)));
    }
  }
  return lines;
}
const std::vector<std::string>& lines() {
  static const std::vector<std::string> made = make_lines();
  return made;
}

struct Answers {
  std::vector<std::string> alerts;
  std::vector<std::string> customers;
  std::vector<std::pair<Position, Position>> deliveries;  ///< (sent at, delivered at)
};

Answers run(unsigned shards) {
  Storage storage;
  Life life(storage, options(shards));
  EXPECT_TRUE(life.open().ok());
  const Status fed = life.feed(lines());
  EXPECT_TRUE(fed.ok()) << fed.message();
  Answers answers;
  answers.customers = customers_of(life.core());
  answers.alerts = json_of(life.alerts());
  for (const LoggedRecord& record : read_records(storage)) {
    for (std::size_t i = 0; i < record.batch->inputs.size(); ++i) {
      const Input& input = record.batch->inputs[i];
      if (input.kind == InputKind::kMessage)
        answers.deliveries.emplace_back(input.parked_at, record.header.first_position + i);
    }
  }
  return answers;
}
const Answers& whole() {
  static const Answers answers = run(1);
  return answers;
}

TEST(Messages, ArriveAtTheGridMarkOfTheRule) {
  ASSERT_GT(whole().deliveries.size(), 600U);
  Position sent_before = 0;
  Position grid = 0;
  Position expected = 0;
  for (const auto& [sent, delivered] : whole().deliveries) {
    EXPECT_GE(sent, sent_before) << "in the order of sending";
    sent_before = sent;
    // The first grid mark g with sent < g − kMarkEvery.
    const Position due = (sent / Router::kMarkEvery + 2) * Router::kMarkEvery;
    if (due != grid) {
      grid = due;
      expected = due;
    }
    EXPECT_EQ(delivered, expected++) << "sent at " << sent;
  }
}

TEST(Messages, EachArrivesOnceAndMakesItsAlert) {
  Storage storage;
  Life life(storage, options(1));
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed(lines()).ok());
  std::multimap<Position, std::string> sent;
  std::size_t delivered = 0;
  for (const LoggedRecord& record : read_records(storage)) {
    for (const Input& input : record.batch->inputs) {
      if (input.kind != InputKind::kMessage) continue;
      ++delivered;
      ByteReader reader(record.batch->view(input));
      reader.text();
      const std::string payload(reader.text());
      const auto [first, last] = sent.equal_range(input.parked_at);
      const auto found =
          std::find_if(first, last, [&](const auto& entry) { return entry.second == payload; });
      ASSERT_NE(found, last) << payload << " was never sent, or came before";
      sent.erase(found);
    }
    for (const SentMessage& message : record.parts.messages) sent.emplace(message.from, message.payload);
  }
  EXPECT_EQ(life.alerts().size(), delivered);
  const Position last_grid = kLines / Router::kMarkEvery * Router::kMarkEvery;
  for (const auto& [from, payload] : sent) {
    EXPECT_GE(from, last_grid - Router::kMarkEvery) << "only what is under way may be left: " << payload;
  }
  EXPECT_EQ(life.core().committer().state().undelivered.size(), sent.size());
}

TEST(Messages, AreTheSameOnAnyNumberOfShards) {
  for (const unsigned shards : {2U, 8U}) {
    const Answers other = run(shards);
    EXPECT_EQ(difference(other.alerts, whole().alerts), "") << shards;
    EXPECT_EQ(difference(other.customers, whole().customers), "") << shards;
    EXPECT_EQ(other.deliveries, whole().deliveries) << shards;
  }
}

TEST(Messages, AreTheSameOnThreads) {
  for (const unsigned shards : {1U, 2U, 8U}) {
    Storage storage;
    Life life(storage, options(shards));
    ASSERT_TRUE(life.open().ok());
    Core& core = life.core();
    std::vector<std::string> alerts;
    Pipeline pipeline(core, [&](const CommittedAlert& alert) { alerts.push_back(alert.json); });
    Feeder feeder(core, kNever,
                  [&](std::unique_ptr<Batch> batch) { return pipeline.push(std::move(batch)); });
    core.router().sources().emplace_back();
    for (const std::string& line : lines()) {
      std::string padded = line;
      padded.append(kLinePadding, '\0');
      ASSERT_TRUE(feeder.line(std::string_view(padded).substr(0, line.size()), 0).ok());
    }
    ASSERT_TRUE(feeder.finish().ok());
    ASSERT_TRUE(pipeline.finish().ok());
    EXPECT_EQ(difference(alerts, whole().alerts), "") << shards;
    EXPECT_EQ(difference(customers_of(core), whole().customers), "") << shards;
  }
}

/// A restart at any record, with nothing, something or everything of the current checkpoint on disk: senders
/// are checkpointed while their messages are under way, and the floor lies beyond the records that sent them.
TEST(Messages, ArriveOnceWhereverTheEngineEnds) {
  std::size_t floors_beyond_a_message = 0;
  for (std::size_t end = 500; end < kLines; end += 900) {
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      Storage storage;
      std::vector<std::string> published;
      {
        Life life(storage, options(1 + static_cast<unsigned>(seed)));
        ASSERT_TRUE(life.open().ok());
        ASSERT_TRUE(life.feed(lines(), end).ok());
        published = json_of(life.alerts());
        const auto& undelivered = life.core().committer().state().undelivered;
        for (const LoggedRecord& record : read_records(storage)) {
          const bool below = record.header.number < life.core().checkpointer().floor();
          if (below && !undelivered.empty() && record.header.last_position >= undelivered.front().from) {
            ++floors_beyond_a_message;
            break;
          }
        }
      }
      if (seed == 0) {
        storage.kill();
      } else {
        storage.power_cut(seed * 1000 + end);
      }
      Life life(storage, options(3 - static_cast<unsigned>(seed)));
      const Status opened = life.open();
      ASSERT_TRUE(opened.ok()) << opened.message();
      ASSERT_TRUE(life.feed(lines()).ok());
      for (const CommittedAlert& alert : life.alerts()) published.push_back(alert.json);
      ASSERT_EQ(difference(published, whole().alerts), "") << "ended at line " << end << ", seed " << seed;
      ASSERT_EQ(difference(customers_of(life.core()), whole().customers), "")
          << "ended at line " << end << ", seed " << seed;
    }
  }
  EXPECT_GT(floors_beyond_a_message, 10U) << "the case this test is about";
}

}  // namespace
}  // namespace tidemark::engine::testing
