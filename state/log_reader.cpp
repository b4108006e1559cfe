#include <algorithm>

#include "state/log.h"
#include "state/log_format.h"

namespace tidemark::state {
namespace {

/// Hands the records of one segment to `visit` from number `from` on; `expected` becomes the number after the
/// last one.
Status visit_segment(SegmentReader& reader, RecordNumber from, RecordNumber& expected,
                     const std::function<Status(const LogRecord&)>& visit) {
  LogRecord record;
  for (; reader.next(expected, record); ++expected) {
    if (expected >= from) TM_RETURN_IF_ERROR(visit(record));
  }
  return {};
}

Status damaged(const std::string& path, std::uint64_t offset, RecordNumber expected,
               const std::string& proof) {
  return Status::corruption(path + ": record " + std::to_string(expected) + " at offset " +
                            std::to_string(offset) + " is damaged or missing, but " + proof);
}

}  // namespace

Result<RecordNumber> read_log(FileSystem& files, const std::string& directory, RecordNumber from,
                              const std::function<Status(const LogRecord&)>& visit) {
  Result<std::vector<RecordNumber>> segments = list_segments(files, directory);
  if (!segments.ok()) return segments.status();
  if (segments->empty()) return from;
  auto segment = std::upper_bound(segments->begin(), segments->end(), from);
  if (segment == segments->begin()) {
    return Status::corruption(segment_path(directory, *segment) + ": the log begins here, record " +
                              std::to_string(from) + " is missing");
  }
  RecordNumber expected = *--segment;
  while (true) {
    const std::string path = segment_path(directory, *segment);
    Result<std::string> content = files.read_file(path);
    if (!content.ok()) return content.status();
    SegmentReader reader(*content, *segment);
    TM_RETURN_IF_ERROR(visit_segment(reader, from, expected, visit));

    const auto following = segment + 1;
    if (following == segments->end()) {
      if (reader.damaged_in_the_middle(expected)) {
        return damaged(path, reader.offset(), expected, "a later one was written after its sync");
      }
      if (expected < from) {
        return damaged(path, reader.offset(), expected, "record " + std::to_string(from - 1) + " is known");
      }
      return expected;
    }
    if (*following != expected) {
      return damaged(path, reader.offset(), expected, segment_path(directory, *following) + " comes next");
    }
    segment = following;
  }
}

Result<RecordNumber> first_record(FileSystem& files, const std::string& directory) {
  Result<std::vector<RecordNumber>> segments = list_segments(files, directory);
  if (!segments.ok()) return segments.status();
  for (const RecordNumber segment : *segments) {
    Result<std::string> content = files.read_file(segment_path(directory, segment));
    if (!content.ok()) return content.status();
    LogRecord record;
    if (SegmentReader(*content, segment).next(segment, record)) return segment;
  }
  return RecordNumber{0};
}

}  // namespace tidemark::state
