// Concern: keys of the store's tables have the bytes on disk that they always had, and sort as their numbers
// do.
#include "state/keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>
#include <vector>

#include "tests/state/hex.h"

namespace tidemark::state {
namespace {

template <typename... Arguments>
std::string made(void (*make)(std::string&, Arguments...), std::type_identity_t<Arguments>... arguments) {
  std::string key;
  make(key, arguments...);
  return key;
}

TEST(Keys, HaveTheirBytes) {
  EXPECT_EQ(hex(made(customer_key, KeyGroup{0x0102}, "ab")), "01026162");
  EXPECT_EQ(hex(made(wake_key, Day{20000}, KeyGroup{3}, "ab")), "1080004e2000036162");
  EXPECT_EQ(hex(made(wake_key, Day{-1}, KeyGroup{3}, "ab")), "107fffffff00036162");
  EXPECT_EQ(hex(made(outbox_key, 7U, Sequence{0x0102030405060708})), "000000070102030405060708");
  EXPECT_EQ(hex(made(dead_letter_key, Position{258}, std::uint8_t{9})), "000000000000010209");
  EXPECT_EQ(hex(made(event_ids_key, KeyGroup{1023}, std::uint64_t{5})), "03ff0000000000000005");
}

TEST(Keys, AppendToWhatIsThere) {
  std::string key = "x";
  customer_key(key, 1, "y");
  EXPECT_EQ(hex(key), "78000179");
}

TEST(Keys, ComeBackAsTheirParts) {
  EXPECT_EQ(customer_of_key(made(customer_key, KeyGroup{1}, "ann")), "ann");

  const std::string wake = made(wake_key, Day{-719528}, KeyGroup{1000}, "bob");
  WakeKey parsed_wake{};
  ASSERT_TRUE(parse_wake_key(wake, parsed_wake));
  EXPECT_EQ(parsed_wake.group, 1000);
  EXPECT_EQ(parsed_wake.day, -719528);
  EXPECT_EQ(parsed_wake.customer_id, "bob");

  EXPECT_EQ(position_of_dead_letter(made(dead_letter_key, Position{1ULL << 40}, std::uint8_t{1})),
            1ULL << 40);

  EventIdsKey parsed_ids{};
  ASSERT_TRUE(parse_event_ids_key(made(event_ids_key, KeyGroup{77}, std::uint64_t{1} << 33), parsed_ids));
  EXPECT_EQ(parsed_ids.group, 77);
  EXPECT_EQ(parsed_ids.first, std::uint64_t{1} << 33);
}

TEST(Keys, TooShortOnesAreNotParsed) {
  WakeKey wake{};
  EventIdsKey ids{};
  EXPECT_FALSE(parse_wake_key("12345", wake));
  EXPECT_FALSE(parse_event_ids_key("123456789", ids));
  EXPECT_FALSE(parse_event_ids_key("12345678901", ids));
  EXPECT_EQ(customer_of_key("1"), "");
  EXPECT_EQ(position_of_dead_letter("1234567"), 0U);
}

TEST(Keys, SortAsTheirNumbers) {
  const std::vector<std::string> wakes = {
      made(wake_key, Day{INT32_MIN}, KeyGroup{9}, "z"), made(wake_key, Day{-1}, KeyGroup{9}, "z"),
      made(wake_key, Day{0}, KeyGroup{1}, "a"),         made(wake_key, Day{0}, KeyGroup{1}, "b"),
      made(wake_key, Day{0}, KeyGroup{256}, "a"),       made(wake_key, Day{256}, KeyGroup{0}, "a"),
      made(wake_key, Day{INT32_MAX}, KeyGroup{0}, "a")};
  EXPECT_TRUE(std::is_sorted(wakes.begin(), wakes.end()));
  // They share the customers' table, all customers first.
  EXPECT_LT(made(customer_key, KeyGroup{1023}, "\xFF\xFF"), kCustomersEnd);
  EXPECT_LE(kCustomersEnd, wakes.front());
  EXPECT_LT(wakes.back(), kCustomersReachKey);
  EXPECT_LT(made(outbox_key, 1U, Sequence{UINT64_MAX}), made(outbox_key, 2U, Sequence{1}));
  EXPECT_LT(made(outbox_key, 1U, Sequence{255}), made(outbox_key, 1U, Sequence{256}));
}

TEST(Keys, AfterPrefixIsTheLeastKeyBehindIt) {
  EXPECT_EQ(after_prefix("ab"), "ac");
  EXPECT_EQ(after_prefix(std::string("a\xff\xff", 3)), "b");
  EXPECT_EQ(after_prefix(std::string("\x7f", 1)), "\x80");
  EXPECT_EQ(after_prefix("\xff\xff"), "");
  EXPECT_EQ(after_prefix(""), "");
  EXPECT_LT(std::string("ab\xff\xff"), after_prefix("ab"));
}

}  // namespace
}  // namespace tidemark::state
