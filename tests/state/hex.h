#pragma once

#include <string>
#include <string_view>

namespace tidemark::state {

/// Lower-case hexadecimal, as byte diagrams are pinned in tests.
inline std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

}  // namespace tidemark::state
