#include "config/expression_parser.h"

#include <utility>

#include "config/expression_grammar.h"
#include "config/expression_types.h"

namespace tidemark::config {
namespace {

ExpressionMistake too_long() {
  return {1, {"is longer than 4096 bytes", "give parts of it names under features.custom"}};
}

ExpressionVerdict read_typed(std::string_view text, const Config& config, ValueType wanted, Expression& out) {
  ExpressionVerdict verdict = read_expression(text, config, out);
  return verdict ? verdict : settle_whole(out, wanted);
}

using Reader = ExpressionVerdict (*)(std::string_view, const Config&, Expression&);

Result<Expression> result_of(Reader read, std::string_view text, const Config& config) {
  Expression expression;
  const ExpressionVerdict verdict = read(text, config, expression);
  if (!verdict) return expression;
  return Status::invalid("at column " + std::to_string(verdict->column) + ": " + verdict->problem.text +
                         "; " + verdict->problem.remedy);
}

}  // namespace

ExpressionVerdict read_expression(std::string_view text, const Config& config, Expression& out) {
  out = {};
  if (text.size() > kExpressionBytesMax) return too_long();
  std::vector<Token> tokens;
  if (ExpressionVerdict verdict = split_tokens(text, tokens)) return verdict;
  if (ExpressionVerdict verdict = parse_tokens(tokens, config, out)) return verdict;
  // What is stored is the canonical text, which has to be read back.
  return to_text(out).size() > kExpressionBytesMax ? ExpressionVerdict(too_long()) : std::nullopt;
}

ExpressionVerdict read_condition(std::string_view text, const Config& config, Expression& out) {
  return read_typed(text, config, ValueType::kTruth, out);
}

ExpressionVerdict read_value(std::string_view text, const Config& config, Expression& out) {
  return read_typed(text, config, ValueType::kNumber, out);
}

ExpressionVerdict read_value_or_condition(std::string_view text, const Config& config, Expression& out) {
  if (ExpressionVerdict verdict = read_expression(text, config, out)) return verdict;
  return settle_whole(out, out.type() == ValueType::kTruth ? ValueType::kTruth : ValueType::kNumber);
}

Result<Expression> parse_expression(std::string_view text, const Config& config) {
  return result_of(read_expression, text, config);
}

Result<Expression> parse_condition(std::string_view text, const Config& config) {
  return result_of(read_condition, text, config);
}

Result<Expression> parse_value(std::string_view text, const Config& config) {
  return result_of(read_value, text, config);
}

}  // namespace tidemark::config
