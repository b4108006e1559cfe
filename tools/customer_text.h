#pragma once

#include <string>
#include <vector>

#include "tools/json_value.h"
#include "tools/output_stream.h"

namespace tidemark::tools {

/// A customer object as a page for people: levels first, then features, what each nested object says, and
/// what changes next if nothing happens. Shows whatever members there are, so a new feature needs no change.
void write_customer(OutputStream& out, const JsonValue& customer);

/// Columns worth a place in a table of customers, of those this object has: id, levels, the usual features,
/// then `wanted` ones that are not among them. Dotted names.
std::vector<std::string> table_columns(const JsonValue& customer, const std::vector<std::string>& wanted);

/// A scalar under a dotted path for a table cell: doubles shortened to four significant decimals, control
/// characters escaped, "" for null.
std::string cell_text(const JsonValue& customer, std::string_view path);

}  // namespace tidemark::tools
