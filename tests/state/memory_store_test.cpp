// Concern: the simulated store loses what was not flushed, in any prefix per table, and nothing else.
#include "tests/sim/memory_store.h"

#include <gtest/gtest.h>

#include <set>

namespace tidemark::sim {
namespace {

using state::Table;
using state::WriteList;

struct Fixture {
  FaultPlan faults;
  MemoryStore disk{faults};
  std::unique_ptr<state::Store> store = disk.open();

  void put(Table table, std::string_view key, std::string_view value) {
    WriteList list;
    list.put(table, key, value);
    ASSERT_TRUE(store->write(list).ok());
  }
  std::string get(Table table, std::string_view key) {
    const auto value = store->get(table, key);
    EXPECT_TRUE(value.ok());
    return value.ok() && *value ? **value : "-";
  }
  void crash(std::uint64_t seed) {
    Random random(seed);
    disk.crash(random);
    store = disk.open();
  }
};

TEST(MemoryStore, KeepsAPrefixOfUnflushedWritesPerTable) {
  Fixture f;
  f.put(Table::kMeta, "a", "0");
  ASSERT_TRUE(f.store->flush({Table::kMeta}).ok());
  f.put(Table::kMeta, "a", "1");
  f.put(Table::kCustomers, "c", "1");
  f.put(Table::kMeta, "b", "2");
  WriteList removal;
  removal.remove(Table::kMeta, "a");
  ASSERT_TRUE(f.store->write(removal).ok());
  EXPECT_EQ(f.get(Table::kMeta, "a") + f.get(Table::kMeta, "b"), "-2");

  const auto before = f.disk.snapshot();
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    f.crash(seed);
    seen.insert(f.get(Table::kMeta, "a") + f.get(Table::kMeta, "b") + f.get(Table::kCustomers, "c"));
    f.disk.restore(before);
    f.store = f.disk.open();
  }
  EXPECT_EQ(seen, (std::set<std::string>{"0--", "1--", "12-", "-2-", "0-1", "1-1", "121", "-21"}));
}

TEST(MemoryStore, WhatIsFlushedSurvives) {
  Fixture f;
  f.put(Table::kCustomers, "a", "1");
  f.put(Table::kMeta, "m", "1");
  ASSERT_TRUE(f.store->flush({Table::kCustomers, Table::kMeta}).ok());
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    f.crash(seed);
    EXPECT_EQ(f.get(Table::kCustomers, "a") + f.get(Table::kMeta, "m"), "11");
  }
}

TEST(MemoryStore, FlushesTablesInTheOrderGivenUntilItFails) {
  Fixture f;
  f.put(Table::kCustomers, "a", "1");
  f.put(Table::kMeta, "m", "1");
  f.faults.fail_at(Operation::kStoreFlush, 2);
  EXPECT_EQ(f.store->flush({Table::kCustomers, Table::kMeta}).code(), Code::kIo);
  f.faults.restart();
  EXPECT_TRUE(f.disk.snapshot()[static_cast<std::size_t>(Table::kCustomers)].unflushed.empty());
  EXPECT_FALSE(f.disk.snapshot()[static_cast<std::size_t>(Table::kMeta)].unflushed.empty());
}

TEST(MemoryStore, FailsWhatItIsToldToAndEverythingAfter) {
  Fixture f;
  f.faults.fail_at(Operation::kStoreRead, 2);
  EXPECT_TRUE(f.store->get(Table::kMeta, "a").ok());
  EXPECT_EQ(f.store->get(Table::kMeta, "a").status().code(), Code::kIo);
  EXPECT_EQ(f.store->write({}).code(), Code::kIo);
  EXPECT_EQ(f.store->scan(Table::kMeta, {}, {})->status().code(), Code::kIo);
  std::vector<std::optional<std::string>> values;
  EXPECT_EQ(f.store->multi_get(Table::kMeta, {"a"}, values).code(), Code::kIo);
}

TEST(MemoryStore, WhatAnEndedProcessOpenedIsUseless) {
  Fixture f;
  const auto before = f.disk.open();
  f.crash(1);
  EXPECT_EQ(before->write({}).code(), Code::kIo);
  EXPECT_EQ(before->flush({Table::kMeta}).code(), Code::kIo);
  EXPECT_EQ(before->get(Table::kMeta, "a").status().code(), Code::kIo);
  EXPECT_TRUE(f.store->get(Table::kMeta, "a").ok());
}

}  // namespace
}  // namespace tidemark::sim
