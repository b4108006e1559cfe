#include "engine/decode/json_scanner.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace tidemark::engine {
namespace {

constexpr std::size_t kPlainDigitsMax = 18;  // always fit 63 bits

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The value of four hex digits, or -1.
int hex4(const char* p) {
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = p[i];
    int digit = 0;
    if (is_digit(c)) {
      digit = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = c - 'A' + 10;
    } else {
      return -1;
    }
    value = value * 16 + digit;
  }
  return value;
}

char* put_utf8(char* to, unsigned code) {
  if (code < 0x80) {
    *to++ = static_cast<char>(code);
    return to;
  }
  if (code < 0x800) {
    *to++ = static_cast<char>(0xC0 | (code >> 6));
  } else {
    if (code < 0x10000) {
      *to++ = static_cast<char>(0xE0 | (code >> 12));
    } else {
      *to++ = static_cast<char>(0xF0 | (code >> 18));
      *to++ = static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    }
    *to++ = static_cast<char>(0x80 | ((code >> 6) & 0x3F));
  }
  *to++ = static_cast<char>(0x80 | (code & 0x3F));
  return to;
}

/// The byte a one-letter escape stands for, 0 for none.
char simple_escape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

}  // namespace

void JsonScanner::begin(std::string_view text) {
  begin_ = p_ = text.data();
  end_ = begin_ + text.size();
  error_ = nullptr;
  depth_ = 0;
  has_nul_ = blanks_ = false;
  keys_.clear();
  stops_.build(text);
  next_stop_ = stops_.begin();
  // What is unescaped or minified is never longer than its source, so this never moves under a view.
  if (text.size() + kLinePadding > scratch_bytes_) {
    scratch_bytes_ = std::max(2 * scratch_bytes_, text.size() + kLinePadding);
    scratch_ = std::make_unique<char[]>(scratch_bytes_);
  }
  scratch_at_ = scratch_.get();
}

void JsonScanner::skip_blanks_slowly() {
  while (p_ < end_ && is_blank(*p_)) {
    if (*p_++ != ' ') ++next_stop_;
    blanks_ = true;
  }
}

bool JsonScanner::finish() {
  skip_blanks();
  if (p_ != end_) return fail("something follows the object");
  if (stops_.beyond_ascii() && !simdjson::validate_utf8(begin_, static_cast<std::size_t>(end_ - begin_))) {
    p_ = begin_;
    return fail("not UTF-8");
  }
  return true;
}

bool JsonScanner::value(JsonValue& out) {
  switch (peek()) {
    case '"':
      out.type = JsonType::kString;
      out.text = string();
      return out.text.data() != nullptr;
    case '{':
    case '[':
      return container(out);
    case 't':
      return literal("true", JsonType::kTrue, out);
    case 'f':
      return literal("false", JsonType::kFalse, out);
    case 'n':
      return literal("null", JsonType::kNull, out);
    default:
      return number(out);
  }
}

bool JsonScanner::literal(std::string_view word, JsonType type, JsonValue& out) {
  const auto left = static_cast<std::size_t>(end_ - p_);
  if (left < word.size() || std::memcmp(p_, word.data(), word.size()) != 0) return fail("not a value");
  p_ += word.size();
  out.type = type;
  return true;
}

bool JsonScanner::number(JsonValue& out) {
  const char* const start = p_;
  const bool negative = *p_ == '-';
  const char* q = p_ + (negative ? 1 : 0);
  const char* const first_digit = q;
  std::uint64_t mantissa = 0;
  while (q < end_ && is_digit(*q)) mantissa = mantissa * 10 + static_cast<std::uint64_t>(*q++ - '0');
  p_ = std::min(q, end_);
  if (q == first_digit) return fail("not a value");
  if (*first_digit == '0' && q - first_digit > 1) return fail("a number starts with a needless zero");

  std::size_t digits = static_cast<std::size_t>(q - first_digit);
  std::size_t scale = 0;
  if (q < end_ && *q == '.') {
    const char* const fraction = ++q;
    while (q < end_ && is_digit(*q)) mantissa = mantissa * 10 + static_cast<std::uint64_t>(*q++ - '0');
    p_ = q;
    scale = static_cast<std::size_t>(q - fraction);
    if (scale == 0) return fail("a digit is missing behind the point");
    digits += scale;
  }
  const bool has_exponent = (peek() | 0x20) == 'e';
  if (has_exponent && !exponent()) return false;

  out.type = JsonType::kNumber;
  out.negative = negative;
  out.whole = !has_exponent && scale == 0;
  out.plain = !has_exponent && digits <= kPlainDigitsMax;
  out.scale = static_cast<std::uint8_t>(out.plain ? scale : 0);
  out.mantissa = mantissa;
  out.text = {start, static_cast<std::size_t>(p_ - start)};
  return true;
}

