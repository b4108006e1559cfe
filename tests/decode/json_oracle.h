#pragma once

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace tidemark::engine::testing {

/// Whether a line is one JSON object as the decoder wants it, by simdjson's full parse where that follows
/// RFC 8259 and by slow plain code where it does not: numbers too large for its integers and doubles, half
/// surrogate pairs, doubled keys. Shares no code with the scanner. Used by the tests and the fuzz target.
class JsonOracle {
 public:
  static constexpr int kDepthMax = 64;

  explicit JsonOracle(std::string_view line) : line_(line), plain_(with_small_numbers(line)) {
    simdjson::dom::element top;
    const auto error = parser_.parse(simdjson::padded_string(plain_)).get(top);
    if (error != simdjson::SUCCESS || !top.is_object() || has_lone_surrogate(line)) return;
    if (depth_of(line) > kDepthMax || has_doubled_key(top)) return;
    top_ = top;
  }

  bool ok() const { return top_.has_value(); }
  /// "" when the event's JSON says what the line says, else what differs. Nothing is compared (and "" is the
  /// answer) where a number is too large for simdjson. Only for accepted events.
  std::string difference(std::string_view event_json) const {
    if (plain_ != line_) return "";
    simdjson::dom::parser parser;
    simdjson::dom::element event;
    if (parser.parse(simdjson::padded_string(event_json)).get(event) != simdjson::SUCCESS) {
      return "the event's JSON is not JSON";
    }
    for (const char* name : {"type", "customer_id", "event_id"}) {
      if (text_of(*top_, name) != text_of(event, name)) return std::string(name) + " differs";
    }
    return properties_difference(expected_properties(*top_), members_of(event, "properties"));
  }

 private:
  using Members = std::map<std::string, simdjson::dom::element>;

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  /// Calls outside(i) for every byte that is not inside a string, quotes included.
  template <typename Outside>
  static void for_each_outside(std::string_view line, Outside&& outside) {
    bool inside = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (inside && line[i] == '\\') {
        ++i;
        continue;
      }
      if (line[i] == '"') inside = !inside;
      if (!inside || line[i] == '"') outside(i);
    }
  }

  static bool is_number(std::string_view text) {
    std::size_t i = 0;
    const auto digits = [&] {
      const std::size_t from = i;
      while (i < text.size() && is_digit(text[i])) ++i;
      return i - from;
    };
    if (i < text.size() && text[i] == '-') ++i;
    const bool zero = i < text.size() && text[i] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    if (i < text.size() && text[i] == '.') {
      ++i;
      if (digits() == 0) return false;
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
      ++i;
      if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
      if (digits() == 0) return false;
    }
    return i == text.size();
  }

  /// Every valid number that might be too large becomes 0.
  static std::string with_small_numbers(std::string_view line) {
    std::string out;
    std::size_t copied = 0;
    for_each_outside(line, [&](std::size_t i) {
      if (i < copied || !(is_digit(line[i]) || line[i] == '-')) return;
      const std::size_t end = std::min(line.find_first_not_of("0123456789+-.eE", i), line.size());
      const std::string_view run = line.substr(i, end - i);
      out += line.substr(copied, i - copied);
      const bool large = run.size() > 15 || run.find_first_of("eE") != std::string_view::npos;
      out += large && is_number(run) ? "0" : run;
      copied = end;
    });
    out += line.substr(copied);
    return out;
  }

  static int depth_of(std::string_view line) {
    int depth = 0;
    int deepest = 0;
    for_each_outside(line, [&](std::size_t i) {
      if (line[i] == '{' || line[i] == '[') deepest = std::max(deepest, ++depth);
      if (line[i] == '}' || line[i] == ']') --depth;
    });
    return deepest;
  }

  static bool has_lone_surrogate(std::string_view line) {
    const auto half_at = [&](std::size_t i) -> unsigned {
      if (line.substr(i, 2) != "\\u" || i + 6 > line.size()) return 0;
      unsigned code = 0;
      (void)std::from_chars(line.data() + i + 2, line.data() + i + 6, code, 16);  // the parse has checked it
      return code >= 0xD800 && code < 0xE000 ? code : 0;
    };
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] != '\\') continue;
      const unsigned half = half_at(i);
      if (half == 0) {
        ++i;
        continue;
      }
      if (half >= 0xDC00 || half_at(i + 6) < 0xDC00) return true;
      i += 11;
    }
    return false;
  }

  static bool has_doubled_key(simdjson::dom::element element) {
    if (element.is_array()) {
      for (const simdjson::dom::element item : element.get_array()) {
        if (has_doubled_key(item)) return true;
      }
    }
    if (!element.is_object()) return false;
    std::set<std::string_view> keys;
    for (const simdjson::dom::key_value_pair member : element.get_object()) {
      if (!keys.insert(member.key).second || has_doubled_key(member.value)) return true;
    }
    return false;
  }

  static Members members(simdjson::dom::element element) {
    Members out;
    simdjson::dom::object object;
    if (element.get(object) != simdjson::SUCCESS) return out;
    for (const simdjson::dom::key_value_pair member : object)
      out.emplace(std::string(member.key), member.value);
    return out;
  }

  static Members members_of(simdjson::dom::element object, const char* name) {
    simdjson::dom::element value;
    return object[name].get(value) == simdjson::SUCCESS ? members(value) : Members();
  }

  static Members expected_properties(simdjson::dom::element top) {
    Members out = members_of(top, "properties");
    for (const auto& [key, value] : members(top)) {
      const bool known = key == "type" || key == "customer_id" || key == "event_id" || key == "timestamp" ||
                         key == "properties";
      if (!known) out.emplace(key, value);  // one of the properties' own stays
    }
    return out;
  }

  static std::string text_of(simdjson::dom::element object, const char* name) {
    simdjson::dom::element value;
    if (object[name].get(value) != simdjson::SUCCESS || value.is_null()) return "";
    return value.is_string() ? std::string(std::string_view(value)) : simdjson::minify(value);
  }

  static std::string properties_difference(const Members& expected, const Members& actual) {
    if (expected.size() != actual.size()) return "another number of properties";
    for (const auto& [key, value] : expected) {
      const auto found = actual.find(key);
      if (found == actual.end()) return "no property " + key;
      // Minified by the same code on both sides, so equal texts are equal values.
      if (simdjson::minify(found->second) != simdjson::minify(value)) return "property " + key + " differs";
    }
    return "";
  }

  std::string_view line_;
  std::string plain_;
  simdjson::dom::parser parser_;
  std::optional<simdjson::dom::element> top_;
};

}  // namespace tidemark::engine::testing
