// Concern: a key group remembers exactly the event ids that age and number leave it, and the chunks it saves
// bring back exactly what it remembered.
#include "engine/shard/seen_ids.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>

#include "engine/base/bytes.h"
#include "engine/base/random.h"

namespace tidemark::engine {
namespace {

/// Few tags and few homes: clusters wrap around and tags are equal where ids are not.
Hash128 id_of(std::uint64_t n) {
  return {(n % 5) << 40 | (n * 1'000'003 & 0xFFFFFF), n * 3 % 17 + 1};
}

/// What the header says, as plainly as possible.
struct Model {
  std::deque<SeenIds::Entry> entries;
  std::uint64_t first = 0;

  bool contains(const Hash128& id) const {
    return std::any_of(entries.begin(), entries.end(), [&](const SeenIds::Entry& e) { return e.id == id; });
  }
  void add(const SeenIds::Entry& entry, Millis forget_before, std::uint32_t ids_max) {
    while (!entries.empty() && (entries.front().time < forget_before || entries.size() >= ids_max)) {
      entries.pop_front();
      ++first;
    }
    entries.push_back(entry);
  }
  std::uint64_t end() const { return first + entries.size(); }
};

void expect_same(const SeenIds& seen, const Model& model, std::uint64_t ids_made) {
  ASSERT_EQ(seen.first(), model.first);
  ASSERT_EQ(seen.end(), model.end());
  const std::uint64_t back = std::min<std::uint64_t>(ids_made, 80);
  for (std::uint64_t n = ids_made - back; n < ids_made + 3; ++n) {
    ASSERT_EQ(seen.contains(id_of(n)), model.contains(id_of(n))) << "id " << n;
  }
}

/// A store's chunks of one group, saved as a shard saves them at its flips.
class Chunks {
 public:
  /// What came since the last flip. Chunks from before all that is remembered go one flip later.
  void save(const SeenIds& seen) {
    chunks_.merge(abandoned_);
    abandoned_.clear();
    const std::uint64_t from = std::max(saved_, seen.first());
    if (from < seen.end()) {
      std::string bytes;
      seen.encode(from, seen.end(), bytes);
      chunks_[from] = {seen.first(), bytes};  // over an abandoned one
      saved_ = seen.end();
    }
    while (chunks_.size() > 1 && std::next(chunks_.begin())->first <= first_at_last_flip_) {
      chunks_.erase(chunks_.begin());
    }
    first_at_last_flip_ = seen.first();
  }
  /// A checkpoint that never completes: its chunk is ignored until a later one passes it, and then overlaps.
  void abandon(const SeenIds& seen) {
    const std::uint64_t from = std::max(saved_, seen.first());
    std::string bytes;
    seen.encode(from, seen.end(), bytes);
    abandoned_[from] = {seen.first(), bytes};
  }
  SeenIds load() const {
    SeenIds seen;
    for (const auto& [first, chunk] : chunks_) {
      EXPECT_TRUE(seen.append_chunk(first, chunk.second));
      seen.forget_below(chunk.first);
    }
    return seen;
  }

 private:
  using Rows =
      std::map<std::uint64_t, std::pair<std::uint64_t, std::string>>;  ///< first id → (remembered, ids)
  Rows chunks_;
  Rows abandoned_;
  std::uint64_t saved_ = 0;
  std::uint64_t first_at_last_flip_ = 0;
};

TEST(SeenIds, AgreesWithAPlainListThroughSavingAndLoading) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Random random(seed);
    SeenIds seen;
    Model model;
    Chunks chunks;
    const auto ids_max = static_cast<std::uint32_t>(1 + random.below(seed % 2 == 0 ? 6 : 60));
    std::uint64_t made = 0;
    Millis now = 0;
    for (int step = 0; step < 300; ++step) {
      now += random.between(0, 10);
      const SeenIds::Entry entry{id_of(made++), now - random.between(0, 30)};  // times need not ascend
      const Millis forget_before = now - random.between(20, 200);
      seen.add(entry, forget_before, ids_max);
      model.add(entry, forget_before, ids_max);
      expect_same(seen, model, made);
      if (random.chance(0.05)) chunks.abandon(seen);
      if (random.chance(0.1)) {
        chunks.save(seen);
        if (random.chance(0.3)) seen = chunks.load();
      }
      if (::testing::Test::HasFatalFailure()) FAIL() << "seed " << seed << ", step " << step;
    }
  }
}

