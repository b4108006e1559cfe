#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "engine/score.h"
#include "tools/output_stream.h"

namespace tidemark::tools {

/// What a person sees while a run goes on: lines on one stream, and a progress bar at the bottom of the
/// terminal that steps aside for them.
/// Thread: any; guarded by one mutex.
class Console {
 public:
  /// Lines go to `descriptor`; the bar to stderr, only when `show_bar`.
  Console(int descriptor, bool show_bar) : lines_(descriptor), show_bar_(show_bar) {}

  /// A line of text, seen at once on a terminal, else within a moment.
  void line(std::string_view text);
  /// Draws the bar anew and lets waiting lines out.
  void progress(const engine::ScoreProgress& progress);
  /// Removes the bar, writes everything. Error: kForeign when the lines could not be written.
  Status finish();

 private:
  void erase_bar();

  std::mutex mutex_;
  OutputStream lines_;  // guarded by mutex_
  bool show_bar_;
  bool bar_drawn_ = false;  // guarded by mutex_
};

/// "[=====>    ]  43 %  1,234,567 events  1.90 M/s  0:12 left"; without a fraction only counts.
std::string progress_text(const engine::ScoreProgress& progress);

}  // namespace tidemark::tools
