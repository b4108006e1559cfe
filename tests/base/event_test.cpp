// Concern: events come back from their stored form exactly as written, and arbitrary bytes do no harm.

#include "engine/base/event.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "engine/base/random.h"

namespace tidemark {
namespace {

Event sample() {
  Event event;
  event.time = 1'767'323'045'678;
  event.customer_id = "c42";
  event.event_id = "o-981";
  event.type_name = "purchase";
  event.has_amount = true;
  event.amount = 42'500'000;
  return event;
}

std::string encoded(const Event& event) {
  std::string out;
  encode_event(event, out);
  return out;
}

void expect_same(const Event& a, const Event& b) {
  EXPECT_EQ(a.has_amount, b.has_amount);
  EXPECT_EQ(a.time, b.time);
  EXPECT_EQ(a.amount, b.amount);
  EXPECT_EQ(a.customer_id, b.customer_id);
  EXPECT_EQ(a.event_id, b.event_id);
  EXPECT_EQ(a.properties, b.properties);
  EXPECT_EQ(a.type_key, b.type_key);
  EXPECT_EQ(a.type_name, b.type_name);
}

TEST(Kind, NamesAreUniqueAndFindTheirKind) {
  std::set<std::string_view> names;
  for (int i = 1; i < static_cast<int>(Kind::kBuiltinCount); ++i) {
    const auto kind = static_cast<Kind>(i);
    EXPECT_TRUE(names.insert(kind_name(kind)).second) << kind_name(kind);
    EXPECT_EQ(builtin_kind(kind_name(kind)), kind);
  }
  EXPECT_EQ(kind_name(Kind::kPageView), "page_view");
  EXPECT_EQ(kind_name(Kind::kSubscriptionCancelled), "subscription_cancelled");
  EXPECT_EQ(kind_name(Kind::kAlias), "alias");
}

TEST(Kind, TheRestIsOther) {
  EXPECT_EQ(kind_name(Kind::kOther), "");
  EXPECT_EQ(kind_name(Kind::kBuiltinCount), "");
  EXPECT_EQ(kind_name(static_cast<Kind>(kFirstCustomKind)), "");
  EXPECT_EQ(builtin_kind(""), Kind::kOther);
  EXPECT_EQ(builtin_kind("Purchase"), Kind::kOther);
  EXPECT_EQ(builtin_kind("teleported"), Kind::kOther);
}

TEST(KeyDictionary, NumbersNamesInOrderOfAppearance) {
  KeyDictionary keys;
  EXPECT_EQ(keys.intern("amount"), 0U);
  EXPECT_EQ(keys.intern("currency"), 1U);
  EXPECT_EQ(keys.intern("amount"), 0U);
  EXPECT_EQ(keys.intern(""), 2U);
  EXPECT_EQ(keys.find("currency"), 1U);
  EXPECT_EQ(keys.find("unknown"), KeyDictionary::kNone);
  EXPECT_EQ(keys.size(), 3U);
}

std::string key_name(std::uint32_t i) {
  return std::string("k").append(std::to_string(i));
}

TEST(KeyDictionary, NamesStayWhereTheyAreUntilItIsFull) {
  KeyDictionary keys;
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < KeyDictionary::kCapacity; ++i) {
    ASSERT_EQ(keys.intern(key_name(i)), i);
    names.push_back(keys.name(i));
  }
  EXPECT_EQ(keys.intern("one more"), KeyDictionary::kNone);
  EXPECT_EQ(keys.intern("k17"), 17U);
  EXPECT_EQ(keys.size(), KeyDictionary::kCapacity);
  for (std::uint32_t i = 0; i < KeyDictionary::kCapacity; ++i) {
    ASSERT_EQ(names[i].data(), keys.name(i).data());
    ASSERT_EQ(names[i], key_name(i));
  }
}

TEST(Event, ComesBackInEveryShape) {
  for (int shape = 0; shape < 16; ++shape) {
    Event event = sample();
    if ((shape & 1) != 0) event.event_id = {};
    if ((shape & 2) != 0) {
      event.has_amount = false;
      event.amount = 0;
    }
    if ((shape & 4) != 0) {
      event.type_name = {};
      event.type_key = 300;
    }
    if ((shape & 8) != 0) event.properties = "\x01\x02";
    const std::string bytes = encoded(event);
    Event back;
    ASSERT_TRUE(decode_event(bytes, back)) << shape;
    expect_same(back, event);
    EXPECT_EQ(encoded(back), bytes);
  }
}

TEST(Event, ExtremesComeBack) {
  const std::string longest(kCustomerIdBytesMax, 'x');
  for (const std::int64_t number : {std::numeric_limits<std::int64_t>::min(),
                                    std::numeric_limits<std::int64_t>::max(), std::int64_t{-1}}) {
    Event event = sample();
    event.customer_id = longest;
    event.type_name = "";
    event.time = number;
    event.amount = number;
    const std::string bytes = encoded(event);
    Event back;
    ASSERT_TRUE(decode_event(bytes, back));
    expect_same(back, event);
  }
}

// The layout is what stores hold: it changes with a new format version only.
TEST(Event, BytesArePinned) {
  Event event = sample();
  event.time = 1;
  event.amount = -2;
  event.properties = "PP";
  EXPECT_EQ(encoded(event),
            "\x07\x08purchase\x03"
            "c42\x05o-981\x02\x03PP");
  event.event_id = {};
  event.has_amount = false;
  event.type_key = 5;
  EXPECT_EQ(encoded(event), std::string("\x00\x05\x03"
                                        "c42\x02PP",
                                        9));
}

TEST(Event, DecodeForgetsWhatWasThereBefore) {
  Event event = sample();
  event.event_id = {};
  event.has_amount = false;
  event.amount = 0;
  const std::string bytes = encoded(event);
  Event back = sample();
  back.kind = Kind::kReview;
  back.properties = "old";
  ASSERT_TRUE(decode_event(bytes, back));
  expect_same(back, event);
  EXPECT_EQ(back.kind, Kind::kOther);
}

TEST(Event, MalformedBytesAreRefused) {
  Event event;
  const std::string bytes = encoded(sample());
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    EXPECT_FALSE(decode_event(std::string_view(bytes).substr(0, cut), event)) << cut;
  }
  std::string bad = bytes;
  bad[0] = '\x08';  // an unknown flag
  EXPECT_FALSE(decode_event(bad, event));
  EXPECT_FALSE(decode_event(std::string_view("\x04\x01t\x00\x02", 5), event));  // no customer
  EXPECT_FALSE(decode_event(std::string_view("\x00\xFF\xFF\xFF\xFF\x0F\x01"
                                             "c\x02",
                                             9),
                            event));  // type beyond the dictionary
  EXPECT_FALSE(
      decode_event("\x04\x01t\x81\x02" + std::string(257, 'c') + "\x02", event));  // customer too long
}

