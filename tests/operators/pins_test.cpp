// Pins as they arrive, are kept and are stored. What they do to a tier: ladder_pin_test.cpp.

#include "operators/pins.h"

#include <gtest/gtest.h>

#include "engine/base/random.h"
#include "operators/value_names.h"

namespace tidemark::operators {
namespace {

constexpr Millis kEnd = 1'735'689'600'000;

/// A block with nothing but pins.
class PinsOnly {
 public:
  PinsOnly() { feature.construct(block()); }
  PinsOnly(const PinsOnly& other) { feature.copy(block(), other.block()); }
  PinsOnly& operator=(const PinsOnly&) = delete;
  ~PinsOnly() { feature.destroy(block()); }

  /// As the engine hands it over: the address is taken off.
  void receive(std::string_view payload, Millis watermark = 0) {
    ByteReader in(payload);
    ASSERT_EQ(in.text(), feature.name());
    feature.receive_slot(block(), in.rest(), watermark);
  }
  const Pins& pins() const { return feature.in(block()); }
  const Pin* find(std::string_view ladder) const { return pins().find(value_name_hash(ladder)); }
  std::string encoded() const {
    InstantTable instants;
    std::string body;
    SectionWriter out(body, instants);
    feature.encode_slot(block(), out);
    std::string bytes;
    ByteWriter table(bytes);
    instants.encode(table);
    return bytes + body;
  }
  Status decode(std::string_view bytes, std::uint32_t form = 1) {
    ByteReader table(bytes);
    InstantTable instants;
    if (!instants.decode(table)) return Status::corruption("instants");
    SectionReader in(table.rest(), instants);
    return feature.decode_slot(block(), form, in);
  }

  PinsFeature feature;

