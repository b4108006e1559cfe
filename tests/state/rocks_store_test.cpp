// Concern: what RocksDB's store has flushed survives the end of the process at any time, what it has not is
// not made durable behind our back, and damage is reported.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "state/store.h"
#include "tests/state/temporary_directory.h"

namespace tidemark::state {
namespace {

RocksOptions small() {
  RocksOptions options;
  options.cache_bytes = 8 << 20;
  options.write_buffer_bytes = 2 << 20;
  return options;
}

class RocksStore : public testing::Test {
 protected:
  RocksStore() {
    // The child is a new process: one forked from here would lack the threads RocksDB has started.
    GTEST_FLAG_SET(death_test_style, "threadsafe");
  }
  std::unique_ptr<Store> open(bool read_only = false) {
    RocksOptions options = small();
    options.read_only = read_only;
    auto store = open_rocks_store(path(), options);
    EXPECT_TRUE(store.ok()) << store.status().message();
    return store.ok() ? store.take() : nullptr;
  }
  static void put(Store& store, Table table, std::string_view key, std::string_view value) {
    WriteList list;
    list.put(table, key, value);
    ASSERT_TRUE(store.write(list).ok());
  }
  static std::string get(Store& store, Table table, std::string_view key) {
    const auto value = store.get(table, key);
    EXPECT_TRUE(value.ok()) << value.status().message();
    return value.ok() && *value ? **value : "-";
  }
  std::string path() const { return directory_.path("store"); }
  std::vector<std::filesystem::path> table_files() const {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(path())) {
      if (entry.path().extension() == ".sst") files.push_back(entry.path());
    }
    return files;
  }

