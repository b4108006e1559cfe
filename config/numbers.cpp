#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "config/scalars.h"

namespace tidemark::config {
namespace {

constexpr std::int64_t kPpm = 1'000'000;
constexpr std::size_t kRateDigitsMax = 18;

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The whole text as a number, or nothing. No blanks, no '+', no locale.
template <typename T>
std::optional<T> whole_text(std::string_view text) {
  T value{};
  const char* const end = text.data() + text.size();
  const auto [p, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || p != end) return std::nullopt;
  return value;
}

/// Text that people in Europe and spreadsheets write for numbers.
bool has_separators(std::string_view text) {
  return text.find_first_of(", _'") != std::string_view::npos && text.find_first_of("0123456789") == 0;
}

std::string number_remedy(std::string_view text, std::string_view example) {
  std::string remedy = "write a number such as " + std::string(example);
  if (has_separators(text)) remedy += ", with a point for decimals and nothing between thousands";
  return remedy;
}

struct Unit {
  std::string_view name;
  std::uint64_t bytes;
};
constexpr std::array<Unit, 9> kUnits = {{{"B", 1},
                                         {"KiB", 1ULL << 10},
                                         {"MiB", 1ULL << 20},
                                         {"GiB", 1ULL << 30},
                                         {"TiB", 1ULL << 40},
                                         {"kB", 1'000},
                                         {"MB", 1'000'000},
                                         {"GB", 1'000'000'000},
                                         {"TB", 1'000'000'000'000}}};

std::optional<std::uint64_t> bytes_of(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = whole_text<std::uint64_t>(text.substr(0, digits));
  if (!count) return std::nullopt;
  std::string_view name = text.substr(digits);
  if (name.empty()) return count;
  if (name.front() == ' ') name.remove_prefix(1);
  for (const Unit& unit : kUnits) {
    if (unit.name != name) continue;
    if (*count > UINT64_MAX / unit.bytes) return UINT64_MAX;
    return *count * unit.bytes;
  }
  return std::nullopt;
}

std::string format_size(std::uint64_t bytes) {
  for (std::size_t i = 5; i-- > 1;) {
    if (bytes >= kUnits[i].bytes && bytes % kUnits[i].bytes == 0) {
      return std::to_string(bytes / kUnits[i].bytes) + std::string(kUnits[i].name);
    }
  }
  return std::to_string(bytes);
}

/// Digits before and after the point of a plain decimal, zeros that mean nothing taken away.
struct Decimal {
  std::string_view whole;
  std::string_view fraction;
};
std::optional<Decimal> plain_decimal(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  Decimal d{text.substr(0, point), {}};
  if (!all_digits(d.whole)) return std::nullopt;
  if (point < text.size()) {
    d.fraction = text.substr(point + 1);
    if (!all_digits(d.fraction)) return std::nullopt;
  }
  while (!d.whole.empty() && d.whole.front() == '0') d.whole.remove_prefix(1);
  while (!d.fraction.empty() && d.fraction.back() == '0') d.fraction.remove_suffix(1);
  return d;
}

}  // namespace

std::string format_number(double value) {
  std::array<char, 32> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
}

Verdict parse_whole(std::string_view text, WholeRange range, std::int64_t& out) {
  const std::string bounds = std::to_string(range.min) + " to " + std::to_string(range.max);
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  if (!all_digits(text.substr(sign))) {
    return Problem{"is not a whole number: " + quoted(text), "write a whole number from " + bounds};
  }
  const auto value = whole_text<std::int64_t>(text);
  if (!value || *value < range.min || *value > range.max) {
    return Problem{"is out of range: " + quoted(text), "write a whole number from " + bounds};
  }
  out = *value;
  return std::nullopt;
}

Verdict parse_number(std::string_view text, NumberRange range, double& out) {
  const auto value = whole_text<double>(text);
  if (!value || !std::isfinite(*value)) {
    const double example = range.max >= 1.5 ? 1.5 : range.max / 2;
    return Problem{"is not a number: " + quoted(text), number_remedy(text, format_number(example))};
  }
  const bool above = range.min_included ? *value >= range.min : *value > range.min;
  if (above && *value <= range.max) {
    out = *value == 0 ? 0.0 : *value;  // no negative zero
    return std::nullopt;
  }
  const std::string lower = (range.min_included ? "at least " : "above ") + format_number(range.min);
  return Problem{"is out of range: " + quoted(text),
                 "write a number " + lower + " and at most " + format_number(range.max)};
}

Verdict parse_size(std::string_view text, std::uint64_t min, std::uint64_t max, std::uint64_t& out) {
  const std::optional<std::uint64_t> bytes = bytes_of(text);
  if (!bytes) {
    return Problem{"is not a size: " + quoted(text),
                   "write a whole number with a unit (KiB, MiB, GiB, TiB), such as 64MiB"};
  }
  if (*bytes < min || *bytes > max) {
    return Problem{"is out of range: " + quoted(text),
                   "write a size from " + format_size(min) + " to " + format_size(max)};
  }
  out = *bytes;
  return std::nullopt;
}

Verdict parse_amount(std::string_view text, Micro& out) {
  const std::optional<Micro> amount = parse_micro(text);
  if (!amount) {
    return Problem{"is not an amount: " + quoted(text),
                   number_remedy(text, "500 or 99.90") + ", without a currency sign"};
  }
  if (*amount < 0) return Problem{"is below zero: " + quoted(text), "write an amount from 0 on"};
  out = *amount;
  return std::nullopt;
}

Verdict parse_share(std::string_view text, std::int64_t& ppm) {
  const Problem not_a_share{"is not a share: " + quoted(text),
                            "write a percentage such as 5%, or a fraction such as 0.05"};
  const bool percent = text.ends_with('%');
  std::string_view number = text;
  if (percent) number.remove_suffix(1);
  if (number.ends_with(' ')) number.remove_suffix(1);
  const std::optional<Decimal> d = plain_decimal(number);
  if (!d) return not_a_share;
  const std::size_t decimals = percent ? 4 : 6;
  if (d->fraction.size() > decimals) {
    return Problem{"is finer than one in a million: " + quoted(text), "round it"};
  }
  std::string digits = std::string(d->whole) + std::string(d->fraction);
  digits.append(decimals - d->fraction.size(), '0');
  const auto value = whole_text<std::int64_t>(digits);
  if (!value || *value > kPpm) {
    const std::string hint = percent ? "write at most 100%"
                                     : "write a fraction from 0 to 1, or with a percent sign: " +
                                           std::string(number.substr(0, 16)) + "%";
    return Problem{"is more than all: " + quoted(text), hint};
  }
  ppm = *value;
  return std::nullopt;
}

Verdict parse_rate(std::string_view text, std::string& out) {
  const std::optional<Decimal> d = plain_decimal(text);
  if (!d) {
    return Problem{"is not a rate: " + quoted(text),
                   "write what one unit is worth in the base currency, such as 0.92"};
  }
  if (d->whole.empty() && d->fraction.empty()) {
    return Problem{"is zero", "write what one unit is worth in the base currency, such as 0.92"};
  }
  if (d->whole.size() + d->fraction.size() > kRateDigitsMax) {
    return Problem{"has more than 18 digits: " + quoted(text), "round it"};
  }
  out = d->whole.empty() ? "0" : std::string(d->whole);
  if (!d->fraction.empty()) out += "." + std::string(d->fraction);
  return std::nullopt;
}

}  // namespace tidemark::config
