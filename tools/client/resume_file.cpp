#include "tools/client/resume_file.h"

#include <charconv>
#include <optional>

#include "engine/base/json_writer.h"
#include "tools/client/small_file.h"
#include "tools/json_value.h"

namespace tidemark::tools {
namespace {

constexpr std::size_t kHexDigits = 16;

std::string hex(std::uint64_t number) {
  char digits[kHexDigits];
  const auto end = std::to_chars(digits, digits + kHexDigits, number, 16).ptr;
  const std::string text(digits, end);
  return std::string(kHexDigits - text.size(), '0') + text;
}

bool parse(std::string_view text, int base, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

std::optional<engine::SourcePosition> position_of(const JsonValue& item) {
  engine::SourcePosition position;
  const std::string_view digest = item.text_of("digest");
  if (digest.size() != 2 * kHexDigits || !parse(item.text_of("offset"), 10, position.offset) ||
      !parse(digest.substr(0, kHexDigits), 16, position.digest.high) ||
      !parse(digest.substr(kHexDigits), 16, position.digest.low)) {
    return std::nullopt;
  }
  return position;
}

}  // namespace

Result<std::vector<engine::SourcePosition>> read_resume_file(const std::string& path) {
  const Result<std::optional<std::string>> text = read_small_file(path);
  if (!text.ok()) return text.status();
  std::vector<engine::SourcePosition> positions;
  if (!text->has_value()) return positions;
  const Result<JsonValue> json = parse_json(**text);
  const JsonValue* const inputs = json.ok() ? json->find("inputs") : nullptr;
  const Status wrong = Status::foreign("'" + path + "' is no file that --resume has written");
  if (inputs == nullptr) return wrong;
  for (const JsonValue& item : inputs->items) {
    const std::optional<engine::SourcePosition> position = position_of(item);
    if (!position) return wrong;
    positions.push_back(*position);
  }
  return positions;
}

Status write_resume_file(const std::string& path, const std::vector<engine::SourcePosition>& positions) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("inputs").begin_array();
  for (const engine::SourcePosition& position : positions) {
    json.begin_object().key("offset").unsigned_integer(position.offset);
    json.key("digest").value(hex(position.digest.high) + hex(position.digest.low)).end_object();
  }
  json.end_array().end_object();
  return write_small_file(path, text + "\n");
}

}  // namespace tidemark::tools
