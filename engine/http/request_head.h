#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tidemark::engine {

/// Why the server refuses a request: the status and a sentence for the answer.
struct HttpRefusal {
  int status;
  std::string_view detail;  ///< a literal
};

/// A request's first line and header fields, as views into the received bytes.
struct RequestHead {
  struct Field {
    std::string_view name;
    std::string_view value;
  };
  std::string_view method;
  std::string_view target;  ///< beginning with a slash; scheme and authority are cut off
  std::vector<Field> fields;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool http_1_0 = false;
  bool close = false;            ///< the connection ends with the answer
  bool expect_continue = false;  ///< the client waits for "100 Continue" before it sends the body

  bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

/// Where a header block stands in what was received.
struct HeadEnd {
  enum class Found { kMore, kWhole, kTooLong, kBadLine };
  Found found;
  std::size_t bytes;  ///< kWhole: its length with the empty line
};

/// Looks for the end of a header block of at most `bytes_max` bytes; the first `from` bytes were looked at
/// before. kBadLine: a line ends in a bare LF. Cost: one pass over what is new.
HeadEnd find_head_end(std::string_view input, std::size_t from, std::size_t bytes_max);

/// Reads a whole header block, and refuses everything that two programs could understand differently: where a
/// proxy before us sees another end of the body than we do, an attacker's second request hides in the first.
///
///   Line      method SP target SP HTTP/1.x, single blanks, visible ASCII, no fragment
///   Fields    name ":" value CRLF; no blank before the colon, no folding, no control characters; at most 100
///   Length    at most one Content-Length, digits only; or Transfer-Encoding exactly "chunked", on 1.1; not
///   both Host      exactly one on 1.1, at most one on 1.0, and nothing in it that a host and port cannot
///   have Body      none on GET and HEAD
///
/// Any refusal means that the end of the request is not known: the connection must be closed.
std::optional<HttpRefusal> parse_request_head(std::string_view block, RequestHead& out);

}  // namespace tidemark::engine
