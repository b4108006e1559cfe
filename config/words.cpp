#include <algorithm>
#include <charconv>

#include "config/scalars.h"
#include "config/text_check.h"
#include "engine/base/zone.h"

namespace tidemark::config {
namespace {

constexpr std::size_t kNameBytesMax = 64;
constexpr std::size_t kSourceBytesMax = 256;
constexpr std::size_t kLineBytesMax = 256;
/// A hundred years: longer windows are the whole life.
constexpr std::int32_t kBasisDaysMax = 36'500;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr Choice<Basis::Measure> kMeasures[] = {{"purchase_days", Basis::Measure::kPurchaseDays},
                                                {"orders", Basis::Measure::kOrders},
                                                {"spend", Basis::Measure::kSpend}};

/// "_365d" to 365, "" to 0 (the whole life).
std::optional<std::int32_t> window_days(std::string_view suffix) {
  if (suffix.empty()) return 0;
  if (suffix.size() < 3 || suffix.front() != '_' || suffix.back() != 'd' || suffix[1] == '0')
    return std::nullopt;
  const char* const end = suffix.data() + suffix.size() - 1;
  std::int32_t days = 0;
  const auto [p, error] = std::from_chars(suffix.data() + 1, end, days);
  if (error != std::errc() || p != end || days < 1 || days > kBasisDaysMax) return std::nullopt;
  return days;
}

}  // namespace

Problem not_a_choice(std::string_view text, const std::vector<std::string>& words) {
  std::string remedy;
  for (std::size_t i = 0; i < words.size(); ++i) {
    remedy += (i == 0 ? "write " : i + 1 == words.size() ? " or " : ", ") + words[i];
  }
  return {"is none of the choices: " + quoted(text), remedy};
}

Verdict parse_flag(std::string_view text, bool& out) {
  const bool yes = text == "true" || text == "True" || text == "TRUE";
  const bool no = text == "false" || text == "False" || text == "FALSE";
  if (!yes && !no) return Problem{"is neither true nor false: " + quoted(text), "write true or false"};
  out = yes;
  return std::nullopt;
}

Verdict parse_span(std::string_view text, Millis min, Millis& out) {
  const Result<Millis> span = parse_duration(text);
  if (!span.ok()) {
    const bool bare = !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
    if (bare && text.size() <= 6) {
      return Problem{"has no unit: " + quoted(text),
                     "write " + std::string(text) + "d for days, " + std::string(text) + "h for hours"};
    }
    return Problem{"is not a duration: " + quoted(text),
                   "write whole numbers with units w, d, h, m, s or ms, such as 30d, 12h or 1d12h"};
  }
  if (*span < min) {
    const std::string bound = min == 1 ? "more than 0s" : "at least " + format_duration(min);
    return Problem{"is too short: " + quoted(text), "write " + bound};
  }
  out = *span;
  return std::nullopt;
}

std::optional<Basis> standard_basis(std::string_view text) {
  for (const Choice<Basis::Measure>& measure : kMeasures) {
    if (!text.starts_with(measure.word)) continue;
    const std::optional<std::int32_t> days = window_days(text.substr(measure.word.size()));
    if (days) return Basis{measure.value, *days, std::string(text)};
  }
  return std::nullopt;
}

Verdict parse_line(std::string_view text, std::string& out) {
  if (text.empty() || text.size() > kLineBytesMax || !is_clean_line(text)) {
    return Problem{"is no line of text: " + quoted(text), "write one line, at most 256 bytes"};
  }
  out = text;
  return std::nullopt;
}

Verdict parse_known(std::string_view text, std::string_view what, const std::vector<std::string>& known,
                    std::string& out) {
  if (std::find(known.begin(), known.end(), text) == known.end()) {
    return Problem{"there is no " + std::string(what) + " " + quoted(text), did_you_mean(text, known)};
  }
  out = text;
  return std::nullopt;
}

Verdict parse_name(std::string_view text, std::string& out) {
  const auto fits = [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; };
  if (text.empty() || text.size() > kNameBytesMax || !is_lower(text.front()) ||
      !std::all_of(text.begin(), text.end(), fits)) {
    return Problem{
        "is no name: " + quoted(text),
        "begin with a small letter a-z, go on with small letters, digits, '_' or '-', at most 64 in all"};
  }
  out = text;
  return std::nullopt;
}

Verdict parse_currency(std::string_view text, std::string& out) {
  if (text.size() != 3 || !std::all_of(text.begin(), text.end(), is_upper)) {
    return Problem{"is not a currency: " + quoted(text), "write its ISO 4217 code in capitals, such as EUR"};
  }
  out = text;
  return std::nullopt;
}

Verdict parse_zone(std::string_view text, std::string& out) {
  // The name becomes part of a path in the system's time zone database.
  const auto fits = [](char c) {
    return is_lower(c) || is_upper(c) || is_digit(c) || c == '_' || c == '-' || c == '+' || c == '/';
  };
  const bool clean = !text.empty() && text.size() <= kNameBytesMax && !text.starts_with('/') &&
                     std::all_of(text.begin(), text.end(), fits);
  if (!clean || !Zone::load(text).ok()) {
    return Problem{"is not a time zone of this machine's database: " + quoted(text),
                   "write an IANA name such as Europe/Berlin, America/New_York or UTC"};
  }
  out = text;
  return std::nullopt;
}

Verdict parse_source(std::string_view text, std::string& out) {
  const auto fits = [](char c) {
    return is_lower(c) || is_upper(c) || is_digit(c) ||
           std::string_view("-._~:/?#[]@!$&()*+,;=%").find(c) != std::string_view::npos;
  };
  if (text.empty() || text.size() > kSourceBytesMax || !std::all_of(text.begin(), text.end(), fits)) {
    return Problem{"cannot name a source: " + quoted(text),
                   "write a name or URL without blanks, at most 256 letters, such as tidemark/shop"};
  }
  out = text;
  return std::nullopt;
}

}  // namespace tidemark::config
