#include "operators/customer_columns.h"

#include "operators/table_columns.h"
#include "operators/value_cell.h"

namespace tidemark::operators {
namespace {

using Snapshot = CustomerSnapshot;

Cell null_cell(const Composition&, const Snapshot&, std::size_t) {
  return {};
}
Cell customer_id(const Composition&, const Snapshot& s, std::size_t) {
  return text_cell(s.customer_id);
}
Cell as_of(const Composition&, const Snapshot& s, std::size_t) {
  return instant_cell(s.as_of);
}
Cell first_purchase(const Composition&, const Snapshot& s, std::size_t) {
  return instant_cell(s.figures.orders.first);
}
Cell last_purchase(const Composition&, const Snapshot& s, std::size_t) {
  return instant_cell(s.figures.orders.last);
}
Cell orders(const Composition&, const Snapshot& s, std::size_t) {
  return integer_cell(s.figures.orders.orders);
}
Cell gross(const Composition&, const Snapshot& s, std::size_t) {
  return money_cell(s.figures.orders.gross);
}
Cell refunds(const Composition&, const Snapshot& s, std::size_t) {
  return money_cell(s.figures.orders.refunds);
}
Cell net(const Composition&, const Snapshot& s, std::size_t) {
  return money_cell(s.figures.orders.net());
}
Cell recency(const Composition&, const Snapshot& s, std::size_t) {
  return number_cell(s.figures.recency_days);
}

Cell btyd_x(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.btyd ? integer_cell(static_cast<std::int64_t>(s.figures.btyd->x)) : Cell{};
}
Cell btyd_t_x(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.btyd ? number_cell(s.figures.btyd->t_x) : Cell{};
}
Cell btyd_T(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.btyd ? number_cell(s.figures.btyd->T) : Cell{};
}

Cell rfm_r(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.rfm ? integer_cell(s.figures.rfm->r) : Cell{};
}
Cell rfm_f(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.rfm ? integer_cell(s.figures.rfm->f) : Cell{};
}
Cell rfm_m(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.rfm ? integer_cell(s.figures.rfm->m) : Cell{};
}
Cell rfm_segment(const Composition& c, const Snapshot& s, std::size_t) {
  return s.figures.rfm_segment ? text_cell(c.parts->rfm->value_name(*s.figures.rfm_segment)) : Cell{};
}

Cell level_value(const Composition& c, const Snapshot& s, std::size_t level) {
  const std::uint8_t value = s.levels[level].value;
  return value == kNullValue ? Cell{} : text_cell(c.machine[level].value_name(value));
}

Cell churn_risk(const Composition&, const Snapshot& s, std::size_t) {
  return number_cell(s.figures.churn_risk);
}
Cell churn_p_alive(const Composition&, const Snapshot& s, std::size_t) {
  return number_cell(s.figures.p_alive);
}
Cell churn_model(const Composition& c, const Snapshot&, std::size_t) {
  const std::string_view name = c.parts->churn->model_name();
  return name.empty() ? Cell{} : text_cell(name);
}
Cell churn_horizon(const Composition& c, const Snapshot&, std::size_t) {
  const Millis horizon = c.config.churn.horizon;
  if (horizon % kDay == 0) return integer_cell(horizon / kDay);
  return number_cell(static_cast<double>(horizon) / static_cast<double>(kDay));
}

Cell of_value(const Snapshot& s, const Signal& signal) {
  return signal_cell(signal, s.state, s.now);
}
Cell expected_purchases(const Composition& c, const Snapshot& s, std::size_t) {
  return of_value(s, *c.parts->value.expected_purchases);
}
Cell expected_spend(const Composition& c, const Snapshot& s, std::size_t) {
  return of_value(s, *c.parts->value.expected_spend);
}
Cell clv(const Composition& c, const Snapshot& s, std::size_t) {
  return of_value(s, *c.parts->value.clv);
}
Cell at_risk(const Composition& c, const Snapshot& s, std::size_t) {
  return of_value(s, *c.parts->value.at_risk);
}
Cell potential(const Composition& c, const Snapshot& s, std::size_t) {
  return of_value(s, *c.parts->value.potential);
}
Cell potential_cell(const Composition& c, const Snapshot& s, std::size_t) {
  const ValueSignals& value = c.parts->value;
  const std::string_view name =
      value_cell(c.config.value, value.clv->number(s.state, s.now), value.potential->number(s.state, s.now));
  return name.empty() ? Cell{} : text_cell(name);
}
Cell key_account(const Composition& c, const Snapshot& s, std::size_t) {
  return truth_cell(c.parts->value.key_account->number(s.state, s.now) == 1);
}
Cell next(const Composition&, const Snapshot& s, std::size_t) {
  return json_cell(s.parts.next);
}
Cell scores(const Composition&, const Snapshot& s, std::size_t) {
  return json_cell(s.parts.scores);
}
Cell segments(const Composition&, const Snapshot& s, std::size_t) {
  return json_cell(s.parts.segments);
}
Cell tiers(const Composition&, const Snapshot& s, std::size_t) {
  return json_cell(s.parts.tiers);
}
Cell features(const Composition&, const Snapshot& s, std::size_t) {
  return json_cell(s.parts.features);
}
Cell first_seen(const Composition&, const Snapshot& s, std::size_t) {
  return instant_cell(s.figures.activity.first);
}
Cell last_seen(const Composition&, const Snapshot& s, std::size_t) {
  return instant_cell(s.figures.activity.last);
}
Cell events(const Composition&, const Snapshot& s, std::size_t) {
  return integer_cell(s.figures.activity.events);
}

void add_level(const Composition& c, std::string column, std::string_view level,
               std::vector<Column>& columns) {
  const std::size_t index = c.find_level(level);
  if (index == Composition::kNoLevel) {
    columns.push_back({std::move(column), null_cell});
  } else {
    columns.push_back({std::move(column), level_value, index});
  }
}

void add_ladders(const Composition& c, std::vector<Column>& columns) {
  for (const Ladder* ladder : c.parts->ladders) add_level(c, ladder->name(), ladder->name(), columns);
}

/// What the configuration added, each as one JSON value.
void add_parts(const Composition& c, std::vector<Column>& columns) {
  if (!c.config.scores.empty()) columns.push_back({"scores", scores});
  if (!c.config.segments.empty()) columns.push_back({"segments", segments});
}

void add_rfm(std::vector<Column>& columns) {
  columns.insert(columns.end(),
                 {{"rfm.r", rfm_r}, {"rfm.f", rfm_f}, {"rfm.m", rfm_m}, {"rfm.segment", rfm_segment}});
}

void add_churn(const Composition& c, std::vector<Column>& columns) {
  columns.push_back({"churn.risk", churn_risk});
  add_level(c, "churn.level", "churn", columns);
}

void add_value(const Composition& c, std::vector<Column>& columns) {
  columns.insert(columns.end(), {{"value.expected_purchases", expected_purchases},
                                 {"value.expected_spend", expected_spend},
                                 {"value.clv", clv},
                                 {"value.at_risk", at_risk}});
  if (c.parts->value.potential != nullptr) {
    columns.insert(columns.end(),
                   {{"value.potential.value", potential}, {"value.potential.cell", potential_cell}});
  }
  if (c.parts->value.key_account != nullptr) columns.push_back({"value.key_account", key_account});
}

}  // namespace

std::vector<Column> customer_columns(const Composition& c) {
  std::vector<Column> columns = {{"customer_id", customer_id},
                                 {"as_of", as_of},
                                 {"first_purchase", first_purchase},
                                 {"last_purchase", last_purchase},
                                 {"orders", orders},
                                 {"gross", gross},
                                 {"refunds", refunds},
                                 {"net", net},
                                 {"recency_days", recency},
                                 {"btyd.x", btyd_x},
                                 {"btyd.t_x", btyd_t_x},
                                 {"btyd.T", btyd_T}};
  add_rfm(columns);
  add_level(c, "abc", "abc", columns);
  add_ladders(c, columns);
  add_level(c, "lifecycle", "lifecycle", columns);
  add_churn(c, columns);
  columns.insert(columns.end(), {{"churn.horizon_days", churn_horizon},
                                 {"churn.model", churn_model},
                                 {"churn.p_alive", churn_p_alive}});
  add_value(c, columns);
  columns.insert(columns.end(),
                 {{"next", next}, {"first_seen", first_seen}, {"last_seen", last_seen}, {"events", events}});
  add_parts(c, columns);
  if (!c.parts->ladders.empty()) columns.push_back({"tiers", tiers});
  if (!c.parts->catalogue->listed().empty()) columns.push_back({"features", features});
  return columns;
}

std::vector<Column> table_columns(const Composition& c) {
  std::vector<Column> columns;
  for (Column& column : customer_columns(c)) {
    if (column.name == "scores") {
      add_score_columns(c, columns);
    } else if (column.name == "segments") {
      add_segment_columns(c, columns);
    } else if (column.name == "tiers") {
      add_tier_columns(c, columns);
    } else if (column.name == "features") {
      add_feature_columns(c, columns);
    } else {
      columns.push_back(std::move(column));
    }
  }
  return columns;
}

std::vector<Column> summary_columns(const Composition& c) {
  std::vector<Column> columns;
  add_ladders(c, columns);
  add_level(c, "lifecycle", "lifecycle", columns);
  add_rfm(columns);
  add_churn(c, columns);
  add_parts(c, columns);
  columns.insert(
      columns.end(),
      {{"orders", orders}, {"gross", gross}, {"refunds", refunds}, {"net", net}, {"recency_days", recency}});
  return columns;
}

}  // namespace tidemark::operators
