#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/expression_lexer.h"
#include "config/section.h"

/// Values that are expressions. Private to the loader.
namespace tidemark::config {

/// Reads conditions and numbers of one file against the names of its configuration.
///
/// A name may stand before what it means, so a file is read twice: first without known names, when any text
/// passes as it is, then with those the first reading found, when every text is checked and made canonical.
class Expressions {
 public:
  /// `yaml`: the text of the file, where mistakes get their column. `known` is null on the first reading.
  /// Both outlive this.
  Expressions(std::string_view yaml, const Config* known);

  /// What has to be true or false. True when it is there and right; `out` is its canonical text.
  bool condition(const Item& item, std::string& out, Mistakes& mistakes) const;
  /// What has to be a number, likewise.
  bool number(const Item& item, std::string& out, Mistakes& mistakes) const;
  /// What may be either, likewise.
  bool number_or_condition(const Item& item, std::string& out, Mistakes& mistakes) const;

 private:
  enum class Wanted : std::uint8_t { kCondition, kNumber, kEither };
  bool read(const Item& item, Wanted wanted, std::string& out, Mistakes& mistakes) const;
  void tell(const Item& item, ExpressionMistake mistake, Mistakes& mistakes) const;
  /// The file from the beginning of a value on; empty where it comes from elsewhere.
  std::string_view text_from(const Node& value) const;

  std::string_view yaml_;
  std::vector<std::size_t> lines_;  ///< where each begins
  const Config* known_;
};

/// How many bytes a scalar's byte `offset` stands behind the beginning of the scalar in the file, where
/// `source` begins; nothing when it is not on that line, or cannot be told. Quotes count, and escapes are
/// longer than what they stand for. Cost: the offset.
std::optional<std::size_t> offset_in_source(std::string_view source, std::string_view scalar,
                                            std::size_t offset);

}  // namespace tidemark::config
