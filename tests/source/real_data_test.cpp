// Concern: the real data sets decode to the last line, with the counts their descriptions state.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "engine/decode/currency_table.h"
#include "engine/decode/decoder.h"
#include "engine/source/file_source.h"

namespace tidemark::engine {
namespace {

/// The folder of shared data: $TIDEMARK_SHARED_DATA, else beside the source tree. Empty when there is none.
std::filesystem::path shared_data() {
  if (const char* const named = std::getenv("TIDEMARK_SHARED_DATA"); named != nullptr) {
    return std::filesystem::is_directory(named) ? std::filesystem::path(named) : std::filesystem::path();
  }
  const std::filesystem::path beside = std::filesystem::path(TIDEMARK_SOURCE_DIR) / "../shared/data";
  return std::filesystem::is_directory(beside) ? beside : std::filesystem::path();
}

struct Totals {
  std::map<std::string, std::size_t> kinds;
  std::size_t events = 0;
  std::size_t rejects = 0;
  Micro128 gross = 0;
  std::string base;
};

Totals decode_all(const std::filesystem::path& path) {
  Totals totals;
  config::EventSettings settings;
  KeyDictionary keys;
  KindTable kinds = KindTable::make(settings).take();
  CurrencyTable currencies = CurrencyTable::make(settings).take();
  Decoder decoder(settings, kinds, keys);
  auto source = FileSource::open(path).take();
  Chunk chunk;
  Decoded decoded;
  for (Result<bool> more = source->read(chunk); more.ok() && *more; more = source->read(chunk)) {
    LineCursor cursor(chunk);
    for (Line line; cursor.next(line);) {
      if (!decoder.decode(line.text, decoded).ok()) {
        ++totals.rejects;
        continue;
      }
      (void)currencies.settle(decoded);  // one currency in each set
      ++totals.events;
      ++totals.kinds[std::string(kinds.name_of(decoded.event.kind))];
      if (decoded.event.kind == Kind::kPurchase && decoded.event.has_amount)
        totals.gross += decoded.event.amount;
    }
  }
  totals.base = currencies.base();
  return totals;
}

class RealData : public ::testing::Test {
 protected:
  void SetUp() override {
    data_ = shared_data();
    if (data_.empty())
      GTEST_SKIP() << "the shared data sets are not here (TIDEMARK_SHARED_DATA names their folder)";
  }
  std::filesystem::path data_;
};

TEST_F(RealData, CdnowSample) {
  const Totals totals = decode_all(data_ / "cdnow_sample/events.ndjson.gz");
  EXPECT_EQ(totals.events, 6919u);
  EXPECT_EQ(totals.rejects, 0u);
  EXPECT_EQ(totals.kinds, (std::map<std::string, std::size_t>{{"purchase", 6919}}));
  EXPECT_EQ(totals.base, "USD");
}

TEST_F(RealData, CompleteJourney) {
  const Totals totals = decode_all(data_ / "complete_journey/events.ndjson.gz");
  EXPECT_EQ(totals.events, 55934u);
  EXPECT_EQ(totals.rejects, 0u);
  EXPECT_EQ(totals.kinds, (std::map<std::string, std::size_t>{
                              {"campaign_received", 6589}, {"coupon_redeemed", 2102}, {"purchase", 47243}}));
}

}  // namespace
}  // namespace tidemark::engine
