#pragma once

#include <string_view>

#include "config/expression.h"
#include "config/expression_lexer.h"

/// Conditions and values of a file, once all names of the configuration are known. Private to the loader.
namespace tidemark::config {

/// Nothing when `out` is set, else what is wrong, where in the text, and what would be right.
ExpressionVerdict read_expression(std::string_view text, const Config& config, Expression& out);
/// The same for what has to be true or false.
ExpressionVerdict read_condition(std::string_view text, const Config& config, Expression& out);
/// The same for what has to be a number.
ExpressionVerdict read_value(std::string_view text, const Config& config, Expression& out);
/// The same for what may be either: it has to be a number unless it is a condition.
ExpressionVerdict read_value_or_condition(std::string_view text, const Config& config, Expression& out);

}  // namespace tidemark::config
