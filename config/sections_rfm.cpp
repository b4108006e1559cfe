// rfm: cuts, and the segments of the grid.
#include <algorithm>
#include <bitset>

#include "config/sections.h"

namespace tidemark::config {
namespace {

constexpr std::int64_t kCountMax = 1'000'000'000;
constexpr NumberRange kDaysRange{0, 36'500, false};
constexpr Choice<Rfm::Cuts> kCuts[] = {{"quintiles", Rfm::Cuts::kQuintiles}, {"fixed", Rfm::Cuts::kFixed}};
constexpr Choice<Rfm::Measure> kMeasures[] = {{"gross", Rfm::Measure::kGross}, {"net", Rfm::Measure::kNet}};

/// Builds the table from cells to segments, and tells who claims a cell twice.
class CellTable {
 public:
  explicit CellTable(Mistakes& mistakes) : mistakes_(mistakes) {}

  void claim(const Item& item, std::uint8_t segment) {
    std::size_t index = 0;
    const bool right = read_value(item, mistakes_, [&](std::string_view text) -> Verdict {
      const std::optional<std::size_t> cell = cell_index(text);
      if (!cell)
        return Problem{"is no cell: " + quoted(text),
                       "write three digits 1 to 5 for R, F and M, such as 543"};
      index = *cell;
      return std::nullopt;
    });
    whole_ &= right;
    if (!right) return;
    if (taken_.test(index)) {
      mistakes_.add(item, {"cell " + cell_name(index) + " is in " + quoted(names[table[index]]) + " already",
                           "remove it from one of the two"});
      return;
    }
    taken_.set(index);
    table[index] = segment;
  }

  /// Cells that no segment has; nothing is said when some cell could not be read.
  void check_complete(const Item& segments) {
    if (!whole_ || taken_.all()) return;
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < kCells && missing.size() < 10; ++i) {
      if (!taken_.test(i)) missing.push_back(cell_name(i));
    }
    const std::size_t count = kCells - taken_.count();
    std::string text = count == 1 ? "cell " : "cells ";
    if (count > missing.size()) missing.push_back(std::to_string(count - missing.size()) + " more");
    text += listed(missing) + (count == 1 ? " belongs" : " belong") + " to no segment";
    mistakes_.add_key(segments, {text, "give every cell from 111 to 555 to one segment"});
  }

  void mark_broken() { whole_ = false; }

  std::vector<std::string> names;
  std::array<std::uint8_t, kCells> table{};

 private:
  Mistakes& mistakes_;
  std::bitset<kCells> taken_;
  bool whole_ = true;
};

void read_segments(const Item& item, Rfm& out, Mistakes& mistakes) {
  if (item.node == nullptr || item.node->kind == Node::Kind::kNull) return;
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  if (entries->size() > kCells) {
    mistakes.add(item, {"has more segments than there are cells", "keep at most 125"});
    return;
  }
  CellTable cells(mistakes);
  for (const Item& entry : *entries) {
    std::string name;
    if (Verdict verdict = parse_name(entry.node->key, name)) mistakes.add_key(entry, std::move(*verdict));
    cells.names.push_back(entry.node->key);
    const std::optional<std::vector<Item>> list = elements_of(entry, mistakes);
    if (!list) cells.mark_broken();
    const auto segment = static_cast<std::uint8_t>(cells.names.size() - 1);
    for (const Item& cell : list.value_or(std::vector<Item>())) cells.claim(cell, segment);
  }
  cells.check_complete(item);
  out.segments = std::move(cells.names);
  out.cell = cells.table;
}

}  // namespace

std::optional<std::size_t> cell_index(std::string_view digits) {
  if (digits.size() != 3) return std::nullopt;
  std::size_t index = 0;
  for (const char digit : digits) {
    if (digit < '1' || digit > '5') return std::nullopt;
    index = index * 5 + static_cast<std::size_t>(digit - '1');
  }
  return index;
}

std::string cell_name(std::size_t index) {
  const auto digit = [](std::size_t score) { return static_cast<char>('1' + score); };
  return {digit(index / 25), digit(index / 5 % 5), digit(index % 5)};
}

void read_rfm(Item item, Rfm& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("enabled", [&](auto text) { return parse_flag(text, out.enabled); });
  section.read("cuts", [&](auto text) { return parse_choice(text, kCuts, out.cuts); });
  const auto days = [](std::string_view text, double& value) {
    return parse_number(text, kDaysRange, value);
  };
  if (section.read_array("recency_days", out.recency_days, "[30, 60, 120, 240]", days)) {
    check_ascending(section.item("recency_days"), out.recency_days, mistakes);
  }
  const auto count = [](std::string_view text, std::int64_t& value) {
    return parse_whole(text, {1, kCountMax}, value);
  };
  if (section.read_array("frequency", out.frequency, "[2, 3, 5, 9]", count)) {
    check_ascending(section.item("frequency"), out.frequency, mistakes);
  }
  if (section.read_array("monetary", out.monetary, "[50, 100, 250, 1000]", parse_amount)) {
    check_ascending(section.item("monetary"), out.monetary, mistakes);
  }
  section.read("measure", [&](auto text) { return parse_choice(text, kMeasures, out.measure); });
  read_segments(section.item("segments"), out, mistakes);
  section.finish();
}

}  // namespace tidemark::config
