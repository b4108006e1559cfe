#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/event.h"

namespace tidemark {

/// One property of an event, as its encoding has it; views point into the event's bytes.
struct FieldValue {
  ValueTag tag = ValueTag::kNull;  ///< kNull: absent, too
  std::int64_t integer = 0;        ///< kInteger, mantissa of kDecimal
  std::uint8_t scale = 0;          ///< kDecimal
  std::string_view text;           ///< kNumber, kString, kJson

  bool known() const { return tag != ValueTag::kNull; }
  /// A number, or a text that is one; NaN for anything else.
  double number() const;
  /// The same in millionths, exactly; nothing when it is no number or beyond ±kAmountMax.
  std::optional<Micro> micro() const;
  /// A string itself; numbers and truth values as text. "" when absent, null or JSON.
  /// `buffer` holds the text where it has to be made.
  std::string_view as_text(std::string& buffer) const;
  /// A date or timestamp in a string, or epoch milliseconds; nothing when it is none.
  std::optional<Millis> instant() const;
};

/// Which properties somebody wants to see, each under a small number, and which dictionary entries they are.
///
/// The reader of a stream of events keeps one beside its copy of the names, so that finding an event's wanted
/// properties costs a load each.
/// Thread: one.
class FieldMap {
 public:
  static constexpr std::size_t kFieldsMax = 64;

  /// Starts over with these names; field i is wanted[i]. `keys` are the names known so far.
  void want(std::span<const std::string> wanted, const KeyDictionary& keys);
  /// Takes note of names the dictionary has learned since.
  void learn(const KeyDictionary& keys);
  std::size_t size() const { return wanted_.size(); }
  /// Fills values[0 … size()): absent ones are kNull, of doubled ones the last. False on malformed bytes.
  bool extract(std::string_view properties, std::span<FieldValue> values) const;

 private:
  static constexpr std::uint8_t kNotWanted = 255;
  std::uint8_t field_of(std::string_view name) const;

  std::vector<std::string> wanted_;
  std::vector<std::uint8_t> by_key_;  ///< field of a dictionary number
};

}  // namespace tidemark