bool JsonScanner::exponent() {
  ++p_;
  if (peek() == '+' || peek() == '-') ++p_;
  if (!is_digit(peek())) return fail("a digit is missing in the exponent");
  while (is_digit(peek())) ++p_;
  return true;
}

/// next_stop_ is where the first run of plain bytes ends.
std::string_view JsonScanner::string_with_escapes(const char* start) {
  const auto failed = [this](const char* why) {
    error_ = why;
    return std::string_view();
  };
  char* const begin = scratch_at_;
  char* to = begin;
  for (;;) {
    const char* stop = begin_ + *next_stop_;
    const auto run = static_cast<std::size_t>(stop - start);
    std::memcpy(to, start, run);
    to += run;
    p_ = stop;
    if (stop == end_) return failed("a string does not end");
    if (*stop == '"') break;
    if (*stop != '\\') return failed("a control character inside a string");
    if (!escape(stop, to)) return {};
    start = stop;
    while (begin_ + *next_stop_ < start) ++next_stop_;
  }
  ++p_;
  ++next_stop_;
  scratch_at_ = to;
  return {begin, static_cast<std::size_t>(to - begin)};
}

/// One escape sequence at `q`, which moves behind it.
bool JsonScanner::escape(const char*& q, char*& to) {
  const auto left = [&] { return end_ - q; };
  if (left() < 2) return fail("a string does not end");
  if (q[1] != 'u') {
    const char byte = simple_escape(q[1]);
    if (byte == '\0') return fail("an unknown escape");
    *to++ = byte;
    q += 2;
    return true;
  }
  const int code = left() >= 6 ? hex4(q + 2) : -1;
  if (code < 0) return fail("\\u needs four hex digits");
  q += 6;
  const bool high_half = code >= 0xD800 && code < 0xDC00;
  if (!high_half) {
    if (code >= 0xDC00 && code < 0xE000) return fail("half a surrogate pair");
    has_nul_ = has_nul_ || code == 0;
    to = put_utf8(to, static_cast<unsigned>(code));
    return true;
  }
  const int low = left() >= 6 && q[0] == '\\' && q[1] == 'u' ? hex4(q + 2) : -1;
  if (low < 0xDC00 || low >= 0xE000) return fail("half a surrogate pair");
  to = put_utf8(
      to, 0x10000U + (static_cast<unsigned>(code - 0xD800) << 10) + static_cast<unsigned>(low - 0xDC00));
  q += 6;
  return true;
}

bool JsonScanner::container(JsonValue& out) {
  const char* const start = p_;
  char* const scratch = scratch_at_;
  out.type = *p_ == '{' ? JsonType::kObject : JsonType::kArray;
  const bool blanks_before = std::exchange(blanks_, false);
  if (!nested_value()) return false;
  scratch_at_ = scratch;  // unescaped texts inside were needed for the check only
  out.text = blanks_ ? minified(start, p_) : std::string_view(start, static_cast<std::size_t>(p_ - start));
  blanks_ = blanks_before;
  return true;
}

bool JsonScanner::nested_value() {
  JsonValue ignored;
  switch (peek()) {
    case '{':
      return object([this](std::string_view) { return nested_value(); });
    case '[':
      return nested_array();
    default:
      return value(ignored);
  }
}

bool JsonScanner::nested_array() {
  if (++depth_ > kDepthMax) return fail("nested more than 64 deep");
  ++p_;
  skip_blanks();
  if (peek() == ']') {
    ++p_;
    --depth_;
    return true;
  }
  for (;;) {
    if (!nested_value()) return false;
    skip_blanks();
    const char next = peek();
    if (next != ',' && next != ']') return fail("a comma or closing bracket is missing");
    ++p_;
    if (next == ']') break;
    skip_blanks();
  }
  --depth_;
  return true;
}

/// The valid JSON from `from` to `to` without blanks outside strings.
std::string_view JsonScanner::minified(const char* from, const char* to) {
  char* const begin = scratch_at_;
  char* out = begin;
  bool inside = false;
  for (const char* p = from; p != to; ++p) {
    if (!inside && is_blank(*p)) continue;
    *out++ = *p;
    if (inside && *p == '\\') {
      *out++ = *++p;
    } else if (*p == '"') {
      inside = !inside;
    }
  }
  scratch_at_ = out;
  return {begin, static_cast<std::size_t>(out - begin)};
}

}  // namespace tidemark::engine
