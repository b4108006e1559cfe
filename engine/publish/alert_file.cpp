#include "engine/publish/alert_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "engine/publish/alert_csv.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kTailBytes = 1 << 16;

/// The sequence in a line of the file; 0 when there is none (the CSV header).
Sequence sequence_of(std::string_view line, bool csv) {
  if (!csv) {
    constexpr std::string_view kKey = R"("sequence":")";
    const std::size_t at = line.find(kKey);
    if (at == std::string_view::npos) return 0;
    line.remove_prefix(at + kKey.size());
  }
  Sequence sequence = 0;
  std::from_chars(line.data(), line.data() + line.size(), sequence);
  return sequence;
}

}  // namespace

Result<std::unique_ptr<AlertFile>> AlertFile::open(const std::string& path, Sequence begin, bool known) {
  const bool csv = path.ends_with(".csv");
  std::unique_ptr<AlertFile> file(new AlertFile(path, begin, csv));
  if (path == "-") {
    file->file_ = stdout;
    return file;
  }
  TM_RETURN_IF_ERROR(known ? file->open_continued() : file->open_anew());
  return file;
}

AlertFile::~AlertFile() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
}

Status AlertFile::open_anew() {
  file_ = std::fopen(path_.c_str(), "wb");
  if (file_ == nullptr) return Status::io("cannot write " + path_ + ": " + std::strerror(errno));
  if (csv_) {
    line_ = alert_csv_header();
    if (std::fwrite(line_.data(), 1, line_.size(), file_) != line_.size())
      return Status::io("cannot write " + path_);
  }
  return {};
}

/// Cuts the file to its last whole line and goes on behind it.
Status AlertFile::open_continued() {
  file_ = std::fopen(path_.c_str(), "r+b");
  if (file_ == nullptr && errno == ENOENT) return open_anew();
  if (file_ == nullptr) return Status::io("cannot open " + path_ + ": " + std::strerror(errno));
  std::fseek(file_, 0, SEEK_END);
  long end = std::ftell(file_);
  std::string tail;
  std::size_t newline = std::string::npos;
  // Enough of the file's end to hold the last whole line and the end of the one before it.
  for (long want = kTailBytes;; want *= 4) {
    const long from = std::max(0L, end - want);
    tail.resize(static_cast<std::size_t>(end - from));
    std::fseek(file_, from, SEEK_SET);
    if (std::fread(tail.data(), 1, tail.size(), file_) != tail.size())
      return Status::io("cannot read " + path_);
    newline = tail.rfind('\n');
    const bool whole =
        newline != std::string::npos && newline > 0 && tail.rfind('\n', newline - 1) != std::string::npos;
    if (whole || from == 0) break;
  }
  if (newline == std::string::npos) {  // nothing whole in it
    std::fclose(file_);
    return open_anew();
  }
  const std::size_t before = newline == 0 ? std::string::npos : tail.rfind('\n', newline - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  const Sequence last = sequence_of(std::string_view(tail).substr(begin, newline - begin), csv_);
  if (last == 0 && !csv_) {
    return Status::foreign(path_ +
                           " was written by this store, but its last line is no alert; move the file away");
  }
  if (last > 0) last_ = last;
  const long keep = end - static_cast<long>(tail.size() - newline - 1);
  if (std::fflush(file_) != 0 || ::ftruncate(::fileno(file_), keep) != 0 ||
      std::fseek(file_, keep, SEEK_SET) != 0) {
    return Status::io("cannot cut " + path_ + ": " + std::strerror(errno));
  }
  return {};
}

Status AlertFile::write(const CommittedAlert& alert) {
  if (alert.sequence <= last_) return {};
  last_ = alert.sequence;
  line_.clear();
  if (csv_) {
    append_alert_csv(line_, alert.json);
  } else {
    line_.append(alert.json).push_back('\n');
  }
  if (std::fwrite(line_.data(), 1, line_.size(), file_) != line_.size()) {
    return Status::io("cannot write " + path_ + ": " + std::strerror(errno));
  }
  return {};
}

Status AlertFile::flush() {
  if (std::fflush(file_) != 0) return Status::io("cannot write " + path_ + ": " + std::strerror(errno));
  return {};
}

}  // namespace tidemark::engine
