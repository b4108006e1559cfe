#include "tools/customer_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "tools/text.h"

namespace tidemark::tools {
namespace {

constexpr std::size_t kNameColumns = 22;
constexpr std::size_t kTextBytesMax = 512;

/// Doubles carry all their digits, which no person reads; money and counts are short already.
std::string short_number(const std::string& text) {
  if (text.size() <= 10 || text.find_first_of(".eE") == std::string::npos) return text;
  double number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return text;
  return std::abs(number) >= 0.001 ? fmt::format("{:.4f}", number) : fmt::format("{:.3g}", number);
}

std::string show(const JsonValue& value) {
  if (value.kind == JsonValue::Kind::kNull) return {};
  if (value.kind == JsonValue::Kind::kNumber) return short_number(value.text);
  return printable(value.text, kTextBytesMax);
}

bool looks_like_time(const std::string& text) {
  return text.size() >= 20 && text[4] == '-' && text[10] == 'T';
}

/// A top-level string that is neither the id nor a time names a level ("tier": "gold"); so does null where
/// a level is not known yet, but that cannot be told from a feature.
bool is_level(const std::string& name, const JsonValue& value) {
  return value.kind == JsonValue::Kind::kString && name != "customer_id" && !looks_like_time(value.text);
}

void write_pair(OutputStream& out, std::string_view name, const std::string& text) {
  out.write("  ").write(pad_right(name, kNameColumns)).line(text.empty() ? "-" : text);
}

/// "level churn, to high, at 2026-01-02T03:04:05Z" for an array's object; a scalar as it is.
std::string in_one_line(const JsonValue& value) {
  if (value.is_scalar()) return show(value);
  std::string text;
  for (const auto& [name, member] : value.members) {
    if (!text.empty()) text += ", ";
    text += name + ' ' + (member.is_scalar() ? show(member) : in_one_line(member));
  }
  for (const JsonValue& item : value.items) text += (text.empty() ? "" : ", ") + in_one_line(item);
  return text;
}

void write_next(OutputStream& out, const JsonValue& next) {
  out.line("\nIf nothing happens");
  if (next.items.empty()) out.line("  nothing changes");
  for (const JsonValue& change : next.items) {
    const std::string level(change.text_of("level"));
    if (level.empty()) {
      out.line("  " + in_one_line(change));
    } else {
      write_pair(out, level,
                 "→ " + std::string(change.text_of("to")) + " at " + std::string(change.text_of("at")));
    }
  }
}

void write_group(OutputStream& out, const std::string& name, const JsonValue& group) {
  out.line("\n" + name);
  for (const auto& [key, value] : group.members) write_pair(out, key, in_one_line(value));
  for (const JsonValue& item : group.items) out.line("  " + in_one_line(item));
}

void write_levels(OutputStream& out, const JsonValue& customer) {
  out.line("\nLevels");
  for (const auto& [name, value] : customer.members) {
    if (is_level(name, value)) write_pair(out, name, show(value));
  }
  // The levels whose objects say more; named as in alerts.
  for (const auto& [name, path] : {std::pair("rfm", "rfm.segment"), std::pair("churn", "churn.level")}) {
    if (customer.find(path) != nullptr) write_pair(out, name, cell_text(customer, path));
  }
}

void write_features(OutputStream& out, const JsonValue& customer) {
  out.line("\nFeatures");
  for (const auto& [name, value] : customer.members) {
    const bool in_title = name == "customer_id" || name == "as_of";
    if (value.is_scalar() && !in_title && !is_level(name, value)) write_pair(out, name, show(value));
  }
}

}  // namespace

std::string cell_text(const JsonValue& customer, std::string_view path) {
  const JsonValue* value = customer.find(path);
  return value != nullptr && value->is_scalar() ? show(*value) : std::string();
}

std::vector<std::string> table_columns(const JsonValue& customer, const std::vector<std::string>& wanted) {
  std::vector<std::string> columns = {"customer_id"};
  const auto add = [&](const std::string& name) {
    const JsonValue* value = customer.find(name);
    const bool there = value != nullptr && value->is_scalar();
    if (there && std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
  };
  for (const auto& [name, value] : customer.members) {
    if (is_level(name, value)) add(name);
  }
  for (const char* name : {"rfm.segment", "churn.level", "churn.risk", "orders", "net", "last_purchase"})
    add(name);
  for (const std::string& name : wanted) add(name);
  return columns;
}

void write_customer(OutputStream& out, const JsonValue& customer) {
  out.line("Customer " + cell_text(customer, "customer_id") + ", as of " + cell_text(customer, "as_of"));
  write_levels(out, customer);
  write_features(out, customer);
  const JsonValue* next = customer.find("next");
  for (const auto& [name, value] : customer.members) {
    if (!value.is_scalar() && &value != next) write_group(out, name, value);
  }
  if (next != nullptr && next->kind == JsonValue::Kind::kArray) write_next(out, *next);
}

}  // namespace tidemark::tools
