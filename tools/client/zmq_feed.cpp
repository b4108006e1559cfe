#include <charconv>

#include "engine/base/clock.h"
#include "engine/base/json_writer.h"
#include "tools/client/alert_feed.h"
#include "tools/client/zmq_client.h"
#include "tools/json_value.h"

namespace tidemark::tools {
namespace {

using engine::AlertCursor;
using Kind = FeedEnd::Kind;

constexpr std::chrono::milliseconds kWait{100};
constexpr std::uint64_t kSilentUsMax = 5'000'000;  // heartbeats come once a second
constexpr std::uint64_t kPortMax = 65535;

std::uint64_t number_of(const JsonValue& json, std::string_view key) {
  const std::string_view text = json.text_of(key);
  std::uint64_t number = 0;
  (void)std::from_chars(text.data(), text.data() + text.size(), number);  // absent: 0
  return number;
}

/// A published alert is only news that there is one; what is handed over always comes from catch-up, behind
/// the cursor. So nothing depends on what a publisher may drop.
///
///     XPUB ─ topic, heartbeat ─▶ is there more than the cursor has? ─▶ catch-up ─▶ alerts, then how far
class ZmqFeed final : public AlertFeed {
 public:
  ZmqFeed(std::string url, std::string topic, std::unique_ptr<ZmqClient> news,
          std::unique_ptr<ZmqClient> catch_up)
      : url_(std::move(url)),
        topic_(std::move(topic)),
        news_(std::move(news)),
        catch_up_(std::move(catch_up)) {}

  std::optional<AlertCursor> begin(bool oldest, FeedEnd& why) override {
    why = start();
    AlertCursor head;
    const std::uint64_t until_us = now_us() + kSilentUsMax;
    while (now_us() < until_us) {
      ZmqClient::wait({news_.get()}, kWait);
      while (const std::optional<Frames> message = news_->receive()) {
        if (!read_heartbeat(*message, head)) continue;
        return oldest ? ask_oldest(head, why) : head;
      }
    }
    why = {Kind::kLost, "no heartbeat from " + url_, {}};
    return std::nullopt;
  }

  FeedEnd follow(AlertCursor& cursor, const AlertSink& sink) override {
    if (FeedEnd end = start(); end.kind != Kind::kStopped) return end;
    ended_.reset();
    ask(cursor);
    while (!ended_) {
      ZmqClient::wait({news_.get(), catch_up_.get()}, kWait);
      read_catch_up(cursor, sink);
      read_news(cursor);
      if (!asked_ && more_ && !ended_) ask(cursor);
      if (!ended_) check_silence();
    }
    return *ended_;
  }

 private:
  static std::uint64_t now_us() { return system_clock().monotonic_us(); }

  /// Fresh sockets: nothing of an earlier connection comes in.
  FeedEnd start() {
    for (ZmqClient* client : {news_.get(), catch_up_.get()}) {
      if (const Status status = client->begin(); !status.ok()) return {Kind::kFailed, status.message(), {}};
    }
    news_->subscribe(topic_);
    news_->subscribe("hb");
    heard_us_ = now_us();
    return {};
  }

  void ask(const AlertCursor& cursor) {
    std::string request;
    JsonWriter json(request);
    json.begin_object().key("after").value(cursor.text()).key("topic").value(topic_);
    json.key("limit").unsigned_integer(kPage).end_object();
    catch_up_->send({request});
    asked_ = true;
    more_ = false;
    asked_us_ = now_us();
  }

  std::optional<AlertCursor> ask_oldest(const AlertCursor& head, FeedEnd& why) {
    ask(head);
    const std::uint64_t until_us = now_us() + kSilentUsMax;
    while (now_us() < until_us) {
      ZmqClient::wait({catch_up_.get()}, kWait);
      while (const std::optional<Frames> message = catch_up_->receive()) {
        const Result<JsonValue> json = parse_json(message->back());
        if (message->size() != 2 || message->front() != "end" || !json.ok()) continue;
        const std::uint64_t oldest = number_of(*json, "oldest");
        return AlertCursor{head.epoch, oldest > 0 ? oldest - 1 : 0};
      }
    }
    why = {Kind::kLost, "no answer from the catch-up of " + url_, {}};
    return std::nullopt;
  }

  bool read_heartbeat(const Frames& message, AlertCursor& head) {
    if (message.size() != 2 || message[0] != "hb") return false;
    heard_us_ = now_us();
    const Result<JsonValue> json = parse_json(message[1]);
    if (!json.ok()) return false;
    head = {static_cast<std::uint32_t>(number_of(*json, "epoch")), number_of(*json, "last")};
    return true;
  }