 private:
  std::byte* block() { return reinterpret_cast<std::byte*>(room_); }
  const std::byte* block() const { return reinterpret_cast<const std::byte*>(room_); }
  std::uint64_t room_[4] = {};
};

TEST(Pins, ArriveAndAreTakenAway) {
  PinsOnly customer;
  EXPECT_EQ(customer.feature.slot_bytes(), 8u);
  customer.receive(*encode_pin("tier", "gold", kEnd, "ann", "complaint of May"));
  const Pin* pin = customer.find("tier");
  ASSERT_NE(pin, nullptr);
  EXPECT_EQ(pin->level, value_name_hash("gold"));
  EXPECT_EQ(pin->until, kEnd);
  EXPECT_EQ(pin->actor, "ann");
  EXPECT_EQ(pin->reason, "complaint of May");
  EXPECT_EQ(customer.find("club"), nullptr);
  customer.receive(*encode_pin("tier", "silver", kNever, "", ""));
  EXPECT_EQ(customer.pins().size(), 1u) << "one a ladder";
  EXPECT_EQ(customer.find("tier")->until, kNever);
  customer.receive(*encode_unpin("club"));
  EXPECT_NE(customer.find("tier"), nullptr);
  customer.receive(*encode_unpin("tier"));
  EXPECT_EQ(customer.find("tier"), nullptr);
}

TEST(Pins, WithoutAnyNothingIsKept) {
  PinsOnly customer;
  const std::string empty = customer.encoded();
  EXPECT_EQ(empty.size(), 1u) << "an empty table of instants and no section";
  EXPECT_EQ(customer.pins().heap_bytes(), 0u);
  customer.receive(*encode_pin("tier", "gold", kEnd, "ann", ""));
  EXPECT_GT(customer.pins().heap_bytes(), 0u);
  customer.receive(*encode_unpin("tier"));
  EXPECT_EQ(customer.pins().heap_bytes(), 0u);
  EXPECT_EQ(customer.encoded(), empty);
}

TEST(Pins, ThatAreOverGoWithTheNextMessage) {
  PinsOnly customer;
  customer.receive(*encode_pin("tier", "gold", kEnd, "ann", ""));
  customer.receive(*encode_pin("club", "insider", kNever, "ann", ""), kEnd - 1);
  EXPECT_NE(customer.find("tier"), nullptr);
  customer.receive(*encode_pin("club", "insider", kNever, "bob", ""), kEnd);
  EXPECT_EQ(customer.find("tier"), nullptr);
  EXPECT_EQ(customer.find("club")->actor, "bob");
}

TEST(Pins, MalformedMessagesChangeNothing) {
  PinsOnly customer;
  customer.receive(*encode_pin("tier", "gold", kEnd, "ann", "goodwill"));
  const std::string before = customer.encoded();
  for (const std::string& whole :
       {*encode_pin("tier", "silver", kNever, "bob", "x"), *encode_unpin("tier")}) {
    for (std::size_t cut = 5; cut < whole.size(); ++cut) customer.receive(whole.substr(0, cut));
    customer.receive(whole + "x");
  }
  std::string unknown = *encode_unpin("tier");
  unknown[5] = 2;  // an order that does not exist
  customer.receive(unknown);
  EXPECT_EQ(customer.encoded(), before);
}

TEST(Pins, TooLongATextIsRefusedByItsName) {
  const std::string fits(kPinTextMax, 'x');
  const std::string long_text(kPinTextMax + 1, 'x');
  EXPECT_TRUE(encode_pin("tier", "gold", kEnd, fits, fits).ok());
  const Result<std::string> actor = encode_pin("tier", "gold", kEnd, long_text, "");
  ASSERT_FALSE(actor.ok());
  EXPECT_NE(actor.status().message().find("the actor of a pin has 257 bytes"), std::string::npos);
  EXPECT_FALSE(encode_pin("tier", "gold", kEnd, "", long_text).ok());
  EXPECT_FALSE(encode_pin("tier", "gold", kInstantMax + 1, "", "").ok());
  EXPECT_FALSE(encode_unpin(long_text).ok());

  // Somebody else's bytes.
  std::string payload;
  ByteWriter out(payload);
  out.text("pins");
  out.u8(1);
  out.text("tier");
  out.text("gold");
  out.zigzag(kEnd);
  out.text(long_text);
  out.text("");
  PinsOnly customer;
  customer.receive(payload);
  EXPECT_EQ(customer.pins().size(), 0u);
}

TEST(Pins, SavingAndLoadingChangesNothing) {
  PinsOnly customer;
  customer.receive(*encode_pin("tier", "gold", kEnd, "ann", "goodwill"));
  customer.receive(*encode_pin("club", "insider", kNever, "bob", std::string(kPinTextMax, 'r')));
  PinsOnly loaded;
  ASSERT_TRUE(loaded.decode(customer.encoded()).ok());
  EXPECT_EQ(loaded.encoded(), customer.encoded());
  EXPECT_EQ(loaded.find("tier")->until, kEnd);
  EXPECT_EQ(loaded.find("club")->until, kNever);
  const PinsOnly copy(loaded);
  EXPECT_EQ(copy.encoded(), customer.encoded());
}

TEST(Pins, OrderOfArrivalOfDifferentLaddersLeavesTheSameBytes) {
  PinsOnly a;
  PinsOnly b;
  const std::string tier = *encode_pin("tier", "gold", kNever, "ann", "");
  const std::string club = *encode_pin("club", "insider", kNever, "bob", "");
  a.receive(tier);
  a.receive(club);
  b.receive(club);
  b.receive(tier);
  EXPECT_EQ(a.encoded(), b.encoded());
}

TEST(Pins, TheyAreBounded) {
  PinsOnly customer;
  for (int i = 0; i < 100; ++i) {
    customer.receive(*encode_pin("ladder" + std::to_string(i), "gold", kNever, "", ""));
  }
  EXPECT_EQ(customer.pins().size(), 64u);
  customer.receive(*encode_pin("ladder0", "silver", kNever, "", ""));
  EXPECT_EQ(customer.find("ladder0")->level, value_name_hash("silver")) << "one that is there can change";
}

TEST(Pins, DamagedSectionsAreRefused) {
  PinsOnly customer;
  customer.receive(*encode_pin("tier", "gold", kEnd, "ann", "goodwill"));
  customer.receive(*encode_pin("club", "insider", kNever, "bob", "x"));
  const std::string whole = customer.encoded();
  std::size_t table = 0;  // where the section begins
  {
    ByteReader in(whole);
    InstantTable instants;
    ASSERT_TRUE(instants.decode(in));
    table = whole.size() - in.left();
  }
  for (std::size_t cut = table + 1; cut < whole.size(); ++cut) {
    EXPECT_FALSE(PinsOnly().decode(whole.substr(0, cut)).ok()) << cut;
  }
  EXPECT_FALSE(PinsOnly().decode(whole + "x").ok());
  Random random(5);
  for (int i = 0; i < 20'000; ++i) {
    std::string damaged = whole;
    damaged[table + random.below(damaged.size() - table)] = static_cast<char>(random.below(256));
    PinsOnly loaded;
    if (!loaded.decode(damaged).ok()) continue;
    PinsOnly again;
    ASSERT_TRUE(again.decode(loaded.encoded()).ok());
    ASSERT_EQ(again.encoded(), loaded.encoded());
  }
  EXPECT_EQ(PinsOnly().decode(whole, 7).code(), Code::kUnsupported);
}

}  // namespace
}  // namespace tidemark::operators
