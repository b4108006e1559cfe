#include "operators/value_cell.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace tidemark::operators {
namespace {

constexpr std::string_view kCells[3][3] = {{"low/low", "low/medium", "low/high"},
                                           {"medium/low", "medium/medium", "medium/high"},
                                           {"high/low", "high/medium", "high/high"}};

std::size_t third(double value, const std::array<double, 2>& cuts) {
  return (value >= cuts[0] ? 1U : 0U) + (value >= cuts[1] ? 1U : 0U);
}

}  // namespace

std::string_view value_cell(const config::Value& settings, double clv, double potential) {
  if (std::isnan(clv) || std::isnan(potential)) return {};
  return kCells[third(clv, settings.value_cuts)][third(potential, settings.potential_cuts)];
}

}  // namespace tidemark::operators
