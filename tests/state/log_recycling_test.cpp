// Concern: released segments are kept as long as asked, then written over; what they held before is never
// taken for part of the log.
#include "state/log_format.h"
#include "tests/state/log_fixture.h"

namespace tidemark::state {
namespace {

using sim::Operation;

constexpr std::size_t kRecordBytes = 60;
constexpr std::size_t kRecordsPerSegment = 5;

LogOptions recycling(std::uint64_t keep_segments) {
  LogOptions options = small_segments(kRecordBytes * kRecordsPerSegment);
  options.keep_bytes = options.segment_bytes * keep_segments;
  return options;
}

/// Records of one size, so that old ones lie exactly where new ones end.
std::string body_of(RecordNumber number, char life = 'a') {
  std::string body = std::to_string(number);
  body.resize(kRecordBytes - kHeaderBytes, life);
  return body;
}

void append_until(LogWriter& log, RecordNumber next, RecordNumber end, bool release, char life = 'a') {
  for (; next < end; ++next) {
    ASSERT_EQ(*log.append({}, body_of(next, life)), next);
    ASSERT_TRUE(log.sync().ok());
    if (!release) continue;
    ASSERT_TRUE(log.release(next).ok());
  }
}

void expect_records(LogOnDisk& disk, RecordNumber from, RecordNumber end) {
  const auto read = disk.read(from);
  ASSERT_TRUE(read.status.ok()) << read.status.message();
  EXPECT_EQ(read.next, end);
  ASSERT_EQ(read.records.size(), end - from);
  for (const auto& [number, body] : read.records) EXPECT_EQ(body, body_of(number));
}

std::size_t spares(LogOnDisk& disk) {
  std::size_t count = 0;
  for (const std::string& name : disk.names()) count += is_spare_name(name);
  return count;
}

TEST(LogRecycling, OldRecordsBehindTheEndAreNeverRead) {
  LogOnDisk disk;
  const auto log = disk.writer(recycling(0), 1);
  for (RecordNumber end = 2; end < 100; ++end) {
    append_until(*log, end - 1, end, true);
    const RecordNumber first = *first_record(disk.files, disk.kDirectory);
    ASSERT_LE(first, end - 1);
    expect_records(disk, first, end);
  }
  EXPECT_GT(disk.faults.count(Operation::kFileRename), 30U);
  EXPECT_LE(disk.files.snapshot().files_made, 4U) << "the same few files are used for ever";
}

TEST(LogRecycling, KeepsTheBytesAskedFor) {
  LogOnDisk disk;
  const auto log = disk.writer(recycling(3), 1);
  append_until(*log, 1, 101, true);
  // Records 96 to 100 are in the open, full segment; the three before it are kept.
  EXPECT_EQ(*first_record(disk.files, disk.kDirectory), 81U);
  expect_records(disk, 81, 101);
}

TEST(LogRecycling, KeepsWhatIsAtOrAboveTheFloor) {
  LogOnDisk disk;
  const auto log = disk.writer(recycling(0), 1);
  append_until(*log, 1, 24, false);
  ASSERT_TRUE(log->release(10).ok());  // segments 1–5, 6–10, 11–15, …
  EXPECT_EQ(*first_record(disk.files, disk.kDirectory), 6U);
  ASSERT_TRUE(log->release(11).ok());
  EXPECT_EQ(*first_record(disk.files, disk.kDirectory), 11U);
  ASSERT_TRUE(log->release(24).ok());
  EXPECT_EQ(*first_record(disk.files, disk.kDirectory), 21U) << "the open one stays";
  ASSERT_TRUE(log->roll().ok());
  ASSERT_TRUE(log->release(23).ok());
  EXPECT_EQ(*first_record(disk.files, disk.kDirectory), 21U);
  ASSERT_TRUE(log->release(24).ok());
  EXPECT_EQ(*first_record(disk.files, disk.kDirectory), 0U) << "closed, and below the floor";
  append_until(*log, 24, 26, false);
  expect_records(disk, 24, 26);
}

TEST(LogRecycling, KeepsAsManySparesAsAreNeeded) {
  LogOnDisk disk;
  const auto log = disk.writer(recycling(0), 1);
  append_until(*log, 1, 51, false);  // ten segments between two releases
  ASSERT_TRUE(log->release(51).ok());
  EXPECT_EQ(spares(disk), 9U);
  append_until(*log, 51, 61, false);  // only two this time
  ASSERT_TRUE(log->release(61).ok());
  EXPECT_EQ(spares(disk), 7U);
  const std::uint64_t made = disk.files.snapshot().files_made;
  append_until(*log, 61, 96, false);
  EXPECT_EQ(disk.files.snapshot().files_made, made);
}

TEST(LogRecycling, ALargeRecordsFileIsUsedForOrdinaryOnesAndTheOtherWayRound) {
  LogOnDisk disk;
  const auto log = disk.writer(recycling(0), 1);
  const std::string large(2000, 'L');
  ASSERT_TRUE(log->append({}, large).ok());
  append_until(*log, 2, 12, true);
  ASSERT_EQ(*log->append({}, large), 12U);
  append_until(*log, 13, 30, false);
  const auto read = disk.read(12);
  ASSERT_TRUE(read.status.ok()) << read.status.message();
  EXPECT_EQ(read.next, 30U);
  EXPECT_EQ(read.records[0].second, large);
}

TEST(LogRecycling, SparesOfAnEarlierRunAreRemovedAndItsSegmentsRecycled) {
  LogOnDisk disk;
  append_until(*disk.writer(recycling(1), 1), 1, 40, true);
  ASSERT_GT(spares(disk), 0U);
  const auto log = disk.writer(recycling(1), 40);
  EXPECT_EQ(spares(disk), 0U);
  expect_records(disk, *first_record(disk.files, disk.kDirectory), 40);
  const std::uint64_t made = disk.files.snapshot().files_made;
  append_until(*log, 40, 80, true);
  expect_records(disk, *first_record(disk.files, disk.kDirectory), 80);
  EXPECT_LE(disk.files.snapshot().files_made, made + 3);
}

/// The worst left-over: a run ended in a torn record 6 with whole records 7 to 10 behind it. The numbers are
/// given again, and the file is written over by a record 7 that ends just where the old 8 begins.
TEST(LogRecycling, RecordsOfALostFutureAreNotReadEither) {
  LogOnDisk disk;
  append_until(*disk.writer(recycling(0), 1), 1, 6, false);
  {
    const auto log = disk.writer(recycling(0), 6);
    for (RecordNumber n = 6; n < 11; ++n) ASSERT_TRUE(log->append({}, body_of(n, 'x')).ok());
  }
  std::string lost = disk.content(segment_name(6));
  lost[kHeaderBytes] = '?';
  disk.files.put_durable(disk.path(segment_name(6)), lost);
  disk.files.put_durable(disk.path(segment_name(1)), disk.content(segment_name(1)) + lost);
  expect_records(disk, 1, 6);

  const auto log = disk.writer(recycling(0), 6);
  append_until(*log, 6, 7, false);
  expect_records(disk, 1, 7);
  ASSERT_TRUE(log->roll().ok());
  ASSERT_TRUE(log->release(6).ok());
  const std::size_t old_eight = (5 + 2) * kRecordBytes;
  ASSERT_EQ(*log->append({}, std::string(old_eight - kHeaderBytes, 'n')), 7U);
  const std::string written_over = disk.content(segment_name(7));
  EXPECT_NE(written_over.find(body_of(8, 'x')), std::string::npos) << "else this test shows nothing";
  EXPECT_EQ(disk.read(6).next, 8U);
}

}  // namespace
}  // namespace tidemark::state
