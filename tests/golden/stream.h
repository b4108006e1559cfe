#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/time.h"

namespace tidemark::golden {

/// What `tidemark simulate` makes of these, a shop's stream of some weeks with late and duplicate lines, and
/// a broken line now and then. Made once a process.
const std::string& simulated(unsigned customers, unsigned events, unsigned seed);

/// Lines with their newlines, so that joining them gives the text again.
std::vector<std::string_view> lines_with_ends(std::string_view text);
std::vector<std::string_view> lines_with_ends(std::string&& text) = delete;  // the lines would outlive it
/// Lines without newlines.
std::vector<std::string_view> lines_of(std::string_view text);
std::vector<std::string_view> lines_of(std::string&& text) = delete;

/// The text cut at `count` random ends of lines into count + 1 pieces, none of them empty.
std::vector<std::string_view> cut(std::string_view text, std::size_t count, Random& random);

/// One event as a line with newline. Without an id when `event_id` is empty.
std::string event_line(std::string_view type, std::string_view customer, Millis time,
                       std::string_view event_id = {}, std::string_view properties = {});
std::string purchase_line(std::string_view customer, Millis time, std::string_view amount,
                          std::string_view event_id = {});

/// The bytes compressed as gzip or Zstandard would.
std::string gzip(std::string_view bytes);
std::string zstd(std::string_view bytes);

/// 2025-01-01T00:00:00Z, where the streams made here begin.
inline constexpr Millis kBegin = 1'735'689'600'000;

}  // namespace tidemark::golden
