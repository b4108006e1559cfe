#include "operators/customer_view.h"

#include <algorithm>

#include "operators/customer_columns.h"
#include "operators/customer_parts.h"
#include "operators/features/feature_view.h"

namespace tidemark::operators {
namespace {

/// "a.b" of "a.b.c", "" of "a".
std::string_view object_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
}

bool within(std::string_view object, std::string_view open) {
  if (open.empty() || object == open) return true;
  return object.size() > open.size() && object.starts_with(open) && object[open.size()] == '.';
}

}  // namespace

CustomerView::CustomerView(const Composition& composition)
    : composition_(composition),
      columns_(customer_columns(composition)),
      table_(table_columns(composition)),
      summary_(summary_columns(composition)),
      listed_(composition.parts->catalogue->listed()) {}

CustomerSnapshot CustomerView::snapshot(const std::byte* state, std::string_view customer_id,
                                        Millis t) const {
  return {customer_id,
          t,
          Figures(composition_, state, t),
          composition_.levels(state),
          state,
          composition_.moment(t),
          listed_,
          {}};
}

void CustomerView::add_names(CustomerSnapshot& customer) const {
  customer.parts.segments = segments_json(composition_, customer.state);
  customer.parts.scores = scores_json(composition_, customer.state, customer.now);
}

void CustomerView::add_next(CustomerSnapshot& customer) const {
  Forecast then(composition_, customer.state, customer.as_of);
  customer.parts.next = next_changes_json(composition_, then);
  customer.parts.projections = projections(composition_, customer.state, customer.now);
}

/// Columns of one object follow each other: it is opened where they begin and closed behind them.
void CustomerView::write(const std::vector<Column>& columns, const CustomerSnapshot& customer,
                         JsonWriter& out) const {
  std::string_view open;
  out.begin_object();
  for (const Column& column : columns) {
    const std::string_view name = column.name;
    const std::string_view object = object_of(name);
    for (; !within(object, open); open = object_of(open)) out.end_object();
    while (open.size() < object.size()) {
      const std::size_t begin = open.empty() ? 0 : open.size() + 1;
      const std::size_t end = std::min(object.find('.', begin), object.size());
      out.key(object.substr(begin, end - begin)).begin_object();
      open = object.substr(0, end);
    }
    out.key(object.empty() ? name : name.substr(object.size() + 1));
    write_cell(column.read(composition_, customer, column.index), out);
  }
  for (; !open.empty(); open = object_of(open)) out.end_object();
  out.end_object();
}

void CustomerView::write_object(const std::byte* state, std::string_view customer_id, Millis as_of,
                                JsonWriter& out) const {
  const Forecast ahead(composition_, state, as_of);
  CustomerSnapshot customer = snapshot(ahead.state(), customer_id, as_of);
  add_names(customer);
  add_next(customer);
  customer.parts.tiers = tiers_json(composition_, customer.parts.projections);
  JsonWriter features(customer.parts.features);
  write_features(listed_, customer.state, customer.now, PersonalData::kShown, features);
  write(columns_, customer, out);
}

void CustomerView::write_summary(const std::byte* state, std::string_view customer_id, Millis t,
                                 JsonWriter& out) const {
  CustomerSnapshot customer = snapshot(state, customer_id, t);
  add_names(customer);
  write(summary_, customer, out);
}

std::vector<std::string> CustomerView::column_names() const {
  std::vector<std::string> names;
  for (const Column& column : table_) names.push_back(column.name);
  return names;
}

void CustomerView::write_cells(const std::byte* state, std::string_view customer_id, Millis as_of,
                               std::vector<std::string>& cells) const {
  const Forecast ahead(composition_, state, as_of);
  CustomerSnapshot customer = snapshot(ahead.state(), customer_id, as_of);
  add_next(customer);
  cells.clear();
  for (const Column& column : table_) {
    cells.push_back(cell_text(column.read(composition_, customer, column.index)));
  }
}

/// Features and scores by their names in expressions.
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
      std::find_if(table_.begin(), table_.end(), [&](const Column& c) { return c.name == column; });
  if (found == table_.end()) return signal_number(state, column, as_of);
  return cell_number(found->read(composition_, snapshot(state, {}, as_of), found->index));
}

}  // namespace tidemark::operators
