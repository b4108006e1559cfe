#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark {

/// Money: micro-units (1e-6) of a currency. Sums over customers are 128-bit.
using Micro = std::int64_t;
using Micro128 = __int128;
inline constexpr Micro kMicro = 1'000'000;
/// The largest amount of one event, 1e12 units of a currency (enough for any order in any currency).
/// A customer's sums saturate at the ends of 63 bits instead of wrapping.
inline constexpr Micro kAmountMax = 1'000'000'000'000 * 1 * kMicro;

/// Parses a JSON-style decimal number ("42.50", "-1e3", "7"): exactly, rounding half away from zero beyond
/// six decimals. Nothing when it is not a number, not finite, or beyond ±kAmountMax.
std::optional<Micro> parse_micro(std::string_view text);

/// Appends the exact decimal without trailing zeros: 42.5, -0.000001, 7.
void append_micro(std::string& out, Micro amount);
void append_micro128(std::string& out, Micro128 amount);
std::string format_micro(Micro amount);

}  // namespace tidemark
