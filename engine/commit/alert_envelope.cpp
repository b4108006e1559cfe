#include "engine/commit/alert_envelope.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "engine/base/json_writer.h"

namespace tidemark::engine {

void append_alert_envelope(std::string& out, const operators::AlertDraft& draft, std::string_view customer_id,
                           std::string_view source, Sequence sequence, std::uint32_t epoch,
                           Sequence previous) {
  out.reserve(out.size() + draft.data.size() + 400);
  fmt::format_to(std::back_inserter(out), R"({{"specversion":"1.0","id":"{:016x}{:016x}","source":)",
                 draft.id.high, draft.id.low);
  append_json_string(out, source);
  out.append(R"(,"type":")").append(draft.type).append(R"(","subject":)");
  append_json_string(out, customer_id);
  out.append(R"(,"time":")");
  append_timestamp(out, draft.instant);
  fmt::format_to(
      std::back_inserter(out),
      R"(","datacontenttype":"application/json","sequence":"{:016}","epoch":"{}","prevsequence":"{:016}","data":)",
      sequence, epoch, previous);
  out.append(draft.data).push_back('}');
}

std::string_view alert_member(std::string_view json, std::string_view name) {
  const std::string key = '"' + std::string(name) + "\":\"";
  const std::size_t at = json.find(key);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + key.size();
  std::size_t end = begin;
  while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
  return json.substr(begin, std::min(end, json.size()) - begin);
}

}  // namespace tidemark::engine
