#include "engine/api/cloud_event.h"

#include <simdjson.h>

#include <algorithm>

#include "engine/base/json_writer.h"

namespace tidemark::engine {
namespace {

constexpr std::string_view kVersion = "1.0";

/// "Application/JSON; charset=utf-8" → "application/json"
std::string media_type(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
  for (char& c : type) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return type;
}

/// What is absent is JSON.
bool is_json(std::string_view content_type) {
  const std::string type = media_type(content_type);
  return type.empty() || type.ends_with("/json") || type.ends_with("+json");
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::string json_string(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Old producers put quotes around a value.
std::string unquoted(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return std::string(value);
  std::string out;
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    if (value[i] == '\\' && i + 2 < value.size()) ++i;
    out.push_back(value[i]);
  }
  return out;
}

/// One round; a percent sign without two digits stands for itself.
std::string percent_decoded(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const int high = value[i] == '%' && i + 2 < value.size() ? hex_value(value[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(value[i + 2]) : -1;
    if (low < 0) {
      out.push_back(value[i]);
    } else {
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return out;
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/// RFC 4648 with padding.
std::optional<std::string> base64_decoded(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string out;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out.push_back(static_cast<char>(bits >> count & 0xFFU));
  }
  return out;
}

}  // namespace

CloudEventMode cloud_event_mode(const HttpRequest& request) {
  const std::string* const content_type = request.header("Content-Type");
  const std::string type = content_type == nullptr ? std::string() : media_type(*content_type);
  if (type == "application/cloudevents-batch+json") return CloudEventMode::kBatch;
  if (type == "application/cloudevents" || type == "application/cloudevents+json")
    return CloudEventMode::kStructured;
  return request.header("ce-specversion") != nullptr ? CloudEventMode::kBinary : CloudEventMode::kNone;
}

bool CloudEventReader::append_structured(std::string_view json, std::string& out) {
  if (!read(json) || !valid()) return false;
  if (data_base64_.type != JsonType::kNull) unpack_base64();
  append(out);
  return true;
}

bool CloudEventReader::read(std::string_view json) {
  attributes_ = {};
  data_ = data_base64_ = {};
  scanner_.begin(json);
  scanner_.skip_blanks();
  if (scanner_.peek() != '{') return false;
  return scanner_.object([&](std::string_view key) { return read_member(json, key); }) && scanner_.finish();
}

bool CloudEventReader::read_member(std::string_view json, std::string_view key) {
  const std::size_t begin = scanner_.position();
  JsonValue value;
  if (!scanner_.value(value)) return false;
  const std::string_view text = json.substr(begin, scanner_.position() - begin);
  if (key == "data") {
    data_ = {value.type, text};
  } else if (key == "data_base64") {
    if (value.type != JsonType::kString && value.type != JsonType::kNull) return false;
    data_base64_ = {value.type, text};
  } else if (std::string* const to = attribute(key); to != nullptr && value.type != JsonType::kNull) {
    if (value.type != JsonType::kString) return false;
    *to = value.text;
  }
  return true;
}

std::string* CloudEventReader::attribute(std::string_view name) {
  if (name == "specversion") return &attributes_.specversion;
  if (name == "id") return &attributes_.id;
  if (name == "source") return &attributes_.source;
  if (name == "type") return &attributes_.type;
  if (name == "subject") return &attributes_.subject;
  if (name == "time") return &attributes_.time;
  if (name == "datacontenttype") return &attributes_.datacontenttype;
  return nullptr;
}

bool CloudEventReader::valid() const {
  const bool both = data_.type != JsonType::kNull && data_base64_.type != JsonType::kNull;
  return attributes_.specversion == kVersion && !attributes_.id.empty() && !attributes_.source.empty() &&
         !attributes_.type.empty() && !both;
}

/// JSON that was sent as binary becomes data; anything else stays data_base64.
void CloudEventReader::unpack_base64() {
  std::string_view text = data_base64_.json;
  text = text.substr(1, text.size() - 2);
  std::optional<std::string> bytes = base64_decoded(text);
  if (!bytes || !is_json(attributes_.datacontenttype)) return;
  const std::size_t size = bytes->size();
  own_ = std::move(*bytes);
  own_.append(kLinePadding, '\0');
  const std::string_view json = std::string_view(own_).substr(0, size);
  scanner_.begin(json);
  scanner_.skip_blanks();
  JsonValue value;
  if (!scanner_.value(value) || !scanner_.finish()) return;
  data_ = {value.type, json};
  data_base64_ = {};
}

std::optional<std::string> CloudEventReader::append_binary(const HttpRequest& request, std::string& out) {
  attributes_ = {};
  data_ = data_base64_ = {};
  if (auto wrong = read_headers(request)) return wrong;
  if (auto wrong = read_body(request)) return wrong;
  append(out);
  return std::nullopt;
}

std::optional<std::string> CloudEventReader::read_headers(const HttpRequest& request) {
  constexpr std::string_view kPrefix = "ce-";
  for (const HttpField& header : request.headers) {
    if (header.name.size() <= kPrefix.size() ||
        !http_equal_names(std::string_view(header.name).substr(0, kPrefix.size()), kPrefix)) {
      continue;
    }
    std::string name = header.name.substr(kPrefix.size());
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    std::string* const to = attribute(name);
    if (to == nullptr || name == "datacontenttype") continue;  // that one is Content-Type here
    *to = percent_decoded(unquoted(header.value));
    if (!is_utf8(*to)) return "the header ce-" + name + " is not UTF-8 once its percent signs are decoded";
  }
  if (attributes_.specversion != kVersion) return "ce-specversion: only CloudEvents 1.0 are known";
  if (attributes_.id.empty()) return "the header ce-id is missing";
  if (attributes_.source.empty()) return "the header ce-source is missing";
  if (attributes_.type.empty()) return "the header ce-type is missing";
  return std::nullopt;
}

std::optional<std::string> CloudEventReader::read_body(const HttpRequest& request) {
  const std::string_view body = request.body;
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return std::nullopt;
  const std::string* const content_type = request.header("Content-Type");
  const bool json = content_type == nullptr || is_json(*content_type);
  scanner_.begin(body);
  scanner_.skip_blanks();
  JsonValue value;
  // Senders that do not say what they send (curl says: a form) send objects.
  if ((json || body[first] == '{') && scanner_.value(value) && scanner_.finish()) {
    data_ = {value.type, body};
    return std::nullopt;
  }
  if (json) return "the data is not JSON, although Content-Type says so";
  if (!is_utf8(body)) return "the data is neither JSON nor UTF-8 text";
  own_ = json_string(body);
  data_ = {JsonType::kString, own_};
  return std::nullopt;
}

/// False when it cannot be read a second time, which cannot be: it was scanned before.
bool CloudEventReader::read_object(Inside& inside) {
  const std::string_view json = data_.json;
  scanner_.begin(json);
  scanner_.skip_blanks();
  return scanner_.object([&](std::string_view key) {
    const std::size_t begin = scanner_.position();
    JsonValue value;
    if (!scanner_.value(value)) return false;
    const std::string_view text = json.substr(begin, scanner_.position() - begin);
    std::string* const known = key == "type"          ? &inside.type
                               : key == "event_id"    ? &inside.event_id
                               : key == "customer_id" ? &inside.customer_id
                               : key == "timestamp"   ? &inside.timestamp
                                                      : nullptr;
    if (known != nullptr) {
      if (value.type != JsonType::kNull) *known = text;
      return true;
    }
    if (key == "properties" && value.type == JsonType::kObject) inside.properties = true;
    inside.others.append(",").append(json_string(key)).append(":").append(text);
    return true;
  });
}

void CloudEventReader::append(std::string& out) {
  Inside inside;
  const bool object = data_.type == JsonType::kObject && read_object(inside);
  const bool native = object && (inside.properties || (!inside.type.empty() && !inside.customer_id.empty()));
  const auto or_attribute = [](std::string& to, const std::string& value) {
    if (to.empty() && !value.empty()) to = json_string(value);
  };
  if (!native) {
    inside.type.clear();
    inside.event_id.clear();
    if (!attributes_.time.empty()) inside.timestamp.clear();
  }
  or_attribute(inside.type, attributes_.type);
  or_attribute(inside.event_id, attributes_.id);
  or_attribute(inside.customer_id, attributes_.subject);
  or_attribute(inside.timestamp, attributes_.time);
  append_head(inside, out);
  if (native) {
    out.append(inside.others);
  } else {
    append_properties(out);
  }
  out.push_back('}');
}

void CloudEventReader::append_head(const Inside& inside, std::string& out) {
  out.append("{\"type\":").append(inside.type);
  if (!inside.event_id.empty()) out.append(",\"event_id\":").append(inside.event_id);
  if (!inside.customer_id.empty()) out.append(",\"customer_id\":").append(inside.customer_id);
  if (!inside.timestamp.empty()) out.append(",\"timestamp\":").append(inside.timestamp);
}

void CloudEventReader::append_properties(std::string& out) const {
  if (data_.type == JsonType::kObject) {
    out.append(",\"properties\":").append(data_.json);
  } else if (data_.type != JsonType::kNull) {
    out.append(",\"properties\":{\"data\":").append(data_.json).append("}");
  } else if (data_base64_.type != JsonType::kNull) {
    out.append(",\"properties\":{\"data_base64\":").append(data_base64_.json).append("}");
  }
}

}  // namespace tidemark::engine
