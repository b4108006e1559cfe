#include "config/expression_grammar.h"

#include <algorithm>
#include <utility>

#include "config/expression_lexer.h"
#include "config/expression_types.h"
#include "config/expression_words.h"
#include "config/unknown_name.h"

namespace tidemark::config {
namespace {

using Op = Expression::Op;
using ExpressionNode = Expression::Node;
using Kind = Token::Kind;

/// Recursive descent. Every function reads what binds at least as tightly as its name says and leaves its
/// nodes behind those of what stood before; false when a mistake was found.
class Parser {
 public:
  Parser(const std::vector<Token>& tokens, const Config& config, Expression& out)
      : tokens_(tokens), config_(config), out_(out) {}

  ExpressionVerdict run() {
    if (parse_or() && token().kind != Kind::kEnd) (void)refuse_rest();  // the mistake is kept
    return std::move(mistake_);
  }

 private:
  /// Counts how deeply calls are nested, so that no text can exhaust the stack.
  class Depth {
   public:
    explicit Depth(std::size_t& depth) : depth_(depth) { ++depth_; }
    ~Depth() { --depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    std::size_t& depth_;
  };

  bool parse_or() {
    const Depth depth(depth_);
    if (depth_ > kExpressionDepthMax) return too_deep();
    return parse_row(Binding::kOr);
  }

  /// Operators of one binding between operands that bind more tightly, grouped from the left.
  bool parse_row(Binding binding) {
    const std::uint32_t begin = here();
    if (!parse_operand(binding)) return false;
    while (const OperatorWord* const word = word_between(binding)) {
      const std::size_t column = take().column;
      const std::uint32_t left = last();
      if (!parse_operand(binding) || !add_operator(word->op, column, begin, {left, last()})) return false;
    }
    return true;
  }

  bool parse_operand(Binding binding) {
    switch (binding) {
      case Binding::kOr:
        return parse_row(Binding::kAnd);
      case Binding::kAnd:
        return parse_not();
      case Binding::kSum:
        return parse_row(Binding::kProduct);
      default:
        return parse_minus();
    }
  }

  const OperatorWord* word_between(Binding binding) const {
    for (const OperatorWord& word : operator_words()) {
      if (word.binding != binding) continue;
      if (token().is(Kind::kSign, word.word) || token().is(Kind::kWord, word.word)) return &word;
    }
    return nullptr;
  }

  bool parse_not() {
    if (!token().is(Kind::kWord, "not")) return parse_comparison();
    const Depth depth(depth_);
    if (depth_ > kExpressionDepthMax) return too_deep();
    const std::uint32_t begin = here();
    const std::size_t column = take().column;
    return parse_not() && add_operator(Op::kNot, column, begin, {last()});
  }

  bool parse_comparison() {
    const std::uint32_t begin = here();
    if (!parse_row(Binding::kSum)) return false;
    const bool negated = token().is(Kind::kWord, "not") && tokens_[at_ + 1].is(Kind::kWord, "in");
    if (negated || token().is(Kind::kWord, "in")) {
      const std::size_t column = take().column;
      if (negated) (void)take();  // the word after it
      if (!parse_list(negated ? Op::kNotIn : Op::kIn, column, begin)) return false;
    } else if (const OperatorWord* const word = word_between(Binding::kComparison)) {
      const std::size_t column = take().column;
      const std::uint32_t left = last();
      if (!parse_row(Binding::kSum) || !add_operator(word->op, column, begin, {left, last()})) return false;
    } else {
      return true;
    }
    if (word_between(Binding::kComparison) == nullptr && !token().is(Kind::kWord, "in")) return true;
    return refuse("comparisons are not chained",
                  "write two of them with and between, such as a < b and b < c");
  }

  bool parse_list(Op op, std::size_t column, std::uint32_t begin) {
    if (!expect("[", "write a list such as ['a', 'b'] or [1, 2]")) return false;
    const std::uint32_t operand = last();
    WrittenList list;
    list.of_texts = token().kind == Kind::kText;
    do {
      if (!parse_entry(list)) return false;
    } while (skip(","));
    if (!expect("]", "close the list with ]")) return false;
    ExpressionNode node{
        .op = op, .operands = 1, .begin = begin, .column = static_cast<std::uint32_t>(column)};
    return settled(settle_list(out_, node, operand, list, config_)) && append(node);
  }

  bool parse_entry(WrittenList& list) {
    list.columns.push_back(token().column);
    const bool minus = !list.of_texts && skip("-");
    if (token().kind != (list.of_texts ? Kind::kText : Kind::kNumber)) {
      return refuse("a list has numbers or texts, not " + found(),
                    "write all texts in quotes, or all numbers");
    }
    const Token& entry = take();
    if (list.of_texts) {
      list.texts.push_back(entry.text);
    } else {
      list.numbers.push_back(minus ? 0 - entry.number : entry.number);
    }
    return true;
  }

  bool parse_minus() {
    if (!token().is(Kind::kSign, "-")) return parse_primary();
    const Depth depth(depth_);
    if (depth_ > kExpressionDepthMax) return too_deep();
    const std::uint32_t begin = here();
    const std::size_t column = take().column;
    if (!parse_minus()) return false;
    if (ExpressionNode& node = out_.nodes.back(); node.op == Op::kNumber) {
      node.number = 0 - node.number;  // no negative zero
      return true;
    }
    return add_operator(Op::kNegate, column, begin, {last()});
  }

  bool parse_primary() {
    switch (token().kind) {
      case Kind::kNumber:
        return add_literal(Op::kNumber, ValueType::kNumber, token().number);
      case Kind::kText:
        out_.texts.push_back(token().text);
        return add_literal(Op::kText, ValueType::kText, 0, out_.texts.size() - 1);
      case Kind::kName:
        return tokens_[at_ + 1].is(Kind::kSign, "(") ? parse_call() : parse_name();
      case Kind::kWord:
        return parse_word();
      default:
        break;
    }
    if (!skip("(")) return refuse_operand();
    return parse_or() && expect(")", "close the bracket with )");
  }

