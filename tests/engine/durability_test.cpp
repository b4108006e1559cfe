// Concern: what a crash of the program leaves of commits that were answered, for each class of durability.
#include <gtest/gtest.h>

#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

constexpr std::size_t kLines = 200;
constexpr std::size_t kLinesPerBatch = 20;

/// An engine whose batches are committed, and synced only when told. Gives the records that are left when it
/// is killed.
std::size_t records_left(config::Durability durability, bool sync) {
  Storage storage;
  CoreOptions options;
  options.config = programme();
  options.config.durability = durability;
  options.config.log.batch_inputs = kLinesPerBatch;
  options.files = &storage.files;
  options.log_directory = "/store/log";
  const std::unique_ptr<state::Store> store = storage.disk.open();
  const std::unique_ptr<Core> core = Core::open(options, *store).take();
  core->router().sources().emplace_back();
  Feeder feeder(*core, kNever, [&](std::unique_ptr<Batch> batch) {
    TM_RETURN_IF_ERROR(core->shard(0).apply(*batch));
    return core->committer().append(std::move(batch)).status();
  });
  for (std::string line : shop_lines(2, kLines, 20)) {
    const std::size_t bytes = line.size();
    line.append(kLinePadding, '\0');
    EXPECT_TRUE(feeder.line(std::string_view(line).substr(0, bytes), 0).ok());
  }
  EXPECT_TRUE(feeder.finish().ok());
  if (sync) {
    EXPECT_TRUE(core->committer().sync().ok());
  }
  storage.kill();
  return read_records(storage).size();
}

TEST(Durability, OsSurvivesACrashOfTheProgram) {
  EXPECT_GE(records_left(config::Durability::kOs, false), kLines / kLinesPerBatch);
}

TEST(Durability, NoneDoesNotUnlessSynced) {
  EXPECT_EQ(records_left(config::Durability::kNone, false), 0U);
  EXPECT_GE(records_left(config::Durability::kNone, true), kLines / kLinesPerBatch);
}

}  // namespace
}  // namespace tidemark::engine::testing
