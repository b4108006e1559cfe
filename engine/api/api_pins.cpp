// Tiers by hand.

#include <simdjson.h>

#include <algorithm>

#include "config/load.h"
#include "engine/api/live_api.h"
#include "operators/pins.h"

namespace tidemark::engine {
namespace {

/// What the body of a pin or unpin says.
struct PinBody {
  std::string ladder;
  std::string level;
  std::string actor;
  std::string reason;
  Millis until = kNever;
};

/// Errors: kInvalidArgument, for people.
Status read_member(std::string_view key, simdjson::dom::element value, PinBody& body) {
  if (key == "until" && value.is_null()) return {};
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return Status::invalid(std::string(key) + ": write a text");
  if (key == "until") {
    const Result<Millis> until = parse_timestamp(text);
    if (!until.ok()) return Status::invalid("until: " + until.status().message());
    body.until = *until;
    return {};
  }
  std::string* const to = key == "ladder"   ? &body.ladder
                          : key == "level"  ? &body.level
                          : key == "actor"  ? &body.actor
                          : key == "reason" ? &body.reason
                                            : nullptr;
  if (to == nullptr) {
    return Status::invalid("there is no '" + std::string(key) +
                           "'; write ladder, level, until, actor and reason");
  }
  *to = text;
  return {};
}

Result<PinBody> read_body(const std::string& text) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(text).get(object) != simdjson::SUCCESS) {
    return Status::invalid("write a JSON object with ladder, level, until, actor and reason");
  }
  PinBody body;
  for (const simdjson::dom::key_value_pair member : object) {
    TM_RETURN_IF_ERROR(read_member(member.key, member.value, body));
  }
  if (body.ladder.empty()) return Status::invalid("ladder: name the ladder, such as tier");
  return body;
}

Status check_names(const PinBody& body, const std::string& content, bool with_level) {
  const Result<config::Config> config = config::from_content(content);
  if (!config.ok()) return config.status();
  const auto ladder = std::find_if(config->ladders.begin(), config->ladders.end(),
                                   [&](const config::Ladder& l) { return l.name == body.ladder; });
  if (ladder == config->ladders.end()) return Status::invalid("there is no ladder '" + body.ladder + "'");
  if (!with_level) return {};
  const bool known = std::any_of(ladder->levels.begin(), ladder->levels.end(),
                                 [&](const config::TierLevel& level) { return level.name == body.level; });
  if (!known) return Status::invalid("'" + body.ladder + "' has no level '" + body.level + "'");
  if (body.actor.empty()) return Status::invalid("actor: say who does this");
  if (body.reason.empty()) return Status::invalid("reason: say why");
  return {};
}

Result<std::string> pin_payload(const std::string& text, const std::string& content) {
  const Result<PinBody> body = read_body(text);
  if (!body.ok()) return body.status();
  TM_RETURN_IF_ERROR(check_names(*body, content, true));
  return operators::encode_pin(body->ladder, body->level, body->until, body->actor, body->reason);
}

Result<std::string> unpin_payload(const std::string& text, const std::string& content) {
  const Result<PinBody> body = read_body(text);
  if (!body.ok()) return body.status();
  TM_RETURN_IF_ERROR(check_names(*body, content, false));
  return operators::encode_unpin(body->ladder);
}

HttpResponse committed(const IngestAnswer& answer, std::string_view durability) {
  return json_response(200, ingest_answer_json(answer, durability));
}

}  // namespace

void LiveApi::post_pin(const HttpRequest& request, const Responder& responder) {
  instruct(request.parameter, pin_payload(request.body, engine_.configuration().content), responder);
}

void LiveApi::post_unpin(const HttpRequest& request, const Responder& responder) {
  instruct(request.parameter, unpin_payload(request.body, engine_.configuration().content), responder);
}

void LiveApi::instruct(std::string customer_id, Result<std::string> payload, const Responder& responder) {
  if (!payload.ok()) {
    (void)responder.send(http_problem(400, payload.status().message()));
    return;
  }
  if (draining_.load() || engine_.failed()) {
    (void)responder.send(http_problem(503, "the engine is shutting down"));
    return;
  }
  const auto offer = [&engine = engine_, responder](const std::string& id, const std::string& instruction) {
    Submission submission;
    submission.instructions.push_back({id, instruction});
    submission.done = [responder, durability = engine.durability()](const IngestAnswer& answer) {
      (void)responder.send(committed(answer, durability));
    };
    if (engine.intake().offer(submission)) return;
    HttpResponse busy = http_problem(429, "more is under way than the engine can commit");
    busy.headers.push_back({"Retry-After", "1"});
    (void)responder.send(std::move(busy));
  };
  engine_.read_customer(customer_id, [offer, responder, id = customer_id, instruction = payload.take()](
                                         const Result<std::optional<std::string>>& found) {
    if (!found.ok()) {
      (void)responder.send(http_problem(503, found.status().message()));
    } else if (!found->has_value()) {
      (void)responder.send(http_problem(404, "there is no such customer"));
    } else {
      offer(id, instruction);
    }
  });
}

}  // namespace tidemark::engine
