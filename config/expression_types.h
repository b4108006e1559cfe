#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "config/expression.h"
#include "config/expression_lexer.h"

/// What may stand beside what. Private to the parser.
///
/// Operands that can be read in two ways are settled on the way: a text beside an instant becomes an instant,
/// a latest value becomes a number or a text.
namespace tidemark::config {

/// Checks the operands (they end at `roots`) of an operator that is about to follow them; sets its type.
ExpressionVerdict settle_operator(Expression& expression, Expression::Node& node,
                                  std::span<const std::uint32_t> roots, const Config& config);

/// A list as it was written, all of it texts or all of it numbers; at least one entry.
struct WrittenList {
  bool of_texts = false;
  std::vector<std::string> texts;
  std::vector<double> numbers;
  std::vector<std::size_t> columns;  ///< one an entry
};
/// Puts the list of an `in` that is about to follow its operand where the operand's type wants it.
ExpressionVerdict settle_list(Expression& expression, Expression::Node& node, std::uint32_t root,
                              const WrittenList& list, const Config& config);

/// The whole has to be a truth value or a number.
ExpressionVerdict settle_whole(Expression& expression, ValueType wanted);

}  // namespace tidemark::config
