#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json_writer.h"
#include "operators/cell.h"
#include "operators/composition.h"
#include "operators/figures.h"
#include "operators/forecast.h"

namespace tidemark::operators {

/// What is too dear to make for each column: columns that are JSON values themselves, for the object; what
/// becomes of each tier, for the table.
struct CustomerParts {
  std::string next;      ///< array
  std::string segments;  ///< array of names
  std::string scores;    ///< object: name → value and level
  std::string tiers;     ///< object: ladder → what comes next and until when it is valid
  std::string features;  ///< object
  std::vector<LadderProjection> projections;  ///< by ladder; empty: not made yet
};

/// What the columns of one customer are read from.
struct CustomerSnapshot {
  std::string_view customer_id;
  Millis as_of;
  Figures figures;
  std::span<const LevelState> levels;
  const std::byte* state;
  Moment now;
  std::span<const ListedSignal> listed;
  CustomerParts parts = {};
};

/// A named value; dots in the name are nesting in JSON. `index` is the level for columns of levels.
struct Column {
  std::string name;
  Cell (*read)(const Composition& composition, const CustomerSnapshot& customer, std::size_t index);
  std::size_t index = 0;
};

/// Customers as objects, table rows and numbers, all from one list of columns.
///
/// Thread: immutable. Cost: an object about ten µs, most of it looking ahead for `next`.
class CustomerView {
 public:
  explicit CustomerView(const Composition& composition);

  /// The customer object of interfaces.md.
  void write_object(const std::byte* state, std::string_view customer_id, Millis as_of,
                    JsonWriter& out) const;
  /// The short object inside alerts: levels, scores and totals of a state as it stands.
  void write_summary(const std::byte* state, std::string_view customer_id, Millis t, JsonWriter& out) const;

  /// Those of the object, with scores, segments, tiers and features in columns of their own.
  std::vector<std::string> column_names() const;
  /// One text a column; null is empty, `next` its JSON.
  void write_cells(const std::byte* state, std::string_view customer_id, Millis as_of,
                   std::vector<std::string>& cells) const;
  /// A column as a number, or a feature or score by its name in expressions: money in units, instants in ms,
  /// truths as 0 and 1. NaN when it is null, text, or unknown.
  double number(const std::byte* state, std::string_view column, Millis as_of) const;

 private:
  /// Without the parts that are dear to make.
  CustomerSnapshot snapshot(const std::byte* state, std::string_view customer_id, Millis t) const;
  /// Segments and scores as JSON.
  void add_names(CustomerSnapshot& customer) const;
  /// What comes next, and what becomes of each tier.
  void add_next(CustomerSnapshot& customer) const;
  double signal_number(const std::byte* state, std::string_view name, Millis as_of) const;
  void write(const std::vector<Column>& columns, const CustomerSnapshot& customer, JsonWriter& out) const;

  const Composition& composition_;
  std::vector<Column> columns_;
  std::vector<Column> table_;
  std::vector<Column> summary_;
  std::vector<ListedSignal> listed_;
};

}  // namespace tidemark::operators
