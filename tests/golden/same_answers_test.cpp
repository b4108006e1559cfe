// Concern: number of shards, store, durability, size of batches and checkpoints change no byte of the
// answers.

#include "tests/golden/real_data.h"
#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

class SameAnswers : public Workshop {
 protected:
  void use_seed(unsigned seed) { write("events.ndjson", simulated(600, 20'000, seed)); }
  static ScoreCall call(unsigned shards) {
    ScoreCall call;
    call.inputs = {"events.ndjson"};
    call.shards = shards;
    return call;
  }
};

TEST_F(SameAnswers, OnAnyNumberOfShards) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    use_seed(seed);
    const Answers one = answers_of(call(1));
    for (const unsigned shards : {2U, 8U}) EXPECT_TRUE(same_answers(one, answers_of(call(shards)))) << seed;
  }
}

TEST_F(SameAnswers, AsCsv) {
  use_seed(1);
  Answers one;
  for (const unsigned shards : {1U, 8U}) {
    ScoreCall csv = call(shards);
    csv.alerts = "alerts.csv";
    csv.customers = "customers.csv";
    csv.data = shards == 1 ? "" : "store";
    const Answers found = answers_of(csv);
    if (shards == 1) one = found;
    EXPECT_TRUE(same_answers(one, found));
  }
}

TEST_F(SameAnswers, EveryKindOfLevelMovesInTheStream) {
  use_seed(1);
  const tools::JsonValue summary = summary_of(call(2));
  for (const char* level : {"churn.low", "churn.medium", "churn.high", "churn.critical", "lifecycle.new",
                            "lifecycle.active", "lifecycle.loyal", "lifecycle.at_risk", "lifecycle.churned",
                            "lifecycle.won_back", "rfm.champions", "rfm.lost", "tier.bronze", "tier.silver",
                            "tier.gold", "tier.platinum", "visits.rare", "visits.weekly", "visits.often"}) {
    EXPECT_GT(count_of(summary, "alerts." + std::string(level)), 0U) << level;
  }
  for (const char* count : {"duplicates", "late", "dead_letters.bad_json", "wakes_fired", "wakes_stale"}) {
    EXPECT_GT(count_of(summary, count), 0U) << count;
  }
}

TEST_F(SameAnswers, WithAStoreOfAnyDurability) {
  use_seed(2);
  const Answers without = answers_of(call(1));
  for (const char* durability : {"fsync", "os", "none"}) {
    ScoreCall stored = call(2);
    stored.data = std::string("store_") + durability;
    stored.durability = durability;
    EXPECT_TRUE(same_answers(without, answers_of(stored))) << durability;
  }
}

TEST_F(SameAnswers, InBatchesAndCheckpointsOfAnySize) {
  use_seed(3);
  const Answers large = answers_of(call(1));
  unsigned number = 0;
  for (const char* batch_inputs : {"1", "37", "1000"}) {
    ScoreCall small = call(number % 2 == 0 ? 2 : 8);
    small.data = "store" + std::to_string(number++);
    small.durability = "os";
    small.environment = {{"TIDEMARK_LOG__BATCH_INPUTS", batch_inputs},
                         {"TIDEMARK_LOG__CHECKPOINT_INPUTS", "500"},
                         {"TIDEMARK_LOG__SEGMENT", "64KiB"},
                         {"TIDEMARK_LOG__KEEP", "0"}};
    const tools::JsonValue summary = summary_of(small);
    EXPECT_GT(count_of(summary, "checkpoints"), 1U) << batch_inputs;
    EXPECT_TRUE(same_answers(large, written_by(small))) << batch_inputs;
  }
}

TEST_F(SameAnswers, WithTheDefaultConfiguration) {
  use_seed(2);
  ScoreCall plain = call(1);
  plain.config = kDefault;
  const Answers one = answers_of(plain);
  plain.shards = 8;
  plain.data = "store";
  EXPECT_TRUE(same_answers(one, answers_of(plain)));
}

TEST_F(SameAnswers, WithTheSampleConfiguration) {
  write("events.ndjson",
        simulated(120, 25'000, 4));  // few people, so that the stream lasts for the better part of a year
  ScoreCall sample = call(1);
  sample.config = TIDEMARK_SAMPLE_CONFIG;
  const Answers one = answers_of(sample);
  sample.shards = 8;
  sample.data = "store";
  EXPECT_TRUE(same_answers(one, answers_of(sample)));
}

/// CSV shows what the JSON shows.
TEST_F(SameAnswers, CsvCellsAreTheJsonValues) {
  use_seed(1);
  ScoreCall json = call(2);
  ScoreCall csv = call(2);
  csv.customers = "customers.csv";
  csv.alerts = "alerts.csv";
  const std::vector<tools::JsonValue> customers = json_lines(answers_of(json).customers);
  const std::vector<std::vector<std::string>> rows = csv_rows(answers_of(csv).customers);
  ASSERT_EQ(rows.size(), customers.size() + 1);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < customers.size(); ++i) {
    ASSERT_EQ(rows[i + 1].size(), rows[0].size());
    for (std::size_t column = 0; column < rows[0].size(); ++column) {
      const tools::JsonValue* value = customers[i].find(rows[0][column]);
      if (value != nullptr && !value->is_scalar()) continue;
      ASSERT_EQ(rows[i + 1][column], customers[i].text_of(rows[0][column]))
          << rows[0][column] << ", row " << i;
      compared += value != nullptr ? 1 : 0;
    }
  }
  EXPECT_GT(compared, customers.size() * 15);
}

class RealData : public SameAnswers {
 protected:
  void SetUp() override {
    if (shared_data().empty())
      GTEST_SKIP() << "there is no folder of real data; name it in TIDEMARK_SHARED_DATA";
  }
  void compare(const std::string& set) {
    ScoreCall real = call(1);
    real.inputs = {(shared_data() / set / "events.ndjson.gz").string()};
    real.config = TIDEMARK_SAMPLE_CONFIG;
    const Answers one = answers_of(real);
    real.shards = 8;
    real.data = "store";
    real.environment = {{"TIDEMARK_LOG__BATCH_INPUTS", "1000"}, {"TIDEMARK_LOG__CHECKPOINT_INPUTS", "5000"}};
    EXPECT_TRUE(same_answers(one, answers_of(real)));
  }
};

TEST_F(RealData, CdnowOnAnyNumberOfShards) {
  compare("cdnow_sample");
}
TEST_F(RealData, CompleteJourneyOnAnyNumberOfShards) {
  compare("complete_journey");
}

}  // namespace
}  // namespace tidemark::golden
