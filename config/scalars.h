#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/config.h"
#include "config/mistakes.h"

/// Single values: text in, checked value out. Each returns nothing when `out` is set, else what is wrong and
/// what would be right. Pure; no locale. Private to the loader.
namespace tidemark::config {

using Verdict = std::optional<Problem>;

struct WholeRange {
  std::int64_t min;
  std::int64_t max;
};
/// Open or closed at the lower end, closed at the upper.
struct NumberRange {
  double min;
  double max;
  bool min_included;
};
inline constexpr NumberRange kPositiveNumber{0, 1e12, false};

Verdict parse_flag(std::string_view text, bool& out);
Verdict parse_whole(std::string_view text, WholeRange range, std::int64_t& out);
/// The same into a narrower field; the range must fit it.
template <typename T>
Verdict parse_whole_as(std::string_view text, WholeRange range, T& out) {
  std::int64_t value = 0;
  Verdict verdict = parse_whole(text, range, value);
  if (!verdict) out = static_cast<T>(value);
  return verdict;
}
Verdict parse_number(std::string_view text, NumberRange range, double& out);
/// A duration of at least `min`.
Verdict parse_span(std::string_view text, Millis min, Millis& out);
/// Bytes: "64MiB", "2 GiB", "1GB" (decimal), or a plain number of bytes.
Verdict parse_size(std::string_view text, std::uint64_t min, std::uint64_t max, std::uint64_t& out);
/// Money from 0 on.
Verdict parse_amount(std::string_view text, Micro& out);
/// "5%" or "0.05" to parts per million, exactly; 0 to 1.
Verdict parse_share(std::string_view text, std::int64_t& ppm);
/// A basis that every customer has at hand; nothing for any other text, which may be an expression.
std::optional<Basis> standard_basis(std::string_view text);
/// "90d", "48h", "month", "quarter", "year"; `prior` is left alone.
Verdict parse_window(std::string_view text, Window& out);
/// "1Y", "90D", "1M_U", "1Y_D".
Verdict parse_calendar_span(std::string_view text, CalendarSpan& out);
/// "12-31" to month·100 + day; a day that every year has.
Verdict parse_year_day(std::string_view text, std::int32_t& out);
/// "2026-01-31", from 1970 to 2199.
Verdict parse_date(std::string_view text, Day& out);
/// One line of text, 1 to 256 bytes.
Verdict parse_line(std::string_view text, std::string& out);
/// One of `known`; "there is no level 'x'" else, where `what` is "level".
Verdict parse_known(std::string_view text, std::string_view what, const std::vector<std::string>& known,
                    std::string& out);
/// [a-z][a-z0-9_-]*, at most 64 bytes.
Verdict parse_name(std::string_view text, std::string& out);
/// Three capital letters (ISO 4217).
Verdict parse_currency(std::string_view text, std::string& out);
/// A positive decimal of at most 18 digits; `out` without needless zeros, so that equal rates are equal text.
Verdict parse_rate(std::string_view text, std::string& out);
/// An IANA zone that this machine knows.
Verdict parse_zone(std::string_view text, std::string& out);
/// A CloudEvents source: the characters of a URI reference.
Verdict parse_source(std::string_view text, std::string& out);

/// Shortest text that reads back as the same double.
std::string format_number(double value);
std::string format_window(const Window& window);
std::string format_calendar_span(const CalendarSpan& span);
std::string format_year_day(std::int32_t day);

template <typename E>
struct Choice {
  std::string_view word;
  E value;
};
Problem not_a_choice(std::string_view text, const std::vector<std::string>& words);

template <typename E, std::size_t N>
Verdict parse_choice(std::string_view text, const Choice<E> (&choices)[N], E& out) {
  std::vector<std::string> words;
  for (const Choice<E>& choice : choices) {
    if (choice.word == text) {
      out = choice.value;
      return std::nullopt;
    }
    words.emplace_back(choice.word);
  }
  return not_a_choice(text, words);
}

}  // namespace tidemark::config
