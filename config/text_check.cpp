#include "config/text_check.h"

#include <cstdint>

#include "config/tree.h"

namespace tidemark::config {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;  ///< 0: malformed
};

CodePoint decode(std::string_view rest) {
  const auto byte = [rest](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || rest.size() < bytes) return {};
  std::uint32_t value = first & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3FU);
  }
  const bool overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (overlong || surrogate || value > 0x10FFFF) return {};
  return {value, bytes};
}

bool is_control(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

}  // namespace

std::optional<Mistake> check_text(std::string_view bytes) {
  if (bytes.size() > kFileBytesMax) {
    return Mistake{1, 1, "", "the file is larger than 1 MiB", "check that this is the file you meant"};
  }
  int line = 1;
  std::size_t line_begin = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    const CodePoint c = decode(bytes.substr(i));
    const int column = static_cast<int>(i - line_begin) + 1;
    if (c.bytes == 0)
      return Mistake{line, column, "", "is not UTF-8 text", "save the file with encoding UTF-8"};
    if (is_control(c.value) && c.value != '\t' && c.value != '\n' && c.value != '\r') {
      return Mistake{line, column, "", "a control character that no text has",
                     "delete it, or save the file as UTF-8"};
    }
    i += c.bytes;
    if (c.value == '\n') {
      ++line;
      line_begin = i;
    }
  }
  return std::nullopt;
}

bool is_clean_line(std::string_view bytes) {
  while (!bytes.empty()) {
    const CodePoint c = decode(bytes);
    if (c.bytes == 0 || is_control(c.value)) return false;
    bytes.remove_prefix(c.bytes);
  }
  return true;
}

}  // namespace tidemark::config
