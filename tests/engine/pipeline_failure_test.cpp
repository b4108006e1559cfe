// Concern: whatever part of the storage fails under the threads of a pipeline, the run ends with kIo and
// without a hang, and nothing was published that the next start does not know.
#include <gtest/gtest.h>

#include "engine/pipeline.h"
#include "state/keys.h"
#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

constexpr std::size_t kLines = 3000;

const std::vector<std::string>& lines() {
  static const std::vector<std::string> made = shop_lines(8, kLines, 50, kHour);
  return made;
}

Life::Options options(config::Durability durability = config::Durability::kFsync) {
  Life::Options options;
  options.config = programme("log: {batch_inputs: 50, checkpoint_inputs: 400}\n");
  options.config.durability = durability;
  options.config.memory.budget_bytes = 60'000;  // cold customers are read while it runs
  options.config.log.segment_bytes = 20'000;
  options.shards = 2;
  return options;
}

struct Outcome {
  Status opened;
  Status pushed;
  Status finished;
  std::vector<std::string> published;
};

/// A run on threads; the storage fails where its plan says.
Outcome run(Storage& storage, config::Durability durability) {
  Outcome outcome;
  Life life(storage, options(durability));
  outcome.opened = life.open();
  if (!outcome.opened.ok()) return outcome;
  Core& core = life.core();
  Pipeline pipeline(core, [&](const CommittedAlert& alert) { outcome.published.push_back(alert.json); });
  Feeder feeder(core, kNever, [&](std::unique_ptr<Batch> batch) { return pipeline.push(std::move(batch)); });
  core.router().sources().emplace_back();
  for (const std::string& line : lines()) {
    std::string padded = line;
    padded.append(kLinePadding, '\0');
    outcome.pushed = feeder.line(std::string_view(padded).substr(0, line.size()), 0);
    if (!outcome.pushed.ok()) break;
  }
  if (outcome.pushed.ok()) outcome.pushed = feeder.finish();
  outcome.finished = pipeline.finish();
  return outcome;
}

const std::vector<std::string>& whole() {
  static const std::vector<std::string> alerts = [] {
    Storage storage;
    const Outcome outcome = run(storage, config::Durability::kFsync);
    EXPECT_TRUE(outcome.finished.ok()) << outcome.finished.message();
    return outcome.published;
  }();
  return alerts;
}

void expect_told(const Outcome& outcome) {
  EXPECT_EQ(outcome.finished.code(), Code::kIo);
  EXPECT_NE(outcome.finished.message().find("simulated failure"), std::string::npos)
      << outcome.finished.message();
  if (!outcome.pushed.ok()) {
    EXPECT_EQ(outcome.pushed.code(), Code::kIo);
  }
  ASSERT_LE(outcome.published.size(), whole().size());
  const auto end = whole().begin() + static_cast<std::ptrdiff_t>(outcome.published.size());
  EXPECT_EQ(difference(outcome.published, {whole().begin(), end}), "");
}

/// What readers have must be in the outbox of the next life, which goes on as if nothing had happened.
void expect_recovers(Storage& storage, const Outcome& outcome) {
  Life life(storage, options());
  const Status opened = life.open();
  ASSERT_TRUE(opened.ok()) << opened.message();
  EXPECT_GE(life.outbox().size(), outcome.published.size());
  ASSERT_TRUE(life.feed(lines()).ok());
  EXPECT_EQ(difference(life.outbox(), whole()), "");
}

struct Failing {
  const char* name;
  sim::Operation operation;
};
class PipelineFailure : public ::testing::TestWithParam<Failing> {};

TEST_P(PipelineFailure, EndsTheRunAndLosesNothingPublished) {
  const sim::Operation operation = GetParam().operation;
  std::uint64_t operations = 0;
  std::uint64_t opening = 0;
  {
    Storage storage;
    Life life(storage, options());
    ASSERT_TRUE(life.open().ok());
    opening = storage.faults.count(operation);
  }
  {
    Storage storage;
    ASSERT_TRUE(run(storage, config::Durability::kFsync).finished.ok());
    operations = storage.faults.count(operation);
  }
  ASSERT_GT(operations, opening) << "the run must use what is to fail";
  const std::uint64_t step = std::max<std::uint64_t>(1, (operations - opening) / 12);
  std::size_t failures = 0;
  for (std::uint64_t n = opening + 1; n <= operations; n += step) {
    Storage storage;
    storage.faults.fail_at(operation, n);
    const Outcome outcome = run(storage, config::Durability::kFsync);
    ASSERT_TRUE(outcome.opened.ok()) << outcome.opened.message();
    if (!storage.faults.failed()) continue;  // threads: this time it took fewer
    ++failures;
    expect_told(outcome);
    storage.power_cut(n);
    expect_recovers(storage, outcome);
    if (::testing::Test::HasFailure()) FAIL() << "operation " << n << " of " << operations;
  }
  EXPECT_GT(failures, 0U);
}

std::string name_of(const ::testing::TestParamInfo<Failing>& tested) {
  return tested.param.name;
}

INSTANTIATE_TEST_SUITE_P(Operations, PipelineFailure,
                         ::testing::Values(Failing{"StoreWrite", sim::Operation::kStoreWrite},
                                           Failing{"StoreFlush", sim::Operation::kStoreFlush},
                                           Failing{"StoreRead", sim::Operation::kStoreRead},
                                           Failing{"FileOpen", sim::Operation::kFileOpen},
                                           Failing{"FileAppend", sim::Operation::kFileAppend},
                                           Failing{"FileSync", sim::Operation::kFileSync}),
                         name_of);

/// Below fsync alerts are published before the sync: a failing one is told all the same.
TEST(PipelineFailureBelowFsync, IsTold) {
  for (const sim::Operation operation : {sim::Operation::kFileSync, sim::Operation::kFileAppend}) {
    Storage storage;
    storage.faults.fail_at(operation, 3);
    const Outcome outcome = run(storage, config::Durability::kOs);
    ASSERT_TRUE(outcome.opened.ok());
    expect_told(outcome);
  }
}

/// Messages make the router wait for the committer; it must not wait for one that is gone.
TEST(PipelineFailureOfTheCommitter, EndsTheWaitOfTheRouter) {
  MessageExchange exchange;
  exchange.close();
  EXPECT_TRUE(exchange.take_before(1'000'000).empty());
}

TEST(PipelineEnd, WithoutABatchIsAnEnd) {
  Storage storage;
  Life life(storage, options());
  ASSERT_TRUE(life.open().ok());
  Pipeline pipeline(life.core(), nullptr);
  EXPECT_TRUE(pipeline.finish().ok());
  EXPECT_TRUE(pipeline.finish().ok()) << "twice does no harm";
}

}  // namespace
}  // namespace tidemark::engine::testing
