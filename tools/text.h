#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::tools {

/// 1234567 → "1,234,567".
std::string grouped(std::uint64_t number);
/// With so many decimals, rounded, grouped, '.' in every locale; "-" when not finite.
std::string fixed(double number, int decimals);
/// 73400320 → "70.0 MiB".
std::string bytes_text(std::uint64_t bytes);
/// Seconds as "0.43 s", "12.3 s", "3:05 min", "1:02:05 h".
std::string seconds_text(double seconds);
/// Part of a whole: "97.2 %"; "" when the whole is zero.
std::string percent(std::uint64_t part, std::uint64_t whole);

/// Columns a UTF-8 text takes on a terminal, one per code point (arrows and accents; not for wide scripts).
std::size_t width_of(std::string_view utf8);
/// Fills with blanks on the right to a width.
std::string pad_right(std::string_view utf8, std::size_t width);
std::string pad_left(std::string_view utf8, std::size_t width);

/// Bytes nobody vouches for, made safe for a terminal: control characters and invalid UTF-8 as \xNN; cut
/// to `bytes_max` bytes of the original with "…" behind.
std::string printable(std::string_view bytes, std::size_t bytes_max);
/// Length of the valid UTF-8 sequence at the beginning of a text; 0 when there is none.
std::size_t utf8_length(std::string_view bytes);
bool is_utf8(std::string_view bytes);
/// RFC 4648 with padding.
std::string base64(std::string_view bytes);

}  // namespace tidemark::tools
