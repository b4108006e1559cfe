// Concern: customers who do not fit into memory leave it and come back, by events and by wake-ups, and no
// byte of the answers tells.

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

constexpr char kSmallest[] = "64MiB";
/// A state of the heavy configuration takes about 1.2 KB and half the budget is for states: so many do not
/// fit.
constexpr int kTooMany = 48'000;

class Memory : public Workshop {
 protected:
  static std::string customer(int i) { return "customer-with-a-long-name-" + std::to_string(i); }

  /// Everybody comes once within a day and buys or looks around; then, over forty days, somebody comes back
  /// now and then, in an order that no cache can guess.
  static std::string come_and_come_back(int customers, int returns) {
    Random random(7);
    std::string text;
    for (int i = 0; i < customers; ++i) {
      const Millis time = kBegin + i * (kDay / customers);
      text += i % 10 == 0 ? purchase_line(customer(i), time, "150", "first" + std::to_string(i))
                          : event_line("page_view", customer(i), time);
    }
    for (int i = 0; i < returns; ++i) {
      const int who = static_cast<int>(random.below(static_cast<std::uint64_t>(customers)));
      const Millis time = kBegin + 2 * kDay + i * (40 * kDay / returns);
      text += random.chance(0.2) ? purchase_line(customer(who), time, "40", "again" + std::to_string(i))
                                 : event_line("page_view", customer(who), time);
    }
    return text;
  }

  /// Feeds the text at a pace that leaves checkpoints time to complete. Gives what the program read beside
  /// it.
  std::optional<std::uint64_t> feed_slowly(const ScoreCall& call, std::string_view text) const {
    constexpr std::size_t kSlices = 16;
    constexpr std::chrono::milliseconds kPause(60);
    Program program(directory(), call.arguments(), call.environment, Program::Stdin::kPipe);
    for (std::size_t i = 0; i < kSlices; ++i) {
      const std::size_t begin = text.size() * i / kSlices;
      EXPECT_TRUE(program.write_stdin(text.substr(begin, text.size() * (i + 1) / kSlices - begin)));
      std::this_thread::sleep_for(kPause);
    }
    const std::optional<std::uint64_t> bytes = program.bytes_read();
    program.close_stdin();
    const Ended ended = program.wait();
    EXPECT_EQ(ended.code, 0) << ended.err;
    if (ended.code == 0) checkpoints_ = count_of(json_of(ended.out), "checkpoints");
    if (!bytes) return bytes;
    return *bytes - std::min<std::uint64_t>(*bytes, text.size());
  }

  mutable std::uint64_t checkpoints_ = 0;
};

TEST_F(Memory, TheSmallestBudgetChangesNothing) {
  const std::string text = come_and_come_back(kTooMany, 30'000);
  write("events.ndjson", text);
  ScoreCall call;
  call.inputs = {"events.ndjson"};
  call.config = kHeavy;
  call.customers = "customers.csv";
  const Answers ample = answers_of(call);

  call.inputs = {"-"};
  call.environment = {{"TIDEMARK_MEMORY__BUDGET", kSmallest}, {"TIDEMARK_LOG__BATCH_INPUTS", "512"}};
  for (const unsigned shards : {1U, 8U}) {
    call.shards = shards;
    const std::optional<std::uint64_t> read_beside = feed_slowly(call, text);
    EXPECT_TRUE(same_answers(ample, written_by(call))) << shards << " shards";
    // Without --data only a full memory asks for a checkpoint, and only cold customers are read from the
    // disk: a run with memory to spare reads 150 kB beside its input.
    EXPECT_GT(checkpoints_, 0U) << shards << " shards";
    if (read_beside) {
      EXPECT_GT(*read_beside, 600'000U) << shards << " shards: nobody came back";
    }
  }
}

/// All are due at the same midnight, and so few may wake at a mark that most wait for many batches.
TEST_F(Memory, WhoIsOverdueStaysUntilItsTurn) {
  std::string buying;
  for (int i = 0; i < kTooMany; ++i) {
    buying += purchase_line(customer(i), kBegin + i * (kDay / kTooMany), "150", "first" + std::to_string(i));
  }
  std::string passing;
  for (int i = 0; i < 800; ++i) {
    passing += event_line("page_view", "passer-by", kBegin + 2 * kDay + i * (60 * kDay / 800));
  }
  write("buying.ndjson", buying);
  write("passing.ndjson", passing);
  Answers ample;
  for (const char* budget : {"2GiB", kSmallest}) {
    ScoreCall call;
    call.config = kHeavy;
    call.shards = 8;
    call.customers = "customers.csv";
    call.data = std::string("store") + budget;
    call.durability = "none";
    call.environment = {{"TIDEMARK_MEMORY__BUDGET", budget}, {"TIDEMARK_LOG__WAKE_BUDGET", "1"}};
    call.inputs = {"buying.ndjson"};
    call.alerts = "";
    call.customers = "";
    (void)summary_of(call);
    call.inputs = {"passing.ndjson"};
    call.environment["TIDEMARK_LOG__BATCH_INPUTS"] = "16";
    call.alerts = "alerts.ndjson";
    call.customers = "customers.csv";
    remove(call.alerts);
    const tools::JsonValue summary = summary_of(call);
    EXPECT_EQ(count_of(summary, "alerts.tier.bronze"), static_cast<std::uint64_t>(kTooMany)) << budget;
    if (ample.alerts.empty()) ample = written_by(call);
    EXPECT_TRUE(same_answers(ample, written_by(call))) << budget;
  }
}

}  // namespace
}  // namespace tidemark::golden