TEST(EventDeathTest, AnEventWithoutCustomerIsNeverWritten) {
  Event event = sample();
  event.customer_id = {};
  EXPECT_DEATH((void)encoded(event), "customer_id");
}

/// The tag and value of a number as stored.
PropertyReader::Property stored(std::string_view text, KeyDictionary& keys, std::string& bytes) {
  bytes.clear();
  PropertyWriter(bytes, keys).number("n", text);
  PropertyReader::Property property;
  PropertyReader reader(bytes, keys);
  EXPECT_TRUE(reader.next(property)) << text;
  EXPECT_FALSE(PropertyReader(reader).next(property)) << text;
  EXPECT_EQ(property.key, "n");
  return property;
}

TEST(Property, NumbersTakeTheMostCompactExactForm) {
  KeyDictionary keys;
  std::string bytes;
  for (const char* text : {"0", "7", "-7", "9223372036854775807", "-9223372036854775808"}) {
    EXPECT_EQ(stored(text, keys, bytes).tag, ValueTag::kInteger) << text;
  }
  for (const char* text : {"0.0", "0.1", "-0.5", "42.50", "1.000", "0.00000000000000001",
                           "123456789012345678.0", "99999999999999999.9"}) {
    const bool fits = std::string_view(text).size() <= 19;
    EXPECT_EQ(stored(text, keys, bytes).tag, fits ? ValueTag::kDecimal : ValueTag::kNumber) << text;
  }
  for (const char* text : {"-0", "-0.0", "-0.00", "9223372036854775808", "-9223372036854775809", "1e5",
                           "1.5e3", "1E400", "0.000000000000000001", "1234567890123456789.5"}) {
    const auto property = stored(text, keys, bytes);
    EXPECT_EQ(property.tag, ValueTag::kNumber) << text;
    EXPECT_EQ(property.text, text);
  }
  const auto price = stored("42.50", keys, bytes);
  EXPECT_EQ(price.integer, 4250);
  EXPECT_EQ(price.scale, 2);
  EXPECT_EQ(bytes.size(), 5U);  // key, tag, two bytes of mantissa, scale
}

std::string printed(const Event& event, const KeyDictionary& keys) {
  std::string out;
  append_event_json(out, event, keys);
  return out;
}

TEST(EventJson, PrintsEverythingAsItWent) {
  KeyDictionary keys;
  std::string properties;
  PropertyWriter writer(properties, keys);
  writer.number("amount", "42.50");
  writer.string("currency", "EUR");
  writer.null("none");
  writer.boolean("yes", true);
  writer.boolean("no", false);
  writer.json("items", R"([{"sku":"a","n":1e2}])");
  writer.number("n", "-0");
  writer.string("quo\"ted", "line\n");
  Event event = sample();
  event.properties = properties;
  EXPECT_EQ(printed(event, keys),
            R"({"type":"purchase","event_id":"o-981","customer_id":"c42",)"
            R"("timestamp":"2026-01-02T03:04:05.678Z","properties":{"amount":42.50,"currency":"EUR",)"
            R"("none":null,"yes":true,"no":false,"items":[{"sku":"a","n":1e2}],"n":-0,)"
            R"("quo\"ted":"line\n"}})");
}

