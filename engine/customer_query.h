#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/base/time.h"
#include "operators/scoring.h"

namespace tidemark::engine {

/// Filter and order of a list of customers.
struct ListQuery {
  struct LevelIs {
    std::string level;  ///< "churn", "tier", …; "segment" for whoever is in the segment of this name
    std::string value;  ///< "high"
  };
  /// A customer's place in the order: falling by value, then by id bytewise.
  struct Place {
    double value = 0;
    std::string id;
    bool before(const Place& other) const {
      return value != other.value ? value > other.value : id < other.id;
    }
  };
  std::vector<LevelIs> levels;  ///< all must hold
  std::string sort;  ///< a numeric column ("net", "churn.risk"), see sort_column(); empty: by id bytewise
  std::size_t limit = 100;
  std::optional<Place> after;  ///< the list goes on behind this place
};

/// The column that is meant: "value_at_risk" is short for "value.at_risk".
std::string_view sort_column(std::string_view name);
/// The most of a column comes first; but of what is missing to the next tier ("tiers.<ladder>.missing") the
/// least.
bool least_first(std::string_view column);

/// Finds the customers a query asks for, one by one. What silence alone has changed by `as_of` is seen in
/// their levels, as a read shows them. Thread: one. Memory: the best `limit`.
class CustomerSearch {
 public:
  /// Errors: kInvalidArgument, an unknown level or column, with the known ones.
  static Status check(const ListQuery& query, const operators::Scoring& scoring);

  /// The query must have been checked.
  CustomerSearch(const ListQuery& query, const operators::Scoring& scoring, operators::AsOf as_of);
  ~CustomerSearch();

  void look_at(std::string_view id, const std::byte* state);
  /// The best so far, in order.
  std::vector<ListQuery::Place> take();

 private:
  bool matches(std::string_view id, const std::byte* state);

  const ListQuery& query_;
  const operators::Scoring& scoring_;
  const operators::AsOf as_of_;
  struct Wanted {
    std::size_t level;
    std::string_view value;
  };
  std::vector<Wanted> wanted_;
  std::vector<ListQuery::Place> best_;  ///< a heap, the worst on top
  class SilentCopy;
  std::unique_ptr<SilentCopy> copy_;
};

}  // namespace tidemark::engine
