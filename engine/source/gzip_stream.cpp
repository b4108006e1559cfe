#include <zlib.h>

#include <array>

#include "engine/source/byte_stream.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kInputBytes = 64 << 10;
constexpr int kGzipOnly = 15 + 16;  // largest window; zlib's way to ask for gzip headers and sums

class GzipStream final : public ByteStream {
 public:
  explicit GzipStream(std::unique_ptr<RawInput> input) : input_(std::move(input)) {}
  ~GzipStream() override { (void)inflateEnd(&z_); }  // fails only for a state that was never made

  Status start() {
    if (inflateInit2(&z_, kGzipOnly) != Z_OK)
      return Status::foreign(input_->path() + ": no memory to decompress");
    return {};
  }
  Result<std::size_t> read(char* out, std::size_t bytes) override;
  Status rewind() override;
  const RawInput& raw() const override { return *input_; }

 private:
  enum class Place { kMember, kBetween, kEnd };

  bool refill();
  void between_members();
  void inflate_some();
  void fail(const std::string& what) {
    error_ = Status::foreign(input_->path() + ": " + what + ", at byte " + std::to_string(produced_) +
                             " of the decompressed data (compressed byte " +
                             std::to_string(input_->bytes_read() - z_.avail_in) + ")");
  }

  std::unique_ptr<RawInput> input_;
  z_stream z_{};
  Place place_ = Place::kMember;
  bool flushing_ = false;       ///< the last call filled its room: more may come without new input
  bool padding_ = false;        ///< zeros were seen behind a member: only zeros may follow
  bool ended_ = false;          ///< the compressed bytes are used up
  std::uint64_t produced_ = 0;  ///< decompressed bytes so far
  Status error_;
  std::array<unsigned char, kInputBytes> buffer_;
};

/// False when there is nothing more, or an error.
bool GzipStream::refill() {
  const Result<std::size_t> got = input_->read(reinterpret_cast<char*>(buffer_.data()), buffer_.size());
  if (!got.ok()) {
    error_ = got.status();
    return false;
  }
  z_.next_in = buffer_.data();
  z_.avail_in = static_cast<unsigned>(*got);
  ended_ = *got == 0;
  return !ended_;
}

void GzipStream::between_members() {
  while (z_.avail_in > 0 && *z_.next_in == 0) {
    padding_ = true;
    ++z_.next_in;
    --z_.avail_in;
  }
  if (z_.avail_in == 0) return;
  if (padding_ || *z_.next_in != 0x1F) return fail("something that is not gzip follows");
  (void)inflateReset2(&z_, kGzipOnly);  // cannot fail: the state is there and the bits are valid
  place_ = Place::kMember;
}

void GzipStream::inflate_some() {
  const unsigned room = z_.avail_out;
  const int result = ::inflate(&z_, Z_NO_FLUSH);
  produced_ += room - z_.avail_out;
  flushing_ = z_.avail_out == 0 && result == Z_OK;
  if (result == Z_STREAM_END) {
    place_ = Place::kBetween;
  } else if (result == Z_MEM_ERROR) {
    error_ = Status::foreign(input_->path() + ": no memory to decompress");
  } else if (result != Z_OK && result != Z_BUF_ERROR) {
    fail(std::string("damaged gzip data (") + (z_.msg == nullptr ? "no detail" : z_.msg) + ")");
  }
}

Result<std::size_t> GzipStream::read(char* out, std::size_t bytes) {
  z_.next_out = reinterpret_cast<unsigned char*>(out);
  z_.avail_out = static_cast<unsigned>(bytes);
  const auto got = [&] { return bytes - z_.avail_out; };
  while (z_.avail_out > 0 && error_.ok() && place_ != Place::kEnd) {
    if (z_.avail_in == 0 && !flushing_) {
      if (got() > 0 && !ended_) break;  // rather hand out what is there than wait for a pipe
      if (!refill()) {
        if (!error_.ok()) break;
        if (place_ == Place::kMember) fail("the gzip data ends in the middle");
        place_ = Place::kEnd;
        break;
      }
    }
    if (place_ == Place::kBetween) {
      between_members();
    } else {
      inflate_some();
    }
  }
  if (got() == 0 && !error_.ok()) return error_;
  return got();
}

Status GzipStream::rewind() {
  TM_RETURN_IF_ERROR(input_->rewind());
  (void)inflateReset2(&z_, kGzipOnly);  // cannot fail, as above
  z_.avail_in = 0;
  place_ = Place::kMember;
  flushing_ = padding_ = ended_ = false;
  produced_ = 0;
  error_ = Status();
  return {};
}

}  // namespace

Result<std::unique_ptr<ByteStream>> gzip_stream(std::unique_ptr<RawInput> input) {
  auto stream = std::make_unique<GzipStream>(std::move(input));
  TM_RETURN_IF_ERROR(stream->start());
  return std::unique_ptr<ByteStream>(std::move(stream));
}

}  // namespace tidemark::engine
