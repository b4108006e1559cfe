#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/file_system.h"
#include "engine/base/status.h"

namespace tidemark::state {

/// Number of a log record, from 1, without gaps over the life of a store.
using RecordNumber = std::uint64_t;

/// What a record says about itself beside its body; all of it under the checksum.
///
///     offset  bytes
///      0      4     magic "TMR1"
///      4      4     body bytes
///      8      8     checksum: XXH3-64 of the header from offset 16 and the body, seeded with the number of
///                   the segment's first record, so that what a recycled file held before never passes
///     16      8     record number
///     24      8     first position
///     32      8     last position (first − 1 when the record holds no input)
///     40      2     format of the body
///     42      2     flags: 1 when every record before this one had been synced as it was written, so that
///                   a damaged one before it cannot be the torn end of a log
///     44      4     key id (0: not encrypted)
///     48      …     body
struct RecordHeader {
  RecordNumber number = 0;
  std::uint64_t first_position = 0;
  std::uint64_t last_position = 0;
  std::uint16_t format = 1;
  std::uint32_t key_id = 0;
};

struct LogOptions {
  std::uint64_t segment_bytes = 64ULL << 20;
  std::uint64_t keep_bytes = 16ULL << 30;  ///< of segments wholly below the floor; older ones are recycled
  bool sync = true;                        ///< false: sync() returns at once
  /// So much may wait in memory before the operating system gets it: a crash of the program loses it. 0:
  /// nothing.
  std::size_t unwritten_bytes = 0;
};

/// Appends records to segment files "<first record number, 20 digits>.log" in a directory; a segment is
/// never appended to once another process run has found it. Full or rolled segments below the floor are
/// renamed to "spare-N.log" and written over (rewriting blocks that exist costs no metadata commit).
/// A segment is synced before the next one begins. Thread: one. Errors: kIo is final.
class LogWriter {
 public:
  /// `next` is the number the next record gets: what read_log() returned. Opens a new segment at the first
  /// append; what an earlier run left unsynced is synced here. Errors: kIo; kCorruption when the directory
  /// already holds records from `next` on.
  static Result<std::unique_ptr<LogWriter>> open(FileSystem& files, const std::string& directory,
                                                 const LogOptions& options, RecordNumber next);
  virtual ~LogWriter() = default;
  /// Assigns header.number and returns it.
  virtual Result<RecordNumber> append(RecordHeader header, std::string_view body) = 0;
  /// All appended records survive a power cut when it returns.
  virtual Status sync() = 0;
  /// The next record begins a new segment.
  virtual Status roll() = 0;
  /// Records below `floor` are no longer needed for recovery: keeps keep_bytes of them, recycles the rest.
  virtual Status release(RecordNumber floor) = 0;
  virtual std::uint64_t bytes_written() const = 0;
};

struct LogRecord {
  RecordHeader header;
  std::string_view body;  ///< holds during the callback
};

/// Reads records from number `from` on, in order, until the log's end; calls `visit` for each.
///
/// A torn or stale record ends a segment (stale: of a lower number, left from before recycling); the next
/// segment must continue with the following number. Errors: kCorruption naming the file where the oldest
/// record is beyond `from`, the log ends before `from`, or records are missing between segments or before a
/// record that was written after their sync (a damaged record in the middle of the log); whatever `visit`
/// returned. Returns the number after the last one read; `from` where the directory holds no segment.
/// Cost: one segment in memory at a time.
Result<RecordNumber> read_log(FileSystem& files, const std::string& directory, RecordNumber from,
                              const std::function<Status(const LogRecord&)>& visit);
/// First record number still there, 0 when the log is empty.
Result<RecordNumber> first_record(FileSystem& files, const std::string& directory);

}  // namespace tidemark::state
