// Concern: what a customer costs on disk. A store of ten million customers is ten million of these records.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "config/load.h"
#include "state/keys.h"
#include "tests/engine/life.h"
#include "tools/simulate/simulate.h"

namespace tidemark::engine::testing {
namespace {

constexpr std::uint32_t kCustomers = 1'500;
constexpr double kRecordBytesMax = 300;

std::vector<std::string> year_of_a_shop() {
  simulate::SimulateOptions options;
  options.customers = kCustomers;
  options.days = 365;
  std::vector<std::string> lines;
  const Status status = simulate::simulate(options, [&](std::string_view chunk) {
    for (std::size_t end; (end = chunk.find('\n')) != std::string_view::npos; chunk.remove_prefix(end + 1)) {
      lines.emplace_back(chunk.substr(0, end));
    }
    return Status();
  });
  EXPECT_TRUE(status.ok()) << status.message();
  return lines;
}

struct Rows {
  std::size_t count = 0;
  std::size_t bytes = 0;
};

/// The customers' records of a store, as RocksDB is given them.
Rows customer_rows(const Storage& storage) {
  const sim::MemoryStore::Tables tables = storage.disk.snapshot();
  const sim::MemoryStore::Rows& rows = tables[static_cast<std::size_t>(state::Table::kCustomers)].rows;
  Rows found;
  for (auto row = rows.begin(); row != rows.lower_bound(state::kCustomersEnd); ++row) {
    ++found.count;
    found.bytes += row->second.size();
  }
  return found;
}

TEST(RecordBytes, OfTheDefaultConfigurationAreFewOnAverage) {
  Storage storage;
  Life life(storage, {.config = config::default_config()});
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed(year_of_a_shop()).ok());
  ASSERT_TRUE(life.close().ok());
  const Rows rows = customer_rows(storage);
  EXPECT_EQ(rows.count, kCustomers);
  const double mean = static_cast<double>(rows.bytes) / static_cast<double>(rows.count);
  RecordProperty("record_bytes_mean", std::to_string(mean));
  EXPECT_LE(mean, kRecordBytesMax);
}

}  // namespace
}  // namespace tidemark::engine::testing
