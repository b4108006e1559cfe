#include "operators/customer_view.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "operators/customer_columns.h"
#include "operators/forecast.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

void write_cell(const Cell& cell, JsonWriter& out) {
  switch (cell.type) {
    case Cell::Type::kNull:
      out.null();
      return;
    case Cell::Type::kText:
      out.value(cell.text);
      return;
    case Cell::Type::kInteger:
      out.integer(cell.integer);
      return;
    case Cell::Type::kNumber:
      out.value(cell.number);
      return;
    case Cell::Type::kMoney:
      out.money(cell.integer);
      return;
    case Cell::Type::kInstant:
      out.instant(cell.integer);
      return;
    case Cell::Type::kJson:
      out.raw(cell.text);
      return;
  }
}

/// The same value as a table shows it: without quotes, null as nothing.
std::string cell_text(const Cell& cell) {
  std::string text;
  switch (cell.type) {
    case Cell::Type::kNull:
      break;
    case Cell::Type::kText:
    case Cell::Type::kJson:
      text = cell.text;
      break;
    case Cell::Type::kInteger:
      text = std::to_string(cell.integer);
      break;
    case Cell::Type::kNumber:
      append_json_double(text, cell.number);
      break;
    case Cell::Type::kMoney:
      append_micro(text, cell.integer);
      break;
    case Cell::Type::kInstant:
      append_timestamp(text, cell.integer);
      break;
  }
  return text;
}

double cell_number(const Cell& cell) {
  switch (cell.type) {
    case Cell::Type::kInteger:
    case Cell::Type::kInstant:
      return static_cast<double>(cell.integer);
    case Cell::Type::kNumber:
      return cell.number;
    case Cell::Type::kMoney:
      return units_of(cell.integer);
    case Cell::Type::kNull:
    case Cell::Type::kText:
    case Cell::Type::kJson:
      break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

/// [{"level":"churn","to":"high","at":"…"}, …]
std::string next_changes_json(const Composition& composition, Forecast& forecast) {
  std::string json;
  JsonWriter out(json);
  out.begin_array();
  for (const Forecast::Change& change : forecast.next_changes()) {
    const Level& level = composition.machine[change.level];
    out.begin_object();
    out.key("level").value(level.name());
    out.key("to").value(level.value_name(change.to));
    out.key("at").instant(change.at);
    out.end_object();
  }
  out.end_array();
  return json;
}

}  // namespace

CustomerView::CustomerView(const Composition& composition)
    : composition_(composition),
      columns_(customer_columns(composition)),
      summary_(summary_columns(composition)) {}

CustomerSnapshot CustomerView::snapshot(const std::byte* state, std::string_view customer_id,
                                        Millis as_of) const {
  return {customer_id, as_of, Figures(composition_, state, as_of), composition_.levels(state)};
}

/// Columns of one object follow each other: an object is opened when the part before the dot changes.
void CustomerView::write(const std::vector<Column>& columns, const CustomerSnapshot& customer,
                         JsonWriter& out) const {
  std::string_view open;
  out.begin_object();
  for (const Column& column : columns) {
    const std::string_view name = column.name;
    const std::size_t dot = name.find('.');
    const std::string_view object = dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
    if (object != open) {
      if (!open.empty()) out.end_object();
      if (!object.empty()) out.key(object).begin_object();
      open = object;
    }
    out.key(object.empty() ? name : name.substr(dot + 1));
    write_cell(column.read(composition_, customer, column.index), out);
  }
  if (!open.empty()) out.end_object();
  out.end_object();
}

void CustomerView::write_object(const std::byte* state, std::string_view customer_id, Millis as_of,
                                JsonWriter& out) const {
  Forecast ahead(composition_, state, as_of);
  Forecast then(composition_, ahead.state(), as_of);
  const std::string next = next_changes_json(composition_, then);
  CustomerSnapshot customer = snapshot(ahead.state(), customer_id, as_of);
  customer.next = next;
  write(columns_, customer, out);
}

void CustomerView::write_summary(const std::byte* state, std::string_view customer_id, Millis t,
                                 JsonWriter& out) const {
  write(summary_, snapshot(state, customer_id, t), out);
}

std::vector<std::string> CustomerView::column_names() const {
  std::vector<std::string> names;
  for (const Column& column : columns_) names.push_back(column.name);
  return names;
}

void CustomerView::write_cells(const std::byte* state, std::string_view customer_id, Millis as_of,
                               std::vector<std::string>& cells) const {
  Forecast ahead(composition_, state, as_of);
  Forecast then(composition_, ahead.state(), as_of);
  const std::string next = next_changes_json(composition_, then);
  CustomerSnapshot customer = snapshot(ahead.state(), customer_id, as_of);
  customer.next = next;
  cells.clear();
  for (const Column& column : columns_) {
    cells.push_back(cell_text(column.read(composition_, customer, column.index)));
  }
}

double CustomerView::number(const std::byte* state, std::string_view column, Millis as_of) const {
  const auto found =
      std::find_if(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == column; });
  if (found == columns_.end()) return std::numeric_limits<double>::quiet_NaN();
  return cell_number(found->read(composition_, snapshot(state, {}, as_of), found->index));
}

}  // namespace tidemark::operators
