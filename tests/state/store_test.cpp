// Concern: RocksDB's store and the simulated one keep the same contract and give the same answers.
#include "state/store.h"

#include <gtest/gtest.h>

#include <map>

#include "engine/base/random.h"
#include "tests/sim/memory_store.h"
#include "tests/state/temporary_directory.h"

namespace tidemark::state {
namespace {

/// "k7". (Adding a literal and a number's text makes g++ 12 warn of an overlap that cannot be.)
std::string numbered(std::string_view name, int number) {
  return std::string(name).append(std::to_string(number));
}

class StoreContract : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string(GetParam()) == "memory") {
      store_ = memory_.open();
      return;
    }
    RocksOptions options;
    options.write_buffer_bytes = 1 << 20;  // so that some tests spill to files by themselves
    auto opened = open_rocks_store(directory_.path("store"), options);
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    store_ = opened.take();
  }
  std::string get(Table table, std::string_view key) {
    const auto value = store_->get(table, key);
    EXPECT_TRUE(value.ok()) << value.status().message();
    return value.ok() && *value ? **value : "-";
  }
  std::string keys(Table table, std::string_view from, std::string_view to) {
    std::string out;
    const auto cursor = store_->scan(table, from, to);
    for (; cursor->valid(); cursor->next())
      out += std::string(cursor->key()) + "=" + std::string(cursor->value()) + " ";
    EXPECT_TRUE(cursor->status().ok());
    return out;
  }

  TemporaryDirectory directory_;
  sim::FaultPlan faults_;
  sim::MemoryStore memory_{faults_};
  std::unique_ptr<Store> store_;
};
INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, testing::Values("rocks", "memory"),
                         [](const auto& parameter) { return std::string(parameter.param); });

TEST_P(StoreContract, TheLastWriteOfAListCounts) {
  WriteList list;
  list.put(Table::kCustomers, "a", "1");
  list.put(Table::kCustomers, "a", "2");
  list.put(Table::kCustomers, "b", "");
  list.put(Table::kCustomers, "c", "3");
  list.remove(Table::kCustomers, "c");
  list.remove(Table::kCustomers, "never there");
  ASSERT_TRUE(store_->write(list).ok());
  EXPECT_EQ(get(Table::kCustomers, "a"), "2");
  EXPECT_EQ(get(Table::kCustomers, "b"), "");
  EXPECT_EQ(get(Table::kCustomers, "c"), "-");
  ASSERT_TRUE(store_->write({}).ok());
}

TEST_P(StoreContract, TablesAreApart) {
  WriteList list;
  for (std::uint8_t table = 0; table < static_cast<std::uint8_t>(Table::kCount); ++table) {
    list.put(static_cast<Table>(table), "key", std::string(1, static_cast<char>('a' + table)));
  }
  ASSERT_TRUE(store_->write(list).ok());
  for (std::uint8_t table = 0; table < static_cast<std::uint8_t>(Table::kCount); ++table) {
    EXPECT_EQ(get(static_cast<Table>(table), "key"), std::string(1, static_cast<char>('a' + table)));
  }
}

TEST_P(StoreContract, ScansRangesInByteOrder) {
  WriteList list;
  for (const char* key : {"b", "a", "\xff", "ab", "c"}) list.put(Table::kOutbox, key, "1");
  ASSERT_TRUE(store_->write(list).ok());
  EXPECT_EQ(keys(Table::kOutbox, {}, {}), "a=1 ab=1 b=1 c=1 \xff=1 ");
  EXPECT_EQ(keys(Table::kOutbox, "ab", "c"), "ab=1 b=1 ");
  EXPECT_EQ(keys(Table::kOutbox, "aa", {}), "ab=1 b=1 c=1 \xff=1 ");
  EXPECT_EQ(keys(Table::kOutbox, "c", "b"), "");
  EXPECT_EQ(keys(Table::kEventIds, {}, {}), "");
}

TEST_P(StoreContract, ACursorSeesTheRowsOfItsBeginning) {
  WriteList list;
  list.put(Table::kEventIds, "a", "1");
  list.put(Table::kEventIds, "b", "1");
  ASSERT_TRUE(store_->write(list).ok());
  const auto cursor = store_->scan(Table::kEventIds, {}, {});
  WriteList later;
  later.remove(Table::kEventIds, "b");
  later.put(Table::kEventIds, "c", "1");
  ASSERT_TRUE(store_->write(later).ok());
  ASSERT_TRUE(cursor->valid());
  cursor->next();
  ASSERT_TRUE(cursor->valid());
  EXPECT_EQ(cursor->key(), "b");
  cursor->next();
  EXPECT_FALSE(cursor->valid());
  EXPECT_EQ(keys(Table::kEventIds, {}, {}), "a=1 c=1 ");
}

TEST_P(StoreContract, ReadsManyAtOnceWithGapsRepeatsAndInAnyOrder) {
  WriteList list;
  for (int i = 0; i < 100; i += 2) list.put(Table::kCustomers, numbered("k", i), std::to_string(i));
  ASSERT_TRUE(store_->write(list).ok());
  ASSERT_TRUE(store_->flush({Table::kCustomers}).ok());
  const std::vector<std::string_view> wanted = {"k0", "k1", "k10", "k98", "k10", "", "k2", "zz"};
  std::vector<std::optional<std::string>> values(3, "left over");
  ASSERT_TRUE(store_->multi_get(Table::kCustomers, wanted, values).ok());
  EXPECT_EQ(values, (std::vector<std::optional<std::string>>{"0", std::nullopt, "10", "98", "10",
                                                             std::nullopt, "2", std::nullopt}));
  ASSERT_TRUE(store_->multi_get(Table::kCustomers, {"k0", "k4", "k5"}, values).ok());
  EXPECT_EQ(values, (std::vector<std::optional<std::string>>{"0", "4", std::nullopt}));
  ASSERT_TRUE(store_->multi_get(Table::kCustomers, {}, values).ok());
  EXPECT_TRUE(values.empty());
}

/// Against a map, through enough writes that memtables fill, are flushed, and files are compacted.
TEST_P(StoreContract, AgreesWithAMap) {
  std::map<std::string, std::string> model;
  Random random(42);
  WriteList list;
  for (int round = 0; round < 200; ++round) {
    list.clear();
    for (int i = 0; i < 200; ++i) {
      const std::string key = numbered("customer ", static_cast<int>(random.below(5000)));
      if (random.chance(0.2)) {
        list.remove(Table::kCustomers, key);
        model.erase(key);
      } else {
        const std::string value(random.below(300), static_cast<char>(random.below(256)));
        list.put(Table::kCustomers, key, value);
        model[key] = value;
      }
    }
    ASSERT_TRUE(store_->write(list).ok());
    if (!random.chance(0.05)) continue;
    ASSERT_TRUE(store_->flush({Table::kCustomers}).ok());
  }
  auto row = model.begin();
  const auto cursor = store_->scan(Table::kCustomers, {}, {});
  for (; cursor->valid(); cursor->next(), ++row) {
    ASSERT_NE(row, model.end());
    ASSERT_EQ(cursor->key(), row->first);
    ASSERT_EQ(cursor->value(), row->second);
  }
  EXPECT_EQ(row, model.end());
  EXPECT_TRUE(cursor->status().ok());
}

}  // namespace
}  // namespace tidemark::state
