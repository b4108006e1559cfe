#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/feature_name.h"
#include "engine/base/status.h"

/// Conditions and values over features: `orders_90d >= 3 and days_since_login < 14d`.
///
/// From loose to tight: `or`, `and`, `not`, one comparison (`== != < <= > >=`, `in [..]`, `not in [..]`),
/// `+ -`, `* /`, unary `-`; brackets; functions min max abs coalesce known days_since days_until if.
/// Literals: numbers, durations (worth their number of days), 'texts', true, false, null; a text beside an
/// instant is a date or timestamp. What is not known is null: and/or/not are Kleene's, every other operator
/// with null is null, as are x / 0 and whatever is too large for a number. Only known(x) is never null, and
/// coalesce(x, y) is its first that is known. A condition that is null does not hold, nor does one of if().
/// instant − instant is a number of days.
namespace tidemark::config {

/// An expression that was parsed, with its types checked against a configuration.
struct Expression {
  enum class Op : std::uint8_t {
    kNumber,
    kTruth,
    kNull,
    kText,
    kInstant,
    kName,
    kNegate,
    kNot,
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kEqual,
    kNotEqual,
    kLess,
    kLessEqual,
    kGreater,
    kGreaterEqual,
    kIn,
    kNotIn,
    kAnd,
    kOr,
    kMin,
    kMax,
    kAbs,
    kCoalesce,
    kKnown,
    kDaysSince,
    kDaysUntil,
    kIf
  };
  /// A literal, a name, or an operator whose operands stand before it, each a run of nodes of its own.
  struct Node {
    Op op = Op::kNull;
    ValueType type = ValueType::kNull;
    std::uint16_t operands = 0;
    std::uint32_t begin = 0;   ///< of the nodes that belong to it, itself the last
    std::uint32_t column = 0;  ///< in the text it was parsed from, in bytes, from 1
    /// kName: in features. kText: in texts. kIn, kNotIn: the list begins there, in texts where the operand
    /// is a text, else in numbers.
    std::uint32_t index = 0;
    std::uint32_t count = 0;  ///< kIn, kNotIn: length of the list
    double number = 0;        ///< kNumber, kTruth, kInstant
  };

  std::vector<Node> nodes;  ///< operands before their operator; the last one is the whole
  std::vector<FeatureName> features;
  std::vector<std::string> texts;
  std::vector<double> numbers;

  ValueType type() const { return nodes.back().type; }
};

inline constexpr std::size_t kExpressionBytesMax = 4096;
inline constexpr std::size_t kExpressionNodesMax = 512;
/// Brackets, functions, `not` and unary minus inside one another.
inline constexpr std::size_t kExpressionDepthMax = 32;
/// Operands that wait for others to be computed.
inline constexpr std::size_t kExpressionPendingMax = 32;

inline bool is_comparison(Expression::Op op) {
  return op >= Expression::Op::kEqual && op <= Expression::Op::kGreaterEqual;
}

/// Of any type. Errors: kInvalidArgument, "at column 9: there is no 'spnd'; did you mean 'spend'?".
/// Thread: pure. Any bytes are safe.
Result<Expression> parse_expression(std::string_view text, const Config& config);
/// The same for what has to be true or false, or a number.
Result<Expression> parse_condition(std::string_view text, const Config& config);
Result<Expression> parse_value(std::string_view text, const Config& config);

/// Every name it stands on, each once, in the order of first use.
std::vector<std::string> referenced_names(const Expression& expression);

/// Where the operands of a node end, first to last.
std::vector<std::uint32_t> operands_of(const Expression& expression, std::uint32_t root);

/// Canonical text of the whole, or of one node: equal expressions have equal texts, and parsing it gives the
/// same expression. Durations come out as their number of days, dates as timestamps.
std::string to_text(const Expression& expression);
std::string to_text(const Expression& expression, std::uint32_t root);

}  // namespace tidemark::config
