#pragma once

#include <string>
#include <string_view>

#include "tests/decode/json_oracle.h"
#include "tests/decode/line_decoder.h"

namespace tidemark::engine::testing {

/// Decodes a line and asks the oracle. "" when both agree: bad_json exactly where the oracle sees no proper
/// object, and an accepted event says what the line says; its bytes survive the way through the log.
inline std::string check_line(LineDecoder& decoder, std::string_view line) {
  const Outcome outcome = decoder.decode(line);
  if (outcome.reject == Reject::kTooLarge) return "";
  if (line.ends_with('\r')) line.remove_suffix(1);
  const JsonOracle oracle(line);
  if (oracle.ok() != (outcome.reject != Reject::kBadJson)) {
    return oracle.ok() ? "refused a proper object: " + std::string(outcome.detail)
                       : "took what is no proper object";
  }
  if (outcome.ok() != outcome.detail.empty()) return "a detail without a reject, or the other way round";
  if (!outcome.ok()) return "";

  std::string json;
  append_event_json(json, decoder.decoded().event, decoder.keys());
  if (const std::string difference = oracle.difference(json); !difference.empty())
    return difference + ": " + json;

  std::string bytes;
  encode_event(decoder.decoded().event, bytes);
  Event logged;
  std::string again;
  if (!decode_event(bytes, logged)) return "the log's form does not come back";
  append_event_json(again, logged, decoder.keys());
  return again == json ? "" : "the log's form says something else: " + again;
}

}  // namespace tidemark::engine::testing
