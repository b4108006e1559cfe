#include <algorithm>
#include <deque>

#include "state/log.h"
#include "state/log_format.h"

namespace tidemark::state {
namespace {

class SegmentLog final : public LogWriter {
 public:
  SegmentLog(FileSystem& files, std::string directory, const LogOptions& options, RecordNumber next)
      : files_(files), directory_(std::move(directory)), options_(options), next_(next) {}

  /// Takes over what an earlier run left in the directory.
  Status take_over() {
    TM_RETURN_IF_ERROR(files_.create_directories(directory_));
    TM_RETURN_IF_ERROR(remove_found_spares());
    Result<std::vector<RecordNumber>> found = list_segments(files_, directory_);
    if (!found.ok()) return found.status();
    for (const RecordNumber first : *found) TM_RETURN_IF_ERROR(take_over_segment(first));
    return options_.sync ? files_.sync_directory(directory_) : Status();
  }

  Result<RecordNumber> append(RecordHeader header, std::string_view body) override {
    TM_RETURN_IF_ERROR(failure_);
    header.number = next_;
    if (const Status status = keep(append_record(header, body)); !status.ok()) return status;
    return next_++;
  }
  Status sync() override {
    TM_RETURN_IF_ERROR(failure_);
    return keep(sync_open_segment());
  }
  Status roll() override {
    TM_RETURN_IF_ERROR(failure_);
    return keep(close_segment());
  }
  Status release(RecordNumber floor) override {
    TM_RETURN_IF_ERROR(failure_);
    return keep(recycle_below(floor));
  }
  std::uint64_t bytes_written() const override { return bytes_written_; }

 private:
  struct Segment {
    RecordNumber first = 0;
    std::uint64_t bytes = 0;  ///< of the file
  };

  Status keep(Status status) {
    if (!status.ok()) failure_ = status;
    return status;
  }
  Status remove_found_spares();
  Status take_over_segment(RecordNumber first);
  Status append_record(const RecordHeader& header, std::string_view body);
  Status open_segment(std::uint64_t record_bytes);
  Status write_out();
  Status sync_open_segment();
  Status close_segment();
  Status recycle_below(RecordNumber floor);
  Status recycle_oldest();
  std::size_t closed_below(RecordNumber floor) const;

  FileSystem& files_;
  const std::string directory_;
  const LogOptions options_;
  RecordNumber next_;
  Status failure_;  ///< the first one: after it nothing about the files is known

  std::deque<Segment> closed_;  ///< oldest first
  Segment open_;
  std::unique_ptr<WritableFile> file_;  ///< of open_; null between segments
  std::uint64_t offset_ = 0;
  bool unsynced_ = false;  ///< the open segment has records that are; closed ones have none
  std::string buffer_;
  std::string unwritten_;  ///< whole records of the open segment
  std::uint64_t bytes_written_ = 0;

