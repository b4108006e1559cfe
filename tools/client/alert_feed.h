#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/publish/alert_log.h"

namespace tidemark::tools {

/// Who takes alerts, in order, each once. Both say false to end the feed.
struct AlertSink {
  /// One that the topic selects, and the cursor behind it.
  std::function<bool(const engine::AlertCursor& cursor, std::string_view cloud_event)> take;
  /// Everything up to the cursor was handed over; for now there is no more at hand.
  std::function<bool(const engine::AlertCursor& cursor)> pause;
};

/// Why a feed has ended.
struct FeedEnd {
  enum class Kind {
    kStopped,  ///< the sink said so
    kLost,     ///< the connection; follow() again goes on behind the cursor
    kGone,     ///< alerts behind the cursor cannot be had; `oldest` is where one can begin
    kFailed    ///< not served here
  };
  Kind kind = Kind::kStopped;
  std::string why;
  std::optional<engine::AlertCursor> oldest;
};

/// Alerts of a running engine. Nothing is lost between two calls of follow(): it asks for what is behind the
/// cursor. Thread: one.
class AlertFeed {
 public:
  virtual ~AlertFeed() = default;
  /// Where to begin: behind the latest alert, or before the oldest that is kept. Nothing when the engine does
  /// not answer; then `why` says so.
  virtual std::optional<engine::AlertCursor> begin(bool oldest, FeedEnd& why) = 0;
  /// Moves the cursor along.
  virtual FeedEnd follow(engine::AlertCursor& cursor, const AlertSink& sink) = 0;
};

/// `topic`: a prefix of "<level>.<to>.<customer id>".
/// http://HOST:PORT: server-sent events. tcp://HOST:PORT: ZeroMQ, the alerts' XPUB; catch-up is on the next
/// port. Errors: kInvalidArgument, the URL is neither.
Result<std::unique_ptr<AlertFeed>> open_feed(const std::string& url, const std::string& topic);

Result<std::unique_ptr<AlertFeed>> http_feed(const std::string& url, const std::string& topic);
Result<std::unique_ptr<AlertFeed>> zmq_feed(const std::string& url, const std::string& topic);

/// "<level>.<to>.<customer id>" of a CloudEvent, as ZeroMQ has it: dots and percent signs of the id as %2E
/// and %25. Empty when it is no alert.
std::string topic_of(std::string_view cloud_event);

}  // namespace tidemark::tools
