#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/json_writer.h"
#include "operators/moment.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// One value of a customer as of an instant, in whatever form it is shown. Texts live as long as the state.
struct Cell {
  enum class Type : std::uint8_t { kNone, kText, kInteger, kNumber, kMoney, kInstant, kTruth, kJson };
  Type type = Type::kNone;
  std::string_view text = {};
  std::int64_t integer = 0;
  double number = 0;
};

Cell text_cell(std::string_view value);
Cell integer_cell(std::int64_t value);
Cell money_cell(Micro value);
/// None for kNoTime and kNever.
Cell instant_cell(Millis value);
/// None for what is not finite.
Cell number_cell(double value);
Cell truth_cell(bool value);
/// A JSON value of its own.
Cell json_cell(std::string_view json);
/// The value of a signal, by its type.
Cell signal_cell(const Signal& signal, const std::byte* state, Moment now);

void write_cell(const Cell& cell, JsonWriter& out);
/// As a table shows it: without quotes, null as nothing.
std::string cell_text(const Cell& cell);
/// Money in units, instants in ms, truths as 0 and 1. NaN for null and what is no number.
double cell_number(const Cell& cell);

}  // namespace tidemark::operators
