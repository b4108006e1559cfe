#include "operators/customer_view.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "operators/customer_columns.h"
#include "operators/customer_parts.h"
#include "operators/features/feature_view.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

void write_cell(const Cell& cell, JsonWriter& out) {
  switch (cell.type) {
    case Cell::Type::kNone:
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
    case Cell::Type::kNone:
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
    case Cell::Type::kNone:
    case Cell::Type::kText:
    case Cell::Type::kJson:
      break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

CustomerView::CustomerView(const Composition& composition)
    : composition_(composition),
      columns_(customer_columns(composition)),
      summary_(summary_columns(composition)),
      listed_(composition.parts->catalogue->listed()) {}

CustomerSnapshot CustomerView::snapshot(const std::byte* state, std::string_view customer_id,
                                        Millis as_of) const {
  CustomerSnapshot customer{customer_id, as_of, Figures(composition_, state, as_of),
                            composition_.levels(state)};
  customer.parts.segments = segments_json(composition_, state);
  customer.parts.scores = scores_json(composition_, state, composition_.moment(as_of));
  return customer;
}

CustomerSnapshot CustomerView::whole_snapshot(const Forecast& ahead, std::string_view customer_id,
                                              Millis as_of) const {
  CustomerSnapshot customer = snapshot(ahead.state(), customer_id, as_of);
  const Moment now = composition_.moment(as_of);
  Forecast then(composition_, ahead.state(), as_of);
  customer.parts.next = next_changes_json(composition_, then);
  customer.parts.tiers = tiers_json(composition_, ahead.state(), now);
  JsonWriter features(customer.parts.features);
  write_features(listed_, ahead.state(), now, PersonalData::kShown, features);
  return customer;
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
  const Forecast ahead(composition_, state, as_of);
  write(columns_, whole_snapshot(ahead, customer_id, as_of), out);
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
  const Forecast ahead(composition_, state, as_of);
  const CustomerSnapshot customer = whole_snapshot(ahead, customer_id, as_of);
  cells.clear();
  for (const Column& column : columns_) {
    cells.push_back(cell_text(column.read(composition_, customer, column.index)));
  }
}

/// Columns that lie within a JSON value: features and scores by their names in expressions.
double CustomerView::signal_number(const std::byte* state, std::string_view name, Millis as_of) const {
  const Moment now = composition_.moment(as_of);
  for (const ListedSignal& listed : listed_) {
    if (listed.name == name) return listed.signal->number(state, now);
  }
  for (const ScoreSignal* score : composition_.parts->scores) {
    if (score->name() == name) return score->number(state, now);
  }
  return kNull;
}

double CustomerView::number(const std::byte* state, std::string_view column, Millis as_of) const {
  const auto found =
      std::find_if(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == column; });
  if (found == columns_.end()) return signal_number(state, column, as_of);
  return cell_number(found->read(composition_, snapshot(state, {}, as_of), found->index));
}

}  // namespace tidemark::operators
