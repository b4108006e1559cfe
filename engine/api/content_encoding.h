#pragma once

#include <cstddef>
#include <optional>

#include "engine/http/message.h"

namespace tidemark::engine {

/// Unpacks a body by its Content-Encoding: gzip (also of several members) or deflate. A body without one
/// stays.
///
/// `bytes_max` bounds what is unpacked, so that a small body cannot cost more memory than a large one may.
/// The result is padded as HttpRequest's is.
///
/// Gives the answer when that is impossible: 400 damaged or cut, 413 larger than `bytes_max`, 415 another
/// encoding. Thread: any.
std::optional<HttpResponse> unpack_body(HttpRequest& request, std::size_t bytes_max);

}  // namespace tidemark::engine
