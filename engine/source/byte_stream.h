#pragma once

#include <memory>

#include "engine/base/status.h"
#include "engine/source/raw_input.h"

namespace tidemark::engine {

/// The decompressed bytes of an input.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// Up to `bytes` (> 0) bytes, at least one unless the input has ended; what a pipe has now rather than
  /// waiting for a full buffer. An error comes only after every byte before it was handed out, and stays.
  virtual Result<std::size_t> read(char* out, std::size_t bytes) = 0;
  /// Back to the first byte. Only for files.
  virtual Status rewind() = 0;
  virtual const RawInput& raw() const = 0;
};

/// Opens a file or standard input ("-"), plain, gzip or zstd: by its first bytes, whatever its name.
/// Errors: kNotFound; kForeign when it cannot be read, or when the name says compressed and the bytes are
/// neither that nor text.
Result<std::unique_ptr<ByteStream>> open_byte_stream(const std::string& path);

std::unique_ptr<ByteStream> plain_stream(std::unique_ptr<RawInput> input);
/// All members of a gzip file in a row; zeros behind the last one are padding. Checks each member's sum.
Result<std::unique_ptr<ByteStream>> gzip_stream(std::unique_ptr<RawInput> input);
/// All frames of a zstd file in a row, window up to 128 MiB. Checks a frame's sum where it has one.
Result<std::unique_ptr<ByteStream>> zstd_stream(std::unique_ptr<RawInput> input);

}  // namespace tidemark::engine
