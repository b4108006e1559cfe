#include "engine/http/request_head.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "engine/http/message.h"

namespace tidemark::engine {
namespace {

using Refused = std::optional<HttpRefusal>;

constexpr std::size_t kFieldsMax = 100;
constexpr std::size_t kLengthDigitsMax = 18;  // fits 64 bits with room to add

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

/// Blank, tab, visible ASCII, and bytes above it (obs-text).
bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

bool is_target(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

bool is_host(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return is_alphanumeric(c) || std::string_view("-._~!$&'()*+;=%:[]").find(c) != std::string_view::npos;
  });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// "http://host/path" to "/path". Clients send it to proxies, but a server must understand it too.
std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.size() < scheme.size() || !http_equal_names(target.substr(0, scheme.size()), scheme)) continue;
    const std::size_t path = target.find_first_of("/?", scheme.size());
    if (path == std::string_view::npos) return "/";
    return target.substr(path);
  }
  return target;
}

Refused parse_version(std::string_view version, RequestHead& out) {
  if (version == "HTTP/1.1") return {};
  if (version == "HTTP/1.0") {
    out.http_1_0 = true;
    out.close = true;
    return {};
  }
  const bool other = version.size() == 8 && version.starts_with("HTTP/") && version[5] >= '0' &&
                     version[5] <= '9' && version[6] == '.' && version[7] >= '0' && version[7] <= '9';
  if (other) return HttpRefusal{505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
  return HttpRefusal{400, "the request line is not 'METHOD target HTTP/1.1'"};
}

Refused parse_request_line(std::string_view line, RequestHead& out) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return HttpRefusal{400, "the request line is not 'METHOD target HTTP/1.1'"};
  }
  out.method = line.substr(0, first);
  out.target = line.substr(first + 1, last - first - 1);
  if (!is_token(out.method)) return HttpRefusal{400, "the method is not a word"};
  if (!is_target(out.target)) return HttpRefusal{400, "the target has a character that needs an escape"};
  if (const Refused refused = parse_version(line.substr(last + 1), out)) return refused;
  out.target = without_authority(out.target);
  if (!out.target.starts_with('/')) return HttpRefusal{400, "the target does not begin with a slash"};
  return {};
}

Refused parse_length(std::string_view value, RequestHead& out) {
  if (out.content_length) return HttpRefusal{400, "there are two Content-Length"};
  const bool digits = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  if (value.empty() || !digits || value.size() > kLengthDigitsMax) {
    return HttpRefusal{400, "Content-Length is not a number of bytes"};
  }
  std::uint64_t length = 0;
  std::from_chars(value.data(), value.data() + value.size(), length);
  out.content_length = length;
  return {};
}

/// A last coding other than chunked leaves the end of the body unknown (400); others before it are merely
/// not understood here (501).
Refused parse_transfer_encoding(std::string_view value, RequestHead& out) {
  if (out.chunked) return HttpRefusal{400, "there are two Transfer-Encoding"};
  if (out.http_1_0) return HttpRefusal{400, "HTTP/1.0 has no Transfer-Encoding"};
  const std::size_t comma = value.rfind(',');
  const std::string_view last = trim(comma == std::string_view::npos ? value : value.substr(comma + 1));
  if (!http_equal_names(last, "chunked"))
    return HttpRefusal{400, "the last Transfer-Encoding is not chunked"};
  if (comma != std::string_view::npos) return HttpRefusal{501, "the only Transfer-Encoding known is chunked"};
  out.chunked = true;
  return {};
}

Refused parse_expect(std::string_view value, RequestHead& out) {
  if (!http_equal_names(value, "100-continue")) {
    return HttpRefusal{417, "the only expectation known is 100-continue"};
  }
  out.expect_continue = !out.http_1_0;
  return {};
}

void parse_connection(std::string_view value, RequestHead& out) {
  while (!value.empty()) {
    const std::size_t comma = value.find(',');
    if (http_equal_names(trim(value.substr(0, comma)), "close")) out.close = true;
    value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
  }
}

Refused parse_field(std::string_view line, RequestHead& out) {
  if (line.front() == ' ' || line.front() == '\t') return HttpRefusal{400, "a header field is folded"};
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return HttpRefusal{400, "a header field is not 'name: value'"};
  }
  const RequestHead::Field field{line.substr(0, colon), trim(line.substr(colon + 1))};
  if (!is_field_value(field.value)) return HttpRefusal{400, "a header field has a control character"};
  if (out.fields.size() == kFieldsMax) return HttpRefusal{431, "there are more than 100 header fields"};
  out.fields.push_back(field);
  if (http_equal_names(field.name, "content-length")) return parse_length(field.value, out);
  if (http_equal_names(field.name, "transfer-encoding")) return parse_transfer_encoding(field.value, out);
  if (http_equal_names(field.name, "expect")) return parse_expect(field.value, out);
  if (http_equal_names(field.name, "connection")) parse_connection(field.value, out);
  return {};
}

Refused check_host(const RequestHead& head) {
  std::size_t hosts = 0;
  for (const RequestHead::Field& field : head.fields) {
    if (!http_equal_names(field.name, "host")) continue;
    ++hosts;
    if (!is_host(field.value)) return HttpRefusal{400, "Host is not a name and port"};
  }
  if (hosts > 1) return HttpRefusal{400, "there are two Host"};
  if (hosts == 0 && !head.http_1_0) return HttpRefusal{400, "there is no Host"};
  return {};
}

Refused check_body(const RequestHead& head) {
  if (head.chunked && head.content_length) {
    return HttpRefusal{400, "there are both Content-Length and Transfer-Encoding"};
  }
  if (head.has_body() && (head.method == "GET" || head.method == "HEAD")) {
    return HttpRefusal{400, "GET and HEAD have no body"};
  }
  return {};
}

}  // namespace

HeadEnd find_head_end(std::string_view input, std::size_t from, std::size_t bytes_max) {
  const std::string_view looked_at = input.substr(0, bytes_max);
  for (std::size_t lf = looked_at.find('\n', from); lf != std::string_view::npos;
       lf = looked_at.find('\n', lf + 1)) {
    if (lf == 0 || looked_at[lf - 1] != '\r') return {HeadEnd::Found::kBadLine, 0};
    if (lf >= 3 && looked_at.substr(lf - 3, 4) == "\r\n\r\n") return {HeadEnd::Found::kWhole, lf + 1};
  }
  return {input.size() >= bytes_max ? HeadEnd::Found::kTooLong : HeadEnd::Found::kMore, 0};
}

std::optional<HttpRefusal> parse_request_head(std::string_view block, RequestHead& out) {
  block.remove_suffix(2);  // the empty line
  for (bool first = true; !block.empty(); first = false) {
    const std::size_t end = block.find("\r\n");
    const std::string_view line = block.substr(0, end);
    block.remove_prefix(end + 2);
    if (const Refused refused = first ? parse_request_line(line, out) : parse_field(line, out))
      return refused;
  }
  if (const Refused refused = check_host(out)) return refused;
  return check_body(out);
}

}  // namespace tidemark::engine
