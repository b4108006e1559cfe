#include "tools/client/sse_parser.h"

#include <algorithm>
#include <utility>

namespace tidemark::tools {

bool SseParser::feed(std::string_view bytes, const std::function<bool(const Event&)>& take) {
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    line_.append(bytes.substr(0, end));
    if (end == bytes.size()) break;
    bytes.remove_prefix(end + 1);
    if (line_.ends_with('\r')) line_.pop_back();
    const std::string line = std::exchange(line_, {});
    if (!line.empty()) {
      take_line(line);
      continue;
    }
    has_data_ = false;
    const Event event = std::exchange(event_, {});
    if ((!event.id.empty() || !event.data.empty()) && !take(event)) return false;
  }
  return true;
}

void SseParser::take_line(std::string_view line) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view field = line.substr(0, colon);
  std::string_view value = line.substr(std::min(colon + 1, line.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "id") {
    event_.id = value;
  } else if (field == "data") {
    if (has_data_) event_.data.push_back('\n');
    event_.data.append(value);
    has_data_ = true;
  }
}

}  // namespace tidemark::tools
