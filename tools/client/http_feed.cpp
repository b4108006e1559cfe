#include "tools/client/alert_feed.h"
#include "tools/client/http_client.h"
#include "tools/client/sse_parser.h"
#include "tools/json_value.h"

namespace tidemark::tools {
namespace {

using engine::AlertCursor;
using Kind = FeedEnd::Kind;

class HttpFeed final : public AlertFeed {
 public:
  HttpFeed(std::unique_ptr<HttpClient> http, std::string topic)
      : http_(std::move(http)), topic_(std::move(topic)) {}

  std::optional<AlertCursor> begin(bool oldest, FeedEnd& why) override {
    const Result<HttpReply> reply = http_->get("/v1/alerts?limit=1");
    if (!reply.ok()) {
      why = {Kind::kLost, reply.status().message(), {}};
      return std::nullopt;
    }
    if (reply->status != 200) {
      why = refused(*reply);
      return std::nullopt;
    }
    const Result<JsonValue> json = parse_json(reply->body);
    const auto cursor =
        json.ok() ? AlertCursor::parse(json->text_of(oldest ? "oldest" : "head")) : std::nullopt;
    if (!cursor) why = {Kind::kFailed, http_->url() + " does not answer as an engine does", {}};
    return cursor;
  }

  FeedEnd follow(AlertCursor& cursor, const AlertSink& sink) override {
    SseParser parser;
    const auto take_event = [&](const SseParser::Event& event) { return take(event, cursor, sink); };
    const auto take_bytes = [&](std::string_view bytes) {
      return parser.feed(bytes, take_event) && sink.pause(cursor);
    };
    stopped_ = false;
    const Result<HttpReply> reply =
        http_->stream("/v1/alerts/stream", {"Accept: text/event-stream", "Last-Event-ID: " + cursor.text()},
                      [&](std::string_view bytes) {
                        stopped_ = !take_bytes(bytes);
                        return !stopped_;
                      });
    if (stopped_) return {};
    if (!reply.ok()) return {Kind::kLost, reply.status().message(), {}};
    if (reply->status != 200) return refused(*reply);
    return {Kind::kLost, http_->url() + " has ended the stream", {}};
  }

 private:
  bool take(const SseParser::Event& event, AlertCursor& cursor, const AlertSink& sink) const {
    const std::optional<AlertCursor> place = AlertCursor::parse(event.id);
    // A proxy may repeat what came before.
    if (!place || (place->epoch == cursor.epoch && place->after <= cursor.after)) return true;
    cursor = *place;
    if (event.data.empty()) return true;
    if (!topic_.empty() && !topic_of(event.data).starts_with(topic_)) return true;
    return sink.take(cursor, event.data);
  }

  FeedEnd refused(const HttpReply& reply) const {
    const std::string why = http_->url() + ": " + reply.problem();
    if (reply.status == 408 || reply.status == 429 || reply.status >= 500) return {Kind::kLost, why, {}};
    if (reply.status != 410) return {Kind::kFailed, why, {}};
    const Result<JsonValue> json = parse_json(reply.body);
    if (!json.ok()) return {Kind::kGone, why, {}};
    return {Kind::kGone, std::string(json->text_of("code")) + ": " + why,
            AlertCursor::parse(json->text_of("oldest"))};
  }

  const std::unique_ptr<HttpClient> http_;
  const std::string topic_;
  bool stopped_ = false;
};

void append_for_topic(std::string& topic, std::string_view customer) {
  for (const char c : customer) {
    if (c == '.') {
      topic += "%2E";
    } else if (c == '%') {
      topic += "%25";
    } else {
      topic += c;
    }
  }
}

}  // namespace

std::string topic_of(std::string_view cloud_event) {
  const Result<JsonValue> alert = parse_json(cloud_event);
  if (!alert.ok()) return {};
  std::string topic(alert->text_of("data.level"));
  topic.append(".").append(alert->text_of("data.to")).append(".");
  append_for_topic(topic, alert->text_of("subject"));
  return topic;
}

Result<std::unique_ptr<AlertFeed>> http_feed(const std::string& url, const std::string& topic) {
  Result<std::unique_ptr<HttpClient>> http = HttpClient::make(url);
  if (!http.ok()) return http.status();
  return std::unique_ptr<AlertFeed>(std::make_unique<HttpFeed>(http.take(), topic));
}

Result<std::unique_ptr<AlertFeed>> open_feed(const std::string& url, const std::string& topic) {
  if (url.starts_with("http://") || url.starts_with("https://")) return http_feed(url, topic);
  if (url.starts_with("tcp://")) return zmq_feed(url, topic);
  return Status::invalid("'" + url + "' is neither http://HOST:PORT nor tcp://HOST:PORT");
}

}  // namespace tidemark::tools
