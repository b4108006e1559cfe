#pragma once

#include <cstdint>
#include <queue>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "tools/simulate/simulate.h"

namespace tidemark::simulate {

/// The way from the shop to the engine: gathers lines into chunks, holds some back for up to a minute,
/// delivers some twice, and stops at the exact number of lines asked for.
///
/// Use: `char* line = delivery.begin(t); … write up to kLineBytesMax … ; delivery.end(p, t);` with t never
/// falling. Draws from a generator of its own: what happens in the shop does not depend on it.
class Delivery {
 public:
  static constexpr std::size_t kLineBytesMax = 4096;
  Delivery(const SimulateOptions& options, const Sink& sink);

  char* begin(Millis now);
  void end(const char* line_end, Millis now);
  bool done() const { return done_; }  ///< the lines asked for are out, or the sink has failed
  /// Lines still on their way arrive (unless the number is reached), and the last chunk goes out.
  Status finish();

 private:
  struct Held {
    Millis at;
    std::uint64_t number;  ///< order of equal instants
    std::uint32_t slot;
    friend bool operator>(const Held& x, const Held& y) {
      return x.at != y.at ? x.at > y.at : x.number > y.number;
    }
  };
  void hold(std::string_view line, Millis now);
  void release(Millis now);
  void count_line();
  void flush();
  char* tail() { return chunk_.data() + used_; }

  const Sink& sink_;
  std::uint64_t lines_left_;
  std::uint64_t late_below_;       ///< a draw under it makes the line late
  std::uint64_t duplicate_below_;  ///< … and one under this is delivered twice
  Random random_;
  std::string chunk_;
  std::size_t used_ = 0;
  bool done_ = false;
  Status status_;
  std::uint64_t held_count_ = 0;
  std::priority_queue<Held, std::vector<Held>, std::greater<>> held_;
  std::vector<std::string> slots_;
  std::vector<std::uint32_t> free_slots_;
};

}  // namespace tidemark::simulate
