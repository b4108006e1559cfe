#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace tidemark::engine {

/// The bytes of a file or of standard input as they come, with a look ahead and a count.
class RawInput {
 public:
  /// "-" is standard input. Errors: kNotFound, kForeign.
  static Result<std::unique_ptr<RawInput>> open(const std::string& path);
  ~RawInput();
  RawInput(const RawInput&) = delete;
  RawInput& operator=(const RawInput&) = delete;

  /// Up to `bytes` bytes, fewer when no more are there now; 0 only at the end. Waits for a pipe.
  Result<std::size_t> read(char* out, std::size_t bytes);
  /// The next bytes without consuming them; fewer than asked only when the input is shorter.
  /// At most kPeekMax.
  Result<std::string_view> peek(std::size_t bytes);
  /// Back to the first byte. Only where can_rewind().
  Status rewind();

  /// False for standard input (even where it is a file), pipes and devices.
  bool can_rewind() const { return can_rewind_; }
  const std::string& path() const { return path_; }
  std::uint64_t bytes_read() const { return bytes_read_; }
  std::uint64_t bytes_total() const { return bytes_total_; }

  static constexpr std::size_t kPeekMax = 16;

 private:
  RawInput(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  Result<std::size_t> read_descriptor(char* out, std::size_t bytes);

  std::string path_;
  int descriptor_;
  bool can_rewind_ = false;
  std::uint64_t bytes_total_ = 0;
  std::uint64_t bytes_read_ = 0;  ///< handed out
  std::string ahead_;             ///< looked at, not handed out yet
};

}  // namespace tidemark::engine
