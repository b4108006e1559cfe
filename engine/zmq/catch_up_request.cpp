#include "engine/zmq/catch_up_request.h"

#include <simdjson.h>

#include <algorithm>

namespace tidemark::engine {
namespace {

Status read_field(std::string_view key, const simdjson::dom::element& value, CatchUpRequest& request,
                  bool& has_cursor) {
  std::string_view text;
  if (key == "after") {
    const auto cursor = value.get(text) ? std::nullopt : AlertCursor::parse(text);
    if (!cursor) return Status::invalid("'after' is no cursor; write \"EPOCH:SEQ\"");
    request.after = *cursor;
    has_cursor = true;
  } else if (key == "topic") {
    if (value.get(text) || text.size() > CatchUpRequest::kTopicBytesMax)
      return Status::invalid("'topic' is no text of at most 1024 bytes");
    request.topic = text;
  } else if (key == "limit") {
    std::uint64_t limit = 0;
    if (value.get(limit) || limit == 0) return Status::invalid("'limit' is no whole number from 1 on");
    request.limit = std::min<std::uint64_t>(limit, CatchUpRequest::kLimitMax);
  } else {
    return Status::invalid("there is no field '" + std::string(key.substr(0, 64)) +
                           "'; known are after, topic, limit");
  }
  return {};
}

}  // namespace

Result<CatchUpRequest> CatchUpRequest::parse(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json.data(), json.size()).get(object)) {
    return Status::invalid("the request is no JSON object");
  }
  CatchUpRequest request;
  bool has_cursor = false;
  for (const auto field : object) TM_RETURN_IF_ERROR(read_field(field.key, field.value, request, has_cursor));
  if (!has_cursor) return Status::invalid("'after' is missing; write \"EPOCH:SEQ\"");
  return request;
}

}  // namespace tidemark::engine
