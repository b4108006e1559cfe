#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <thread>

#include "tools/alert_line.h"
#include "tools/client/alert_feed.h"
#include "tools/client/small_file.h"
#include "tools/command.h"
#include "tools/json_value.h"
#include "tools/output_stream.h"
#include "tools/report.h"
#include "tools/text.h"

namespace tidemark::tools {
namespace {

using engine::AlertCursor;
using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds kPauseMin{100};
constexpr Milliseconds kPauseMax{5000};

constexpr char kFooter[] =
    R"(Every alert is shown once and in order, whatever connection or engine breaks meanwhile: after each break it
asks for what is behind the last one shown. Ends with Ctrl-C, after --count, or when alerts that it has not
shown are no longer kept by the engine (exit code 1; --from-oldest goes on behind the gap).

A topic is the beginning of LEVEL.TO.CUSTOMER, with dots in the customer's id as %2E.

Examples:
  tidemark tail
  tidemark tail --topic churn.critical. --json >> warnings.ndjson
  tidemark tail --cursor shown.cursor --from-oldest
  tidemark tail --after 1:0 --from tcp://127.0.0.1:7703)";

class TailCommand final : public Command {
 public:
  std::string_view name() const override { return "tail"; }
  std::string_view summary() const override { return "Follow the alerts of a running engine"; }

  void define(OptionList& options) override {
    options.text("--from", "URL", url_, "The engine: http://HOST:PORT or tcp://HOST:PORT [" + url_ + "]");
    options.text("--after", "EPOCH:SEQ", after_, "Begin behind this alert [from now on]");
    options.text("--topic", "TOPIC", topic_, "Only alerts whose topic begins like this");
    options.text("--cursor", "FILE", cursor_file_,
                 "Keep in it how far it came; go on there, whatever --after says");
    options.flag("--from-oldest", from_oldest_, "Begin, or go on after a gap, with the oldest alert kept");
    options.exclude("--from-oldest", "--after");
    options.number("--count", "N", count_, 1, std::numeric_limits<std::uint32_t>::max(),
                   "End after so many alerts");
    options.flag("--json", json_, "CloudEvents, one JSON line each");
    options.footer(kFooter);
  }

  ExitCode run() override {
    std::optional<AlertCursor> cursor;
    if (!after_.empty()) {
      cursor = AlertCursor::parse(after_);
      if (!cursor) return report_usage(name(), "--after: '" + printable(after_, 64) + "' is not EPOCH:SEQ");
    }
    const Result<std::unique_ptr<AlertFeed>> feed = open_feed(url_, topic_);
    if (!feed.ok()) return report_usage(name(), "--from: " + feed.status().message());
    if (const Status read = read_cursor(cursor); !read.ok()) return report_failure(name(), read);
    const Status followed = follow(**feed, cursor);
    const Status written = out_.flush();
    if (!followed.ok()) return report_failure(name(), followed);
    return written.ok() ? ExitCode::kDone : report_failure(name(), written);
  }

 private:
  Status read_cursor(std::optional<AlertCursor>& cursor) const {
    if (cursor_file_.empty()) return {};
    const Result<std::optional<std::string>> text = read_small_file(cursor_file_);
    if (!text.ok()) return text.status();
    if (!text->has_value()) return {};
    cursor = AlertCursor::parse(std::string_view(**text).substr(0, (*text)->find('\n')));
    return cursor ? Status() : Status::foreign("'" + cursor_file_ + "' holds no EPOCH:SEQ");
  }

  /// Until the sink says so, or it cannot go on.
  Status follow(AlertFeed& feed, std::optional<AlertCursor>& cursor) {
    const AlertSink sink{[this](const AlertCursor&, std::string_view alert) { return take(alert); },
                         [this](const AlertCursor& at) { return pause(at); }};
    Milliseconds wait = kPauseMin;
    for (;;) {
      FeedEnd end;
      if (!cursor) cursor = feed.begin(from_oldest_, end);
      if (cursor) {
        // From now on this is what is not to be lost, also when no alert comes for long.
        if (!pause(*cursor)) return failed_;
        const AlertCursor before = *cursor;
        end = feed.follow(*cursor, sink);
        if (cursor->after != before.after) wait = kPauseMin;
      }
      switch (end.kind) {
        case FeedEnd::Kind::kStopped:
          (void)pause(*cursor);  // failed_ says it
          return failed_;
        case FeedEnd::Kind::kFailed:
          return Status::foreign(end.why);
        case FeedEnd::Kind::kGone:
          if (!from_oldest_ || !end.oldest) return Status::foreign(gone_text(end, *cursor));
          log_warning(end.why + "; going on behind " + end.oldest->text());
          cursor = end.oldest;
          break;
        case FeedEnd::Kind::kLost:
          if (wait > kPauseMin && wait <= 2 * kPauseMin) log_warning(end.why + "; trying again");
          std::this_thread::sleep_for(wait);
          wait = std::min(2 * wait, kPauseMax);
      }
    }
  }

  static std::string gone_text(const FeedEnd& end, const AlertCursor& cursor) {
    std::string text = "cannot go on behind " + cursor.text() + ": " + end.why;
    if (end.oldest) text += "; the oldest kept is behind " + end.oldest->text() + ", see --from-oldest";
    return text;
  }

  bool take(std::string_view alert) {
    const Result<JsonValue> json = json_ ? Result<JsonValue>(JsonValue()) : parse_json(alert);
    out_.line(json_ || !json.ok() ? std::string(alert) : alert_line(*json));
    ++shown_;
    return out_.ok() && (count_ == 0 || shown_ < count_);
  }

  /// What was shown is written before the cursor says so.
  bool pause(const AlertCursor& cursor) {
    failed_ = out_.flush();
    if (!failed_.ok()) return false;
    if (cursor_file_.empty() || saved_ == cursor.text()) return true;
    failed_ = write_small_file(cursor_file_, cursor.text() + "\n");
    saved_ = cursor.text();
    return failed_.ok();
  }

  std::string url_ = "http://127.0.0.1:8080";
  std::string after_;
  std::string topic_;
  std::string cursor_file_;
  bool from_oldest_ = false;
  bool json_ = false;
  std::uint64_t count_ = 0;

  OutputStream out_{STDOUT_FILENO};
  std::uint64_t shown_ = 0;
  std::string saved_;  ///< what the cursor file holds
  Status failed_;      ///< writing
};

}  // namespace

std::unique_ptr<Command> make_tail_command() {
  return std::make_unique<TailCommand>();
}

}  // namespace tidemark::tools
