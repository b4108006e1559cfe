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
Verdict parse_basis(std::string_view text, Basis& out);
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
