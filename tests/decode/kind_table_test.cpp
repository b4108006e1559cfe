// Concern: a type's name resolves to the same kind by text, by dictionary number and from the log, in the
// documented order.

#include "engine/decode/kind_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tidemark::engine {
namespace {

Kind custom(int i) {
  return static_cast<Kind>(kFirstCustomKind + i);
}

config::EventSettings settings() {
  config::EventSettings s;
  s.kinds = {"rental", "search", "return"};
  s.map = {
      {"Order Completed", "purchase"}, {"Rented", "rental"}, {"review", "complaint"}, {"Chained", "return"}};
  return s;
}

TEST(KindTable, OrderOfResolution) {
  const KindTable table = KindTable::make(settings()).take();
  EXPECT_EQ(table.kind_of("purchase"), Kind::kPurchase);
  EXPECT_EQ(table.kind_of("Order Completed"), Kind::kPurchase);
  EXPECT_EQ(table.kind_of("review"), Kind::kComplaint) << "the map comes before the built-in kinds";
  EXPECT_EQ(table.kind_of("rental"), custom(0));
  EXPECT_EQ(table.kind_of("Rented"), custom(0));
  EXPECT_EQ(table.kind_of("search"), Kind::kSearch) << "a built-in kind keeps its meaning";
  EXPECT_EQ(table.kind_of("return"), custom(2)) << "numbers follow the order of the configuration";
  EXPECT_EQ(table.kind_of("Purchase"), Kind::kOther);
  EXPECT_EQ(table.kind_of(""), Kind::kOther);
}

TEST(KindTable, MapsOntoKindsNotOntoNames) {
  config::EventSettings s;
  s.map = {{"a", "review"}, {"review", "complaint"}};
  const KindTable table = KindTable::make(s).take();
  EXPECT_EQ(table.kind_of("a"), Kind::kReview) << "a map's target is a kind, not mapped again";
  s.map = {{"a", "b"}, {"b", "review"}};
  EXPECT_EQ(KindTable::make(s).status().code(), Code::kInvalidArgument);
}

TEST(KindTable, ByDictionaryNumber) {
  KindTable table = KindTable::make(settings()).take();
  KeyDictionary keys;
  for (const char* name : {"x", "purchase", "Rented"}) (void)keys.intern(name);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(table.kind_of_key(0, keys), Kind::kOther);
    EXPECT_EQ(table.kind_of_key(1, keys), Kind::kPurchase);
    EXPECT_EQ(table.kind_of_key(2, keys), custom(0));
  }
  (void)keys.intern("refund");
  EXPECT_EQ(table.kind_of_key(3, keys), Kind::kRefund) << "the dictionary grew";
}

TEST(KindTable, EventsFromTheLog) {
  KindTable table = KindTable::make(settings()).take();
  KeyDictionary keys;
  Event event;
  event.type_key = keys.intern("Order Completed");
  EXPECT_EQ(table.kind_of(event, keys), Kind::kPurchase);
  event.type_key = KeyDictionary::kNone;
  event.type_name = "return";
  EXPECT_EQ(table.kind_of(event, keys), custom(2));
}

TEST(KindTable, Names) {
  const KindTable table = KindTable::make(settings()).take();
  EXPECT_EQ(table.name_of(Kind::kPageView), "page_view");
  EXPECT_EQ(table.name_of(custom(2)), "return");
  EXPECT_EQ(table.name_of(custom(3)), "other");
  EXPECT_EQ(table.name_of(Kind::kOther), "other");
}

TEST(KindTable, TooManyKinds) {
  config::EventSettings s;
  for (int i = 0; i < 192; ++i) s.kinds.push_back(fmt::format("k{}", i));
  const Result<KindTable> table = KindTable::make(s);
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(static_cast<int>(table->kind_of("k191")), 255);
  s.kinds.push_back("one more");
  EXPECT_EQ(KindTable::make(s).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace tidemark::engine
