#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/http/server.h"
#include "engine/publish/alert_log.h"

namespace tidemark::engine {

/// "tidemark.tier.changed".
std::string_view alert_type(const CommittedAlert& alert);

/// Readers of server-sent events, each with its own cursor in the alert log: a slow one is given no more than
/// kQueuedBytesMax ahead, and holds up nobody.
///
///     id: 1:340
///     data: {"specversion":"1.0",…}
///
/// Thread: add() on the server's; wake() and tick() from any.
class AlertStreams : public std::enable_shared_from_this<AlertStreams> {
 public:
  explicit AlertStreams(AlertLog& log) : log_(log) {}

  /// `type`: only alerts whose type begins with it.
  void add(HttpStream stream, Sequence after, std::string type);
  /// There are new alerts.
  void wake(HttpServer& server);
  /// Now and then: feeds who was full, and shows idle readers (and proxies between) that the stream lives.
  void tick(HttpServer& server);
  std::size_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kQueuedBytesMax = 256 << 10;
  static constexpr unsigned kTicksToComment = 150;

  struct Reader {
    HttpStream stream;
    Sequence after;
    std::string type;
    unsigned idle_ticks = 0;
  };
  void pump(bool ticking);
  /// False when the stream has ended.
  bool feed(Reader& reader);

  AlertLog& log_;
  std::vector<Reader> readers_;  ///< on the server's thread
  std::atomic<std::size_t> count_{0};
  std::atomic<bool> posted_{false};
};

}  // namespace tidemark::engine
