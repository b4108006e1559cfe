#include "engine/http/response_text.h"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <string_view>

namespace tidemark::engine {
namespace {

/// Framing is decided in one place; a handler's own opinion could make two answers of one.
bool is_the_servers(std::string_view name) {
  for (const std::string_view own : {"Content-Length", "Transfer-Encoding", "Connection", "Date"}) {
    if (http_equal_names(name, own)) return true;
  }
  return false;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(byte < 0x20 || byte == 0x7f ? ' '
                                              : c);  // a line end would begin a header of the value's own
  }
  out.append("\r\n");
}

}  // namespace

std::string http_date(Millis instant) {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = static_cast<std::time_t>(instant / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[static_cast<std::size_t>(utc.tm_wday)],
                     utc.tm_mday, kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string response_head(const HttpResponse& response, const HttpFraming& framing, Millis now) {
  std::string out = fmt::format("HTTP/1.1 {} {}\r\n", response.status, http_reason(response.status));
  append_field(out, "Date", http_date(now));
  if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
  for (const HttpField& field : response.headers) {
    if (!is_the_servers(field.name)) append_field(out, field.name, field.value);
  }
  if (framing.content_length) append_field(out, "Content-Length", fmt::to_string(*framing.content_length));
  if (framing.chunked) append_field(out, "Transfer-Encoding", "chunked");
  if (framing.close) append_field(out, "Connection", "close");
  return out += "\r\n";
}

std::string chunk_line(std::size_t bytes) {
  return fmt::format("{:x}\r\n", bytes);
}

}  // namespace tidemark::engine
