#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/file_system.h"
#include "engine/base/status.h"
#include "state/log.h"

/// Bytes and names of the log's files, shared by its writer and its reader.
namespace tidemark::state {

inline constexpr std::size_t kRecordHeaderBytes = 48;

std::string segment_path(const std::string& directory, RecordNumber first);
std::string spare_path(const std::string& directory, std::uint64_t number);
/// First record number of a segment's file name; nothing for other files.
std::optional<RecordNumber> parse_segment_name(std::string_view name);
bool is_spare_name(std::string_view name);
/// First record numbers of the segments in a directory, ascending.
Result<std::vector<RecordNumber>> list_segments(FileSystem& files, const std::string& directory);

/// Replaces `out` with the record as it lies in the segment that begins with record `segment`.
/// `settled`: every record before it has been synced.
void encode_record(const RecordHeader& header, std::string_view body, RecordNumber segment, bool settled,
                   std::string& out);

/// Walks the records of one segment's content.
class SegmentReader {
 public:
  SegmentReader(std::string_view content, RecordNumber segment) : content_(content), segment_(segment) {}

  /// The record at the current offset; false when it is not an undamaged one of this number.
  bool next(RecordNumber expected, LogRecord& record);
  /// After next() said false: whether a later record proves that the one here had been synced.
  bool damaged_in_the_middle(RecordNumber expected) const;
  std::uint64_t offset() const { return offset_; }

 private:
  bool intact(std::string_view record_bytes) const;

  std::string_view content_;
  RecordNumber segment_;
  std::size_t offset_ = 0;
};

}  // namespace tidemark::state
