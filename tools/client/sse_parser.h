#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace tidemark::tools {

/// Server-sent events (WHATWG HTML, 9.2.6) out of bytes as they come. An `id` without data counts: it moves
/// the reader's place. Fields other than id and data are passed over. Thread: one.
class SseParser {
 public:
  struct Event {
    std::string id;    ///< empty: none
    std::string data;  ///< empty: none; lines are joined by newlines
  };

  /// Calls `take` with every event that has ended. False as soon as that says so; the rest is dropped then.
  bool feed(std::string_view bytes, const std::function<bool(const Event&)>& take);

 private:
  void take_line(std::string_view line);

  std::string line_;  ///< not ended yet
  Event event_;
  bool has_data_ = false;
};

}  // namespace tidemark::tools
