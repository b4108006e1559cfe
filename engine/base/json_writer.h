#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/money.h"
#include "engine/base/time.h"

namespace tidemark {

/// Appends compact JSON to a string: the same values give the same bytes on every machine.
///
/// Doubles in shortest round-trip form (std::to_chars; whole ones as "59.0"), NaN and infinities as null;
/// strings with the escapes JSON requires and nothing more; invalid UTF-8 bytes as U+FFFD.
/// Commas are the writer's business: key() and values may be called in a row.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);  ///< the name must need no escape
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(double number);
  JsonWriter& value(bool flag);
  JsonWriter& integer(std::int64_t number);
  JsonWriter& unsigned_integer(std::uint64_t number);
  JsonWriter& money(Micro amount);      ///< exact decimal number
  JsonWriter& instant(Millis instant);  ///< RFC 3339 text; kNoTime and kNever as null
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  ///< bytes that are JSON already

 private:
  void separate();
  std::string& out_;
  bool comma_ = false;
};

/// Appends a quoted, escaped JSON string.
void append_json_string(std::string& out, std::string_view text);
/// Appends a double as JsonWriter does.
void append_json_double(std::string& out, double number);

}  // namespace tidemark
