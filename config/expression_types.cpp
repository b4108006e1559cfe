#include "config/expression_types.h"

#include <algorithm>
#include <array>

#include "config/expression_words.h"
#include "config/unknown_name.h"
#include "engine/base/time.h"

namespace tidemark::config {
namespace {

using Op = Expression::Op;
using ExpressionNode = Expression::Node;
using Roots = std::span<const std::uint32_t>;

std::string_view words_for(ValueType type) {
  switch (type) {
    case ValueType::kTruth:
      return "true or false";
    case ValueType::kText:
      return "a text";
    case ValueType::kInstant:
      return "an instant";
    default:
      return "a number";
  }
}

std::string_view remedy_for(ValueType found, ValueType wanted) {
  if (wanted == ValueType::kTruth) {
    return found == ValueType::kText ? "compare it, such as == 'x'" : "compare it, such as > 0";
  }
  if (wanted == ValueType::kText) return "write a text in quotes";
  if (wanted == ValueType::kInstant) return "write a date attribute, or a date such as '2026-01-31'";
  if (found == ValueType::kInstant) return "make days of it with days_since(…) or days_until(…)";
  if (found == ValueType::kTruth) return "make a number of it with if(…, 1, 0)";
  return "compare texts with == and !=, or look for them in a list; nothing else is done with them";
}

/// Where an operand begins, its brackets aside.
std::size_t column_of(const Expression& expression, std::uint32_t root) {
  const ExpressionNode& node = expression.nodes[root];
  return std::min(node.column, expression.nodes[node.begin].column);
}

ExpressionVerdict make_instant(Expression& expression, ExpressionNode& node) {
  const std::string& text = expression.texts[node.index];
  const Result<Millis> instant = parse_timestamp(text);
  if (!instant.ok()) {
    return ExpressionMistake{
        node.column,
        {quoted(text) + " is no date", "write one such as '2026-01-31' or '2026-01-31T12:00:00Z'"}};
  }
  node.op = Op::kInstant;
  node.type = ValueType::kInstant;
  node.number = static_cast<double>(*instant);
  return std::nullopt;
}

/// The operand must be of the type, or be able to become it.
ExpressionVerdict want(Expression& expression, std::uint32_t root, ValueType wanted) {
  ExpressionNode& node = expression.nodes[root];
  if (node.type == wanted || node.type == ValueType::kNull) return std::nullopt;
  const bool plain = wanted == ValueType::kNumber || wanted == ValueType::kText;
  if (node.type == ValueType::kNumberOrText && plain) {
    node.type = wanted;
    return std::nullopt;
  }
  if (wanted == ValueType::kInstant && node.op == Op::kText) return make_instant(expression, node);
  return ExpressionMistake{column_of(expression, root),
                           {quoted(to_text(expression, root)) + " is " + std::string(words_for(node.type)) +
                                ", and " + std::string(words_for(wanted)) + " is needed",
                            std::string(remedy_for(node.type, wanted))}};
}

ExpressionVerdict want_all(Expression& expression, Roots roots, ValueType wanted) {
  for (const std::uint32_t root : roots) {
    if (ExpressionVerdict verdict = want(expression, root, wanted)) return verdict;
  }
  return std::nullopt;
}

bool any_is(const Expression& expression, Roots roots, ValueType type) {
  return std::any_of(roots.begin(), roots.end(),
                     [&](std::uint32_t root) { return expression.nodes[root].type == type; });
}

/// The type operands have in common: an instant makes dates of texts, a text makes one of a latest value.
ValueType common_type(const Expression& expression, Roots roots) {
  for (const ValueType type :
       {ValueType::kInstant, ValueType::kTruth, ValueType::kText, ValueType::kNumber}) {
    if (any_is(expression, roots, type)) return type;
  }
  return any_is(expression, roots, ValueType::kNumberOrText) ? ValueType::kNumber : ValueType::kNull;
}

ExpressionVerdict refuse_null(const Expression& expression, Roots roots) {
  for (const std::uint32_t root : roots) {
    const ExpressionNode& node = expression.nodes[root];
    if (node.type != ValueType::kNull) continue;
    return ExpressionMistake{node.column,
                             {"a comparison with null is never true",
                              "write known(x) for what is known, not known(x) for what is not"}};
  }
  return std::nullopt;
}

/// A text that is compared with a level must be one of its values.
ExpressionVerdict check_value(const Expression& expression, const ExpressionNode& name,
                              const std::string& text, std::size_t column, const Config& config) {
  if (name.op != Op::kName) return std::nullopt;
  const FeatureName& feature = expression.features[name.index];
  const std::vector<std::string> values = values_of(feature, config);
  if (values.empty() || std::find(values.begin(), values.end(), text) != values.end()) return std::nullopt;
  return ExpressionMistake{column,
                           {quoted(feature.name) + " is never " + quoted(text), did_you_mean(text, values)}};
}

ExpressionVerdict check_texts(const Expression& expression, Roots roots, const Config& config) {
  const ExpressionNode& a = expression.nodes[roots[0]];
  const ExpressionNode& b = expression.nodes[roots[1]];
  if (b.op == Op::kText) return check_value(expression, a, expression.texts[b.index], b.column, config);
  if (a.op != Op::kText) return std::nullopt;
  return check_value(expression, b, expression.texts[a.index], a.column, config);
}

ExpressionVerdict settle_comparison(Expression& expression, ExpressionNode& node, Roots roots,
                                    const Config& config) {
  node.type = ValueType::kTruth;
  if (ExpressionVerdict verdict = refuse_null(expression, roots)) return verdict;
  if (std::string text = to_text(expression, roots[0]); text == to_text(expression, roots[1])) {
    return ExpressionMistake{node.column,
                             {quoted(text) + " is compared with itself", "compare it with something else"}};
  }
  const ValueType type = common_type(expression, roots);
  const bool ordered = type == ValueType::kNumber || type == ValueType::kInstant || type == ValueType::kNull;
  if (!ordered && node.op != Op::kEqual && node.op != Op::kNotEqual) {
    return ExpressionMistake{
        node.column,
        {quoted(word_of(node.op)->word) + " does not stand between texts or truth values", "write == or !="}};
  }
  if (ExpressionVerdict verdict = want_all(expression, roots, type)) return verdict;
  return type == ValueType::kText ? check_texts(expression, roots, config) : std::nullopt;
}

/// The operands are of one type, and so is what comes of them; never a text.
ExpressionVerdict settle_alike(Expression& expression, ExpressionNode& node, Roots roots, bool truths) {
  node.type = common_type(expression, roots);
  const bool fits = node.type != ValueType::kText && (truths || node.type != ValueType::kTruth);
  return want_all(expression, roots, fits ? node.type : ValueType::kNumber);
}

ExpressionMistake wrong_list(std::size_t column, ValueType operand) {
  const std::string_view what = operand == ValueType::kText      ? "texts such as ['a', 'b']"
                                : operand == ValueType::kInstant ? "dates such as ['2026-01-31']"
                                                                 : "numbers such as [1, 2]";
  return {column, {"the list does not fit what is looked for in it", "write a list of " + std::string(what)}};
}

/// Nothing unless all of the list are dates.
std::optional<std::vector<double>> instants_of(const WrittenList& list) {
  std::vector<double> instants;
  for (const std::string& text : list.texts) {
    const Result<Millis> instant = parse_timestamp(text);
    if (!instant.ok()) return std::nullopt;
    instants.push_back(static_cast<double>(*instant));
  }
  if (!list.of_texts) return std::nullopt;
  return instants;
}

}  // namespace

ExpressionVerdict settle_operator(Expression& expression, ExpressionNode& node, Roots roots,
                                  const Config& config) {
  if (is_comparison(node.op)) return settle_comparison(expression, node, roots, config);
  node.type = ValueType::kNumber;
  switch (node.op) {
    case Op::kAnd:
    case Op::kOr:
    case Op::kNot:
      node.type = ValueType::kTruth;
      return want_all(expression, roots, ValueType::kTruth);
    case Op::kKnown:
      node.type = ValueType::kTruth;
      return std::nullopt;
    case Op::kDaysSince:
    case Op::kDaysUntil:
      return want(expression, roots[0], ValueType::kInstant);
    case Op::kIf:
      if (ExpressionVerdict verdict = want(expression, roots[0], ValueType::kTruth)) return verdict;
      return settle_alike(expression, node, roots.subspan(1), true);
    case Op::kCoalesce:
      return settle_alike(expression, node, roots, true);
    case Op::kMin:
    case Op::kMax:
      return settle_alike(expression, node, roots, false);
    case Op::kSubtract:
      return want_all(
          expression, roots,
          any_is(expression, roots, ValueType::kInstant) ? ValueType::kInstant : ValueType::kNumber);
    default:
      return want_all(expression, roots, ValueType::kNumber);
  }
}

ExpressionVerdict settle_list(Expression& expression, ExpressionNode& node, std::uint32_t root,
                              const WrittenList& list, const Config& config) {
  node.type = ValueType::kTruth;
  node.count = static_cast<std::uint32_t>(list.columns.size());
  if (ExpressionVerdict verdict = refuse_null(expression, {&root, 1})) return verdict;
  const ExpressionNode& operand = expression.nodes[root];
  if (operand.type == ValueType::kInstant) {
    const std::optional<std::vector<double>> instants = instants_of(list);
    if (!instants) return wrong_list(list.columns.front(), operand.type);
    node.index = static_cast<std::uint32_t>(expression.numbers.size());
    expression.numbers.insert(expression.numbers.end(), instants->begin(), instants->end());
    return std::nullopt;
  }
  if (want(expression, root, list.of_texts ? ValueType::kText : ValueType::kNumber)) {
    return wrong_list(list.columns.front(), operand.type);
  }
  if (!list.of_texts) {
    node.index = static_cast<std::uint32_t>(expression.numbers.size());
    expression.numbers.insert(expression.numbers.end(), list.numbers.begin(), list.numbers.end());
    return std::nullopt;
  }
  node.index = static_cast<std::uint32_t>(expression.texts.size());
  for (std::size_t i = 0; i < list.texts.size(); ++i) {
    if (ExpressionVerdict verdict =
            check_value(expression, operand, list.texts[i], list.columns[i], config)) {
      return verdict;
    }
    expression.texts.push_back(list.texts[i]);
  }
  return std::nullopt;
}

ExpressionVerdict settle_whole(Expression& expression, ValueType wanted) {
  const auto root = static_cast<std::uint32_t>(expression.nodes.size() - 1);
  if (ExpressionVerdict verdict = want(expression, root, wanted)) return verdict;
  expression.nodes[root].type = wanted;  // null becomes one that is not known
  return std::nullopt;
}

}  // namespace tidemark::config
