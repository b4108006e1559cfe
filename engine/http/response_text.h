#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "engine/base/time.h"
#include "engine/http/message.h"

namespace tidemark::engine {

/// How an answer's end is told, and what follows it.
struct HttpFraming {
  std::optional<std::size_t> content_length;  ///< absent: no such header
  bool chunked = false;
  bool close = false;  ///< "Connection: close"
};

/// The status line, the headers and the empty line. `now` becomes the Date.
std::string response_head(const HttpResponse& response, const HttpFraming& framing, Millis now);

/// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(Millis instant);

/// "1a\r\n" for 26: the line before a chunk's bytes.
std::string chunk_line(std::size_t bytes);

}  // namespace tidemark::engine
