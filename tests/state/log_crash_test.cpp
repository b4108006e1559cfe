// Concern: whatever operation of the disk is the last one before a power cut, every synced record is read
// back, in order and unchanged, and the log can be continued from there.
#include "engine/base/random.h"
#include "tests/state/log_fixture.h"

namespace tidemark::state {
namespace {

/// What the log must hold, kept beside it.
struct Truth {
  std::vector<std::string> bodies;  ///< of records 1, 2, …
  RecordNumber synced = 0;          ///< the last one known to be durable
  RecordNumber floor = 1;           ///< released below it
};

class Workload {
 public:
  explicit Workload(std::uint64_t seed) : random_(seed), one_size_(seed % 2 == 0) {
    options_.segment_bytes = 400 + random_.below(400);
    options_.keep_bytes = random_.below(3) * options_.segment_bytes;
  }
  LogOptions& options() { return options_; }

  /// Opens the log behind what `truth` holds and works on it until `steps` are done or the disk fails.
  void run(FileSystem& files, Truth& truth, int steps) {
    auto opened = LogWriter::open(files, LogOnDisk::kDirectory, options_, truth.bodies.size() + 1);
    if (!opened.ok()) return;
    truth.synced = truth.bodies.size();  // taking over secures what was found
    const std::unique_ptr<LogWriter> log = opened.take();
    for (int i = 0; i < steps; ++i) {
      if (!step(*log, truth).ok()) return;
    }
  }

 private:
  Status step(LogWriter& log, Truth& truth) {
    switch (random_.below(8)) {
      case 0:
        return log.roll();
      case 1:
        truth.floor = std::max(truth.floor,
                               truth.synced + 1 - random_.below(std::min<RecordNumber>(truth.synced, 6) + 1));
        return log.release(truth.floor);
      case 2:
      case 3:
      case 4:
        TM_RETURN_IF_ERROR(log.sync());
        truth.synced = truth.bodies.size();
        return {};
      default:
        return append(log, truth);
    }
  }
  Status append(LogWriter& log, Truth& truth) {
    // Unlike any body before: a record given up and one that took its number later must not be mixed up.
    std::string body = std::to_string(++made_) + ":";
    body.resize(one_size_ ? 40 : 10 + random_.below(random_.chance(0.05) ? 1500 : 120), 'x');
    truth.bodies.push_back(body);  // first: a failed append may still reach the disk
    return log.append({}, body).status();
  }

  Random random_;
  const bool one_size_;
  LogOptions options_;
  std::uint64_t made_ = 0;
};

/// Reads what is left and checks it; `truth` becomes what is there.
void recover(LogOnDisk& disk, Truth& truth) {
  const auto read = disk.read(truth.floor);
  ASSERT_TRUE(read.status.ok()) << read.status.message();
  ASSERT_GT(read.next, truth.synced) << "a synced record is lost";
  ASSERT_LE(read.next, truth.bodies.size() + 1) << "records from nowhere";
  ASSERT_EQ(read.records.size(), read.next - truth.floor);
  for (const auto& [number, body] : read.records) ASSERT_EQ(body, truth.bodies[number - 1]) << number;
  truth.bodies.resize(read.next - 1);
}

enum class End { kPowerCut, kKill };

/// Runs, fails at operation `fail_at` (0: never), ends and recovers, three times on one disk.
/// Returns the operations of the first run.
std::uint64_t live_and_die(std::uint64_t seed, std::uint64_t fail_at, End end, bool sync) {
  LogOnDisk disk;
  Truth truth;
  Workload workload(seed);
  workload.options().sync = sync;
  Random chance(seed * 1'000'003 + fail_at);
  std::uint64_t operations = 0;
  for (int life = 0; life < 3; ++life) {
    disk.faults.restart();
    disk.faults.fail_at(life == 0 ? fail_at : fail_at == 0 ? 0 : 1 + chance.below(60));
    workload.run(disk.files, truth, 60);
    if (life == 0) operations = disk.faults.count();
    disk.faults.restart();
    if (end == End::kPowerCut) {
      disk.files.crash(chance);
    } else {
      disk.files.kill();
    }
    recover(disk, truth);
    if (testing::Test::HasFatalFailure()) return 0;
  }
  return operations;
}

void sweep(std::uint64_t seeds, End end, bool sync) {
  std::uint64_t runs = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const std::uint64_t operations = live_and_die(seed, 0, end, sync);
    ASSERT_GT(operations, 20U);
    for (std::uint64_t n = 1; n <= operations; ++n, ++runs) {
      live_and_die(seed, n, end, sync);
      ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed << ", operation " << n;
    }
  }
  testing::Test::RecordProperty("runs", std::to_string(runs));
}

TEST(LogCrash, PowerCutAtEveryOperationLosesNothingSynced) {
  sweep(300, End::kPowerCut, true);
}

TEST(LogCrash, KillAtEveryOperationLosesNothingSynced) {
  sweep(60, End::kKill, true);
}

TEST(LogCrash, WithoutSyncAKillLeavesALogThatIsRead) {
  sweep(60, End::kKill, false);
}

/// Records that a killed run wrote without sync are found, and counted on, by the next, whose checkpoint may
/// hold them before it appends anything: opening the log secures them, file and name.
TEST(LogCrash, WhatAKilledRunLeftUnsyncedIsSecuredByTheNext) {
  LogOnDisk disk;
  LogOptions unsynced = small_segments(100);
  unsynced.sync = false;
  {
    const auto log = disk.writer(unsynced, 1);
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(log->append({}, "unsynced").ok());
  }
  disk.files.kill();
  ASSERT_EQ(disk.read(1).next, 5U);
  (void)disk.writer(small_segments(100), 5);
  const auto before = disk.files.snapshot();
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    disk.files.crash(random);
    const auto read = disk.read(1);
    ASSERT_TRUE(read.status.ok()) << read.status.message();
    ASSERT_EQ(read.next, 5U);
    disk.files.restore(before);
  }
}

}  // namespace
}  // namespace tidemark::state
