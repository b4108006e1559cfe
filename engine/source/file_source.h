#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/source/byte_stream.h"
#include "engine/source/source.h"

namespace tidemark::engine {

/// Chunks have about this size; from a pipe they are as small as what it had to give.
inline constexpr std::size_t kChunkBytes = 512 << 10;
/// A longer line is handed out cut, so that memory stays bounded whatever comes in.
inline constexpr std::size_t kLineBytesMax = 8 << 20;

/// Lines of a file, plain, gzip or zstd, or of standard input ("-").
///
/// Memory  two chunks; more, up to kLineBytesMax, only where a line is longer.
/// Resume  when the last line had no newline and the file grew since, the rest of that line is read as a
///         line of its own: it was an event already.
class FileSource final : public Source {
 public:
  /// Errors: kNotFound, kForeign; see open_byte_stream().
  static Result<std::unique_ptr<FileSource>> open(const std::string& path);

  const std::string& name() const override { return stream_->raw().path(); }
  Result<bool> read(Chunk& chunk) override;
  Result<std::optional<std::size_t>> match(std::span<const SourcePosition> candidates) override;
  SourcePosition position_at(const Chunk& chunk, std::uint64_t offset) override;
  SourceProgress progress() const override {
    return {stream_->raw().bytes_read(), stream_->raw().bytes_total()};
  }

 private:
  struct Digest;

  explicit FileSource(std::unique_ptr<ByteStream> stream);
  std::size_t fill(char* out, std::size_t bytes);
  void deliver(Chunk& chunk, std::size_t bytes, std::size_t have);
  Result<bool> last_line(Chunk& chunk, std::size_t have);
  Result<bool> cut_line(Chunk& chunk, std::size_t have);
  bool advance_to(std::uint64_t offset, Digest* digest);

  std::unique_ptr<ByteStream> stream_;
  std::vector<char> rest_;    ///< read, but not a whole line yet
  std::uint64_t offset_ = 0;  ///< of the first byte of rest_
  Status end_error_;          ///< what ended the stream, told when everything before it was delivered
  bool ended_ = false;

  struct DigestDeleter {
    void operator()(Digest* digest) const;
  };
  std::unique_ptr<Digest, DigestDeleter> digest_;       ///< of the bytes before offset_
  std::unique_ptr<Digest, DigestDeleter> line_digest_;  ///< of those before line_offset_
  std::uint64_t line_offset_ = 0;                       ///< within the chunk read last
};

}  // namespace tidemark::engine
