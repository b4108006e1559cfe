// Events in.

#include "engine/api/event_body.h"
#include "engine/api/live_api.h"

namespace tidemark::engine {
namespace {

HttpResponse try_again(int status, std::string_view detail) {
  HttpResponse response = http_problem(status, detail);
  response.headers.push_back({"Retry-After", "1"});
  return response;
}

}  // namespace

void LiveApi::post_events(HttpRequest request, Responder responder) {
  if (draining_.load() || engine_.failed()) {
    (void)responder.send(try_again(503, "the engine is shutting down"));
    return;
  }
  // Asked before the work of taking the body apart; the offer below decides.
  if (!engine_.intake().has_room(Channel::kHttp)) {
    (void)responder.send(try_again(429, "more events are under way than the engine can commit"));
    return;
  }
  Submission submission;
  if (auto problem = read_event_body(std::move(request), engine_.config().http.body_bytes_max, submission)) {
    (void)responder.send(std::move(*problem));
    return;
  }
  submission.done = [responder, durability = engine_.durability()](const IngestAnswer& answer) {
    (void)responder.send(json_response(200, ingest_answer_json(answer, durability)));
  };
  if (!engine_.intake().offer(submission)) {
    (void)responder.send(try_again(429, "more events are under way than the engine can commit"));
  }
}

}  // namespace tidemark::engine
