#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/http/message.h"

namespace tidemark::engine {

/// Appends `text` with its %xx decoded. False for a % without two hex digits, and for %00: no name of ours
/// has a NUL in it, and whoever sends one looks for a program that stops reading there.
bool percent_decode(std::string_view text, bool plus_is_blank, std::string& out);

/// What a request asks for, decoded.
struct HttpTarget {
  std::string path;
  /// The parts of the path between slashes: "/a/b%2Fc" has "a" and "b/c", "/" has one, empty.
  /// Split before decoding, so that an encoded slash belongs to its segment.
  std::vector<std::string> segments;
  std::vector<HttpField> query;
};

/// Takes "/path?query" apart. Nothing if an escape is wrong or the path does not begin with a slash.
std::optional<HttpTarget> parse_target(std::string_view target);

}  // namespace tidemark::engine
