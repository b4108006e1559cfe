#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/output_stream.h"

namespace tidemark::tools {

/// Rows in aligned columns for people. Column widths come from the first rows, which are held back until
/// there are `kRowsMeasured` of them or finish(); later rows are written at once, so memory stays bounded.
class Table {
 public:
  static constexpr std::size_t kRowsMeasured = 200;
  enum class Align { kLeft, kRight };
  struct Column {
    std::string name;
    Align align = Align::kLeft;
  };

  Table(OutputStream& out, std::vector<Column> columns, std::string indent = "");
  /// As many cells as columns; an empty cell is shown as "-".
  void row(std::vector<std::string> cells);
  /// Writes what is held back. Without rows nothing is written, not even the header.
  void finish();

 private:
  void write_row(const std::vector<std::string>& cells);
  void release();

  OutputStream& out_;
  std::vector<Column> columns_;
  std::string indent_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> held_;
  bool released_ = false;
};

}  // namespace tidemark::tools
