// Concern: the table of customers finds exactly who was put in, through growth, removal and reuse of slots,
// with ids inside and outside the slot and hashes that collide.
#include "engine/shard/customer_table.h"

#include <gtest/gtest.h>

#include <cstring>
#include <unordered_map>

#include "engine/base/random.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kStateBytes = 40;
constexpr KeyGroup kFirst = 100;
constexpr KeyGroup kEnd = 104;

/// A hash in one of the table's groups; few different ones, so that clusters and full collisions happen.
std::uint64_t hash_of(std::string_view id) {
  const std::uint64_t h = hash64(id, 9);
  const std::uint64_t group = kFirst + h % (kEnd - kFirst);
  return group << 54 | (h >> 8 & 0x1F) << 22 | (h >> 16 & 0x3F);
}

std::string some_id(Random& random) {
  std::string id = "customer-" + std::to_string(random.below(3000));
  if (id.back() == '7') id.resize(Slot::kInlineIdBytes, 'x');      // just fits
  if (id.back() == '8') id.resize(Slot::kInlineIdBytes + 1, 'y');  // just does not
  if (id.back() == '9') id.resize(kCustomerIdBytesMax, 'z');
  return id;
}

/// The table beside the standard one; each customer's state holds its own mark.
class Pair {
 public:
  void insert(const std::string& id) {
    const std::uint32_t slot = table_.insert(hash_of(id), id);
    EXPECT_TRUE(table_.slot(slot).live);
    EXPECT_FALSE(table_.slot(slot).loaded);
    EXPECT_EQ(table_.slot(slot).armed, kNever);
    EXPECT_EQ(table_.slot(slot).dirty_epoch, 0U);
    if (slot >= generations_.size()) generations_.resize(slot + 1);
    EXPECT_EQ(table_.slot(slot).generation, generations_[slot] + 1) << "somebody else had this slot";
    generations_[slot] = table_.slot(slot).generation;
    std::memset(table_.state(slot), static_cast<int>(slot * 31 % 251), kStateBytes);
    model_[id] = slot;
  }
  void erase(const std::string& id) {
    table_.erase(model_.at(id));
    EXPECT_FALSE(table_.slot(model_.at(id)).live);
    model_.erase(id);
  }
  bool has(const std::string& id) const { return model_.contains(id); }

  void check(const std::string& id) const {
    const auto known = model_.find(id);
    const std::uint32_t wanted = known == model_.end() ? CustomerTable::kNone : known->second;
    ASSERT_EQ(table_.find(hash_of(id), id), wanted) << id;
  }
  void check_all() const {
    ASSERT_EQ(table_.live_count(), model_.size());
    for (const auto& [id, slot] : model_) {
      ASSERT_EQ(table_.find(hash_of(id), id), slot) << id;
      ASSERT_EQ(table_.slot(slot).id(), id);
      ASSERT_EQ(table_.slot(slot).hash, hash_of(id));
      const auto* state = const_cast<CustomerTable&>(table_).state(slot);
      for (std::size_t i = 0; i < kStateBytes; ++i) {
        ASSERT_EQ(static_cast<unsigned>(state[i]), slot * 31 % 251) << "another customer wrote into " << id;
      }
    }
  }
  CustomerTable& table() { return table_; }

 private:
  CustomerTable table_{kStateBytes, kFirst, kEnd};
  std::unordered_map<std::string, std::uint32_t> model_;
  std::vector<std::uint32_t> generations_;
};

TEST(CustomerTable, AgreesWithAMapUnderChurn) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    Random random(seed);
    Pair pair;
    for (int step = 0; step < 20'000; ++step) {
      const std::string id = some_id(random);
      // Waves of coming and going, so that the table shrinks and slots change hands.
      const bool coming = random.chance(step / 4000 % 2 == 0 ? 0.8 : 0.2);
      if (pair.has(id) && !coming) {
        pair.erase(id);
      } else if (!pair.has(id) && coming) {
        pair.insert(id);
      }
      pair.check(id);
      pair.check(some_id(random));
      if (step % 2000 == 0) pair.check_all();
      if (::testing::Test::HasFatalFailure()) FAIL() << "seed " << seed << ", step " << step;
    }
    pair.check_all();
  }
}

TEST(CustomerTable, ABlockNeverMoves) {
  CustomerTable table(kStateBytes, kFirst, kEnd);
  const std::uint32_t first = table.insert(hash_of("first"), "first");
  const std::byte* state = table.state(first);
  const Slot* slot = &table.slot(first);
  for (int i = 0; i < 10'000; ++i) table.insert(hash_of("c" + std::to_string(i)), "c" + std::to_string(i));
  EXPECT_EQ(table.state(first), state);
  EXPECT_EQ(&table.slot(first), slot);
  EXPECT_EQ(table.find(hash_of("first"), "first"), first);
}

TEST(CustomerTable, ASlotThatWasGivenBackIsUsedAgainByAnotherGeneration) {
  CustomerTable table(kStateBytes, kFirst, kEnd);
  const std::uint32_t slot = table.insert(hash_of("a"), "a");
  const std::uint32_t generation = table.slot(slot).generation;
  table.erase(slot);
  EXPECT_EQ(table.find(hash_of("a"), "a"), CustomerTable::kNone);
  ASSERT_EQ(table.insert(hash_of("b"), "b"), slot);
  EXPECT_GT(table.slot(slot).generation, generation);
  EXPECT_EQ(table.slots_end(), 1U);
}

TEST(CustomerTable, TheSameHashIsNotTheSameCustomer) {
  CustomerTable table(kStateBytes, kFirst, kEnd);
  const std::uint64_t hash = hash_of("whoever");
  const std::uint32_t a = table.insert(hash, "a");
  const std::uint32_t b = table.insert(hash, "b");
  EXPECT_NE(a, b);
  EXPECT_EQ(table.find(hash, "a"), a);
  EXPECT_EQ(table.find(hash, "b"), b);
  EXPECT_EQ(table.find(hash, "c"), CustomerTable::kNone);
  table.erase(a);
  EXPECT_EQ(table.find(hash, "a"), CustomerTable::kNone);
  EXPECT_EQ(table.find(hash, "b"), b);
}

TEST(CustomerTable, BytesGrowWithItsCustomers) {
  CustomerTable table(kStateBytes, kFirst, kEnd);
  const std::size_t empty = table.bytes();
  for (int i = 0; i < 5000; ++i) table.insert(hash_of("c" + std::to_string(i)), "c" + std::to_string(i));
  EXPECT_GE(table.bytes(), empty + 5000 * table.block_bytes());
  EXPECT_LE(table.bytes(), empty + 2 * 5000 * (table.block_bytes() + 16));
}

}  // namespace
}  // namespace tidemark::engine
