#include "tools/table.h"

#include <algorithm>
#include <utility>

#include "engine/base/assert.h"
#include "tools/text.h"

namespace tidemark::tools {

Table::Table(OutputStream& out, std::vector<Column> columns, std::string indent)
    : out_(out), columns_(std::move(columns)), indent_(std::move(indent)) {
  for (const Column& column : columns_) widths_.push_back(width_of(column.name));
}

void Table::row(std::vector<std::string> cells) {
  TM_ASSERT(cells.size() == columns_.size());
  for (std::string& cell : cells) {
    if (cell.empty()) cell.push_back('-');
  }
  if (released_) return write_row(cells);
  for (std::size_t i = 0; i < cells.size(); ++i) widths_[i] = std::max(widths_[i], width_of(cells[i]));
  held_.push_back(std::move(cells));
  if (held_.size() == kRowsMeasured) release();
}

void Table::finish() {
  if (!released_ && !held_.empty()) release();
}

void Table::release() {
  std::vector<std::string> header;
  for (const Column& column : columns_) header.push_back(column.name);
  write_row(header);
  for (const auto& cells : held_) write_row(cells);
  held_.clear();
  released_ = true;
}

void Table::write_row(const std::vector<std::string>& cells) {
  std::string line = indent_;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += "  ";
    line +=
        columns_[i].align == Align::kRight ? pad_left(cells[i], widths_[i]) : pad_right(cells[i], widths_[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out_.line(line);
}

}  // namespace tidemark::tools