TEST(SeenIds, ForgetsByAgeAtTheArrivalOfANewOne) {
  SeenIds seen;
  seen.add({id_of(1), 100}, kNoTime, 10);
  seen.add({id_of(2), 200}, 100, 10);
  EXPECT_TRUE(seen.contains(id_of(1))) << "not older than the horizon";
  seen.add({id_of(3), 300}, 101, 10);
  EXPECT_FALSE(seen.contains(id_of(1)));
  EXPECT_TRUE(seen.contains(id_of(2)));
  EXPECT_EQ(seen.first(), 1U);
}

TEST(SeenIds, OldIdsBehindAYoungOneStayUntilItGoes) {
  SeenIds seen;
  seen.add({id_of(1), 1000}, kNoTime, 10);
  seen.add({id_of(2), 1}, kNoTime, 10);
  seen.add({id_of(3), 1001}, 500, 10);
  EXPECT_TRUE(seen.contains(id_of(2))) << "oldest first: order of arrival, not of time";
}

TEST(SeenIds, HoldsAtMostItsMaximum) {
  SeenIds seen;
  for (std::uint64_t n = 0; n < 10; ++n) seen.add({id_of(n), 0}, kNoTime, 3);
  EXPECT_EQ(seen.end() - seen.first(), 3U);
  EXPECT_FALSE(seen.contains(id_of(6)));
  EXPECT_TRUE(seen.contains(id_of(7)));
}

TEST(SeenIds, AChunkThatOverlapsAddsOnlyWhatIsNew) {
  SeenIds seen;
  for (std::uint64_t n = 0; n < 8; ++n) seen.add({id_of(n), static_cast<Millis>(n)}, kNoTime, 100);
  std::string early;
  std::string late;
  seen.encode(0, seen.end(), early);
  for (std::uint64_t n = 8; n < 12; ++n) seen.add({id_of(n), static_cast<Millis>(n)}, kNoTime, 100);
  seen.encode(5, seen.end(), late);
  SeenIds loaded;
  ASSERT_TRUE(loaded.append_chunk(0, early));
  ASSERT_TRUE(loaded.append_chunk(5, late));
  EXPECT_EQ(loaded.first(), 0U);
  EXPECT_EQ(loaded.end(), 12U);
  for (std::uint64_t n = 0; n < 12; ++n) EXPECT_TRUE(loaded.contains(id_of(n))) << n;
  ASSERT_TRUE(loaded.append_chunk(3, late)) << "nothing beyond the end";
  EXPECT_EQ(loaded.end(), 12U);
}

TEST(SeenIds, AChunkBehindAGapBeginsAnew) {
  SeenIds seen;
  for (std::uint64_t n = 0; n < 20; ++n) seen.add({id_of(n), static_cast<Millis>(n)}, kNoTime, 100);
  std::string early;
  seen.encode(17, seen.end(), early);
  SeenIds loaded;
  ASSERT_TRUE(loaded.append_chunk(2, early));
  ASSERT_TRUE(loaded.append_chunk(17, early));
  EXPECT_EQ(loaded.first(), 17U);
  EXPECT_EQ(loaded.end(), 20U);
  EXPECT_TRUE(loaded.contains(id_of(18)));
}

TEST(SeenIds, ACutChunkIsRefused) {
  SeenIds seen;
  std::vector<std::size_t> whole = {0};
  for (std::uint64_t n = 0; n < 4; ++n) {
    seen.add({id_of(n), static_cast<Millis>(n) * kDay}, kNoTime, 100);
    std::string bytes;
    seen.encode(0, seen.end(), bytes);
    whole.push_back(bytes.size());
  }
  std::string bytes;
  seen.encode(0, seen.end(), bytes);
  for (std::size_t n = 0; n <= bytes.size(); ++n) {
    SeenIds loaded;
    const bool at_an_edge = std::find(whole.begin(), whole.end(), n) != whole.end();
    EXPECT_EQ(loaded.append_chunk(0, std::string_view(bytes).substr(0, n)), at_an_edge) << n;
  }
}

TEST(SeenIds, GrowsWithoutForgetting) {
  SeenIds seen;
  constexpr std::uint64_t kIds = 50'000;
  for (std::uint64_t n = 0; n < kIds; ++n) seen.add({hash128(std::to_string(n), 1), 0}, kNoTime, kIds);
  for (std::uint64_t n = 0; n < kIds; ++n) ASSERT_TRUE(seen.contains(hash128(std::to_string(n), 1)));
  for (std::uint64_t n = 0; n < kIds; ++n)
    ASSERT_FALSE(seen.contains(hash128("other " + std::to_string(n), 1)));
  EXPECT_LE(seen.bytes(), 2 * kIds * (24 + 2 * 8));
}

}  // namespace
}  // namespace tidemark::engine
