#include "engine/publish/alert_csv.h"

#include <simdjson.h>

#include <array>

#include "engine/base/assert.h"

namespace tidemark::engine {
namespace {

/// Column name and JSON pointer.
constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kColumns = {{
    {"sequence", "/sequence"},
    {"epoch", "/epoch"},
    {"prevsequence", "/prevsequence"},
    {"id", "/id"},
    {"type", "/type"},
    {"subject", "/subject"},
    {"time", "/time"},
    {"data.level", "/data/level"},
    {"data.from", "/data/from"},
    {"data.to", "/data/to"},
    {"data.direction", "/data/direction"},
    {"data.sentiment", "/data/sentiment"},
    {"data.score", "/data/score"},
    {"data.cause.kind", "/data/cause/kind"},
    {"data.cause.event_id", "/data/cause/event_id"},
    {"data.reasons.0.text", "/data/reasons/0/text"},
    {"data.valid_until", "/data/valid_until"},
    {"data.value_at_risk", "/data/value_at_risk"},
    {"data.supersedes", "/data/supersedes"},
    {"data.config_version", "/data/config_version"},
    {"data.model_version", "/data/model_version"},
}};

}  // namespace

void append_csv_cell(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out.append(text);
    return;
  }
  out.push_back('"');
  for (const char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

std::string alert_csv_header() {
  std::string line;
  for (const auto& [name, pointer] : kColumns) {
    if (!line.empty()) line.push_back(',');
    line.append(name);
  }
  line.push_back('\n');
  return line;
}

void append_alert_csv(std::string& out, std::string_view json) {
  thread_local simdjson::dom::parser parser;
  simdjson::dom::element alert;
  TM_ASSERT(parser.parse(simdjson::padded_string(json)).get(alert) == simdjson::SUCCESS);  // we wrote it
  bool first = true;
  for (const auto& [name, pointer] : kColumns) {
    if (!first) out.push_back(',');
    first = false;
    simdjson::dom::element value;
    if (alert.at_pointer(pointer).get(value) != simdjson::SUCCESS || value.is_null()) continue;
    if (std::string_view text; value.get(text) == simdjson::SUCCESS) {
      append_csv_cell(out, text);
    } else {
      append_csv_cell(out, simdjson::minify(value));
    }
  }
  out.push_back('\n');
}

}  // namespace tidemark::engine
