// Any bytes as a customer's row: decoding never reads outside them, takes only what has its checksum, and
// what it takes is encoded to a row of the same meaning. The bytes are tried as they are and with a checksum
// put on.

#include <cstdint>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/hash.h"
#include "state/customer_record.h"

namespace {

using namespace tidemark;
using state::CustomerRecord;

bool same(const CustomerRecord& a, const CustomerRecord& b) {
  return a.layout_id == b.layout_id && a.key_id == b.key_id && a.applied == b.applied &&
         a.config_version == b.config_version && a.armed_due == b.armed_due && a.sections == b.sections;
}

void check(const std::string& bytes) {
  CustomerRecord record;
  if (!state::decode_customer_record(bytes, record).ok()) return;
  std::string encoded;
  state::encode_customer_record(record, encoded);
  TM_ASSERT(encoded.size() <= bytes.size());  // varints come out in their shortest form
  CustomerRecord again;
  TM_ASSERT(state::decode_customer_record(encoded, again).ok());
  TM_ASSERT(same(record, again));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  check(bytes);
  const auto checksum = static_cast<std::uint32_t>(hash64(bytes, 0));
  ByteWriter(bytes).fixed32(checksum);
  check(bytes);
  return 0;
}
