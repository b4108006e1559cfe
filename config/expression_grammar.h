#pragma once

#include <vector>

#include "config/expression.h"
#include "config/expression_lexer.h"

namespace tidemark::config {

/// Words into an expression, its types checked. Private to the parser.
ExpressionVerdict parse_tokens(const std::vector<Token>& tokens, const Config& config, Expression& out);

}  // namespace tidemark::config
