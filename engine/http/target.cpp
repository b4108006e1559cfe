#include "engine/http/target.h"

#include <utility>

namespace tidemark::engine {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Takes what stands before the next `separator`, and that.
std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

bool parse_query(std::string_view text, std::vector<HttpField>& out) {
  while (!text.empty()) {
    std::string_view value = take_until(text, '&');
    if (value.empty()) continue;
    HttpField field;
    if (!percent_decode(take_until(value, '='), true, field.name)) return false;
    if (!percent_decode(value, true, field.value)) return false;
    out.push_back(std::move(field));
  }
  return true;
}

}  // namespace

bool percent_decode(std::string_view text, bool plus_is_blank, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out.push_back(' ');
    } else if (text[i] != '%') {
      out.push_back(text[i]);
    } else {
      if (i + 2 >= text.size()) return false;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0 || high + low == 0) return false;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return true;
}

std::optional<HttpTarget> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  HttpTarget out;
  std::string_view path = take_until(target, '?');
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view raw = path.substr(0, path.find('/'));
    path.remove_prefix(raw.size());
    std::string segment;
    if (!percent_decode(raw, false, segment)) return std::nullopt;
    out.path.append("/").append(segment);
    out.segments.push_back(std::move(segment));
  }
  if (!parse_query(target, out.query)) return std::nullopt;
  return out;
}

}  // namespace tidemark::engine
