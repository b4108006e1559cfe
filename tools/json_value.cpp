#include "tools/json_value.h"

#include <simdjson.h>

#include <utility>

namespace tidemark::tools {
namespace {

namespace ondemand = simdjson::ondemand;

/// The token as written, without the blanks that follow it.
std::string trimmed(std::string_view token) {
  const std::size_t end = token.find_last_not_of(" \t\r\n");
  return std::string(token.substr(0, end == std::string_view::npos ? 0 : end + 1));
}

JsonValue convert(ondemand::value value);

/// A document that is a scalar offers the same calls as a value, but is another type.
template <typename Source>
JsonValue convert_scalar(Source& source, ondemand::json_type type) {
  JsonValue out;
  switch (type) {
    case ondemand::json_type::string:
      out.kind = JsonValue::Kind::kString;
      out.text = std::string_view(source.get_string());
      break;
    case ondemand::json_type::number:
      out.kind = JsonValue::Kind::kNumber;
      out.text = trimmed(source.raw_json_token());
      break;
    case ondemand::json_type::boolean:
      out.kind = JsonValue::Kind::kBool;
      out.text = bool(source.get_bool()) ? "true" : "false";
      break;
    default:
      break;
  }
  return out;
}

JsonValue convert_object(ondemand::object object) {
  JsonValue out;
  out.kind = JsonValue::Kind::kObject;
  for (auto field : object) {
    std::string name(std::string_view(field.unescaped_key()));
    JsonValue value = convert(field.value());
    out.members.push_back({std::move(name), std::move(value)});
  }
  return out;
}

JsonValue convert_array(ondemand::array array) {
  JsonValue out;
  out.kind = JsonValue::Kind::kArray;
  for (auto item : array) out.items.push_back(convert(item.value()));
  return out;
}

JsonValue convert(ondemand::value value) {
  const ondemand::json_type type = value.type();
  if (type == ondemand::json_type::object) return convert_object(value.get_object());
  if (type == ondemand::json_type::array) return convert_array(value.get_array());
  return convert_scalar(value, type);
}

JsonValue convert_document(ondemand::document& document) {
  const ondemand::json_type type = document.type();
  if (type == ondemand::json_type::object) return convert_object(document.get_object());
  if (type == ondemand::json_type::array) return convert_array(document.get_array());
  return convert_scalar(document, type);
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view path) const {
  for (const auto& [name, value] : members) {
    if (name == path) return &value;
    if (path.size() > name.size() && path.starts_with(name) && path[name.size()] == '.') {
      if (const JsonValue* inside = value.find(path.substr(name.size() + 1))) return inside;
    }
  }
  return nullptr;
}

std::string_view JsonValue::text_of(std::string_view path) const {
  const JsonValue* value = find(path);
  return value != nullptr ? std::string_view(value->text) : std::string_view();
}

Result<JsonValue> parse_json(std::string_view text) {
  // The library reports by exception here: our own bytes are hardly ever wrong, and the walk stays readable.
  try {
    ondemand::parser parser;
    const simdjson::padded_string padded(text);
    ondemand::document document = parser.iterate(padded);
    return convert_document(document);
  } catch (const simdjson::simdjson_error& error) {
    return Status::corruption(std::string("not JSON: ") + error.what());
  }
}

}  // namespace tidemark::tools
