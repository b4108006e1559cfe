// Concern: properties come out in the very bytes of PropertyWriter, whatever the number, key or dictionary.

#include "engine/decode/property_encoder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/base/random.h"

namespace tidemark::engine {
namespace {

std::string padded(std::string_view text) {
  std::string out;
  out.reserve(text.size() + kLinePadding);
  out.append(text);
  return out;
}

/// One number scanned and encoded, and the same text through PropertyWriter.
void expect_same_number(const std::string& number) {
  const std::string text = padded(number);
  JsonScanner scanner;
  scanner.begin(text);
  JsonValue value;
  ASSERT_TRUE(scanner.value(value)) << number;

  KeyDictionary keys;
  KeyCache cache(keys);
  PropertyEncoder encoder(cache);
  encoder.begin(1, text.size() + 3);
  encoder.add(padded("key"), value);

  KeyDictionary other_keys;
  std::string expected;
  PropertyWriter(expected, other_keys).number("key", number);
  EXPECT_EQ(encoder.bytes(), expected) << number;
}

TEST(PropertyEncoder, Numbers) {
  for (const char* number : {"0",
                             "-0",
                             "7",
                             "-7",
                             "0.0",
                             "-0.0",
                             "0.5",
                             "-0.5",
                             "42.50",
                             "1e5",
                             "-1E-5",
                             "0e0",
                             "1.0e1",
                             "999999999999999999",
                             "-999999999999999999",
                             "1000000000000000000",
                             "9223372036854775807",
                             "-9223372036854775808",
                             "9223372036854775808",
                             "-9223372036854775809",
                             "18446744073709551616",
                             "0.99999999999999999",
                             "0.999999999999999999",
                             "99999999999999999.9",
                             "-99999999999999999.9",
                             "999999999999999999.9",
                             "123456789012345678901234567890",
                             "0.00000000000000000",
                             "0.000000000000000000"}) {
    expect_same_number(number);
  }
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string number = random.chance(0.5) ? "-" : "";
    number += std::to_string(random.next() >> random.below(64));
    if (random.chance(0.5)) number += fmt::format(".{}", random.next() >> random.below(64));
    if (random.chance(0.1)) number += fmt::format("e{}", random.between(-400, 400));
    expect_same_number(number);
  }
}

TEST(PropertyEncoder, EveryTypeAndKey) {
  const std::string line =
      padded(R"({"a":null,"b":true,"c":false,"d":"text","e":"","f":[1, 2],"g":{"h": "i"}})");
  JsonScanner scanner;
  scanner.begin(line);
  KeyDictionary keys;
  KeyCache cache(keys);
  PropertyEncoder encoder(cache);
  encoder.begin(7, line.size());
  ASSERT_TRUE(scanner.object([&](std::string_view key) {
    JsonValue value;
    const bool ok = scanner.value(value);
    encoder.add(key, value);
    return ok;
  }));

  KeyDictionary other_keys;
  std::string expected;
  PropertyWriter writer(expected, other_keys);
  writer.null("a");
  writer.boolean("b", true);
  writer.boolean("c", false);
  writer.string("d", "text");
  writer.string("e", "");
  writer.json("f", "[1,2]");
  writer.json("g", R"({"h":"i"})");
  EXPECT_EQ(encoder.bytes(), expected);
}

TEST(PropertyEncoder, FullDictionaryAndLongKeys) {
  KeyDictionary keys;
  for (std::uint32_t i = 0; i < KeyDictionary::kCapacity - 1; ++i)
    (void)keys.intern(fmt::format("filler {}", i));
  KeyCache cache(keys);
  PropertyEncoder encoder(cache);
  const std::vector<std::string> names = {padded("last"), padded("no room"), padded("filler 77"),
                                          padded(std::string(129, 'x')), padded("no room")};
  encoder.begin(names.size(), 1000);
  for (const std::string& name : names) encoder.add(name, JsonValue());
  EXPECT_EQ(keys.size(), KeyDictionary::kCapacity);

  PropertyReader reader(encoder.bytes(), keys);
  PropertyReader::Property property;
  for (const std::string& name : names) {
    ASSERT_TRUE(reader.next(property));
    EXPECT_EQ(property.key, name);
  }
  EXPECT_FALSE(reader.next(property));
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(keys.find(names[3]), KeyDictionary::kNone) << "long names are never interned";
}

TEST(KeyCache, ManyNamesInFewSlots) {
  KeyDictionary keys;
  KeyCache cache(keys);
  std::vector<std::string> names;
  for (int i = 0; i < 3000; ++i) {
    // Equal length, equal first and last eight bytes: only the middle differs.
    names.push_back(padded(fmt::format("property{:08}property", i)));
    names.push_back(padded(fmt::format("p{}", i)));
  }
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const KeyText key = KeyText::of(names[i]);
      ASSERT_EQ(cache.intern(key), i);
      ASSERT_EQ(cache.peek(key), i);
    }
  }
  EXPECT_EQ(cache.peek(KeyText::of(padded("never seen"))), KeyDictionary::kNone);
  EXPECT_EQ(keys.size(), names.size());
}

}  // namespace
}  // namespace tidemark::engine
