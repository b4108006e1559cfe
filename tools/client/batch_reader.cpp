#include "tools/client/batch_reader.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace tidemark::tools {
namespace {

/// With a rate, batches this often, so that it is a flow and no row of bursts.
constexpr double kBatchesPerSecond = 10;
constexpr std::uint64_t kStdinPollUs = 20'000;

bool stdin_has_news() {
  pollfd descriptor{STDIN_FILENO, POLLIN, 0};
  return ::poll(&descriptor, 1, 0) != 0;
}

std::size_t lines_at_a_time(const BatchReader::Options& options) {
  if (options.per_second <= 0) return options.batch_lines;
  const double lines = std::max(1.0, options.per_second / kBatchesPerSecond);
  return static_cast<std::size_t>(std::min(lines, static_cast<double>(options.batch_lines)));
}

std::vector<std::uint64_t> sizes_of(const std::vector<std::string>& paths) {
  std::vector<std::uint64_t> sizes;
  for (const std::string& path : paths) {
    struct stat found {};
    if (path == "-" || ::stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return {};
    sizes.push_back(static_cast<std::uint64_t>(found.st_size));
  }
  return sizes;
}

}  // namespace

BatchReader::BatchReader(Options options)
    : options_(std::move(options)),
      pace_(options_.per_second, options_.speed),
      batch_lines_(lines_at_a_time(options_)),
      known_of_(options_.inputs.size(), -1),
      sizes_(sizes_of(options_.inputs)) {}

Result<BatchReader::Step> BatchReader::next(std::uint64_t now_us, EventBatch& out) {
  for (;;) {
    if (input_ == options_.inputs.size()) return Step::kEnd;
    if (at_ < chunk_.bytes) {
      if (take_line(now_us, out)) return Step::kBatch;
      if (at_ < chunk_.bytes && asked_) return Step::kWait;
      continue;
    }
    // What a pipe had goes out before more is waited for.
    if (from_stdin() && !stdin_has_news()) {
      if (batch_.lines > 0) {
        cut(out);
        return Step::kBatch;
      }
      due_us_ = now_us + kStdinPollUs;
      return Step::kWait;
    }
    Result<Step> step = read_chunk(out);
    if (!step.ok() || *step == Step::kBatch) return step;
  }
}

/// kBatch: the input has ended, and left one. kWait: go on.
Result<BatchReader::Step> BatchReader::read_chunk(EventBatch& out) {
  if (source_ == nullptr) TM_RETURN_IF_ERROR(open_next());
  const Result<bool> read = source_->read(chunk_);
  at_ = 0;
  if (!read.ok() || !*read) {
    chunk_.bytes = 0;
    const bool left = batch_.lines > 0 || batch_.lines_too_large > 0;
    if (left) {
      cut(out);
      return Step::kBatch;  // an error stays, and is told next time
    }
    if (!read.ok()) return read.status();
    source_.reset();
    ++input_;
    return Step::kWait;
  }
  if (chunk_.truncated) {
    ++batch_.lines_too_large;
    at_ = chunk_.bytes;
    before_ = {chunk_.end, chunk_.digest};
  }
  return Step::kWait;
}

Status BatchReader::open_next() {
  Result<std::unique_ptr<engine::FileSource>> source = engine::FileSource::open(options_.inputs[input_]);
  if (!source.ok()) return source.status();
  source_ = source.take();
  before_ = {};
  const Result<std::optional<std::size_t>> known = source_->match(options_.known);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    known_of_[input_] = static_cast<std::ptrdiff_t>(**known);
    before_ = options_.known[**known];
  }
  return {};
}

/// Moves the next line into the batch. True when that has to go first, or with it: `out` is it then.
bool BatchReader::take_line(std::uint64_t now_us, EventBatch& out) {
  const std::string_view rest = chunk_.text().substr(at_);
  const std::size_t newline = rest.find('\n');
  const std::string_view line = rest.substr(0, newline);
  const std::size_t next = at_ + std::min(line.size() + 1, rest.size());
  const bool sent = line.size() <= kLineBytesMax && !engine::is_blank_line(line);
  if (sent) {
    if (!asked_) due_us_ = pace_.limits() ? pace_.due_us(line, now_us) : 0;
    asked_ = true;
    const bool full = batch_.lines == batch_lines_ || batch_.ndjson.size() + line.size() > kBatchBytes;
    const bool early = due_us_ > now_us;
    if (batch_.lines > 0 && (full || early)) {
      cut(out);
      return true;
    }
    if (early) return false;
    batch_.ndjson.append(line).push_back('\n');
    ++batch_.lines;
  } else if (!engine::is_blank_line(line)) {
    ++batch_.lines_too_large;
  }
  asked_ = false;
  at_ = next;
  if (at_ == chunk_.bytes) before_ = {chunk_.end, chunk_.digest};
  return false;
}

void BatchReader::cut(EventBatch& out) {
  batch_.input = input_;
  const bool inside = at_ > 0 && at_ < chunk_.bytes;
  batch_.end = inside ? source_->position_at(chunk_, chunk_.begin + at_) : before_;
  out = std::exchange(batch_, {});
}

double BatchReader::fraction() const {
  if (sizes_.empty()) return -1;
  double total = 0;
  double read = 0;
  for (std::size_t i = 0; i < sizes_.size(); ++i) {
    total += static_cast<double>(sizes_[i]);
    if (i < input_) read += static_cast<double>(sizes_[i]);
  }
  if (source_ != nullptr) read += static_cast<double>(source_->progress().bytes_read);
  return total > 0 ? std::min(1.0, read / total) : 1;
}

}  // namespace tidemark::tools
