#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "engine/base/status.h"
#include "engine/core.h"

namespace tidemark::engine {

/// Turns the lines of sources into sealed batches: routes them, cuts batches, and brings in at grid marks
/// what customers have sent each other (see MessageExchange).
///
/// Where a batch is cut changes no answer, except that a delivery begins one: a grid mark and its messages
/// are never parted by a crash. Thread: one, the router's. It waits for the committer at grid marks when the
/// scoring sends messages.
class Feeder {
 public:
  /// Takes a sealed batch: Pipeline::push(), or Core::run() on this thread.
  using Push = std::function<Status(std::unique_ptr<Batch>)>;

  /// Where the source stands behind the line it has just given. Asked only when a batch ends there.
  using Place = std::function<SourceState()>;

  /// Events with time ≥ `until` are no inputs. Without `place` lines are counted beyond the last chunk's end,
  /// for sources that know their lines by number.
  Feeder(Core& core, Millis until, Push push, Place place = nullptr);

  /// The next line of a source, numbered as in router().sources(); kLinePadding readable bytes behind it.
  /// Errors: the push's.
  Status line(std::string_view text, std::uint32_t source);
  /// The same for a line of which the source gives the beginning only.
  Status truncated_line(std::string_view beginning, std::uint32_t source);
  /// The source has been read up to here: lines count from it again.
  Status end_chunk(std::uint32_t source, const SourceState& state);
  /// Pushes what is left.
  Status finish() { return batch_ ? push() : Status(); }

  // For a caller that routes by itself:
  /// The batch for the next input. What is in hand may be pushed before, when messages are to be delivered.
  Result<Batch*> open_batch();
  /// The batch in hand, or null.
  Batch* batch() { return batch_.get(); }
  /// The batch in hand takes no more inputs.
  bool full() const { return batch_->inputs.size() >= inputs_max_ || returns_are_due(); }

  std::uint64_t inputs() const { return inputs_; }              ///< in the batches pushed
  std::uint64_t beyond_until() const { return beyond_until_; }  ///< lines that were no inputs

 private:
  Status end_line(std::uint32_t source);
  bool returns_are_due() const;
  Status deliver_returns();
  Status push();

  Core& core_;
  const Millis until_;
  const Push push_;
  const Place place_;
  const std::size_t inputs_max_;  ///< in a batch
  std::unique_ptr<Batch> batch_;
  std::uint64_t inputs_ = 0;
  std::uint64_t beyond_until_ = 0;
};

}  // namespace tidemark::engine
