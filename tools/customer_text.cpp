#include "tools/customer_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "tools/text.h"

namespace tidemark::tools {
namespace {

constexpr std::size_t kNameColumnsMin = 22;
constexpr std::size_t kNameColumnsMax = 48;
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

/// Names and values under a heading, the values below each other.
class Block {
 public:
  void add(std::string name, std::string text) { pairs_.emplace_back(std::move(name), std::move(text)); }
  void add_line(std::string text) { pairs_.emplace_back(std::string(), std::move(text)); }
  void write(OutputStream& out, std::string_view heading) const {
    if (pairs_.empty()) return;
    std::size_t columns = kNameColumnsMin;
    for (const auto& [name, text] : pairs_) {
      const std::size_t wanted = width_of(name) + 2;
      if (wanted <= kNameColumnsMax) columns = std::max(columns, wanted);  // one long name does not part all
    }
    out.line("\n" + std::string(heading));
    for (const auto& [name, text] : pairs_) {
      out.write("  ");
      if (!name.empty()) out.write(pad_right(name, columns)).write(width_of(name) >= columns ? "  " : "");
      out.line(text.empty() ? "-" : text);
    }
  }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

/// "level churn, to high, at 2026-01-02T03:04:05Z" for an object, without what is null; a scalar as it is.
std::string in_one_line(const JsonValue& value) {
  if (value.is_scalar()) return show(value);
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  };
  for (const auto& [name, member] : value.members) {
    const std::string inside = in_one_line(member);
    if (inside.empty()) continue;
    add(member.is_scalar() ? name + ' ' + inside : name + " (" + inside + ')');
  }
  for (const JsonValue& item : value.items) add(in_one_line(item));
  return text;
}

void write_next(OutputStream& out, const JsonValue& next) {
  Block block;
  if (next.items.empty()) block.add_line("nothing changes");
  for (const JsonValue& change : next.items) {
    const std::string level(change.text_of("level"));
    if (level.empty()) {
      block.add_line(in_one_line(change));
    } else {
      block.add(level, "→ " + std::string(change.text_of("to")) + " at " + std::string(change.text_of("at")));
    }
  }
  block.write(out, "If nothing happens");
}

void write_group(OutputStream& out, const std::string& name, const JsonValue& group) {
  Block block;
  for (const auto& [key, value] : group.members) block.add(key, in_one_line(value));
  for (const JsonValue& item : group.items) block.add_line(in_one_line(item));
  if (group.members.empty() && group.items.empty()) block.add_line("none");
  block.write(out, name);
}

void write_levels(OutputStream& out, const JsonValue& customer) {
  Block block;
  for (const auto& [name, value] : customer.members) {
    if (is_level(name, value)) block.add(name, show(value));
  }
  // The levels whose objects say more; named as in alerts.
  for (const auto& [name, path] : {std::pair("rfm", "rfm.segment"), std::pair("churn", "churn.level")}) {
    if (customer.find(path) != nullptr) block.add(name, cell_text(customer, path));
  }
  block.write(out, "Levels");
}

void write_features(OutputStream& out, const JsonValue& customer) {
  Block block;
  for (const auto& [name, value] : customer.members) {
    const bool in_title = name == "customer_id" || name == "as_of";
    if (value.is_scalar() && !in_title && !is_level(name, value)) block.add(name, show(value));
  }
  block.write(out, "Features");
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