  void read_news(const AlertCursor& cursor) {
    while (const std::optional<Frames> message = news_->receive()) {
      AlertCursor head;
      if (!read_heartbeat(*message, head)) {
        const auto place = message->size() == 4 ? AlertCursor::parse((*message)[1]) : std::nullopt;
        if (!place) continue;
        head = *place;
      }
      // Of another epoch: catch-up says so.
      more_ = more_ || head.epoch != cursor.epoch || head.after > cursor.after;
    }
  }

  void read_catch_up(AlertCursor& cursor, const AlertSink& sink) {
    while (!ended_) {
      const std::optional<Frames> message = catch_up_->receive();
      if (!message) return;
      asked_us_ = now_us();
      if (message->size() == 4) {
        take_alert(*message, cursor, sink);
      } else if (message->size() == 2) {
        take_end(*message, cursor, sink);
      }
    }
  }

  void take_alert(const Frames& message, AlertCursor& cursor, const AlertSink& sink) {
    const std::optional<AlertCursor> place = AlertCursor::parse(message[1]);
    if (!place || place->after <= cursor.after) return;
    cursor = *place;
    if (!sink.take(cursor, message[3])) ended_ = FeedEnd{};
  }

  void take_end(const Frames& message, AlertCursor& cursor, const AlertSink& sink) {
    asked_ = false;
    const Result<JsonValue> json = parse_json(message[1]);
    if (!json.ok()) return end(Kind::kFailed, url_ + " does not answer as an engine does");
    if (message[0] != "end") return take_error(*json);
    const std::uint64_t scanned = number_of(*json, "scanned");
    if (scanned > cursor.after) cursor.after = scanned;
    more_ = more_ || number_of(*json, "head") > cursor.after;
    if (!sink.pause(cursor)) ended_ = FeedEnd{};
  }

  void take_error(const JsonValue& json) {
    const std::string code(json.text_of("code"));
    const std::string why = code + ": " + url_ + ": " + std::string(json.text_of("detail"));
    if (code == "busy" || code == "storage") return end(Kind::kLost, why);
    if (code != "cursor-expired" && code != "epoch-changed") return end(Kind::kFailed, why);
    end(Kind::kGone, why);
    const std::uint64_t oldest = number_of(json, "oldest");
    ended_->oldest =
        AlertCursor{static_cast<std::uint32_t>(number_of(json, "epoch")), oldest > 0 ? oldest - 1 : 0};
  }

  void check_silence() {
    if (news_->lost() || catch_up_->lost())
      return end(Kind::kLost, "the connection to " + url_ + " was lost");
    if (asked_ && now_us() - asked_us_ > kSilentUsMax)
      return end(Kind::kLost, "no answer from the catch-up of " + url_);
    if (now_us() - heard_us_ > kSilentUsMax) end(Kind::kLost, "no heartbeat from " + url_);
  }

  void end(Kind kind, std::string why) { ended_ = FeedEnd{kind, std::move(why), {}}; }

  static constexpr std::uint64_t kPage = 1000;

  const std::string url_;
  const std::string topic_;
  const std::unique_ptr<ZmqClient> news_;
  const std::unique_ptr<ZmqClient> catch_up_;
  std::optional<FeedEnd> ended_;
  bool asked_ = false;          ///< a request is not answered to its end
  bool more_ = false;           ///< there is something behind the cursor
  std::uint64_t asked_us_ = 0;  ///< when it was asked, or something of the answer came
  std::uint64_t heard_us_ = 0;  ///< the last heartbeat
};

/// "tcp://127.0.0.1:7703" → "tcp://127.0.0.1:7704"; empty when there is no port.
std::string next_port(const std::string& url) {
  const std::size_t colon = url.rfind(':');
  const std::string digits = url.substr(colon + 1);
  std::uint64_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0 || port >= kPortMax)
    return {};
  return url.substr(0, colon + 1) + std::to_string(port + 1);
}

}  // namespace

Result<std::unique_ptr<AlertFeed>> zmq_feed(const std::string& url, const std::string& topic) {
  const std::string catch_up_url = next_port(url);
  if (catch_up_url.empty()) return Status::invalid("'" + url + "' has no port; write tcp://127.0.0.1:7703");
  Result<std::unique_ptr<ZmqClient>> news = ZmqClient::make(zmq::socket_type::sub, url);
  if (!news.ok()) return news.status();
  Result<std::unique_ptr<ZmqClient>> catch_up = ZmqClient::make(zmq::socket_type::dealer, catch_up_url);
  if (!catch_up.ok()) return catch_up.status();
  return std::unique_ptr<AlertFeed>(std::make_unique<ZmqFeed>(url, topic, news.take(), catch_up.take()));
}

}  // namespace tidemark::tools
