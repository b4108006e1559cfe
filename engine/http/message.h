#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::engine {

/// A name and its value: a header field, or a parameter of a query.
struct HttpField {
  std::string name;
  std::string value;
};

/// A request's body may be read this many bytes beyond its end (simdjson wants it): body.capacity() -
/// body.size() is at least this. Moving the string keeps that, copying does not.
inline constexpr std::size_t kHttpBodyPadding = 64;

/// A whole request, as a handler gets it. Owns everything: a handler may move it to another thread.
struct HttpRequest {
  std::string method;              ///< HEAD stays HEAD, although the GET route answers it
  std::string path;                ///< percent-decoded, without the query
  std::string parameter;           ///< decoded segment in the place of the route's "{…}", never empty there
  std::vector<HttpField> query;    ///< decoded, in the order given; a name may come twice
  std::vector<HttpField> headers;  ///< in the order given, values without the blanks around them
  std::string body;                ///< without chunk framing; padded, see kHttpBodyPadding
  std::string remote_address;      ///< numeric address of the other end

  /// The first header of that name in any case, or null.
  const std::string* header(std::string_view name) const;
  /// The first query parameter of exactly that name, or null.
  const std::string* query_value(std::string_view name) const;
};

/// An answer. Content-Length, Transfer-Encoding, Connection and Date are the server's: fields of these names
/// are left out. Control characters in values go out as blanks.
struct HttpResponse {
  int status = 200;          ///< 200 to 599
  std::string content_type;  ///< empty: no such header
  std::vector<HttpField> headers;
  std::string body;
};

/// An error as RFC 9457 wants it: application/problem+json with type about:blank, the status' usual title,
/// and one sentence for people.
HttpResponse http_problem(int status, std::string_view detail);

/// "Not Found" for 404; "Unknown" for a status without a name.
std::string_view http_reason(int status);

/// Whether two names are the same in any case (ASCII).
bool http_equal_names(std::string_view a, std::string_view b);

}  // namespace tidemark::engine
