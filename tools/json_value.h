#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace tidemark::tools {

/// A parsed JSON value, for showing our own objects to people. Numbers keep their text, so money stays exact;
/// members keep their order.
struct JsonValue {
  struct Member;
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  std::string text;  ///< of a string (unescaped), a number, a bool
  std::vector<JsonValue> items;
  std::vector<Member> members;

  bool is_scalar() const { return kind != Kind::kArray && kind != Kind::kObject; }
  /// The value under a dotted path ("churn.risk"); nullptr when it is not there.
  const JsonValue* find(std::string_view path) const;
  /// The scalar's text under a path; "" for null, for arrays and objects, and when it is not there.
  std::string_view text_of(std::string_view path) const;
};

struct JsonValue::Member {
  std::string name;
  JsonValue value;
};

/// Errors: kCorruption (it came from the engine, so it should be JSON). Cost: about a microsecond per KiB.
Result<JsonValue> parse_json(std::string_view text);

}  // namespace tidemark::tools
