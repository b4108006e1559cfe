#include "operators/cell.h"

#include <cmath>
#include <limits>

#include "operators/sums.h"

namespace tidemark::operators {

Cell text_cell(std::string_view value) {
  return {.type = Cell::Type::kText, .text = value};
}

Cell integer_cell(std::int64_t value) {
  return {.type = Cell::Type::kInteger, .integer = value};
}

Cell money_cell(Micro value) {
  return {.type = Cell::Type::kMoney, .integer = value};
}

Cell instant_cell(Millis value) {
  if (value == kNoTime || value == kNever) return {};
  return {.type = Cell::Type::kInstant, .integer = value};
}

Cell number_cell(double value) {
  if (!std::isfinite(value)) return {};
  return {.type = Cell::Type::kNumber, .number = value};
}

Cell truth_cell(bool value) {
  return {.type = Cell::Type::kTruth, .integer = value ? 1 : 0};
}

Cell json_cell(std::string_view json) {
  return {.type = Cell::Type::kJson, .text = json};
}

Cell signal_cell(const Signal& signal, const std::byte* state, Moment now) {
  const double number = signal.number(state, now);
  if (is_null(number)) {
    const bool texts = signal.type() == SignalType::kText;
    const std::string_view text = texts ? signal.text(state) : std::string_view();
    return text.data() == nullptr ? Cell() : text_cell(text);
  }
  if (signal.type() == SignalType::kTruth) return truth_cell(number != 0);
  if (signal.type() == SignalType::kInstant) return instant_cell(static_cast<Millis>(number));
  return number_cell(number);
}

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
    case Cell::Type::kTruth:
      out.value(cell.integer != 0);
      return;
    case Cell::Type::kJson:
      out.raw(cell.text);
      return;
  }
}

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
    case Cell::Type::kTruth:
      text = cell.integer != 0 ? "true" : "false";
      break;
  }
  return text;
}

double cell_number(const Cell& cell) {
  switch (cell.type) {
    case Cell::Type::kInteger:
    case Cell::Type::kInstant:
    case Cell::Type::kTruth:
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

}  // namespace tidemark::operators
