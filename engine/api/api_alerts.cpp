// Alerts behind a cursor: pages and streams.

#include "engine/api/live_api.h"
#include "engine/base/json_writer.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kAlertsMax = 1000;
constexpr std::size_t kPageBytes = 4 << 20;
/// A page looks at no more than this, so that a rare type holds up nobody.
constexpr std::size_t kScannedMax = 20'000;

HttpResponse cursor_problem(AlertLog::Answer answer, const AlertLog::Head& head) {
  const bool expired = answer == AlertLog::Answer::kExpired;
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  out.key("type").value("about:blank");
  out.key("title").value("Gone");
  out.key("status").integer(410);
  out.key("code").value(expired ? "cursor-expired" : "epoch-changed");
  out.key("detail").value(expired ? "alerts behind this cursor are no longer kept; begin again at oldest"
                                  : "this store never gave that cursor; begin again at oldest");
  out.key("epoch").value(std::to_string(head.epoch));
  out.key("oldest").value(AlertCursor{head.epoch, head.oldest - 1}.text());
  out.key("head").value(AlertCursor{head.epoch, head.last}.text());
  out.end_object();
  return {410, "application/problem+json", {}, std::move(json)};
}

/// The cursor to begin behind, or the answer that says what is wrong with it.
std::optional<HttpResponse> begin_behind(const std::string* text, AlertLog& log, Sequence otherwise,
                                         Sequence& after) {
  after = otherwise;
  if (text == nullptr || text->empty()) return std::nullopt;
  const std::optional<AlertCursor> cursor = AlertCursor::parse(*text);
  if (!cursor) return http_problem(400, "a cursor is EPOCH:SEQ, such as 1:340");
  const AlertLog::Answer answer = log.check(*cursor);
  if (answer != AlertLog::Answer::kOk) return cursor_problem(answer, log.head());
  after = cursor->after;
  return std::nullopt;
}

}  // namespace

void LiveApi::get_alerts(const HttpRequest& request, const Responder& responder) {
  AlertLog& log = engine_.alerts();
  const AlertLog::Head head = log.head();
  Sequence after = 0;
  if (auto problem = begin_behind(request.query_value("after"), log, head.oldest - 1, after)) {
    (void)responder.send(std::move(*problem));
    return;
  }
  const std::optional<std::size_t> limit = limit_of(request, 100, kAlertsMax);
  if (!limit) {
    (void)responder.send(http_problem(400, "limit: write a number from 1 to " + std::to_string(kAlertsMax)));
    return;
  }
  const std::string* type = request.query_value("type");
  std::string json;
  JsonWriter out(json);
  out.begin_object().key("alerts").begin_array();
  std::size_t given = 0;
  for (std::size_t scanned = 0; given < *limit && json.size() < kPageBytes && scanned < kScannedMax;) {
    std::vector<std::shared_ptr<const CommittedAlert>> page;
    if (Status status = log.read(after, *limit, kPageBytes, page); !status.ok()) {
      (void)responder.send(http_problem(503, status.message()));
      return;
    }
    if (page.empty()) break;
    for (const auto& alert : page) {
      if (given == *limit) break;
      after = alert->sequence;
      ++scanned;
      if (type != nullptr && !alert_type(*alert).starts_with(*type)) continue;
      out.raw(alert->json);
      ++given;
    }
  }
  out.end_array();
  out.key("next").value(AlertCursor{head.epoch, after}.text());
  out.key("oldest").value(AlertCursor{head.epoch, head.oldest - 1}.text());
  out.key("head").value(AlertCursor{head.epoch, log.head().last}.text());
  out.end_object();
  (void)responder.send(json_response(200, std::move(json)));
}

void LiveApi::get_alert_stream(const HttpRequest& request, const Responder& responder) {
  const std::string* cursor = request.header("Last-Event-ID");
  if (cursor == nullptr) cursor = request.query_value("after");
  Sequence after = 0;
  AlertLog& log = engine_.alerts();
  if (auto problem = begin_behind(cursor, log, log.head().last, after)) {
    (void)responder.send(std::move(*problem));
    return;
  }
  const std::string* type = request.query_value("type");
  HttpResponse head;
  head.content_type = "text/event-stream";
  head.headers.push_back({"Cache-Control", "no-store"});
  streams_->add(responder.open_stream(std::move(head)), after, type == nullptr ? std::string() : *type);
}

}  // namespace tidemark::engine
