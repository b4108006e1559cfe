#include "config/content_lines.h"

#include "config/scalars.h"
#include "engine/base/json_writer.h"

namespace tidemark::config {

std::string in_quotes(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

void Lines::group(std::string_view key) {
  indent();
  out_ += std::string(key) + ":\n";
  ++depth_;
}

void Lines::element() {
  dash_ = true;
  ++depth_;
}

void Lines::indent() {
  out_.append(2 * (dash_ ? depth_ - 1 : depth_), ' ');
  if (dash_) out_ += "- ";
  dash_ = false;
}

void Lines::line(std::string_view key, std::string_view value) {
  indent();
  out_ += std::string(key) + ": " + std::string(value) + "\n";
}

void Lines::duration(std::string_view key, Millis value) {
  line(key, format_duration(value));
}

void Lines::whole(std::string_view key, std::int64_t value) {
  line(key, std::to_string(value));
}

void Lines::flag(std::string_view key, bool value) {
  line(key, value ? "true" : "false");
}

void Lines::number(std::string_view key, double value) {
  line(key, format_number(value));
}

void Lines::text_if_any(std::string_view key, std::string_view value) {
  if (!value.empty()) text(key, value);
}

void Lines::texts_if_any(std::string_view key, const std::vector<std::string>& values) {
  if (!values.empty()) line(key, texts_of(values));
}

void Lines::duration_if_any(std::string_view key, Millis value) {
  if (value != 0) duration(key, value);
}

std::string map_of(const std::map<std::string, std::string>& map) {
  std::string out = "{";
  for (const auto& [key, value] : map) {
    if (out.size() > 1) out += ", ";
    out += in_quotes(key) + ": " + in_quotes(value);
  }
  return out + "}";
}

std::string texts_of(const std::vector<std::string>& texts) {
  return list_of(texts, in_quotes);
}

}  // namespace tidemark::config