TEST(EventJson, LeavesOutWhatIsAbsent) {
  KeyDictionary keys;
  Event event = sample();
  event.event_id = {};
  event.type_name = {};
  event.type_key = keys.intern("page_view");
  event.customer_id = "a\"b";
  EXPECT_EQ(printed(event, keys),
            R"({"type":"page_view","customer_id":"a\"b","timestamp":"2026-01-02T03:04:05.678Z"})");
}

TEST(EventJson, NumbersPrintAsTheyWereWritten) {
  Random random(1);
  KeyDictionary keys;
  Event event = sample();
  event.event_id = {};
  const std::string head = printed(event, keys);
  for (int i = 0; i < 50'000; ++i) {
    std::string text = random.chance(0.3) ? "-" : "";
    text += random.chance(0.3) ? "0" : std::to_string(random.between(1, std::int64_t{1} << random.below(62)));
    if (random.chance(0.6)) {
      text += '.';
      for (std::uint64_t digits = random.between(1, 20) > 15 ? 20 : random.below(9) + 1; digits > 0;
           --digits) {
        text += static_cast<char>('0' + (random.chance(0.4) ? 0 : random.below(10)));
      }
    }
    if (random.chance(0.1)) text.append("e").append(std::to_string(random.between(-400, 400)));
    std::string properties;
    PropertyWriter(properties, keys).number("v", text);
    event.properties = properties;
    ASSERT_EQ(printed(event, keys),
              head.substr(0, head.size() - 1) + ",\"properties\":{\"v\":" + text + "}}");
  }
}

TEST(Property, NamesBeyondTheDictionaryAreWrittenInFull) {
  KeyDictionary keys;
  for (std::uint32_t i = 0; i < KeyDictionary::kCapacity; ++i) keys.intern(std::to_string(i));
  std::string bytes;
  PropertyWriter writer(bytes, keys);
  writer.string("stranger", "x");
  writer.boolean("8191", true);
  PropertyReader reader(bytes, keys);
  PropertyReader::Property property;
  ASSERT_TRUE(reader.next(property));
  EXPECT_EQ(property.key, "stranger");
  EXPECT_EQ(property.text, "x");
  ASSERT_TRUE(reader.next(property));
  EXPECT_EQ(property.key, "8191");
  EXPECT_EQ(property.tag, ValueTag::kTrue);
  EXPECT_FALSE(reader.next(property));
  EXPECT_TRUE(reader.ok());
}

TEST(Property, MalformedBytesEndTheWalk) {
  KeyDictionary keys;
  keys.intern("k");
  for (const std::string& bad : {std::string("\x02\x00", 2),          // unknown key
                                 std::string("\x01"),                 // no tag
                                 std::string("\x01\x08"),             // unknown tag
                                 std::string("\x01\x06\x05x"),        // text cut short
                                 std::string("\x01\x04\x02\x00", 4),  // scale of nothing
                                 std::string("\x01\x04\x02\x12"),     // scale beyond 17
                                 std::string("\x01\x03\x80")}) {      // number cut short
    PropertyReader reader(bad, keys);
    PropertyReader::Property property;
    EXPECT_FALSE(reader.next(property));
    EXPECT_FALSE(reader.ok());
    EXPECT_FALSE(reader.next(property));
  }
}

// Whatever the bytes: no crash, views inside the input, and what decodes also encodes and prints.
TEST(Event, RandomAndDamagedBytesAreSafe) {
  Random random(2);
  KeyDictionary keys;
  std::string properties;
  PropertyWriter writer(properties, keys);
  writer.number("amount", "42.50");
  writer.string("currency", "EUR");
  writer.number("big", "1e99");
  Event good = sample();
  good.properties = properties;
  const std::string valid = encoded(good);
  int decoded = 0;
  for (int round = 0; round < 100'000; ++round) {
    std::string bytes;
    if (random.chance(0.5)) {
      bytes = valid.substr(0, random.below(valid.size() + 1));
      for (std::uint64_t n = random.below(4); n > 0 && !bytes.empty(); --n) {
        bytes[random.below(bytes.size())] = static_cast<char>(random.next());
      }
    } else {
      bytes.resize(random.below(40));
      for (char& c : bytes) c = static_cast<char>(random.chance(0.5) ? random.below(8) : random.next());
    }
    Event event;
    if (!decode_event(bytes, event)) continue;
    ++decoded;
    for (const std::string_view view :
         {event.customer_id, event.event_id, event.properties, event.type_name}) {
      ASSERT_TRUE(view.empty() ||
                  (view.data() >= bytes.data() && view.data() + view.size() <= bytes.data() + bytes.size()));
    }
    Event again;
    const std::string copy = encoded(event);
    ASSERT_TRUE(decode_event(copy, again));
    expect_same(again, event);
    const std::string line = printed(event, keys);
    ASSERT_TRUE(line.starts_with("{\"type\":\"") && line.ends_with("}"));
  }
  EXPECT_GT(decoded, 1000);
}

}  // namespace
}  // namespace tidemark
