#pragma once

#include <vector>

#include "operators/customer_view.h"

namespace tidemark::operators {

/// Every column of the customer object, in its order.
std::vector<Column> customer_columns(const Composition& composition);
/// The same as columns of a table, where each value has its own.
std::vector<Column> table_columns(const Composition& composition);
/// Those of the short object inside alerts.
std::vector<Column> summary_columns(const Composition& composition);

}  // namespace tidemark::operators
