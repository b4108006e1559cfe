#include <zstd.h>

#include <vector>

#include "engine/source/byte_stream.h"

namespace tidemark::engine {
namespace {

class ZstdStream final : public ByteStream {
 public:
  explicit ZstdStream(std::unique_ptr<RawInput> input)
      : input_(std::move(input)), context_(ZSTD_createDCtx()), buffer_(ZSTD_DStreamInSize()) {}
  ~ZstdStream() override { (void)ZSTD_freeDCtx(context_); }  // always succeeds

  bool made() const { return context_ != nullptr; }
  Result<std::size_t> read(char* out, std::size_t bytes) override;
  Status rewind() override;
  const RawInput& raw() const override { return *input_; }

 private:
  bool refill();
  void fail(const std::string& what) {
    error_ = Status::foreign(input_->path() + ": " + what + ", at byte " + std::to_string(produced_) +
                             " of the decompressed data (compressed byte " +
                             std::to_string(input_->bytes_read() - (in_.size - in_.pos)) + ")");
  }

  std::unique_ptr<RawInput> input_;
  ZSTD_DCtx* context_;
  std::vector<char> buffer_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool inside_ = false;    ///< in the middle of a frame
  bool flushing_ = false;  ///< the last call filled its room: more may come without new input
  bool ended_ = false;
  std::uint64_t produced_ = 0;
  Status error_;
};

/// False when there is nothing more, or an error.
bool ZstdStream::refill() {
  const Result<std::size_t> got = input_->read(buffer_.data(), buffer_.size());
  if (!got.ok()) {
    error_ = got.status();
    return false;
  }
  in_ = {buffer_.data(), *got, 0};
  ended_ = *got == 0;
  return !ended_;
}

Result<std::size_t> ZstdStream::read(char* out, std::size_t bytes) {
  ZSTD_outBuffer to{out, bytes, 0};
  while (to.pos < to.size && error_.ok() && !ended_) {
    if (in_.pos == in_.size && !flushing_) {
      if (to.pos > 0) break;  // rather hand out what is there than wait for a pipe
      if (!refill()) {
        if (error_.ok() && inside_) fail("the zstd data ends in the middle");
        break;
      }
    }
    const std::size_t before = to.pos;
    const std::size_t left = ZSTD_decompressStream(context_, &to, &in_);
    if (ZSTD_isError(left) != 0) {
      fail(std::string("damaged zstd data (") + ZSTD_getErrorName(left) + ")");
      break;
    }
    produced_ += to.pos - before;
    inside_ = left != 0;
    flushing_ = inside_ && to.pos == to.size;
  }
  if (to.pos == 0 && !error_.ok()) return error_;
  return to.pos;
}

Status ZstdStream::rewind() {
  TM_RETURN_IF_ERROR(input_->rewind());
  (void)ZSTD_DCtx_reset(context_, ZSTD_reset_session_only);  // cannot fail for the session
  in_ = {nullptr, 0, 0};
  inside_ = flushing_ = ended_ = false;
  produced_ = 0;
  error_ = Status();
  return {};
}

}  // namespace

Result<std::unique_ptr<ByteStream>> zstd_stream(std::unique_ptr<RawInput> input) {
  const std::string path = input->path();
  auto stream = std::make_unique<ZstdStream>(std::move(input));
  if (!stream->made()) return Status::foreign(path + ": no memory to decompress");
  return std::unique_ptr<ByteStream>(std::move(stream));
}

}  // namespace tidemark::engine
