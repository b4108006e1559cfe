#include "engine/source/file_source.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "engine/base/assert.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kSkipBytes = 64 << 10;
/// One more than the longest line, for its newline.
constexpr std::size_t kCapacityMax = kLineBytesMax + 1;

/// The offset behind the last newline of data[from, to), or 0.
std::size_t behind_last_newline(const char* data, std::size_t from, std::size_t to) {
  const auto* newline = static_cast<const char*>(::memrchr(data + from, '\n', to - from));
  return newline == nullptr ? 0 : static_cast<std::size_t>(newline - data) + 1;
}

}  // namespace

struct FileSource::Digest {
  XXH3_state_t state;
  Digest() { (void)XXH3_128bits_reset(&state); }  // fails only without a state
  void update(const char* data, std::size_t bytes) { (void)XXH3_128bits_update(&state, data, bytes); }
  Hash128 value() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(&state);
    return {hash.high64, hash.low64};
  }
};

void FileSource::DigestDeleter::operator()(Digest* digest) const {
  delete digest;
}

FileSource::FileSource(std::unique_ptr<ByteStream> stream)
    : stream_(std::move(stream)), digest_(new Digest), line_digest_(new Digest) {}

Result<std::unique_ptr<FileSource>> FileSource::open(const std::string& path) {
  Result<std::unique_ptr<ByteStream>> stream = open_byte_stream(path);
  if (!stream.ok()) return stream.status();
  return std::unique_ptr<FileSource>(new FileSource(stream.take()));
}

Result<bool> FileSource::read(Chunk& chunk) {
  chunk.bytes = 0;
  chunk.begin = chunk.end = offset_;
  chunk.truncated = false;
  chunk.line_bytes = 0;
  chunk.buffer.reserve(std::max(kChunkBytes, rest_.size()), 0);
  std::copy(rest_.begin(), rest_.end(), chunk.buffer.data());
  std::size_t have = rest_.size();
  std::size_t searched = 0;
  for (;;) {
    if (const std::size_t cut = behind_last_newline(chunk.buffer.data(), searched, have); cut > 0) {
      deliver(chunk, cut, have);
      return true;
    }
    searched = have;
    if (ended_) return last_line(chunk, have);
    if (have > kLineBytesMax) return cut_line(chunk, have);
    if (have == chunk.buffer.capacity()) chunk.buffer.reserve(std::min(2 * have, kCapacityMax), have);
    have += fill(chunk.buffer.data() + have, chunk.buffer.capacity() - have);
  }
}

/// Reads once. At the end or an error sets ended_ and gives 0.
std::size_t FileSource::fill(char* out, std::size_t bytes) {
  const Result<std::size_t> got = stream_->read(out, bytes);
  if (!got.ok()) end_error_ = got.status();
  ended_ = !got.ok() || *got == 0;
  return ended_ ? 0 : *got;
}

/// Makes the first `bytes` of the `have` ones in the chunk its text; the others wait for the next chunk.
void FileSource::deliver(Chunk& chunk, std::size_t bytes, std::size_t have) {
  const char* const data = chunk.buffer.data();
  rest_.assign(data + bytes, data + have);
  *line_digest_ = *digest_;
  line_offset_ = offset_;
  digest_->update(data, bytes);
  offset_ += bytes;
  chunk.bytes = bytes;
  chunk.end = offset_;
  chunk.digest = digest_->value();
}

/// The line without newline at the end of the input. Behind damage it is not whole and is not delivered.
Result<bool> FileSource::last_line(Chunk& chunk, std::size_t have) {
  if (!end_error_.ok()) return end_error_;
  deliver(chunk, have, have);
  return have > 0;
}

/// Delivers the beginning of a line that is too long and reads past its end.
Result<bool> FileSource::cut_line(Chunk& chunk, std::size_t have) {
  deliver(chunk, have, have);
  chunk.bytes = kLineBytesMax;
  chunk.truncated = true;
  std::vector<char> skipped(kSkipBytes);
  for (;;) {
    const std::size_t got = fill(skipped.data(), skipped.size());
    if (!end_error_.ok()) {
      chunk.bytes = 0;
      return end_error_;
    }
    const auto end = skipped.begin() + static_cast<std::ptrdiff_t>(got);
    const auto newline = std::find(skipped.begin(), end, '\n');
    const bool found = newline != end;
    const auto behind = newline + (found ? 1 : 0);
    const auto used = static_cast<std::size_t>(behind - skipped.begin());
    digest_->update(skipped.data(), used);
    offset_ += used;
    if (!found && !ended_) continue;
    rest_.assign(behind, end);
    chunk.end = offset_;
    chunk.line_bytes = chunk.end - chunk.begin - (found ? 1 : 0);
    chunk.digest = digest_->value();
    return true;
  }
}

SourcePosition FileSource::position_at(const Chunk& chunk, std::uint64_t offset) {
  TM_ASSERT(chunk.end == offset_ && line_offset_ <= offset && offset <= chunk.end);
  if (offset == chunk.end) return {chunk.end, chunk.digest};  // the only one a cut line has
  line_digest_->update(chunk.buffer.data() + (line_offset_ - chunk.begin), offset - line_offset_);
  line_offset_ = offset;
  return {offset, line_digest_->value()};
}

Result<std::optional<std::size_t>> FileSource::match(std::span<const SourcePosition> candidates) {
  TM_ASSERT(offset_ == 0 && rest_.empty() && !ended_);
  if (!stream_->raw().can_rewind()) return std::optional<std::size_t>();
  std::vector<std::size_t> order(candidates.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return candidates[a].offset < candidates[b].offset; });

  std::optional<std::size_t> found;
  Digest found_digest;
  for (const std::size_t index : order) {
    const SourcePosition& candidate = candidates[index];
    if (candidate.offset == 0) continue;
    // Damage is not told here but when read() gets there: what lies before it can still be recognised.
    if (!advance_to(candidate.offset, digest_.get())) break;
    if (digest_->value() != candidate.digest) continue;
    found = index;
    found_digest = *digest_;
  }

  const std::uint64_t target = found ? candidates[*found].offset : 0;
  if (offset_ != target) {
    TM_RETURN_IF_ERROR(stream_->rewind());
    offset_ = 0;
    if (!advance_to(target, nullptr)) return Status::foreign(name() + ": changed while it was read");
  }
  *digest_ = found_digest;
  return found;
}

/// Reads up to an offset, into the digest if there is one. False when the input ends before.
bool FileSource::advance_to(std::uint64_t offset, Digest* digest) {
  std::vector<char> buffer(kSkipBytes);
  while (offset_ < offset) {
    const Result<std::size_t> got =
        stream_->read(buffer.data(), std::min<std::uint64_t>(buffer.size(), offset - offset_));
    if (!got.ok() || *got == 0) return false;
    if (digest != nullptr) digest->update(buffer.data(), *got);
    offset_ += *got;
  }
  return true;
}

}  // namespace tidemark::engine
