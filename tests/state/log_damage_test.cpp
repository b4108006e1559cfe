// Concern: however a log is cut or damaged, no record comes out changed, and what had been synced before
// something that is still there is never left out silently.
#include "state/log_format.h"
#include "tests/state/log_fixture.h"

namespace tidemark::state {
namespace {

const std::vector<std::string> kBodies = {"one", "", "three three", "four", "five five five"};

std::size_t end_of_record(std::size_t index) {
  std::size_t end = 0;
  for (std::size_t i = 0; i <= index; ++i) end += kHeaderBytes + kBodies[i].size();
  return end;
}
std::size_t record_at(std::size_t offset) {
  std::size_t index = 0;
  while (index < kBodies.size() && end_of_record(index) <= offset) ++index;
  return index;
}

/// The records read are the first ones written.
void expect_prefix(const LogOnDisk::Read& read, std::size_t count) {
  ASSERT_TRUE(read.status.ok()) << read.status.message();
  EXPECT_EQ(read.next, count + 1);
  ASSERT_EQ(read.records.size(), count);
  for (std::size_t i = 0; i < count; ++i) {
    EXPECT_EQ(read.records[i].first, i + 1);
    EXPECT_EQ(read.records[i].second, kBodies[i]);
  }
}

TEST(LogDamage, CutAnywhereItEndsAtTheLastWholeRecord) {
  LogOnDisk disk;
  append_synced(*disk.writer({1 << 10}, 1), kBodies);
  const std::string whole = disk.content(segment_name(1));
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    disk.files.put_durable(disk.path(segment_name(1)), whole.substr(0, length));
    expect_prefix(disk.read(1), record_at(length));
  }
}

TEST(LogDamage, EveryFlippedByteIsNoticed) {
  LogOnDisk disk;
  append_synced(*disk.writer({1 << 10}, 1), kBodies);
  for (std::size_t offset = 0; offset < end_of_record(kBodies.size() - 1) + 50; ++offset) {
    for (const unsigned char mask : std::initializer_list<unsigned char>{0x01, 0x02, 0x80, 0xFF}) {
      disk.damage(segment_name(1), offset, mask);
      const auto read = disk.read(1);
      const std::size_t damaged = record_at(offset);
      if (damaged + 1 < kBodies.size()) {
        // The next record was written when this one had been synced: it is damaged, not torn.
        EXPECT_EQ(read.status.code(), Code::kCorruption) << offset;
        EXPECT_NE(read.status.message().find(segment_name(1)), std::string::npos);
        const std::size_t begin = damaged == 0 ? 0 : end_of_record(damaged - 1);
        EXPECT_NE(read.status.message().find("offset " + std::to_string(begin) + " "), std::string::npos)
            << read.status.message();
      } else {
        expect_prefix(read, damaged);
      }
      disk.damage(segment_name(1), offset, mask);
    }
  }
}

TEST(LogDamage, WithoutSyncsInBetweenAFlippedByteEndsTheLog) {
  LogOnDisk disk;
  const auto log = disk.writer({1 << 10}, 1);
  for (const std::string& body : kBodies) ASSERT_TRUE(log->append({}, body).ok());
  ASSERT_TRUE(log->sync().ok());
  for (std::size_t offset = 0; offset < end_of_record(kBodies.size() - 1); ++offset) {
    disk.damage(segment_name(1), offset, 0x10);
    expect_prefix(disk.read(1),
                  record_at(offset));  // a power cut may do this: later bytes reached the disk first
    disk.damage(segment_name(1), offset, 0x10);
  }
}

TEST(LogDamage, ATornTailIsFineWhereTheNextSegmentContinues) {
  LogOnDisk disk;
  append_synced(*disk.writer({1 << 10}, 1), kBodies);
  disk.damage(segment_name(1), end_of_record(3) + 3, 0x40);
  append_synced(*disk.writer({1 << 10}, 5), {"five again"});
  const auto read = disk.read(1);
  ASSERT_TRUE(read.status.ok()) << read.status.message();
  EXPECT_EQ(read.next, 6U);
  EXPECT_EQ(read.records.back().second, "five again");
}

TEST(LogDamage, ADamagedRecordBeforeTheNextSegmentIsRefused) {
  LogOnDisk disk;
  append_synced(*disk.writer({1 << 10}, 1), kBodies);
  append_synced(*disk.writer({1 << 10}, 6), {"six"});
  for (std::size_t offset = 0; offset < end_of_record(kBodies.size() - 1); ++offset) {
    disk.damage(segment_name(1), offset, 0x04);
    const auto read = disk.read(1);
    EXPECT_EQ(read.status.code(), Code::kCorruption) << offset;
    EXPECT_EQ(read.records.size(), record_at(offset));
    disk.damage(segment_name(1), offset, 0x04);
  }
  EXPECT_EQ(disk.read(1).records.size(), 6U);
}

TEST(LogDamage, AMissingSegmentIsNamed) {
  LogOnDisk disk;
  append_synced(*disk.writer(small_segments(60), 1), {"a", "b", "c", "d"});
  const auto whole = disk.files.snapshot();

  ASSERT_TRUE(disk.files.remove(disk.path(segment_name(1))).ok());
  auto read = disk.read(1);
  EXPECT_EQ(read.status.code(), Code::kCorruption);
  EXPECT_NE(read.status.message().find(segment_name(2)), std::string::npos) << read.status.message();
  EXPECT_NE(read.status.message().find("record 1 is missing"), std::string::npos) << read.status.message();
  EXPECT_EQ(disk.read(2).records.size(), 3U);

  disk.files.restore(whole);
  ASSERT_TRUE(disk.files.remove(disk.path(segment_name(3))).ok());
  read = disk.read(1);
  EXPECT_EQ(read.status.code(), Code::kCorruption);
  EXPECT_NE(read.status.message().find(segment_name(4)), std::string::npos) << read.status.message();
  EXPECT_NE(read.status.message().find("record 3"), std::string::npos) << read.status.message();

  disk.files.restore(whole);
  ASSERT_TRUE(disk.files.remove(disk.path(segment_name(4))).ok());
  EXPECT_EQ(disk.read(1).next, 4U) << "nothing in the log knows of a lost end";
  EXPECT_EQ(disk.read(5).status.code(), Code::kCorruption) << "but a checkpoint does";
}

TEST(LogDamage, BodiesThatLookLikeRecordsAreBodies) {
  LogOnDisk disk;
  const auto log = disk.writer({1 << 12}, 1);
  append_synced(*log, {"first"});
  const std::string record = disk.content(segment_name(1)).substr(0, kHeaderBytes + 5);
  append_synced(*log, {record + record, record});
  const auto read = disk.read(1);
  ASSERT_EQ(read.records.size(), 3U);
  EXPECT_EQ(read.records[1].second, record + record);

  disk.damage(segment_name(1), kHeaderBytes + 5 + 4, 0xFF);  // the length: the bodies are scanned for records
  EXPECT_EQ(disk.read(1).status.code(), Code::kCorruption);
  std::string cut = disk.content(segment_name(1)).substr(0, 2 * (kHeaderBytes + 5) + kHeaderBytes);
  disk.files.put_durable(disk.path(segment_name(1)), cut);
  EXPECT_EQ(disk.read(1).records.size(), 1U) << "the copy in a torn body is not taken for a later record";
}

/// Numbers are checked besides checksums, in what is read and in what is looked for behind the end.
TEST(LogDamage, AWholeRecordOfAnotherNumberEndsASegment) {
  const auto record = [](RecordNumber number) {
    std::string bytes;
    RecordHeader header;
    header.number = number;
    encode_record(header, "body", 5, true, bytes);
    return bytes;
  };
  LogOnDisk disk;
  disk.files.put_durable(disk.path(segment_name(5)), record(5) + record(6) + record(5) + record(6));
  EXPECT_EQ(disk.read(5).next, 7U);
  disk.files.put_durable(disk.path(segment_name(5)), record(5) + record(7));
  EXPECT_EQ(disk.read(5).status.code(), Code::kCorruption);
  EXPECT_EQ(disk.read(5).records.size(), 1U);
}

TEST(LogDamage, OtherFilesInTheDirectoryAreNoSegments) {
  LogOnDisk disk;
  append_synced(*disk.writer({1 << 10}, 1), {"a"});
  for (const char* name : {"LOCK", "1.log", "0000000000000000000x.log", "00000000000000000000.log",
                           "99999999999999999999.log", "00000000000000000002.log.tmp"}) {
    disk.files.put_durable(disk.path(name), "not a segment");
  }
  EXPECT_EQ(disk.read(1).records.size(), 1U);
  append_synced(*disk.writer({1 << 10}, 2), {"b"});
  EXPECT_EQ(disk.read(1).records.size(), 2U);
}

}  // namespace
}  // namespace tidemark::state
