#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "engine/base/status.h"
#include "engine/source/chunk.h"

namespace tidemark::engine {

/// A place in an input, as the log remembers it. The digest covers every byte before the offset, so it
/// recognises an input whatever it is called now and however it is compressed now.
struct SourcePosition {
  std::uint64_t offset = 0;
  Hash128 digest;
  friend bool operator==(const SourcePosition&, const SourcePosition&) = default;
};

/// How far a source is, in bytes as they lie on disk (compressed ones where they are).
struct SourceProgress {
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_total = 0;  ///< 0: not known
};

/// One input of events, read once from its beginning to its end. Thread: one.
class Source {
 public:
  virtual ~Source() = default;

  /// What the user called it.
  virtual const std::string& name() const = 0;

  /// Fills the chunk with the next whole lines. False at the end of the input; the chunk is empty then.
  /// Errors: kForeign when reading failed or compressed data is damaged or cut; it names the input
  /// and place. Every whole line before the damage has been delivered by then. An error stays.
  virtual Result<bool> read(Chunk& chunk) = 0;

  /// Looks which of the positions lie in this input and continues behind the one with the largest offset;
  /// at the beginning when there is none. Gives its index. Position 0 proves nothing and is never found.
  /// Only before the first read(). Cost: one pass up to the largest offset, a second one when a smaller
  /// one is found.
  virtual Result<std::optional<std::size_t>> match(std::span<const SourcePosition> candidates) = 0;

  /// The place behind one of the lines of the chunk that read() filled last: `offset` is where the line ends.
  /// Offsets asked for do not fall. Cost: hashes what lies between this one and the one asked for before.
  virtual SourcePosition position_at(const Chunk& chunk, std::uint64_t offset) = 0;

  virtual SourceProgress progress() const = 0;
};

}  // namespace tidemark::engine
