#pragma once

#include <string>
#include <string_view>

namespace tidemark::engine {

/// The header line of an alerts CSV, sequence first.
std::string alert_csv_header();
/// Appends an alert (its JSON) as one line; names of columns are the dotted paths in the JSON.
void append_alert_csv(std::string& out, std::string_view json);
/// Appends a cell, quoted where RFC 4180 asks for it.
void append_csv_cell(std::string& out, std::string_view text);

}  // namespace tidemark::engine
