// Concern: a list of writes gives back what was put into it, in order.
#include <gtest/gtest.h>

#include "state/store.h"

namespace tidemark::state {
namespace {

TEST(WriteList, KeepsPutsAndRemovalsInOrder) {
  WriteList list;
  EXPECT_TRUE(list.empty());
  list.put(Table::kCustomers, "key", "value");
  list.remove(Table::kEventIds, "gone");
  list.put(Table::kMeta, "m", "");
  ASSERT_EQ(list.count(), 3U);
  EXPECT_EQ(list[0].table, Table::kCustomers);
  EXPECT_FALSE(list[0].removal);
  EXPECT_EQ(list[0].key, "key");
  EXPECT_EQ(list[0].value, "value");
  EXPECT_EQ(list[1].table, Table::kEventIds);
  EXPECT_TRUE(list[1].removal);
  EXPECT_EQ(list[1].key, "gone");
  EXPECT_EQ(list[2].key, "m");
  EXPECT_EQ(list[2].value, "");
  EXPECT_GE(list.bytes(), std::string_view("keyvaluegonem").size());
}

TEST(WriteList, ClearsAndIsUsedAgain) {
  WriteList list;
  list.put(Table::kMeta, "a", "b");
  list.clear();
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.bytes(), 0U);
  list.put(Table::kMeta, "c", "d");
  EXPECT_EQ(list[0].key, "c");
}

TEST(WriteList, AppendsOthersAndItself) {
  WriteList first;
  first.put(Table::kMeta, "a", "1");
  WriteList second;
  second.remove(Table::kOutbox, "b");
  second.put(Table::kOutbox, "c", "3");
  first.append(second);
  first.append(first);
  ASSERT_EQ(first.count(), 6U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(first[i].key, first[i + 3].key);
    EXPECT_EQ(first[i].value, first[i + 3].value);
    EXPECT_EQ(first[i].table, first[i + 3].table);
    EXPECT_EQ(first[i].removal, first[i + 3].removal);
  }
  EXPECT_EQ(first[2].value, "3");
  EXPECT_TRUE(first[4].removal);
}

}  // namespace
}  // namespace tidemark::state
