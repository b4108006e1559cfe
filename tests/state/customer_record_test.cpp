// Concern: a customer's row in the checkpoint has its pinned bytes, comes back as it was, and never comes
// back changed.
#include "state/customer_record.h"

#include <gtest/gtest.h>

#include "engine/base/bytes.h"
#include "engine/base/hash.h"
#include "tests/state/hex.h"

namespace tidemark::state {
namespace {

CustomerRecord sample() {
  CustomerRecord record;
  record.layout_id = 300;
  record.key_id = 5;
  record.applied = 1'000'000;
  record.config_version = 2;
  record.armed_due = -3;
  record.sections = "abc";
  return record;
}

std::string encoded(const CustomerRecord& record) {
  std::string out;
  encode_customer_record(record, out);
  return out;
}

/// What a later version might write: content of its own under the same checksum.
std::string sealed(std::string content) {
  const auto checksum = static_cast<std::uint32_t>(hash64(content, 0));
  ByteWriter(content).fixed32(checksum);
  return content;
}

TEST(CustomerRecord, HasItsBytes) {
  EXPECT_EQ(hex(encoded(sample())),
            "01ac0205c0843d02"
            "05"  // format … configuration version, armed due
            "616263"
            "454bb0a7");  // sections, checksum
}

TEST(CustomerRecord, ComesBackAsItWas) {
  CustomerRecord extreme;
  extreme.layout_id = UINT32_MAX;
  extreme.key_id = UINT32_MAX;
  extreme.applied = UINT64_MAX;
  extreme.config_version = UINT32_MAX;
  extreme.armed_due = INT64_MIN;
  for (const CustomerRecord& record : {sample(), CustomerRecord{}, extreme}) {
    const std::string bytes = encoded(record);
    CustomerRecord decoded;
    ASSERT_TRUE(decode_customer_record(bytes, decoded).ok());
    EXPECT_EQ(decoded.layout_id, record.layout_id);
    EXPECT_EQ(decoded.key_id, record.key_id);
    EXPECT_EQ(decoded.applied, record.applied);
    EXPECT_EQ(decoded.config_version, record.config_version);
    EXPECT_EQ(decoded.armed_due, record.armed_due);
    EXPECT_EQ(decoded.sections, record.sections);
  }
}

TEST(CustomerRecord, AppendsToWhatIsThere) {
  std::string out = "before";
  encode_customer_record(sample(), out);
  EXPECT_EQ(out, "before" + encoded(sample()));
}

TEST(CustomerRecord, EveryChangedByteAndEveryLengthIsNoticed) {
  const std::string whole = encoded(sample());
  CustomerRecord decoded;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      EXPECT_EQ(decode_customer_record(damaged, decoded).code(), Code::kCorruption) << i << ' ' << bit;
    }
    EXPECT_EQ(decode_customer_record(whole.substr(0, i), decoded).code(), Code::kCorruption) << i;
  }
  EXPECT_EQ(decode_customer_record(whole + '\0', decoded).code(), Code::kCorruption);
}

TEST(CustomerRecord, ANewerFormatIsNotRead) {
  CustomerRecord decoded;
  const Status status = decode_customer_record(sealed("\x02whatever"), decoded);
  EXPECT_EQ(status.code(), Code::kUnsupported);
  EXPECT_NE(status.message().find("format 2"), std::string::npos);
}

TEST(CustomerRecord, NumbersBeyondTheirTypesAreRefused) {
  CustomerRecord decoded;
  for (int field = 0; field < 4; ++field) {
    std::string content("\x01", 1);
    ByteWriter writer(content);
    for (int i = 0; i < 4; ++i) writer.varint(i == field ? UINT64_MAX : 1);
    writer.zigzag(1);
    const bool fits = field == 2;  // the applied position has 64 bits
    EXPECT_EQ(decode_customer_record(sealed(content), decoded).code(), fits ? Code::kOk : Code::kCorruption)
        << field;
  }
  EXPECT_EQ(decode_customer_record(sealed(std::string("\x01\x01", 2)), decoded).code(), Code::kCorruption);
}

}  // namespace
}  // namespace tidemark::state
