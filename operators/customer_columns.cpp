#include "operators/customer_columns.h"

#include <cmath>

namespace tidemark::operators {
namespace {

using Snapshot = CustomerSnapshot;

Cell text(std::string_view value) {
  return {.type = Cell::Type::kText, .text = value};
}
Cell integer(std::int64_t value) {
  return {.type = Cell::Type::kInteger, .integer = value};
}
Cell money(Micro value) {
  return {.type = Cell::Type::kMoney, .integer = value};
}
Cell instant(Millis value) {
  if (value == kNoTime || value == kNever) return {};
  return {.type = Cell::Type::kInstant, .integer = value};
}
Cell number(double value) {
  if (!std::isfinite(value)) return {};
  return {.type = Cell::Type::kNumber, .number = value};
}

Cell null_cell(const Composition&, const Snapshot&, std::size_t) {
  return {};
}
Cell customer_id(const Composition&, const Snapshot& s, std::size_t) {
  return text(s.customer_id);
}
Cell as_of(const Composition&, const Snapshot& s, std::size_t) {
  return instant(s.as_of);
}
Cell first_purchase(const Composition&, const Snapshot& s, std::size_t) {
  return instant(s.figures.orders.first);
}
Cell last_purchase(const Composition&, const Snapshot& s, std::size_t) {
  return instant(s.figures.orders.last);
}
Cell orders(const Composition&, const Snapshot& s, std::size_t) {
  return integer(s.figures.orders.orders);
}
Cell gross(const Composition&, const Snapshot& s, std::size_t) {
  return money(s.figures.orders.gross);
}
Cell refunds(const Composition&, const Snapshot& s, std::size_t) {
  return money(s.figures.orders.refunds);
}
Cell net(const Composition&, const Snapshot& s, std::size_t) {
  return money(s.figures.orders.net());
}
Cell recency(const Composition&, const Snapshot& s, std::size_t) {
  return number(s.figures.recency_days);
}

Cell btyd_x(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.btyd ? integer(static_cast<std::int64_t>(s.figures.btyd->x)) : Cell{};
}
Cell btyd_t_x(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.btyd ? number(s.figures.btyd->t_x) : Cell{};
}
Cell btyd_T(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.btyd ? number(s.figures.btyd->T) : Cell{};
}

Cell rfm_r(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.rfm ? integer(s.figures.rfm->r) : Cell{};
}
Cell rfm_f(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.rfm ? integer(s.figures.rfm->f) : Cell{};
}
Cell rfm_m(const Composition&, const Snapshot& s, std::size_t) {
  return s.figures.rfm ? integer(s.figures.rfm->m) : Cell{};
}
Cell rfm_segment(const Composition& c, const Snapshot& s, std::size_t) {
  return s.figures.rfm_segment ? text(c.parts->rfm->value_name(*s.figures.rfm_segment)) : Cell{};
}

Cell level_value(const Composition& c, const Snapshot& s, std::size_t level) {
  const std::uint8_t value = s.levels[level].value;
  return value == kNullValue ? Cell{} : text(c.machine[level].value_name(value));
}

Cell churn_risk(const Composition&, const Snapshot& s, std::size_t) {
  return number(s.figures.churn_risk);
}
Cell churn_p_alive(const Composition&, const Snapshot& s, std::size_t) {
  return number(s.figures.p_alive);
}
Cell churn_model(const Composition& c, const Snapshot&, std::size_t) {
  return c.parts->churn->model() == nullptr ? Cell{} : text(c.parts->churn->model_name());
}
Cell churn_horizon(const Composition& c, const Snapshot&, std::size_t) {
  const Millis horizon = c.config.churn.horizon;
  if (horizon % kDay == 0) return integer(horizon / kDay);
  return number(static_cast<double>(horizon) / static_cast<double>(kDay));
}

Cell expected_purchases(const Composition&, const Snapshot& s, std::size_t) {
  return number(s.figures.expected_purchases());
}
Cell next(const Composition&, const Snapshot& s, std::size_t) {
  return {.type = Cell::Type::kJson, .text = s.parts.next};
}
Cell scores(const Composition&, const Snapshot& s, std::size_t) {
  return {.type = Cell::Type::kJson, .text = s.parts.scores};
}
Cell segments(const Composition&, const Snapshot& s, std::size_t) {
  return {.type = Cell::Type::kJson, .text = s.parts.segments};
}
Cell tiers(const Composition&, const Snapshot& s, std::size_t) {
  return {.type = Cell::Type::kJson, .text = s.parts.tiers};
}
Cell features(const Composition&, const Snapshot& s, std::size_t) {
  return {.type = Cell::Type::kJson, .text = s.parts.features};
}
Cell first_seen(const Composition&, const Snapshot& s, std::size_t) {
  return instant(s.figures.activity.first);
}
Cell last_seen(const Composition&, const Snapshot& s, std::size_t) {
  return instant(s.figures.activity.last);
}
Cell events(const Composition&, const Snapshot& s, std::size_t) {
  return integer(s.figures.activity.events);
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
  columns.push_back({"abc", null_cell});  // of the population, which a customer alone does not know
  add_ladders(c, columns);
  add_level(c, "lifecycle", "lifecycle", columns);
  add_churn(c, columns);
  columns.insert(columns.end(), {{"churn.horizon_days", churn_horizon},
                                 {"churn.model", churn_model},
                                 {"churn.p_alive", churn_p_alive},
                                 {"value.expected_purchases", expected_purchases},
                                 {"value.expected_spend", null_cell},
                                 {"value.clv", null_cell},
                                 {"value.at_risk", null_cell},
                                 {"next", next},
                                 {"first_seen", first_seen},
                                 {"last_seen", last_seen},
                                 {"events", events}});
  add_parts(c, columns);
  if (!c.parts->ladders.empty()) columns.push_back({"tiers", tiers});
  if (!c.parts->catalogue->listed().empty()) columns.push_back({"features", features});
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
