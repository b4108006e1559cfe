#include "config/sections_expression.h"

#include <algorithm>

#include "config/expression.h"
#include "config/expression_parser.h"

namespace tidemark::config {
namespace {

/// One character of a quoted or plain scalar: what it stands for, and how long it is in the file.
struct Piece {
  char means = 0;
  std::size_t bytes = 0;  ///< 0: something that is not followed further
};

Piece escaped(std::string_view source) {
  constexpr std::string_view kThemselves = "\"\\/ ";
  const char c = source.size() < 2 ? '\0' : source[1];
  if (c == 't') return {'\t', 2};
  if (c == 'n') return {'\n', 2};
  return kThemselves.find(c) == std::string_view::npos ? Piece{} : Piece{c, 2};
}

Piece next_piece(std::string_view source, char quote) {
  if (source.empty()) return {};
  if (quote == '"' && source.front() == '\\') return escaped(source);
  if (quote == '\'' && source.starts_with("''")) return {'\'', 2};
  return {source.front(), 1};
}

}  // namespace

std::optional<std::size_t> offset_in_source(std::string_view source, std::string_view scalar,
                                            std::size_t offset) {
  const bool is_quoted = source.starts_with('"') || source.starts_with('\'');
  const char quote = is_quoted ? source.front() : '\0';
  std::size_t at = is_quoted ? 1 : 0;
  for (std::size_t i = 0; i < offset; ++i) {
    const Piece piece = next_piece(source.substr(at), quote);
    // A line break is a blank in the value; other differences are block scalars and rarer escapes.
    if (piece.bytes == 0 || i >= scalar.size() || piece.means != scalar[i]) return std::nullopt;
    at += piece.bytes;
  }
  return at;
}

Expressions::Expressions(std::string_view yaml, const Config* known) : yaml_(yaml), known_(known) {
  for (std::size_t begin = 0; begin < yaml.size();) {
    lines_.push_back(begin);
    begin = std::min(yaml.find('\n', begin), yaml.size() - 1) + 1;
  }
}

std::string_view Expressions::text_from(const Node& value) const {
  const std::size_t line = static_cast<std::size_t>(value.line) - 1;
  const bool elsewhere = value.from_model || !value.variable.empty();
  if (value.line < 1 || line >= lines_.size() || elsewhere) return {};
  const std::size_t begin = lines_[line] + static_cast<std::size_t>(value.column) - 1;
  return begin > yaml_.size() ? std::string_view() : yaml_.substr(begin);
}

bool Expressions::condition(const Item& item, std::string& out, Mistakes& mistakes) const {
  return read(item, Wanted::kCondition, out, mistakes);
}

bool Expressions::number(const Item& item, std::string& out, Mistakes& mistakes) const {
  return read(item, Wanted::kNumber, out, mistakes);
}

bool Expressions::number_or_condition(const Item& item, std::string& out, Mistakes& mistakes) const {
  return read(item, Wanted::kEither, out, mistakes);
}

bool Expressions::read(const Item& item, Wanted wanted, std::string& out, Mistakes& mistakes) const {
  if (item.node == nullptr) return false;
  const std::optional<std::string_view> text = text_of(item, mistakes);
  if (!text) return false;
  if (known_ == nullptr) {
    out = *text;
    return true;
  }
  Expression expression;
  constexpr ExpressionVerdict (*kReaders[])(std::string_view, const Config&, Expression&) = {
      read_condition, read_value, read_value_or_condition};
  ExpressionVerdict verdict = kReaders[static_cast<std::size_t>(wanted)](*text, *known_, expression);
  if (!verdict) {
    out = to_text(expression);
    return true;
  }
  tell(item, std::move(*verdict), mistakes);
  return false;
}

void Expressions::tell(const Item& item, ExpressionMistake mistake, Mistakes& mistakes) const {
  Node place = *item.node;
  const std::optional<std::size_t> offset =
      offset_in_source(text_from(place), place.text, std::max<std::size_t>(mistake.column, 1) - 1);
  if (offset) {
    place.column += static_cast<int>(*offset);
  } else {
    mistake.problem.text = "at its byte " + std::to_string(mistake.column) + ": " + mistake.problem.text;
  }
  mistakes.add({&place, item.path}, std::move(mistake.problem));
}

}  // namespace tidemark::config
