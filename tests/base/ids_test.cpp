// Concern: hashes are the published XXH3, so that stored layouts stay readable; key groups are shared out
// among shards without gap or overlap.

#include "engine/base/ids.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tidemark {
namespace {

TEST(Hash, MatchesPublishedXxh3) {
  EXPECT_EQ(hash64("", 0), 0x2D06800538D394C2U);
  EXPECT_EQ(hash128("", 0), (Hash128{0x99AA06D3014798D8U, 0x6001C324468D497FU}));
}

TEST(Hash, DependsOnSeedAndBytes) {
  EXPECT_NE(hash64("a", 0), hash64("a", 1));
  EXPECT_NE(hash64("a", 0), hash64("b", 0));
  EXPECT_NE(hash128("a", 0), hash128("a", 1));
}

TEST(KeyGroup, IsTheTopTenBitsOfTheHash) {
  EXPECT_EQ(key_group_of(0), 0);
  EXPECT_EQ(key_group_of((std::uint64_t{1} << 54) - 1), 0);
  EXPECT_EQ(key_group_of(std::uint64_t{1} << 54), 1);
  EXPECT_EQ(key_group_of(~std::uint64_t{0}), kKeyGroupCount - 1);
}

TEST(KeyGroup, CustomersSpreadEvenly) {
  std::vector<int> customers(kKeyGroupCount);
  for (int i = 0; i < 100'000; ++i) ++customers[key_group_of(customer_hash(std::to_string(i)))];
  for (const int count : customers) {  // mean 98, six standard deviations are 59
    EXPECT_GT(count, 39);
    EXPECT_LT(count, 157);
  }
}

TEST(Shard, RangesCoverTheKeyGroupsInOrder) {
  for (unsigned shards = 1; shards <= kKeyGroupCount; ++shards) {
    ASSERT_EQ(first_key_group(0, shards), 0);
    ASSERT_EQ(first_key_group(shards, shards), kKeyGroupCount);
    for (unsigned shard = 0; shard < shards; ++shard) {
      const KeyGroup first = first_key_group(shard, shards);
      const KeyGroup next = first_key_group(shard + 1, shards);
      ASSERT_LT(first, next);
      ASSERT_LE(next - first, kKeyGroupCount / shards + 1);
      ASSERT_EQ(shard_of(first, shards), shard);
      ASSERT_EQ(shard_of(static_cast<KeyGroup>(next - 1), shards), shard);
    }
  }
}

}  // namespace
}  // namespace tidemark