  TemporaryDirectory directory_;
};
using RocksStoreDeathTest = RocksStore;

[[noreturn]] void die() {
  (void)::kill(::getpid(), SIGKILL);
  ::_exit(1);  // not reached
}

TEST_F(RocksStoreDeathTest, AKillLeavesWhatWasFlushed) {
  EXPECT_EXIT(
      {
        const auto store = open();
        put(*store, Table::kCustomers, "a", "flushed");
        put(*store, Table::kMeta, "m", "unflushed table");
        ASSERT_TRUE(store->flush({Table::kCustomers}).ok());
        put(*store, Table::kCustomers, "a", "later");
        put(*store, Table::kCustomers, "b", "later");
        die();
      },
      testing::KilledBySignal(SIGKILL), "");
  const auto store = open();
  EXPECT_EQ(get(*store, Table::kCustomers, "a"), "flushed");
  EXPECT_EQ(get(*store, Table::kCustomers, "b"), "-");
  EXPECT_EQ(get(*store, Table::kMeta, "m"), "-");
}

/// A meta row may speak only of what is durable: whatever instant the process dies at, the table flushed
/// first is not behind the one flushed second.
TEST_F(RocksStoreDeathTest, TablesAreFlushedInTheOrderGiven) {
  for (int round = 0; round < 12; ++round) {
    const auto life = std::chrono::microseconds(40'000 + round * 1'700);
    EXPECT_EXIT(
        {
          const auto store = open();
          std::thread([life] {
            std::this_thread::sleep_for(life);
            die();
          }).detach();
          for (int i = 1;; ++i) {
            put(*store, Table::kCustomers, "last", std::to_string(1'000'000 + i));
            put(*store, Table::kMeta, "last", std::to_string(1'000'000 + i));
            ASSERT_TRUE(store->flush({Table::kCustomers, Table::kMeta}).ok());
          }
        },
        testing::KilledBySignal(SIGKILL), "");
    const auto store = open();
    EXPECT_GE(get(*store, Table::kCustomers, "last"), get(*store, Table::kMeta, "last"));
    WriteList list;  // the next round begins anew
    list.remove(Table::kCustomers, "last");
    list.remove(Table::kMeta, "last");
    ASSERT_TRUE(store->write(list).ok());
    ASSERT_TRUE(store->flush({Table::kMeta, Table::kCustomers}).ok());
  }
}

TEST_F(RocksStore, ClosingFlushesNothing) {
  {
    const auto store = open();
    put(*store, Table::kCustomers, "a", "1");
    ASSERT_TRUE(store->flush({Table::kCustomers}).ok());
    put(*store, Table::kCustomers, "a", "2");
    put(*store, Table::kOutbox, "o", "2");
  }
  const auto store = open();
  EXPECT_EQ(get(*store, Table::kCustomers, "a"), "1");
  EXPECT_EQ(get(*store, Table::kOutbox, "o"), "-");
}

TEST_F(RocksStore, AReadOnlyOneReadsAndDoesNotWrite) {
  RocksOptions options = small();
  options.read_only = true;
  EXPECT_EQ(open_rocks_store(path(), options).status().code(), Code::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(path()));
  {
    const auto store = open();
    put(*store, Table::kCustomers, "a", "1");
    ASSERT_TRUE(store->flush({Table::kCustomers}).ok());
  }
  const auto store = open(true);
  EXPECT_EQ(get(*store, Table::kCustomers, "a"), "1");
  std::vector<std::optional<std::string>> values;
  ASSERT_TRUE(store->multi_get(Table::kCustomers, {"a", "b"}, values).ok());
  EXPECT_EQ(values, (std::vector<std::optional<std::string>>{"1", std::nullopt}));
  EXPECT_TRUE(store->scan(Table::kCustomers, {}, {})->valid());
  WriteList list;
  list.put(Table::kCustomers, "a", "2");
  EXPECT_FALSE(store->write(list).ok());
}

TEST_F(RocksStore, CountsItsBytes) {
  const auto store = open();
  const StoreStatistics before = store->statistics();
  WriteList list;
  for (int i = 0; i < 2000; ++i)
    list.put(Table::kCustomers, std::to_string(100'000 + i), std::string(200, 'x'));
  ASSERT_TRUE(store->write(list).ok());
  EXPECT_GT(store->statistics().memtable_bytes, before.memtable_bytes + 400'000);
  EXPECT_EQ(store->statistics().flushed_bytes, 0U);
  ASSERT_TRUE(store->flush({Table::kCustomers}).ok());
  const StoreStatistics after = store->statistics();
  EXPECT_GT(after.flushed_bytes, 10'000U);
  EXPECT_GT(after.bytes_on_disk, 10'000U);
  EXPECT_LT(after.memtable_bytes, 400'000U);
  EXPECT_EQ(after.compacted_bytes, 0U);
}

TEST_F(RocksStore, AFailedFlushEndsIt) {
  const auto store = open();
  put(*store, Table::kCustomers, "a", "1");
  std::filesystem::rename(path(), directory_.path("elsewhere"));
  EXPECT_EQ(store->flush({Table::kCustomers}).code(), Code::kIo);
  std::filesystem::rename(directory_.path("elsewhere"), path());  // well again, but no resume is trusted
  WriteList list;
  list.put(Table::kCustomers, "b", "1");
  EXPECT_EQ(store->write(list).code(), Code::kIo);
  EXPECT_EQ(store->flush({Table::kMeta}).code(), Code::kIo);
  EXPECT_EQ(store->get(Table::kCustomers, "a").status().code(), Code::kIo);
  EXPECT_EQ(store->scan(Table::kCustomers, {}, {})->status().code(), Code::kIo);
}

TEST_F(RocksStore, DamageIsReportedWithItsFile) {
  {
    const auto store = open();
    put(*store, Table::kCustomers, "a", std::string(1000, 'x') + "unlikely to be compressed: 8f3a0c");
    ASSERT_TRUE(store->flush({Table::kCustomers}).ok());
  }
  ASSERT_EQ(table_files().size(), 1U);
  const std::filesystem::path file = table_files()[0];
  {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(20);
    stream.put('\x55');
  }
  const auto store = open();
  const auto value = store->get(Table::kCustomers, "a");
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.status().code(), Code::kCorruption);
  EXPECT_NE(value.status().message().find(file.filename().string()), std::string::npos)
      << value.status().message();
  std::vector<std::optional<std::string>> values;
  EXPECT_EQ(store->multi_get(Table::kCustomers, {"a"}, values).code(), Code::kCorruption);
  const auto cursor = store->scan(Table::kCustomers, {}, {});
  EXPECT_FALSE(cursor->valid());
  EXPECT_EQ(cursor->status().code(), Code::kCorruption);
}

/// RocksDB would make a new database there and delete the files of the old one.
TEST_F(RocksStore, TablesWithoutTheirCurrentFileAreRefusedAndKept) {
  {
    const auto store = open();
    put(*store, Table::kCustomers, "a", "1");
    ASSERT_TRUE(store->flush({Table::kCustomers}).ok());
  }
  std::filesystem::rename(path() + "/CURRENT", directory_.path("CURRENT"));
  EXPECT_EQ(open_rocks_store(path(), small()).status().code(), Code::kCorruption);
  EXPECT_FALSE(std::filesystem::exists(path() + "/CURRENT")) << "the next start would find an empty store";
  std::filesystem::rename(directory_.path("CURRENT"), path() + "/CURRENT");
  EXPECT_EQ(get(*open(), Table::kCustomers, "a"), "1");
}

TEST_F(RocksStore, WhatCannotBeADirectoryIsAnError) {
  std::ofstream(path()) << "a file";
  EXPECT_FALSE(open_rocks_store(path(), small()).ok());
}

}  // namespace
}  // namespace tidemark::state
