#include "engine/base/money.h"

#include <algorithm>

namespace tidemark {
namespace {

constexpr int kMicroDecimals = 6;
/// Digits of kAmountMax; a longer whole part is out of range whatever its digits.
constexpr std::int64_t kMicroDigitsMax = 19;
/// An exponent is not counted beyond this: no text is long enough to make up for it.
constexpr std::int64_t kExponentMax = 1'000'000'000'000'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The parts of a number in JSON's grammar.
struct Decimal {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;

  /// The i-th digit of whole and fraction written in a row; zeros follow them without end.
  unsigned digit(std::size_t i) const {
    if (i < whole.size()) return static_cast<unsigned>(whole[i] - '0');
    i -= whole.size();
    return i < fraction.size() ? static_cast<unsigned>(fraction[i] - '0') : 0;
  }
};

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits(text.data(), static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool parse_exponent(std::string_view& text, std::int64_t& exponent) {
  const bool negative = take(text, '-');
  if (!negative) take(text, '+');
  const std::string_view digits = take_digits(text);
  if (digits.empty()) return false;
  for (const char c : digits) exponent = std::min(exponent * 10 + (c - '0'), kExponentMax);
  if (negative) exponent = -exponent;
  return true;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
  Decimal d;
  d.negative = take(text, '-');
  d.whole = take_digits(text);
  if (d.whole.empty() || (d.whole.size() > 1 && d.whole.front() == '0')) return std::nullopt;
  if (take(text, '.')) {
    d.fraction = take_digits(text);
    if (d.fraction.empty()) return std::nullopt;
  }
  if (take(text, 'e') || take(text, 'E')) {
    if (!parse_exponent(text, d.exponent)) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  return d;
}

}  // namespace

std::optional<Micro> parse_micro(std::string_view text) {
  const std::optional<Decimal> d = parse_decimal(text);
  if (!d) return std::nullopt;

  const std::size_t digits = d->whole.size() + d->fraction.size();
  std::size_t first = 0;
  while (first < digits && d->digit(first) == 0) ++first;
  if (first == digits) return 0;

  // How many digits, from the first that is not zero, stand before the point once counted in micro-units.
  const std::int64_t kept = static_cast<std::int64_t>(d->whole.size()) - static_cast<std::int64_t>(first) +
                            d->exponent + kMicroDecimals;
  if (kept > kMicroDigitsMax) return std::nullopt;
  if (kept < 0) return 0;

  __int128 micro = 0;
  const std::size_t end = first + static_cast<std::size_t>(kept);
  for (std::size_t i = first; i < end; ++i) micro = micro * 10 + d->digit(i);
  if (d->digit(end) >= 5) ++micro;  // half away from zero: the next digit alone decides
  if (micro > kAmountMax) return std::nullopt;
  return static_cast<Micro>(d->negative ? -micro : micro);
}

void append_micro128(std::string& out, Micro128 amount) {
  auto rest = static_cast<unsigned __int128>(amount);
  if (amount < 0) rest = -rest;

  char buffer[48];  // 39 digits, a sign and a point
  char* const end = buffer + sizeof buffer;
  char* p = end;
  bool written = false;  // a decimal that is not zero, so that the ones before it count
  for (int i = 0; i < kMicroDecimals; ++i) {
    const int digit = static_cast<int>(rest % 10);
    rest /= 10;
    written = written || digit != 0;
    if (written) *--p = static_cast<char>('0' + digit);
  }
  if (written) *--p = '.';
  do {
    *--p = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (amount < 0) *--p = '-';
  out.append(p, static_cast<std::size_t>(end - p));
}

void append_micro(std::string& out, Micro amount) {
  append_micro128(out, amount);
}

std::string format_micro(Micro amount) {
  std::string out;
  append_micro(out, amount);
  return out;
}

}  // namespace tidemark
