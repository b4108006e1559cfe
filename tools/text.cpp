#include "tools/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tidemark::tools {
namespace {

std::string group_digits(std::string digits) {
  const std::size_t sign = digits.starts_with('-') ? 1 : 0;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  for (std::size_t i = point; i > sign + 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Least code point a sequence of so many bytes may stand for (else it is overlong).
constexpr std::uint32_t kLeast[5] = {0, 0, 0x80, 0x800, 0x10000};

std::size_t claimed_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

}  // namespace

std::string grouped(std::uint64_t number) {
  return group_digits(fmt::format("{}", number));
}

std::string fixed(double number, int decimals) {
  if (!std::isfinite(number)) return "-";
  return group_digits(fmt::format("{:.{}f}", number, decimals));
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double size = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; size >= 1024 && unit < 4; ++unit) size /= 1024;
  return fmt::format("{:.1f} {}", size, kUnits[unit]);
}

std::string seconds_text(double seconds) {
  if (seconds < 10) return fmt::format("{:.2f} s", seconds);
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(seconds);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02} h", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return {};
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::size_t width_of(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return !is_continuation(c); }));
}

std::string pad_right(std::string_view utf8, std::size_t width) {
  std::string out(utf8);
  const std::size_t used = width_of(utf8);
  if (used < width) out.append(width - used, ' ');
  return out;
}

std::string pad_left(std::string_view utf8, std::size_t width) {
  const std::size_t used = width_of(utf8);
  return std::string(used < width ? width - used : 0, ' ') + std::string(utf8);
}

std::size_t utf8_length(std::string_view bytes) {
  if (bytes.empty()) return 0;
  const auto first = static_cast<unsigned char>(bytes[0]);
  const std::size_t length = claimed_length(first);
  if (length <= 1 || bytes.size() < length) return length == 1 ? 1 : 0;
  std::uint32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(bytes[i])) return 0;
    code = (code << 6) | (static_cast<unsigned char>(bytes[i]) & 0x3FU);
  }
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < kLeast[length] || code > 0x10FFFF || surrogate ? 0 : length;
}

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = utf8_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string printable(std::string_view bytes, std::size_t bytes_max) {
  std::string out;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::string_view rest = bytes.substr(at);
    const std::size_t length = utf8_length(rest);
    const auto first = static_cast<unsigned char>(rest[0]);
    const std::size_t step = std::max<std::size_t>(length, 1);
    if (at + step > bytes_max) return out + "…";
    // U+0080 to U+009F are control characters as well; a terminal may obey them.
    const bool control = first < 0x20 || first == 0x7F ||
                         (length == 2 && first == 0xC2 && static_cast<unsigned char>(rest[1]) < 0xA0);
    if (length == 0 || control) {
      for (const char c : rest.substr(0, step))
        out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out.append(rest.substr(0, length));
    }
    at += step;
  }
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t j = 0; j < 3; ++j) {
      word = (word << 8) | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= count ? kAlphabet[(word >> (18 - 6 * j)) & 63U] : '=';
    }
  }
  return out;
}

}  // namespace tidemark::tools