  std::vector<std::string> spares_;
  std::uint64_t spares_made_ = 0;
  std::size_t opened_since_recycling_ = 0;
};

/// A power cut may have undone the rename that made a spare a segment, so one that is found may hold records
/// of numbers yet to come. There are few; new ones come with the next release.
Status SegmentLog::remove_found_spares() {
  Result<std::vector<std::string>> names = files_.list(directory_);
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    if (is_spare_name(name)) TM_RETURN_IF_ERROR(files_.remove(directory_ + "/" + name));
  }
  return {};
}

Status SegmentLog::take_over_segment(RecordNumber first) {
  const std::string path = segment_path(directory_, first);
  if (first < next_) {
    closed_.push_back({first, options_.segment_bytes});
    if (!options_.sync) return {};
    // The run that wrote it may have been killed before its sync; recovery has read it nevertheless.
    Result<std::unique_ptr<WritableFile>> file = files_.open_for_write(path, 0);
    return file.ok() ? (*file)->sync() : file.status();
  }
  // Torn before its first record was whole. It goes, for a record behind that one may be whole, and the new
  // segment will have the same name, hence the same seed of checksums.
  Result<std::string> content = files_.read_file(path);
  if (!content.ok()) return content.status();
  LogRecord record;
  if (first > next_ || SegmentReader(*content, first).next(first, record)) {
    return Status::corruption(path + ": holds records beyond the end of the log, " +
                              std::to_string(next_ - 1));
  }
  return files_.remove(path);
}

Status SegmentLog::append_record(const RecordHeader& header, std::string_view body) {
  const std::uint64_t record_bytes = kRecordHeaderBytes + body.size();
  if (file_ && offset_ + record_bytes > open_.bytes) TM_RETURN_IF_ERROR(close_segment());
  if (!file_) TM_RETURN_IF_ERROR(open_segment(record_bytes));
  const bool settled = options_.sync && !unsynced_;
  encode_record(header, body, open_.first, settled, buffer_);
  unsynced_ = true;
  if (options_.unwritten_bytes == 0) {
    TM_RETURN_IF_ERROR(file_->append(buffer_));
  } else {
    unwritten_ += buffer_;
    if (unwritten_.size() >= options_.unwritten_bytes) TM_RETURN_IF_ERROR(write_out());
  }
  offset_ += record_bytes;
  bytes_written_ += record_bytes;
  return {};
}

Status SegmentLog::open_segment(std::uint64_t record_bytes) {
  open_ = {next_, std::max(options_.segment_bytes, record_bytes)};
  const std::string path = segment_path(directory_, open_.first);
  if (!spares_.empty()) {
    TM_RETURN_IF_ERROR(files_.rename(spares_.back(), path));
    spares_.pop_back();
  }
  Result<std::unique_ptr<WritableFile>> file = files_.open_for_write(path, open_.bytes);
  if (!file.ok()) return file.status();
  // The name must be durable before a record in it is.
  if (options_.sync) TM_RETURN_IF_ERROR(files_.sync_directory(directory_));
  file_ = file.take();
  offset_ = 0;
  ++opened_since_recycling_;
  return {};
}

/// Hands to the operating system what waits in memory.
Status SegmentLog::write_out() {
  if (unwritten_.empty()) return {};
  TM_RETURN_IF_ERROR(file_->append(unwritten_));
  unwritten_.clear();
  return {};
}

Status SegmentLog::sync_open_segment() {
  TM_RETURN_IF_ERROR(write_out());
  if (!options_.sync || !unsynced_) return {};
  TM_RETURN_IF_ERROR(file_->sync());
  unsynced_ = false;
  return {};
}

/// Syncs first: the next segment's existence says that this one is complete.
Status SegmentLog::close_segment() {
  if (!file_) return {};
  TM_RETURN_IF_ERROR(sync_open_segment());
  unsynced_ = false;
  file_.reset();
  closed_.push_back(open_);
  return {};
}

/// How many of the oldest closed segments hold only records below `floor`.
std::size_t SegmentLog::closed_below(RecordNumber floor) const {
  std::size_t count = 0;
  while (count < closed_.size()) {
    const bool last = count + 1 == closed_.size();
    const RecordNumber end = !last ? closed_[count + 1].first : file_ ? open_.first : next_;
    if (end > floor) break;
    ++count;
  }
  return count;
}

Status SegmentLog::recycle_below(RecordNumber floor) {
  const std::size_t releasable = closed_below(floor);
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < releasable; ++i) bytes += closed_[i].bytes;
  if (bytes <= options_.keep_bytes) return {};
  while (bytes > options_.keep_bytes) {
    bytes -= closed_.front().bytes;
    TM_RETURN_IF_ERROR(recycle_oldest());
  }
  opened_since_recycling_ = 0;
  return {};
}

/// Keeps as many spares as were needed since the last time; no sync of the directory, for a segment that
/// comes back after a power cut is merely kept longer.
Status SegmentLog::recycle_oldest() {
  constexpr std::size_t kSparesMin = 2;
  const std::string path = segment_path(directory_, closed_.front().first);
  closed_.pop_front();
  if (spares_.size() >= std::max(kSparesMin, opened_since_recycling_)) return files_.remove(path);
  spares_.push_back(spare_path(directory_, ++spares_made_));
  return files_.rename(path, spares_.back());
}

}  // namespace

Result<std::unique_ptr<LogWriter>> LogWriter::open(FileSystem& files, const std::string& directory,
                                                   const LogOptions& options, RecordNumber next) {
  TM_ASSERT(next > 0);
  auto log = std::make_unique<SegmentLog>(files, directory, options, next);
  TM_RETURN_IF_ERROR(log->take_over());
  return std::unique_ptr<LogWriter>(std::move(log));
}

}  // namespace tidemark::state
