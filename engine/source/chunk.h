#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/base/hash.h"

namespace tidemark::engine {

/// Bytes that are always readable behind a chunk's text: what the decoder asks for behind a line.
inline constexpr std::size_t kChunkPadding = 64;

/// Memory for a chunk's text and the padding behind it, kept when the chunk is filled again.
class ChunkBuffer {
 public:
  /// Room for `bytes` and the padding; the first `keep` bytes stay.
  void reserve(std::size_t bytes, std::size_t keep);
  char* data() { return memory_.get(); }
  const char* data() const { return memory_.get(); }
  std::size_t capacity() const { return capacity_; }

 private:
  std::unique_ptr<char[]> memory_;
  std::size_t capacity_ = 0;
};

/// A run of whole lines of one input. Owns its bytes: it may be moved to another thread and handed back to
/// be filled again without allocation.
///
/// Offsets count decompressed bytes from the input's beginning. `text` ends with a newline, unless the
/// input ends without one or `truncated` is set.
struct Chunk {
  ChunkBuffer buffer;
  std::size_t bytes = 0;         ///< of text
  std::uint64_t begin = 0;       ///< offset of the first byte
  std::uint64_t end = 0;         ///< offset where the next chunk begins; begin + bytes unless truncated
  Hash128 digest;                ///< XXH3 of the input's bytes [0, end): with `end` it recognises the input
  bool truncated = false;        ///< one line beyond kLineBytesMax, cut to its first bytes: too_large
  std::uint64_t line_bytes = 0;  ///< truncated: the line's true length, without its newline

  std::string_view text() const { return {buffer.data(), bytes}; }
};

/// One line of a chunk.
struct Line {
  std::string_view text;     ///< without its newline; kChunkPadding readable bytes behind it
  std::uint64_t offset = 0;  ///< of its first byte in the input
};

/// Walks a chunk's lines, empty ones included (a blank line is no event; see is_blank_line()).
class LineCursor {
 public:
  explicit LineCursor(const Chunk& chunk) : rest_(chunk.text()), offset_(chunk.begin) {}
  bool next(Line& line);

 private:
  std::string_view rest_;
  std::uint64_t offset_;
};

/// Nothing but blanks: such lines between events are no mistakes and are skipped.
inline bool is_blank_line(std::string_view line) {
  for (const char c : line) {
    if (c != ' ' && c != '\t' && c != '\r') return false;
  }
  return true;
}

}  // namespace tidemark::engine
