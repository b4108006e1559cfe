// Records: what is stored comes back, damage is noticed, and a record is small.

#include <gtest/gtest.h>

#include "operators/composition.h"
#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

Customer regular(const std::shared_ptr<const Scoring>& scoring) {
  Customer customer(scoring);
  for (int i = 0; i < 5; ++i) {
    const Millis t = noon(17 * i) + i * 3'723'004;
    customer.apply(event(Kind::kPageView, t - kHour));
    customer.apply(purchase(t, 30 + 7.99 * i, "order-1234" + std::to_string(i)));
  }
  customer.apply(event(Kind::kPageView, noon(80)));
  return customer;
}

TEST(Record, EmptyCustomer) {
  const auto scoring = scoring_of(everything());
  const Customer nobody(scoring);
  const Customer loaded = nobody.reloaded();
  EXPECT_EQ(loaded.encoded(), nobody.encoded());
  EXPECT_EQ(loaded.due(), kNever);
}

TEST(Record, ComesBackWhole) {
  const auto scoring = scoring_of(everything());
  const Customer customer = regular(scoring);
  const Customer loaded = customer.reloaded();
  EXPECT_EQ(loaded.encoded(), customer.encoded());
  EXPECT_EQ(loaded.due(), customer.due());
  EXPECT_EQ(loaded.json(noon(90)), customer.json(noon(90)));
}

TEST(Record, IsSmall) {
  const Customer customer = regular(scoring_of(everything()));
  EXPECT_LE(customer.encoded().size(), 160u);
  Customer prospect(scoring_of(everything()));
  prospect.apply(event(Kind::kPageView, noon(0)));
  EXPECT_LE(prospect.encoded().size(), 60u);
}

TEST(Record, StateIsCompact) {
  const auto scoring = scoring_of(everything());
  EXPECT_EQ(scoring->state_bytes() % 8, 0u);
  EXPECT_LE(scoring->state_bytes(), 480u);
  EXPECT_LE(sizeof(LevelState), 56u);
  EXPECT_EQ(scoring->heap_bytes(Customer(scoring).state()), 0u);
  EXPECT_LE(scoring->heap_bytes(regular(scoring).state()), 6 * 24u);
}

TEST(Record, EveryTruncationIsNoticedOrHarmless) {
  const auto scoring = scoring_of(everything());
  const std::string whole = regular(scoring).encoded();
  int refused = 0;
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    Customer loaded(scoring);
    const Status status = scoring->decode(loaded.state(), std::string_view(whole).substr(0, bytes));
    if (!status.ok()) {
      EXPECT_EQ(status.code(), Code::kCorruption);
      ++refused;
    }
  }
  EXPECT_GT(refused, static_cast<int>(whole.size()) - 15) << "only a cut between sections reads well";
}

TEST(Record, ANewerFormIsRefusedByName) {
  const auto scoring = scoring_of(bare());
  std::string bytes;
  ByteWriter out(bytes);
  out.varint(0);           // no instants
  out.varint(3 << 3 | 7);  // purchases in form 7
  out.text("");
  Customer loaded(scoring);
  const Status status = scoring->decode(loaded.state(), bytes);
  EXPECT_EQ(status.code(), Code::kUnsupported);
  EXPECT_NE(status.message().find("purchases"), std::string::npos);
}

TEST(Record, ASectionTwiceIsDamage) {
  const auto scoring = scoring_of(everything());
  const std::string whole = regular(scoring).encoded();
  ByteReader in(whole);
  for (std::uint64_t instants = in.varint(); instants > 0; --instants) in.varint();
  const std::string sections(in.rest());
  Customer loaded(scoring);
  EXPECT_TRUE(scoring->decode(loaded.state(), whole).ok());
  Customer doubled(scoring);
  EXPECT_EQ(scoring->decode(doubled.state(), whole + sections).code(), Code::kCorruption);
}

TEST(Record, LayoutIdKnowsTheSetOfSections) {
  const config::Config config = everything();
  config::Config more = config;
  more.ladders.push_back(spend_ladder());
  more.ladders.back().name = "other";
  config::Config cuts = config;
  cuts.ladders.front().levels[1].at += 1;
  config::Config fewer = config;
  fewer.rfm.enabled = false;
  EXPECT_EQ(scoring_of(config)->layout_id(), scoring_of(cuts)->layout_id());
  EXPECT_NE(scoring_of(config)->layout_id(), scoring_of(more)->layout_id());
  EXPECT_NE(scoring_of(config)->layout_id(), scoring_of(fewer)->layout_id());
}

}  // namespace
}  // namespace tidemark::operators::story
