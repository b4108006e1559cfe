#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/mistakes.h"

/// Text of an expression into words. Private to the parser.
namespace tidemark::config {

/// What is wrong with an expression and where: a column in bytes, from 1.
struct ExpressionMistake {
  std::size_t column = 0;
  Problem problem;
};
using ExpressionVerdict = std::optional<ExpressionMistake>;

struct Token {
  enum class Kind : std::uint8_t {
    kEnd,
    kNumber,  ///< or a duration, in days
    kText,    ///< of a string, without its quotes
    kName,    ///< of a feature or function
    kWord,    ///< and or not in true false null
    kSign     ///< ( ) [ ] , + - * / == != < <= > >=
  };
  Kind kind = Kind::kEnd;
  std::size_t column = 0;
  std::string text;
  double number = 0;

  bool is(Kind expected, std::string_view expected_text) const {
    return kind == expected && text == expected_text;
  }
};

/// The words of a text, closed by a kEnd.
///
/// Names are letters, digits, '_', '.', and '-' between two of these (so a minus needs a blank before it);
/// any other name stands between backquotes. A quote inside a string is written twice.
/// Any bytes are safe. Cost: linear.
ExpressionVerdict split_tokens(std::string_view text, std::vector<Token>& tokens);

bool is_reserved_word(std::string_view word);
/// A name as split_tokens() reads it back.
std::string name_token(std::string_view name);
/// A string likewise.
std::string text_token(std::string_view text);

}  // namespace tidemark::config