  bool parse_word() {
    if (token().text == "null") return add_literal(Op::kNull, ValueType::kNull, 0);
    if (token().text == "true") return add_literal(Op::kTruth, ValueType::kTruth, 1);
    if (token().text == "false") return add_literal(Op::kTruth, ValueType::kTruth, 0);
    if (token().text == "not") return refuse("'not' stands before a whole comparison", "put it in brackets");
    return refuse_operand();
  }

  bool parse_name() {
    const std::string& name = token().text;
    const auto known = std::find_if(out_.features.begin(), out_.features.end(),
                                    [&](const FeatureName& feature) { return feature.name == name; });
    const auto index = static_cast<std::size_t>(known - out_.features.begin());
    if (known == out_.features.end()) {
      std::optional<FeatureName> feature = find_feature(name, config_);
      if (!feature) return refuse(unknown_name(name, config_));
      out_.features.push_back(*std::move(feature));
    }
    return add_literal(Op::kName, out_.features[index].type, 0, index);
  }

  bool parse_call() {
    const FunctionWord* function = nullptr;
    std::vector<std::string> names;
    for (const FunctionWord& word : function_words()) {
      names.emplace_back(word.word);
      if (token().text == word.word) function = &word;
    }
    if (function == nullptr) {
      return refuse("there is no function " + quoted(token().text), did_you_mean(token().text, names));
    }
    const std::uint32_t begin = here();
    const std::size_t column = take().column;
    (void)take();  // the bracket
    std::vector<std::uint32_t> operands;
    do {
      if (!parse_or()) return false;
      operands.push_back(last());
    } while (skip(","));
    if (!expect(")", "close the function's bracket with )")) return false;
    if (operands.size() < function->operands_min || operands.size() > function->operands_max) {
      return wrong_count(*function, column);
    }
    return add_operator(function->op, column, begin, operands);
  }

  bool wrong_count(const FunctionWord& function, std::size_t column) {
    const std::string remedy = function.operands_min == 1   ? "write one value between its brackets"
                               : function.operands_min == 2 ? "write 2 to 32 values between its brackets"
                                                            : "write if(condition, value, otherwise)";
    mistake_ = {column, {"the wrong number of values for " + quoted(function.word), remedy}};
    return false;
  }

  bool add_literal(Op op, ValueType type, double number, std::size_t index = 0) {
    ExpressionNode node{.op = op, .type = type, .begin = here(), .number = number};
    node.column = static_cast<std::uint32_t>(token().column);
    node.index = static_cast<std::uint32_t>(index);
    if (++pending_ > kExpressionPendingMax) return too_deep();
    if (!append(node)) return false;
    (void)take();  // is in the node now
    return true;
  }

  bool add_operator(Op op, std::size_t column, std::uint32_t begin,
                    const std::vector<std::uint32_t>& operands) {
    ExpressionNode node{.op = op, .begin = begin, .column = static_cast<std::uint32_t>(column)};
    node.operands = static_cast<std::uint16_t>(operands.size());
    pending_ -= operands.size() - 1;
    return settled(settle_operator(out_, node, operands, config_)) && append(node);
  }

  bool append(const ExpressionNode& node) {
    if (out_.nodes.size() == kExpressionNodesMax) {
      return refuse("the expression is too large", "give parts of it names under features.custom");
    }
    out_.nodes.push_back(node);
    return true;
  }

  bool settled(ExpressionVerdict verdict) {
    mistake_ = std::move(verdict);
    return !mistake_;
  }

  bool refuse(Problem problem) {
    mistake_ = {token().column, std::move(problem)};
    return false;
  }
  bool refuse(std::string text, std::string remedy) {
    return refuse(Problem{std::move(text), std::move(remedy)});
  }
  bool too_deep() {
    return refuse("too much is nested here", "give parts of it names under features.custom");
  }
  bool refuse_operand() {
    return refuse("here a value is expected, not " + found(), "write a name, a number, a 'text' or ( … )");
  }

  bool refuse_rest() {
    std::string lower = token().text;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (token().kind == Kind::kName && is_reserved_word(lower)) {
      return refuse("there is no " + quoted(token().text), "write " + lower);
    }
    if (token().is(Kind::kSign, ")")) return refuse("no bracket is open here", "remove the )");
    return refuse("here an operator is expected, not " + found(),
                  "put and, or, a comparison or one of + - * / before it");
  }

  std::string found() const { return token().kind == Kind::kEnd ? "the end" : quoted(token().text); }

  bool expect(std::string_view sign, std::string remedy) {
    if (skip(sign)) return true;
    return refuse("here " + quoted(sign) + " is expected, not " + found(), std::move(remedy));
  }
  bool skip(std::string_view sign) {
    if (!token().is(Kind::kSign, sign)) return false;
    ++at_;
    return true;
  }
  const Token& token() const { return tokens_[at_]; }
  const Token& take() { return tokens_[at_++]; }
  std::uint32_t here() const { return static_cast<std::uint32_t>(out_.nodes.size()); }
  std::uint32_t last() const { return here() - 1; }

  const std::vector<Token>& tokens_;
  const Config& config_;
  Expression& out_;
  ExpressionVerdict mistake_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t pending_ = 0;  ///< operands on the stack that will evaluate this
};

}  // namespace

ExpressionVerdict parse_tokens(const std::vector<Token>& tokens, const Config& config, Expression& out) {
  return Parser(tokens, config, out).run();
}

}  // namespace tidemark::config
