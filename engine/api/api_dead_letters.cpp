// What was refused and kept.

#include <charconv>

#include "engine/api/live_api.h"
#include "engine/base/json_writer.h"
#include "engine/commit/committer.h"
#include "engine/decode/reject.h"
#include "state/keys.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kLettersMax = 1000;
constexpr std::size_t kPageBytes = 4 << 20;

std::optional<Position> position_of(const std::string* text) {
  Position position = 0;
  if (text == nullptr) return position;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), position);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return position;
}

}  // namespace

void LiveApi::get_dead_letters(const HttpRequest& request, const Responder& responder) {
  const std::optional<Position> after = position_of(request.query_value("after"));
  const std::optional<std::size_t> limit = limit_of(request, 100, kLettersMax);
  if (!after || !limit) {
    (void)responder.send(http_problem(400, "after is a position, limit a number from 1 to 1000"));
    return;
  }
  std::string from;
  state::dead_letter_key(from, *after + 1, 0);
  const auto cursor = engine_.store().scan(state::Table::kDeadLetters, from, {});
  std::string json;
  JsonWriter out(json);
  out.begin_object().key("dead_letters").begin_array();
  Position last = *after;
  for (std::size_t given = 0; cursor->valid() && given < *limit && json.size() < kPageBytes;
       cursor->next(), ++given) {
    DeadLetterRow row;
    if (!decode_dead_letter_row(cursor->value(), row)) {
      (void)responder.send(http_problem(503, "a dead letter in the store is malformed"));
      return;
    }
    last = state::position_of_dead_letter(cursor->key());
    out.begin_object();
    out.key("position").value(std::to_string(last));
    out.key("reason").value(reject_name(static_cast<Reject>(row.reason)));
    out.key("detail").value(row.detail);
    out.key("payload").value(row.payload);
    out.end_object();
  }
  if (!cursor->status().ok()) {
    (void)responder.send(http_problem(503, cursor->status().message()));
    return;
  }
  out.end_array().key("next").value(std::to_string(last)).end_object();
  (void)responder.send(json_response(200, std::move(json)));
}

}  // namespace tidemark::engine
