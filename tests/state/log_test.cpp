// Concern: the log's records come back as they were appended, in segments cut and named by the rules, over
// restarts and on a real disk.
#include "state/log.h"

#include <unistd.h>

#include <filesystem>

#include "tests/state/hex.h"
#include "tests/state/log_fixture.h"

namespace tidemark::state {
namespace {

TEST(Log, ARecordHasItsBytes) {
  LogOnDisk disk;
  const auto log = disk.writer(small_segments(128), 7);
  RecordHeader header;
  header.number = 999;  // assigned by the log
  header.first_position = 0x1122334455667788;
  header.last_position = 0x1122334455667799;
  header.format = 3;
  header.key_id = 0xAABBCCDD;
  ASSERT_EQ(*log->append(header, "body"), 7U);
  EXPECT_EQ(hex(disk.content(segment_name(7)).substr(0, kHeaderBytes + 4)),
            "544d5231"          // "TMR1"
            "04000000"          // body bytes
            "8533561c8212ef25"  // checksum
            "0700000000000000"  // number
            "8877665544332211"  // first position
            "9977665544332211"  // last position
            "0300"              // format
            "0100"              // all before it had been synced
            "ddccbbaa"          // key id
            "626f6479");
}

TEST(Log, RecordsComeBackAsTheyWere) {
  LogOnDisk disk;
  const auto log = disk.writer(small_segments(4096), 1);
  std::vector<RecordHeader> headers;
  std::vector<std::string> bodies;
  for (std::uint64_t i = 0; i < 200; ++i) {
    RecordHeader header;
    header.first_position = i * 10;
    header.last_position = i * 10 + i % 4;
    header.format = static_cast<std::uint16_t>(i % 3);
    header.key_id = static_cast<std::uint32_t>(i % 2);
    headers.push_back(header);
    bodies.push_back(std::string(i * 7 % 300, static_cast<char>(i)));
    ASSERT_EQ(*log->append(header, bodies.back()), i + 1);
  }
  ASSERT_TRUE(log->sync().ok());
  std::size_t i = 0;
  const auto next = read_log(disk.files, disk.kDirectory, 1, [&](const LogRecord& record) {
    EXPECT_EQ(record.header.number, i + 1);
    EXPECT_EQ(record.header.first_position, headers[i].first_position);
    EXPECT_EQ(record.header.last_position, headers[i].last_position);
    EXPECT_EQ(record.header.format, headers[i].format);
    EXPECT_EQ(record.header.key_id, headers[i].key_id);
    EXPECT_EQ(record.body, bodies[i]);
    ++i;
    return Status();
  });
  ASSERT_TRUE(next.ok()) << next.status().message();
  EXPECT_EQ(*next, 201U);
  EXPECT_EQ(i, 200U);
  EXPECT_GT(disk.names().size(), 5U);
}

TEST(Log, IsReadFromAnyRecordOn) {
  LogOnDisk disk;
  const auto log = disk.writer(small_segments(200), 1);
  append_synced(*log, std::vector<std::string>(20, "thirty bytes or so of content"));
  for (RecordNumber from = 1; from <= 21; ++from) {
    const auto read = disk.read(from);
    ASSERT_TRUE(read.status.ok()) << read.status.message();
    EXPECT_EQ(read.next, 21U);
    ASSERT_EQ(read.records.size(), 21 - from);
    if (from == 21) continue;
    EXPECT_EQ(read.records.front().first, from);
  }
}

TEST(Log, AnEmptyOneEndsWhereItIsAsked) {
  LogOnDisk disk;
  EXPECT_EQ(disk.read(17).next, 17U);
  EXPECT_EQ(*first_record(disk.files, disk.kDirectory), 0U);
  const auto log = disk.writer({}, 17);
  ASSERT_TRUE(log->sync().ok());
  ASSERT_TRUE(log->roll().ok());
  ASSERT_TRUE(log->release(17).ok());
  EXPECT_TRUE(disk.names().empty()) << "a segment begins with its first record";
}

TEST(Log, ARecordIsOneWrite) {
  LogOnDisk disk;
  const auto log = disk.writer({1 << 16}, 1);
  disk.faults.restart();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(log->append({}, "some body").ok());
  EXPECT_EQ(disk.faults.count(sim::Operation::kFileAppend), 10U);
  EXPECT_EQ(log->bytes_written(), 10 * (kHeaderBytes + 9));
}

TEST(Log, ASyncOfNothingNewAsksNothingOfTheDisk) {
  LogOnDisk disk;
  const auto log = disk.writer({1 << 16}, 1);
  append_synced(*log, {"a"});
  disk.faults.restart();
  ASSERT_TRUE(log->sync().ok());
  EXPECT_EQ(disk.faults.count(), 0U);
}

TEST(Log, WithoutSyncNothingIsSynced) {
  LogOnDisk disk;
  LogOptions options = small_segments(100);
  options.sync = false;
  {
    const auto log = disk.writer(options, 1);
    append_synced(*log, {"a", "b", "c", "d"});
    ASSERT_TRUE(log->roll().ok());
  }
  (void)disk.writer(options, 5);
  EXPECT_EQ(disk.faults.count(sim::Operation::kFileSync), 0U);
  EXPECT_EQ(disk.faults.count(sim::Operation::kDirectorySync), 0U);
  EXPECT_EQ(disk.read(1).records.size(), 4U);
}

TEST(Log, WhatMayWaitInMemoryIsWrittenWithTheSyncOrWhenItIsTooMuch) {
  LogOnDisk disk;
  LogOptions options = small_segments(1 << 16);
  options.unwritten_bytes = 400;
  const auto log = disk.writer(options, 1);
  const std::string body(52, 'a');  // a record of 100 bytes
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(log->append({}, body).ok());
  EXPECT_EQ(disk.read(1).records.size(), 0U);
  ASSERT_TRUE(log->append({}, body).ok());
  EXPECT_EQ(disk.read(1).records.size(), 4U);
  ASSERT_TRUE(log->append({}, body).ok());
  EXPECT_EQ(disk.read(1).records.size(), 4U);
  ASSERT_TRUE(log->sync().ok());
  EXPECT_EQ(disk.read(1).records.size(), 5U);
  ASSERT_TRUE(log->append({}, body).ok());
  ASSERT_TRUE(log->roll().ok());
  EXPECT_EQ(disk.read(1).records.size(), 6U) << "a segment that ends is whole";
}

TEST(Log, SegmentsAreCutBeforeARecordThatDoesNotFit) {
  LogOnDisk disk;
  const auto log = disk.writer(small_segments(200), 1);
  append_synced(*log, {std::string(52, 'a'), std::string(52, 'b')});  // 200 bytes: just full
  append_synced(*log, {std::string(53, 'c'), std::string(52, 'd')});  // 201 bytes: one each
  append_synced(*log, {std::string(1000, 'e'), "f"});                 // one larger than a segment
  EXPECT_EQ(disk.names(), (std::vector<std::string>{segment_name(1), segment_name(3), segment_name(4),
                                                    segment_name(5), segment_name(6)}));
  EXPECT_EQ(disk.content(segment_name(1)).size(), 200U);
  EXPECT_EQ(disk.content(segment_name(5)).size(), 1000 + kHeaderBytes);
  EXPECT_EQ(disk.content(segment_name(6)).size(), 200U) << "reserved at once";
  EXPECT_EQ(disk.read(1).records.size(), 6U);
}

TEST(Log, RollBeginsANewSegmentOnce) {
  LogOnDisk disk;
  const auto log = disk.writer({1 << 12}, 1);
  append_synced(*log, {"a", "b"});
  ASSERT_TRUE(log->roll().ok());
  ASSERT_TRUE(log->roll().ok());
  append_synced(*log, {"c"});
  EXPECT_EQ(disk.names(), (std::vector<std::string>{segment_name(1), segment_name(3)}));
  EXPECT_EQ(disk.read(1).records.size(), 3U);
}

TEST(Log, AFoundSegmentIsNeverAppendedTo) {
  LogOnDisk disk;
  append_synced(*disk.writer({1 << 12}, 1), {"a", "b"});
  const std::string before = disk.content(segment_name(1));
  append_synced(*disk.writer({1 << 12}, 3), {"c"});
  EXPECT_EQ(disk.content(segment_name(1)), before);
  EXPECT_EQ(disk.names(), (std::vector<std::string>{segment_name(1), segment_name(3)}));
  const auto read = disk.read(1);
  EXPECT_EQ(read.next, 4U);
  EXPECT_EQ(read.records.back().second, "c");
}

TEST(Log, ASegmentTornAtItsFirstRecordIsMadeAnew) {
  LogOnDisk disk;
  append_synced(*disk.writer({1 << 12}, 1), {"torn", "whole, but behind a torn one"});
  disk.damage(segment_name(1), kHeaderBytes, 1);
  append_synced(*disk.writer({1 << 12}, 1), {"TORN"});
  const auto read = disk.read(1);
  ASSERT_TRUE(read.status.ok()) << read.status.message();
  ASSERT_EQ(read.records.size(), 1U) << "the record behind the torn one has the right number";
  EXPECT_EQ(read.records[0].second, "TORN");
}

TEST(Log, WhatWouldOverwriteRecordsIsRefused) {
  LogOnDisk disk;
  append_synced(*disk.writer(small_segments(60), 1), {"a", "b"});
  for (const RecordNumber next : {RecordNumber{1}, RecordNumber{2}}) {
    const auto log = LogWriter::open(disk.files, disk.kDirectory, {}, next);
    ASSERT_FALSE(log.ok());
    EXPECT_EQ(log.status().code(), Code::kCorruption);
    EXPECT_NE(log.status().message().find(segment_name(next == 1 ? 1 : 2)), std::string::npos);
  }
  EXPECT_EQ(disk.read(1).records.size(), 2U);
}

TEST(Log, FirstRecordIsTheOldestThatIsThere) {
  LogOnDisk disk;
  append_synced(*disk.writer(small_segments(60), 5), {"a", "b", "c"});
  EXPECT_EQ(*first_record(disk.files, disk.kDirectory), 5U);
  ASSERT_TRUE(disk.files.remove(disk.path(segment_name(5))).ok());
  EXPECT_EQ(*first_record(disk.files, disk.kDirectory), 6U);
}

TEST(Log, TheVisitorsErrorEndsTheReading) {
  LogOnDisk disk;
  append_synced(*disk.writer({1 << 12}, 1), {"a", "b", "c"});
  int seen = 0;
  const auto next = read_log(disk.files, disk.kDirectory, 1, [&](const LogRecord&) {
    return ++seen == 2 ? Status::unsupported("format of tomorrow") : Status();
  });
  EXPECT_EQ(next.status().code(), Code::kUnsupported);
  EXPECT_EQ(seen, 2);
}

TEST(Log, AFailureIsFinal) {
  for (const sim::Operation operation : {sim::Operation::kFileOpen, sim::Operation::kFileAppend,
                                         sim::Operation::kFileSync, sim::Operation::kDirectorySync}) {
    LogOnDisk disk;
    const auto log = disk.writer({1 << 12}, 1);
    disk.faults.restart();
    disk.faults.fail_at(operation, 1);
    const auto number = log->append({}, "a");
    const Status synced = log->sync();
    EXPECT_TRUE(!number.ok() || !synced.ok());
    disk.faults.restart();  // the disk is well again; what it holds is not known
    EXPECT_EQ(log->append({}, "b").status().code(), Code::kIo);
    EXPECT_EQ(log->sync().code(), Code::kIo);
    EXPECT_EQ(log->roll().code(), Code::kIo);
    EXPECT_EQ(log->release(1).code(), Code::kIo);
  }
}

TEST(Log, WorksOnTheSystemsFiles) {
  const std::string directory =
      testing::TempDir() + "tidemark_log_test." + std::to_string(::getpid()) + "/deeper";
  LogOptions options = small_segments(1000);
  options.keep_bytes = 2000;
  RecordNumber next = 1;
  for (int run = 0; run < 3; ++run) {
    const auto log = LogWriter::open(posix_file_system(), directory, options, next);
    ASSERT_TRUE(log.ok()) << log.status().message();
    for (int i = 0; i < 40; ++i, ++next) {
      ASSERT_EQ(*(*log)->append({}, "record " + std::to_string(next)), next);
      ASSERT_TRUE((*log)->sync().ok());
      ASSERT_TRUE((*log)->release(next).ok());
    }
    const auto first = first_record(posix_file_system(), directory);
    ASSERT_TRUE(first.ok());
    ASSERT_GT(*first, 0U);
    RecordNumber expected = *first;
    const auto end = read_log(posix_file_system(), directory, *first, [&](const LogRecord& record) {
      EXPECT_EQ(record.body, "record " + std::to_string(expected++));
      return Status();
    });
    ASSERT_TRUE(end.ok()) << end.status().message();
    EXPECT_EQ(*end, next);
    EXPECT_EQ(expected, next);
  }
  EXPECT_LE(posix_file_system().list(directory)->size(), 7U) << "two kept, one open, some spares";
  std::filesystem::remove_all(std::filesystem::path(directory).parent_path());
}

}  // namespace
}  // namespace tidemark::state
