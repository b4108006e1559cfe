#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "operators/population/boundaries.h"

namespace tidemark::operators {

/// Boundaries of a population that is known customer by customer: quintiles on the values themselves, and
/// classes A and B that end between two customers of equal value, ascending by id.
///
/// Use: add() each customer, draw() once, then boundaries_of() each. Memory: about 60 bytes a customer while
/// drawing. Cost: sorts them four times.
class ExactPopulation {
 public:
  void add(std::string_view id, const PopulationPoint& point);
  /// Cumulative shares below which a customer is A, or B.
  void draw(const std::array<double, 2>& abc_cuts);
  /// What this customer is assessed by.
  const Boundaries& boundaries_of(std::string_view id, const PopulationPoint& point) const;

 private:
  struct Ranked {
    Micro value;
    std::string id;
  };
  void draw_classes(const std::array<double, 2>& abc_cuts);

  std::vector<std::int64_t> last_, orders_, money_;
  std::vector<Ranked> ranked_;
  std::array<std::string, 2> last_ids_;  ///< the last customer of A, of A and B
  /// Bit c: whoever has exactly the value at which class c begins is beyond its last customer.
  std::array<Boundaries, 4> boundaries_;
};

}  // namespace tidemark::operators
