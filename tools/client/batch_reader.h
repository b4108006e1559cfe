#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/source/file_source.h"
#include "tools/client/pace.h"

namespace tidemark::tools {

/// Some lines of an input, to be sent together.
struct EventBatch {
  std::string ndjson;
  std::size_t lines = 0;
  std::size_t input = 0;              ///< index among the inputs
  engine::SourcePosition end;         ///< of the input, when these lines are taken
  std::uint64_t lines_too_large = 0;  ///< lines before that, which nobody would take
};

/// Cuts inputs into batches, at the pace asked for. An input that was read before goes on behind the place
/// that its content is recognised by. Thread: one. Memory: a chunk of the input, and the batch.
class BatchReader {
 public:
  struct Options {
    std::vector<std::string> inputs;  ///< paths in order, "-" for stdin
    std::size_t batch_lines = 500;
    double per_second = 0;
    double speed = 0;
    std::vector<engine::SourcePosition> known;  ///< where inputs were left
  };
  /// A line beyond this is not sent: the engine would refuse the whole message.
  static constexpr std::size_t kLineBytesMax = 4 << 20;

  explicit BatchReader(Options options);

  enum class Step {
    kBatch,  ///< `out` is one
    kWait,   ///< nothing is due before due_us()
    kEnd     ///< all inputs are read
  };
  /// Errors: an input cannot be read; what was read before it was handed out.
  Result<Step> next(std::uint64_t now_us, EventBatch& out);
  std::uint64_t due_us() const { return due_us_; }

  /// Of the inputs' bytes, 0..1; negative when unknown.
  double fraction() const;
  /// Which of Options::known an input goes on at; -1: none.
  std::ptrdiff_t known_of(std::size_t input) const { return known_of_[input]; }

 private:
  static constexpr std::size_t kBatchBytes = 512 << 10;

  Result<Step> read_chunk(EventBatch& out);
  Status open_next();
  bool take_line(std::uint64_t now_us, EventBatch& out);
  void cut(EventBatch& out);
  bool from_stdin() const { return options_.inputs[input_] == "-"; }

  const Options options_;
  Pace pace_;
  std::size_t batch_lines_;
  std::vector<std::ptrdiff_t> known_of_;
  std::vector<std::uint64_t> sizes_;  ///< of the inputs, in bytes; empty when not all are known
  std::size_t input_ = 0;
  std::unique_ptr<engine::FileSource> source_;  ///< of input_; null before it is opened
  engine::Chunk chunk_;
  std::size_t at_ = 0;             ///< in the chunk: where the next line begins
  engine::SourcePosition before_;  ///< of the chunk's beginning
  bool asked_ = false;             ///< the pace was asked for the next line
  std::uint64_t due_us_ = 0;
  EventBatch batch_;  ///< being filled
};

}  // namespace tidemark::tools
