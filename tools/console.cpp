#include "tools/console.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "tools/text.h"

namespace tidemark::tools {
namespace {

constexpr std::size_t kBarColumns = 24;

std::string bar(double fraction) {
  const auto done =
      static_cast<std::size_t>(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(kBarColumns));
  std::string text(1, '[');
  text.append(done, '=');
  if (done < kBarColumns) text.append(1, '>').append(kBarColumns - done - 1, ' ');
  return text.append(1, ']');
}

std::string rate_text(double per_second) {
  return per_second >= 1e6 ? fixed(per_second / 1e6, 2) + " M/s" : fixed(per_second, 0) + "/s";
}

}  // namespace

std::string progress_text(const engine::ScoreProgress& progress) {
  std::string text;
  if (progress.fraction >= 0)
    text = bar(progress.fraction) + " " + pad_left(fixed(progress.fraction * 100, 0), 3) + " %  ";
  text += grouped(progress.inputs) + " events";
  if (progress.seconds <= 0) return text;
  text += "  " + rate_text(static_cast<double>(progress.inputs) / progress.seconds);
  if (progress.fraction > 0.01 && progress.fraction < 1) {
    text += "  " + seconds_text(progress.seconds * (1 - progress.fraction) / progress.fraction) + " left";
  }
  return text;
}

void Console::line(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (show_bar_) erase_bar();
  lines_.line(text);
  // A terminal is read while it is written; a pipe waits for the next progress call.
  if (show_bar_) (void)lines_.flush();  // finish() reports the error
}

void Console::progress(const engine::ScoreProgress& progress) {
  const std::lock_guard lock(mutex_);
  (void)lines_.flush();  // finish() reports the error
  if (!show_bar_) return;
  erase_bar();
  std::fputs(progress_text(progress).c_str(), stderr);
  std::fflush(stderr);
  bar_drawn_ = true;
}

void Console::erase_bar() {
  if (!bar_drawn_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  bar_drawn_ = false;
}

Status Console::finish() {
  const std::lock_guard lock(mutex_);
  erase_bar();
  return lines_.flush();
}

}  // namespace tidemark::tools
