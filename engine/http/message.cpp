#include "engine/http/message.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/json_writer.h"

namespace tidemark::engine {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr std::array<std::pair<int, std::string_view>, 34> kReasons{{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {207, "Multi-Status"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
}};

}  // namespace

bool http_equal_names(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

const std::string* HttpRequest::header(std::string_view name) const {
  for (const HttpField& field : headers) {
    if (http_equal_names(field.name, name)) return &field.value;
  }
  return nullptr;
}

const std::string* HttpRequest::query_value(std::string_view name) const {
  for (const HttpField& field : query) {
    if (field.name == name) return &field.value;
  }
  return nullptr;
}

std::string_view http_reason(int status) {
  for (const auto& [code, reason] : kReasons) {
    if (code == status) return reason;
  }
  return "Unknown";
}

HttpResponse http_problem(int status, std::string_view detail) {
  HttpResponse response{
      .status = status, .content_type = "application/problem+json", .headers = {}, .body = {}};
  JsonWriter(response.body)
      .begin_object()
      .key("type")
      .value("about:blank")
      .key("title")
      .value(http_reason(status))
      .key("status")
      .integer(status)
      .key("detail")
      .value(detail)
      .end_object();
  return response;
}

}  // namespace tidemark::engine
